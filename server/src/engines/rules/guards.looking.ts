import { entityOf } from '@zhike/domain/engines/catalogue/find';
import type { Entity } from '@zhike/domain/engines/catalogue/definition';
import type { GuardBody, GuardDef } from '@zhike/domain/engines/rules/definition';
import { guardsFor, locksOf } from '@zhike/domain/engines/rules/guard';
import type { Actor } from '@zhike/domain/kernel/actor';
import { sqlIn, type Sql } from '../../platform/db';
import type { FlowSubject } from '../../platform/flow-setup';
import { lockKeys } from '../../platform/locks';
import type { Ports } from '../../platform/ports';
import type { NewEvent, Write, Written } from '../../platform/write';
import { publishedOf } from '../../modules/definitions/in-force';
import { contextAt } from '../conditions/context';
import { placeOf, valueSql } from '../conditions/places';
import { askingOf, type Asking, type Spot } from './asking';
import type { ChangeRow } from './changes';
import { ruleEntity } from './entities';

/* What checks before saving look at: each record that a transaction wrote, and those checks that it concerns. */

export interface Guard extends GuardDef {
  readonly storeId: string | null;
}

/**
 * What the house itself must write down because it has happened (a payment came, a hold ran out, an event is brought on) is no request
 * that anybody could refuse. Everybody else is: staff, customers, imports, and what rules and flows do.
 */
const JUDGED_JOBS: readonly string[] = ['rules.effect', 'flows.effect'];
const isAsked = (actor: Actor): boolean => actor.kind !== 'system' || JUDGED_JOBS.includes(actor.job);

/** One record that a transaction wrote, with all that was done to it. */
export interface WrittenRecord {
  readonly entity: string;
  readonly recordId: string;
  readonly doing: ReadonlySet<string>;
  readonly change: { readonly before: ChangeRow['before']; readonly after: ChangeRow['after'] };
}

function verbsDone(ports: Ports, entity: string, recordId: string, events: readonly NewEvent[]): string[] {
  const setup = ruleEntity(ports.rules, entity);
  if (!setup) return [];
  const mine = events.filter(
    (event) =>
      setup.idIn({
        id: '',
        at: new Date(0),
        requestId: null,
        type: event.type,
        storeId: event.storeId ?? null,
        customerId: event.customerId ?? null,
        bookingId: event.bookingId ?? null,
        data: event.data ?? {},
      }) === recordId,
  );
  const types: readonly string[] = mine.map((event) => event.type);
  return [...types, ...Object.keys(setup.verbs).filter((verb) => types.includes(setup.verbs[verb] ?? ''))];
}

function written(rows: readonly ChangeRow[], ports: Ports, events: readonly NewEvent[]): WrittenRecord[] {
  const byRecord = new Map<string, ChangeRow[]>();
  for (const row of rows) byRecord.set(`${row.entity}/${row.recordId}`, [...(byRecord.get(`${row.entity}/${row.recordId}`) ?? []), row]);
  return [...byRecord.values()].flatMap((all) => {
    const [first] = all;
    if (!first) return [];
    const { entity, recordId } = first;
    const did = all.some((row) => row.did === 'create') ? 'create' : 'update';
    const change = { before: Object.assign({}, ...all.map((row) => row.before).reverse()), after: Object.assign({}, ...all.map((row) => row.after)) };
    return [{ entity, recordId, doing: new Set([did, ...verbsDone(ports, entity, recordId, events)]), change }];
  });
}

/** What a guard locks of a record: its values, of an instant the day of the store. */
async function lockNames(sql: Sql, guards: readonly Guard[], entity: Entity, { id, zone }: Spot, asking: Asking, table: string): Promise<string[]> {
  const paths = [...new Set(guards.flatMap((guard) => guard.lockOn ?? []))];
  if (paths.length === 0) return [];
  const args: unknown[] = [id, zone];
  const columns = paths.map((path, i) => {
    const place = placeOf(entity, path, 'r', asking.physical);
    return `${place.family === 'datetime' ? `(${valueSql(place)} AT TIME ZONE $2)::date` : valueSql(place)}::text AS l${i}`;
  });
  const [row] = await sql<Record<string, string | null>>(`SELECT ${columns.join(', ')}, $2::text AS zone FROM "${table}" r WHERE r.id = $1::uuid`, args);
  return guards.flatMap((guard) =>
    locksOf([guard], { entity: entity.id, doing: guard.on[0] ?? '', values: {} }, (path) => row?.[`l${paths.indexOf(path)}`] ?? null),
  );
}

/** A record that was written, as it stands now, and the checks that look at it, in the order of their ids. */
export interface Looked {
  readonly record: WrittenRecord;
  readonly entity: Entity;
  readonly subject: FlowSubject;
  readonly spot: Spot;
  readonly guards: readonly Guard[];
}

/** The checks in force; none for what the house itself writes down. */
export async function guardsInForce(sql: Sql, actor: Actor): Promise<readonly Guard[]> {
  if (!isAsked(actor)) return [];
  return (await publishedOf(sql, ['guard']))
    .filter((one) => one.on)
    .map((one): Guard => ({ ...(one.body as GuardBody), id: one.id, version: one.version, title: one.title, storeId: one.storeId }));
}

/**
 * Each record with those of the checks that look at it. Those who count other rows stand in line by the values that the check names, and
 * count what is committed by then: two who save at once cannot both be the sixth.
 */
export async function* lookedAt(
  write: Write,
  ports: Ports,
  rows: readonly ChangeRow[],
  { events }: Pick<Written, 'events'>,
  guards: readonly Guard[],
): AsyncGenerator<Looked & { readonly asking: Asking }> {
  if (guards.length === 0) return;
  const sql = sqlIn(write.tx);
  const asking = await askingOf(sql, ports);
  for (const record of written(rows, ports, events)) {
    const mine = [...new Set([...record.doing].flatMap((doing) => guardsFor(guards, { entity: record.entity, doing }) as Guard[]))];
    const entity = entityOf(asking.catalogue, record.entity);
    const subject = mine.length > 0 ? await ruleEntity(ports.rules, record.entity)?.read(sql, record.recordId) : null;
    const looking = mine.filter((guard) => guard.storeId === null || guard.storeId === subject?.storeId);
    if (!subject || !entity || looking.length === 0) continue;
    const context = { ...contextAt(write.now, subject.zone), change: record.change };
    const spot: Spot = { entity: entity.id, id: subject.id, zone: subject.zone, context };
    const locks = await lockNames(sql, looking, entity, spot, asking, asking.physical[entity.id]?.table ?? '');
    if (locks.length > 0) await lockKeys(write.tx, { alone: locks });
    yield { record, entity, subject, spot, guards: looking, asking };
  }
}
