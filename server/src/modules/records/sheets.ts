import type { Entity, Field } from '@zhike/domain/engines/catalogue/definition';
import { fixedClock } from '@zhike/domain/engines/conditions/context';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import { valueWords } from '@zhike/domain/engines/conditions/words';
import { compileScope } from '@zhike/domain/kernel/access';
import { refuse } from '@zhike/domain/kernel/decision';
import type { DownloadSpan } from '@zhike/domain/kernel/download';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { waitForDownload } from '../../http/downloads';
import { sqlOf } from '../../platform/db';
import { type Cell, paged, type Sheet, type SheetColumn } from '../../platform/sheet';
import { loadWorld } from '../forms/catalogue';
import { toRecordRow } from '../forms/view';
import { whereOf } from './asking';
import type { Input } from './input';
import { namesIn } from './queries';
import { type ListedRecord, listWanted } from './records';

const BATCH = 500;
type Reader = Pick<Ask<ActorOf<'records.export'>>, 'actor' | 'ports' | 'now'>;
type Asked = Input<'records.export'>;

/** FM-12: the list that is on the screen, as a spreadsheet. */
export async function exportRecords(ask: Ask<ActorOf<'records.export'>>, input: Asked): Answer<'records.export'> {
  const entity = (await loadWorld(sqlOf(ask.ports.db))).catalogue.entities[input.entity];
  if (!entity?.custom) return refuse('record.not_found', { noun: 'record_type', id: input.entity });
  const where = whereOf(ask, entity, input.where);
  if (!where.ok) return where;
  const day = wallClock(ask.now.getTime()).date;
  return waitForDownload(ask, 'records', { storeId: null, from: day, until: day }, { ...input });
}

/** China's clock on the wall. */
const { wallClock } = fixedClock(480);
/** What is a column: tables lie in rows, files are no text. */
const columnsOf = (entity: Entity): readonly Field[] =>
  Object.values(entity.fields).filter(
    (field) => !['rows', 'image', 'file', 'signature', 'annotation'].includes(field.type) && !field.retired && field.id.startsWith('cf_'),
  );

const KINDS: Readonly<Partial<Record<Field['type'], SheetColumn['kind']>>> = { money: 'yuan' };

function cellOf(field: Field, value: Value, names: Readonly<Record<string, string>>): Cell {
  if (value === null) return null;
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && !field.options && !field.to && field.type !== 'datetime') return value;
  return valueWords(value, field, { names: (_, id) => names[id] ?? '（无权查看）', wallClock })
    .replace(/[「」]/g, '')
    .trim();
}

/** `about`: what was asked for when the ticket was given; it was checked then, and what the reader reaches is looked at again now. */
export function recordsSheet(reader: Pick<Ask, 'actor' | 'ports' | 'now'>, _: DownloadSpan, about: Readonly<Record<string, unknown>>): Promise<Sheet> {
  if (reader.actor.kind !== 'staff') throw new Error('records are for the staff');
  return sheetOf(reader as Reader, about as unknown as Asked);
}

async function sheetOf(reader: Reader, asked: Asked): Promise<Sheet> {
  const sql = sqlOf(reader.ports.db);
  const entity = (await loadWorld(sql)).catalogue.entities[asked.entity];
  const where = entity ? whereOf(reader, entity, asked.where) : null;
  if (!entity || !where?.ok) throw new Error('the kind of record is gone since the ticket was given');
  const fields = columnsOf(entity);
  const scope = compileScope(reader.actor, 'record.read');
  const wanted = { entity: entity.id, search: (asked.search ?? '').toLowerCase(), where: where.value };
  return {
    name: entity.label.replace(/[\\/?*[\]:]/g, ' ').slice(0, 30),
    columns: [
      { title: '登记时间', width: 17, kind: 'time' },
      { title: '登记人', width: 12, kind: 'text' },
      ...fields.map((field): SheetColumn => ({ title: field.label, width: field.type === 'longtext' ? 40 : 16, kind: KINDS[field.type] ?? 'text' })),
    ],
    batches: async function* () {
      const page = (after: ListedRecord | null, limit: number) =>
        listWanted(sql, scope, wanted, after && { at: after.createdAt.toISOString(), id: after.id }, limit);
      for await (const rows of paged<ListedRecord>(BATCH, page)) {
        const names = await namesIn(reader, rows);
        yield rows.map((row) => {
          const { values } = toRecordRow(row, entity, reader.ports);
          return [row.createdAt, row.ownerName, ...fields.map((field) => cellOf(field, (values[field.id] ?? null) as Value, names))];
        });
      }
    },
  };
}
