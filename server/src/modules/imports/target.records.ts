import type { Entity } from '@zhike/domain/engines/catalogue/definition';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import type { FormDef } from '@zhike/domain/engines/forms/definition';
import type { FormWorld } from '@zhike/domain/engines/forms/input';
import { writeCell } from '@zhike/domain/imports/cells';
import { columnsOf } from '@zhike/domain/imports/columns';
import { compileScope } from '@zhike/domain/kernel/access';
import { sqlIn } from '../../platform/db';
import { paged, type Sheet } from '../../platform/sheet';
import { linkedRecords } from '../forms/facts';
import { dropRecords, judgeRow, listOpened, restoreRecord, usedRecords, writeRows } from '../forms/importing';
import { masked } from '../forms/sealed';
import { lookLabels } from './looking';
import type { Doing, Found, Target } from './target';
import type { Outcome } from './records';

const placeOf = (importId: string, row: number) => `import_rows:before:${importId}/${row}` as const;
const BATCH = 500;

/** Records of a kind that the shop made up, as its form takes them. */
export function recordsTarget(form: FormDef, world: FormWorld, entity: Entity): Target {
  const columns = columnsOf(form, entity);
  const unique = Object.entries(form.fields).find(([slot, one]) => form.match?.includes(slot) || entity.fields[one.field]?.unique)?.[0];
  return {
    kind: 'record',
    name: `form:${form.id}`,
    form,
    world,
    entity,
    columns,
    keySlot: unique ?? '',
    look: async (doing, to, texts) => (await lookLabels(doing, to, texts)) ?? lookRecords(doing, world, to, texts),
    naturalKey: (values) => (unique !== undefined && values[unique] ? `${unique}:${JSON.stringify(values[unique])}` : null),
    judge: async (doing, input, facts, knownId) =>
      (await judgeRow(doing.sql, form, world, doing, compileScope(doing.actor, 'record.write'), input, facts, knownId)).outcome,
    check: () => Promise.resolve(new Map()),
    async write(write, doing, of, rows) {
      const inside = { ...doing, sql: sqlIn(write.tx) };
      const scope = compileScope(doing.actor, 'record.write');
      const about = { storeId: of.storeId, ownerId: doing.actor.staffId, existing: of.existing };
      const given = rows.map(({ knownId, values }) => ({ input: { values }, knownId, ...about }));
      const written = await writeRows({ write, form, world, filler: inside, scope, importId: of.id, heard: of.heard }, given);
      return rows.flatMap(({ row }, index): Outcome[] => {
        const done = written[index];
        if (!done) return [];
        if ('problem' in done) return [{ row, id: null, outcome: null, before: null, problem: done.problem }];
        const before = done.before && doing.ports.crypto.encrypt(JSON.stringify(done.before), placeOf(of.id, row));
        return [{ row, id: done.id, outcome: done.how, before, problem: null }];
      });
    },
    used: (doing, _of, ids) => usedRecords(doing.sql, ids),
    async undo(write, doing, of, rows) {
      const made = rows.filter((row) => row.outcome === 'created');
      const used = new Set(
        (
          await usedRecords(
            sqlIn(write.tx),
            made.map((row) => row.recordId),
          )
        ).map((one) => one.id),
      );
      await dropRecords(
        write,
        made.filter((row) => !used.has(row.recordId)).map((row) => row.recordId),
      );
      for (const { row, recordId, before } of rows)
        if (before !== null) {
          const values = JSON.parse(doing.ports.crypto.decrypt(before, placeOf(of.id, row))) as Record<string, Value>;
          await restoreRecord(write, form, world, doing, recordId, values);
        }
      return new Set(made.filter((row) => used.has(row.recordId)).map((row) => row.row));
    },
    sheet: (doing) => recordsSheet(doing, form, world, entity),
  };
}

async function lookRecords(doing: Doing, world: FormWorld, entity: string, texts: readonly string[]): Promise<Map<string, Found>> {
  const found = new Map<string, Found>();
  for (const text of texts) {
    const same = (await linkedRecords(doing.sql, world, doing, entity, { search: text, limit: 20 })).filter((one) => one.name === text);
    const [one] = same;
    found.set(
      text,
      !one
        ? { problem: 'name_unknown' }
        : same.length > 1
          ? { problem: 'name_ambiguous', candidates: `同名 ${same.length} 条` }
          : { id: one.id, name: one.name },
    );
  }
  return found;
}

/** Sealed values stay masked: what a file brought in of them, it does not carry out again. */
function recordsSheet(doing: Doing, form: FormDef, world: FormWorld, entity: Entity): Sheet {
  const columns = columnsOf(form, entity).filter((column) => column.field !== null);
  const scope = compileScope(doing.actor, 'record.read');
  return {
    name: entity.label.slice(0, 30),
    columns: columns.map((column) => ({ title: column.title, width: Math.max(12, column.title.length * 2 + 4), kind: 'text' })),
    batches: async function* () {
      type Row = Awaited<ReturnType<typeof listOpened>>[number];
      for await (const rows of paged<Row>(BATCH, (after, limit) =>
        listOpened(doing.sql, world, entity.id, scope, doing, after && { at: after.at, id: after.id }, limit),
      )) {
        const names = await namesOf(doing, world, entity, rows);
        yield rows.map((row) => {
          const values = masked(row.values, entity);
          return columns.map(({ field }) => (field ? writeCell(field, values[field.id] ?? null, names) || null : null));
        });
      }
    },
  };
}

async function namesOf(
  doing: Doing,
  world: FormWorld,
  entity: Entity,
  rows: readonly { readonly values: Readonly<Record<string, Value>> }[],
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const field of Object.values(entity.fields)) {
    const to = field.to ?? (field.type.startsWith('member') ? 'staff' : field.type === 'store' ? 'store' : null);
    if (to === null) continue;
    const ids = rows.flatMap((row) => {
      const value = row.values[field.id];
      return Array.isArray(value) ? value : typeof value === 'string' ? [value] : [];
    });
    for (const one of await linkedRecords(doing.sql, world, doing, to, { ids: [...new Set(ids)] })) names.set(one.id, one.name);
  }
  return names;
}
