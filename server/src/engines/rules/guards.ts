import type { Found } from '@zhike/domain/definitions/contract';
import type { ApiRefusal, Refusals } from '@zhike/domain/api';
import type { Entity } from '@zhike/domain/engines/catalogue/definition';
import { entityOf } from '@zhike/domain/engines/catalogue/find';
import { own } from '@zhike/domain/engines/conditions/values';
import { testedFields } from '@zhike/domain/engines/rules/changed';
import { checkGuard } from '@zhike/domain/engines/rules/check';
import type { GuardBody, GuardDef } from '@zhike/domain/engines/rules/definition';
import { guardsFor, locksOf, warningOf } from '@zhike/domain/engines/rules/guard';
import { compileScope, RIGHTS, type Right } from '@zhike/domain/kernel/access';
import type { Actor } from '@zhike/domain/kernel/actor';
import { sqlIn, type Sql } from '../../platform/db';
import type { DefinitionKind } from '../../platform/definition-kinds';
import type { FlowSubject } from '../../platform/flow-setup';
import { lockKeys } from '../../platform/locks';
import type { Ports } from '../../platform/ports';
import { CommitRefused } from '../../platform/refused';
import type { NewEvent, Write, Written } from '../../platform/write';
import { publishedOf } from '../../modules/definitions/in-force';
import { contextAt } from '../conditions/context';
import { placeOf, valueSql } from '../conditions/places';
import { askingOf, fitsAt, type Asking, type Spot } from './asking';
import type { ChangeRow } from './changes';
import { ruleEntity } from './entities';
import { plain, type Surroundings } from './kind';
import { isNoted, keepWatches } from './watches';

interface Guard extends GuardDef {
  readonly storeId: string | null;
}

/**
 * What the house itself must write down because it has happened (a payment came, a hold ran out, an event is brought on) is no request
 * that anybody could refuse. Everybody else is: staff, customers, imports, and what rules and flows do.
 */
const JUDGED_JOBS: readonly string[] = ['rules.effect', 'flows.effect'];
const isAsked = (actor: Actor): boolean => actor.kind !== 'system' || JUDGED_JOBS.includes(actor.job);

/** One record that a transaction wrote, with all that was done to it. */
interface WrittenRecord {
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

/**
 * RU-09: looks at everything that a transaction wrote, as it would stand from now on. Those who count other rows stand in line by the
 * values that the guard names, and count what is committed by then: two who save at once cannot both be the sixth.
 * Throws CommitRefused with every guard's own words.
 */
export async function judgeChanges(write: Write, ports: Ports, rows: readonly ChangeRow[], { events, accepted }: Written): Promise<void> {
  if (!isAsked(write.actor)) return;
  const sql = sqlIn(write.tx);
  const guards = (await publishedOf(sql, ['guard']))
    .filter((one) => one.on)
    .map((one): Guard => ({ ...(one.body as GuardBody), id: one.id, version: one.version, title: one.title, storeId: one.storeId }));
  if (guards.length === 0) return;
  const asking = await askingOf(sql, ports);
  const warnings: Refusals['rule.guard_warned']['warnings'][number][] = [];
  let warned: { noun: string; id: string } | null = null;
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
    const met: Guard[] = [];
    for (const guard of looking) if (await fitsAt(sql, asking, spot, guard.when)) met.push(guard);
    const about = (guard: Guard) => ({ title: guard.title, fields: testedFields(guard.when).flatMap((field) => own(entity.fields, field)?.label ?? []) });
    const problems = met.flatMap((guard) => ('refuse' in guard.answer ? [{ ...about(guard), message: guard.answer.refuse }] : []));
    if (problems.length > 0) throw new CommitRefused(refusalOf(entity.id, subject.id, problems));
    for (const guard of met) {
      if (!('warn' in guard.answer)) continue;
      const { right } = guard.answer;
      const rights = new Set((await mayPass(sql, ports, write.actor, right, record)) ? [right] : []);
      const [warning] = warningOf(guard, { accepted, rights });
      if (warning) warnings.push({ ...warning, ...about(guard) });
      else await notePassed(write, guard, subject, accepted.get(guard.id) ?? '');
    }
    if (warnings.length > 0) warned ??= { noun: entity.id, id: subject.id };
  }
  if (warned) throw new CommitRefused({ code: 'rule.guard_warned', facts: { ...warned, warnings } });
}

/** Only a person of the shop can pass a warning: it is her right, and reaches the record. */
async function mayPass(sql: Sql, ports: Ports, actor: Actor, right: string, { entity, recordId }: WrittenRecord): Promise<boolean> {
  if (actor.kind !== 'staff' || !RIGHTS.some((one) => one === right)) return false;
  const scope = compileScope(actor, right as Right);
  if (scope.kind === 'all' || scope.kind === 'none') return scope.kind === 'all';
  const args: unknown[] = [recordId];
  const ids = ruleEntity(ports.rules, entity)?.idsSql(scope, args);
  return ids !== undefined && (await sql(`SELECT 1 WHERE $1::uuid IN (${ids})`, args)).length > 0;
}

const notePassed = (write: Write, guard: Guard, subject: FlowSubject, reason: string): Promise<string> =>
  write.event({
    type: 'rule.warning_passed',
    storeId: subject.storeId,
    customerId: subject.customerId,
    data: { guardId: guard.id, title: guard.title, recordId: subject.id, reason },
  });

const refusalOf = (noun: string, id: string, problems: readonly { title: string; message: string; fields: string[] }[]): ApiRefusal => ({
  code: 'rule.guard_refused',
  facts: { noun, id, problems },
});

/** Checks before saving among the definitions. */
export function guardKind(around: Surroundings): DefinitionKind {
  return {
    async check(sql, body) {
      const entity = String((body as { entity?: unknown } | null)?.entity);
      const surroundings = await around(sql, entity, false);
      const problems: Found[] = checkGuard(body, { ...surroundings, others: [] }).map((one) => ({ ...one, facts: plain(one.facts) }));
      if (problems.length > 0) return problems;
      const { answer, lockOn } = body as GuardBody;
      if (!isNoted(entity)) problems.push({ code: 'trigger_not_heard', path: '/entity', level: 'error', facts: { entity } });
      if ('set' in answer) problems.push({ code: 'effect_not_done', path: '/answer', level: 'error', facts: { effect: Object.keys(answer)[0] ?? '' } });
      for (const [i, path] of (lockOn ?? []).entries())
        if (path.includes('.')) problems.push({ code: 'path_not_to_one', path: `/lockOn/${i}`, level: 'error', facts: { field: path } });
      return problems;
    },
    uses: () => [],
    async changed(write, before, now) {
      const id = (now ?? before)?.id;
      if (id !== undefined) await keepWatches(write, id, now);
    },
  };
}
