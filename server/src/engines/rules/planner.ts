import type { Entity } from '@zhike/domain/engines/catalogue/definition';
import { entityOf } from '@zhike/domain/engines/catalogue/find';
import { rootChain } from '@zhike/domain/engines/rules/chain';
import type { RuleDef } from '@zhike/domain/engines/rules/definition';
import { due, fateOf, isCompared, isPlanned, type Ask, type Span } from '@zhike/domain/engines/rules/due';
import { occurrenceKey } from '@zhike/domain/engines/rules/occurrence';
import { sqlIn, sqlOf, type Sql } from '../../platform/db';
import { repeatJob, type JobHandler } from '../../platform/jobs';
import { lockKeys } from '../../platform/locks';
import type { Ports } from '../../platform/ports';
import type { RuleEntity } from '../../platform/rule-setup';
import type { Write } from '../../platform/write';
import { inlineSegments } from '@zhike/domain/engines/conditions/segments';
import { rowsOf } from '../conditions/compile';
import { contextAt } from '../conditions/context';
import { placeOf, valueSql } from '../conditions/places';
import { askingOf, type Asking } from './asking';
import { runDue } from './executor';
import { rulesInForce, zoneClock, zoneOf } from './definitions';
import { ruleEntity } from './entities';
import { compareMembers } from './members';
import { enabledAt, noteOccurrences, type PlannedRow } from './records';

const BY = { actor: { kind: 'system', job: 'rules.plan' }, requestId: null } as const;
/** So many in one transaction. */
const BATCH = 500;

interface Found {
  readonly id: string;
  readonly createdAt: Date;
  readonly imported: boolean;
  readonly activity: string | null;
}

interface Planning {
  readonly rule: RuleDef;
  readonly entity: Entity;
  readonly own: RuleEntity;
  readonly zone: string;
  readonly span: Span;
  readonly asking: Asking;
}

/** Of a store's rule only the records of that store, as more of a WHERE on `r`. */
function ofStore({ rule, entity, asking }: Pick<Planning, 'rule' | 'entity' | 'asking'>, args: unknown[]): string {
  if (rule.store === 'org' || !entity.store) return '';
  return ` AND ${valueSql(placeOf(entity, entity.store, 'r', asking.physical))} = $${args.push(rule.store)}::uuid`;
}

/** The records that a question finds, by the same compiler as every list; of a store's rule only that store's. */
async function find(sql: Sql, planning: Planning, ask: Ask): Promise<Found[]> {
  const { rule, entity, own, zone, span, asking } = planning;
  const args: unknown[] = [];
  const context = { ...contextAt(new Date(span.now), zone, ask.leap), today: ask.about };
  const from = rowsOf(inlineSegments(ask.where, asking.segments), entity.id, 'r', args, { ...asking, context, zone });
  const activity = typeof ask.key === 'string' ? 'NULL' : `${valueSql(placeOf(entity, ask.key.activity, 'r', asking.physical))}::text`;
  const store = ofStore(planning, args);
  const fresh =
    ask.limit === undefined
      ? ''
      : ` AND NOT EXISTS (SELECT 1 FROM rule_occurrences o WHERE o.rule_id = $${args.push(rule.id)} AND o.record_id = r.id AND o.occ_key = 'q:' || ${activity}) ORDER BY r.id LIMIT $${args.push(ask.limit)}::int`;
  return sql<Found>(
    `SELECT r.id, ${own.createdSql('r')} AS "createdAt", ${own.importedSql('r')} AS imported, ${activity} AS activity ${from}${store}${fresh}`,
    args,
  );
}

function planned({ rule, zone, span }: Planning, ask: Ask, found: Found): PlannedRow {
  const key = typeof ask.key === 'string' ? ask.key : occurrenceKey.since({ activity: found.activity });
  const facts = { createdAt: found.createdAt.getTime(), imported: found.imported };
  return { recordId: found.id, key, dueAt: ask.dueAt, ...fateOf(rule, ask, facts, span, zoneClock(zone)), chain: rootChain(`${rule.id}/${found.id}/${key}`) };
}

/** Of those who were silent before the rule was switched on only so many a day, whoever plans how often. */
async function planBacklog(write: Write, planning: Planning, ask: Ask): Promise<number> {
  const sql = sqlIn(write.tx);
  await lockKeys(write.tx, { alone: [`rules.backlog:${planning.rule.id}`] });
  const at = new Date(ask.dueAt).toISOString();
  const [row] = await sql<{ n: number }>('SELECT count(*)::int AS n FROM rule_occurrences WHERE rule_id = $1 AND due_at = $2::timestamptz', [
    planning.rule.id,
    at,
  ]);
  const left = (ask.limit ?? 0) - (row?.n ?? 0);
  if (left <= 0) return 0;
  const found = await find(sql, planning, { ...ask, limit: left });
  return noteOccurrences(
    write.tx,
    planning.rule,
    found.map((one) => planned(planning, ask, one)),
    write.now,
  );
}

function planMembers(ports: Ports, planning: Planning): Promise<number> {
  const { rule, entity, zone, span, asking } = planning;
  const { trigger } = rule;
  if (!isCompared(trigger)) return Promise.resolve(0);
  const options = { ...asking, zone, context: contextAt(new Date(span.now), zone) };
  return ports.writer.transaction(BY, (write) =>
    compareMembers(write, {
      rule: { ...rule, trigger },
      clock: zoneClock(zone),
      segments: asking.segments,
      within: (cond, args) => `${rowsOf(cond, entity.id, 'r', args, options)}${ofStore(planning, args)}`,
    }),
  );
}

async function planOne(ports: Ports, planning: Planning): Promise<number> {
  const sql = sqlOf(ports.db);
  let noted = 0;
  for (const ask of due(planning.rule, planning.entity, planning.span, zoneClock(planning.zone))) {
    if (ask.limit !== undefined) {
      noted += await ports.writer.transaction(BY, (write) => planBacklog(write, planning, ask));
      continue;
    }
    const rows = (await find(sql, planning, ask)).map((found) => planned(planning, ask, found));
    for (let at = 0; at < rows.length; at += BATCH)
      noted += await ports.writer.transaction(BY, (write) => noteOccurrences(write.tx, planning.rule, rows.slice(at, at + BATCH), write.now));
  }
  return noted;
}

/**
 * RU-03, RU-04: asks for every rule of the calendar for each day from its catch-up to today, and notes what is new. It does not matter
 * when, how often or by how many it is called: an occurrence has one name. Answers how many were noted.
 */
export async function planRules(ports: Ports): Promise<number> {
  const sql = sqlOf(ports.db);
  const rules = (await rulesInForce(sql)).filter((rule) => rule.on && (isPlanned(rule.trigger) || isCompared(rule.trigger)));
  if (rules.length === 0) return 0;
  const asking = await askingOf(sql, ports);
  const since = await enabledAt(
    sql,
    rules.map((rule) => rule.id),
  );
  let noted = 0;
  for (const rule of rules) {
    const entity = entityOf(asking.catalogue, rule.entity);
    const own = ruleEntity(ports.rules, rule.entity);
    const from = since.get(rule.id);
    if (!entity || !own || from === undefined) continue;
    const planning = { rule, entity, own, zone: await zoneOf(sql, rule), span: { now: ports.clock.now().getTime(), enabledAt: from }, asking };
    try {
      noted += isCompared(rule.trigger) ? await planMembers(ports, planning) : await planOne(ports, planning);
    } catch (error) {
      // One rule that cannot be planned keeps no other from it.
      ports.log.error({ rule: rule.id, reason: error instanceof Error ? error.message : 'unknown' }, 'rules.plan_failed');
    }
  }
  return noted;
}

/** When a worker begins (which makes up for any standstill), every quarter of an hour, and so after every store's midnight; what is due runs each minute. */
export function ruleJobs(ports: Ports): JobHandler[] {
  return [
    repeatJob('rules.plan', '*/15 * * * *', async () => void (await planRules(ports))),
    repeatJob('rules.run', '* * * * *', async () => void (await runDue(ports))),
  ];
}
