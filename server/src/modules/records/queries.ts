import type { RecordTypeBody } from '@zhike/domain/forms/record-type';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { readCursor, toCursor } from '../../platform/cursor';
import { sqlOf } from '../../platform/db';
import { loadWorld } from '../forms/catalogue';
import { findType } from '../forms/parts';
import { linkedRecords } from '../forms/facts';
import { toRecordRow } from '../forms/view';
import { whereOf } from './asking';
import type { Input } from './input';
import { countByKind, type ListedRecord, listWanted } from './records';

const PAGE = 50;

export async function getTypes(ask: Ask<ActorOf<'records.types'>>): Answer<'records.types'> {
  const sql = sqlOf(ask.ports.db);
  const [world, counts] = await Promise.all([loadWorld(sql), countByKind(sql, ask.scope)]);
  const forms = Object.values(world.forms).filter((form) => world.open.get(form.id)?.on && form.mode !== 'edit');
  const inRows = new Set(Object.values(world.forms).flatMap((form) => Object.values(form.fields).flatMap((slot) => slot.rows?.form ?? [])));
  const kinds = Object.values(world.catalogue.entities).filter((entity) => entity.custom && entity.id.startsWith('rt_'));
  // A kind that is only ever a row of another has no list of its own.
  const own = kinds.filter((kind) => counts.has(kind.id) || !forms.some((form) => form.entity === kind.id && inRows.has(form.id)));
  return allow({
    types: own.map(({ id, label, unit }) => ({
      entity: id,
      label,
      unit,
      records: counts.get(id) ?? 0,
      formId: forms.find((form) => form.entity === id && !inRows.has(form.id))?.id ?? null,
    })),
  });
}

type Reader = Pick<Ask<ActorOf<'records.list'>>, 'actor' | 'ports' | 'now'>;

/** What the records of a list link to is called, as far as the reader may know it. */
export async function namesIn(reader: Reader, rows: readonly ListedRecord[]): Promise<Record<string, string>> {
  const sql = sqlOf(reader.ports.db);
  const world = await loadWorld(sql);
  const links = rows.flatMap((row) => row.links);
  const names: Record<string, string> = {};
  for (const to of new Set(links.map((link) => link.toEntity))) {
    const ids = [...new Set(links.filter((link) => link.toEntity === to).map((link) => link.toId))];
    for (const one of await linkedRecords(sql, world, reader, to, { ids })) names[one.id] = one.name;
  }
  return names;
}

export async function getRecordList(ask: Ask<ActorOf<'records.list'>>, input: Input<'records.list'>): Answer<'records.list'> {
  const after = readCursor(input.cursor);
  if (!after.ok) return after;
  const sql = sqlOf(ask.ports.db);
  const entity = (await loadWorld(sql)).catalogue.entities[input.entity];
  if (!entity?.custom) return refuse('record.not_found', { noun: 'record_type', id: input.entity });
  const where = whereOf(ask, entity, input.where);
  if (!where.ok) return where;
  const rows = await listWanted(sql, ask.scope, { entity: entity.id, search: (input.search ?? '').toLowerCase(), where: where.value }, after.value, PAGE + 1);
  const shown = rows.slice(0, PAGE);
  const last = shown[PAGE - 1];
  return allow({
    items: shown.map((row) => toRecordRow(row, entity, ask.ports)),
    next: rows.length > PAGE && last ? toCursor({ at: last.createdAt, id: last.id }) : null,
    entity: { ...entity },
    columns: [...(((await findType(sql, entity.id))?.spec as RecordTypeBody | undefined)?.columns ?? [])],
    names: await namesIn(ask, shown),
  });
}
