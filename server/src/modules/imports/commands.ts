import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { ApiRefusal } from '@zhike/domain/api';
import { type ImportState, type ImportView, PART_BYTES } from '@zhike/domain/imports/contract';
import { guessMapping, headingOf, readHead } from '@zhike/domain/imports/columns';
import { cellText, type RawRow } from '@zhike/domain/imports/cells';
import { importVerbs, type ImportVerb } from '@zhike/domain/imports/lifecycle';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { sqlIn, sqlOf } from '../../platform/db';
import { newId } from '../../platform/ids';
import { sheetRows } from '../../platform/sheet-read';
import type { Write } from '../../platform/write';
import { BadFile } from '../../platform/zip-read';
import { findStoreRow } from '../stores/queries.hours';
import { withFile } from './files';
import type { Input } from './input';
import { goOn } from './jobs.kinds';
import { changeImport, dropLines, dropParts, findHeadings, findImport, type ImportRow, insertImport, listMadeIds, lockImport, saveHeadings } from './records';
import type { Target } from './target';
import { loadTarget, mayImport } from './targets';
import { toImportView } from './view';

type ImportAsk = Ask<ActorOf<'imports.begin'>>;
const SAMPLE = 5;
const LOOKED_AT = 40;
const PAGE = 2_000;
const NAMED = 5;

const notFound = (id: string) => refuse('record.not_found', { noun: 'import', id });

/** Announces a file. Its parts come by themselves; nothing is read yet. */
export async function beginImport(ask: ImportAsk, input: Input<'imports.begin'>, write: Write): Answer<'imports.begin'> {
  const sql = sqlIn(write.tx);
  const target = mayImport(ask.actor, input.kind) ? await loadTarget(sql, { ...input, formVersion: null }) : null;
  if (!target) return refuse('record.not_found', { noun: 'form', id: input.formId ?? input.kind });
  const storeId = input.storeId ?? ask.actor.storeIds[0] ?? null;
  const reached = ask.scope.kind !== 'stores' || storeId === null || ask.scope.storeIds.includes(storeId);
  if (storeId !== null && (!reached || !(await findStoreRow(sql, storeId)))) return refuse('record.not_found', { noun: 'store', id: storeId });
  const id = newId(write.now);
  await insertImport(write.tx, {
    id,
    kind: input.kind,
    formId: input.kind === 'record' ? target.form.id : null,
    formVersion: input.kind === 'record' ? target.form.version : null,
    storeId,
    actor: ask.actor,
    fileName: input.fileName,
    parts: Math.ceil(input.bytes / PART_BYTES),
    at: write.now,
  });
  return answer(write, id, target);
}

async function answer(write: Write, id: string, target: Target): Promise<Decision<{ import: ImportView }, never>> {
  const row = await findImport(sqlIn(write.tx), id);
  if (!row) throw new Error('an import vanished inside its own transaction');
  return allow({ import: toImportView(row, target.form.title) });
}

interface Held {
  readonly row: ImportRow;
  readonly target: Target;
}

/** Whose import it is, locked, in a state in which the step may be taken. */
async function hold(ask: ImportAsk, write: Write, id: string, verb: ImportVerb): Promise<Decision<Held, ApiRefusal>> {
  const row = await lockImport(write.tx, id, ask.scope.kind === 'all' ? null : ask.actor.staffId);
  const target = row && (await loadTarget(sqlIn(write.tx), row));
  if (!row || !target) return notFound(id);
  const possible = importVerbs(row.state);
  if (!possible.includes(verb)) return refuse('lifecycle.illegal_step', { state: row.state, verb, possible });
  return allow({ row, target });
}

/** The first rows of a file, or why it is none. */
async function firstRows(ask: ImportAsk, row: ImportRow): Promise<Decision<readonly RawRow[], ApiRefusal>> {
  try {
    const rows = await withFile(sqlOf(ask.ports.db), ask.ports, row, async ({ path, kind }) => {
      const first: RawRow[] = [];
      for await (const some of sheetRows(path, kind)) {
        first.push(...some);
        if (first.length >= LOOKED_AT) break;
      }
      return first.slice(0, LOOKED_AT);
    });
    return rows.length > 0 ? allow(rows) : refuse('imports.bad_file', { problem: 'empty' });
  } catch (error) {
    if (error instanceof BadFile) return refuse('imports.bad_file', { problem: error.problem });
    throw error;
  }
}

/** Looks into the file. What was checked before is forgotten: its columns may be named anew. */
export async function readImport(ask: ImportAsk, input: Input<'imports.read'>, write: Write): Answer<'imports.read'> {
  const held = await hold(ask, write, input.importId, 'map');
  if (!held.ok) return held;
  const { row, target } = held.value;
  if (row.haveParts < row.parts) return refuse('imports.not_whole', { parts: row.parts, have: row.haveParts });
  const rows = await firstRows(ask, row);
  if (!rows.ok) return rows;
  const head = readHead(rows.value, target.columns);
  if (!head) return refuse('imports.bad_file', { problem: 'empty' });
  const mapping = head.keys ?? guessMapping(head.headings, target.columns, await findHeadings(sqlIn(write.tx), target.name));
  const { headings, until } = head;
  await dropLines(write.tx, row.id);
  await changeImport(write.tx, row.id, { state: 'mapping', headings, mapping, headRow: until, checked: 0, bad: 0, checkedUntil: 0 });
  const answered = await answer(write, row.id, target);
  if (!answered.ok) return answered;
  const data = rows.value.filter((one) => one.row > until).slice(0, SAMPLE);
  return allow({
    import: answered.value.import,
    headings: [...headings],
    mapping: [...mapping],
    sample: data.map(({ cells }) => headings.map((_, index) => cellText(cells[index] ?? null).slice(0, 80))),
    columns: target.columns.map(({ key, title, required, help }) => ({ key, title, required, help })),
  });
}

/** Begins to check. The columns as they were named are remembered for the next file. */
export async function checkImport(ask: ImportAsk, input: Input<'imports.check'>, write: Write): Answer<'imports.check'> {
  const held = await hold(ask, write, input.importId, 'check');
  if (!held.ok) return held;
  const { row, target } = held.value;
  const mapping = row.headings.map((_, index) => {
    const key = input.mapping[index] ?? null;
    return target.columns.some((column) => column.key === key) ? key : null;
  });
  const twice = mapping.find((key, index) => key !== null && mapping.indexOf(key) !== index);
  if (twice) return refuse('imports.column_twice', { title: target.columns.find((column) => column.key === twice)?.title ?? twice });
  const missing = target.columns.filter((column) => column.required && !mapping.includes(column.key)).map((column) => column.title);
  if (missing.length > 0) return refuse('imports.column_missing', { titles: missing });
  await dropLines(write.tx, row.id);
  const remembered = row.headings.flatMap((heading, index) => (heading === '' ? [] : [{ heading: headingOf(heading), key: mapping[index] ?? null }]));
  await saveHeadings(write.tx, target.name, remembered);
  // Whose rights count is settled anew by whoever orders it.
  const { existing, heard } = input;
  await changeImport(write.tx, row.id, { state: 'checking', mapping, existing, heard, actor: ask.actor, checked: 0, bad: 0, checkedUntil: 0 });
  await write.enqueue(goOn, { importId: row.id });
  return answer(write, row.id, target);
}

export async function writeImport(ask: ImportAsk, input: Input<'imports.write'>, write: Write): Answer<'imports.write'> {
  const held = await hold(ask, write, input.importId, 'write');
  if (!held.ok) return held;
  const { row, target } = held.value;
  if (row.bad > 0 && input.mode === 'all') return refuse('imports.has_bad_rows', { bad: row.bad });
  if (row.checked === row.bad) return refuse('imports.nothing_good', { bad: row.bad });
  await changeImport(write.tx, row.id, { state: 'writing', mode: input.mode, actor: ask.actor });
  await write.event({
    type: 'import.ordered',
    storeId: row.storeId,
    data: { importId: row.id, kind: row.kind, rows: row.checked - row.bad, mode: input.mode },
  });
  await write.enqueue(goOn, { importId: row.id });
  return answer(write, row.id, target);
}

/** While it writes, what was written goes again; before, there is nothing yet. */
export async function cancelImport(ask: ImportAsk, input: Input<'imports.cancel'>, write: Write): Answer<'imports.cancel'> {
  const held = await hold(ask, write, input.importId, 'cancel');
  if (!held.ok) return held;
  const { row, target } = held.value;
  if (row.state === 'writing') {
    await changeImport(write.tx, row.id, { state: 'undoing', undoAs: 'cancelled' });
    await write.enqueue(goOn, { importId: row.id });
  } else {
    const state: ImportState = 'cancelled';
    await changeImport(write.tx, row.id, { state, finishedAt: write.now });
    await dropParts(write.tx, row.id);
    await dropLines(write.tx, row.id);
  }
  return answer(write, row.id, target);
}

/** Nothing goes while anything of it is in use: first what was done with it is taken back. */
export async function undoImport(ask: ImportAsk, input: Input<'imports.undo'>, write: Write): Answer<'imports.undo'> {
  const held = await hold(ask, write, input.importId, 'undo');
  if (!held.ok) return held;
  const { row, target } = held.value;
  const sql = sqlIn(write.tx);
  const doing = { sql, ports: ask.ports, actor: ask.actor, now: write.now };
  const used: { readonly id: string; readonly name: string }[] = [];
  for (let after = 0; ; ) {
    const made = await listMadeIds(sql, row.id, after, PAGE);
    used.push(
      ...(await target.used(
        doing,
        row,
        made.map((one) => one.id),
      )),
    );
    if (made.length < PAGE) break;
    after = made.at(-1)?.row ?? after;
  }
  if (used.length > 0) return refuse('imports.in_use', { count: used.length, names: used.slice(0, NAMED).map((one) => one.name) });
  await changeImport(write.tx, row.id, { state: 'undoing', undoAs: 'undone' });
  await write.enqueue(goOn, { importId: row.id });
  return answer(write, row.id, target);
}
