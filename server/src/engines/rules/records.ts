import type { Occurrence, OccurrenceState, SkipReason } from '@zhike/domain/engines/rules/occurrence';
import { OPEN_REASONS } from '@zhike/domain/engines/rules/occurrence';
import type { Chain } from '@zhike/domain/engines/rules/chain';
import type { RuleEffect } from '@zhike/domain/engines/rules/definition';
import type { FiringHistory } from '@zhike/domain/engines/rules/reentry';
import type { Trace } from '@zhike/domain/engines/conditions/definition';
import { changeIn, type Sql, type Tx } from '../../platform/db';

export interface PlannedRow {
  readonly recordId: string;
  readonly key: string;
  readonly dueAt: number;
  readonly state: OccurrenceState;
  readonly reason: SkipReason | null;
  readonly trace?: Trace | null;
  readonly chain: Chain;
}

/**
 * Notes occurrences; a name that is known stays as it is, unless it never ran and is due after all (`noted` of the engine). Several
 * planners at once write each row once. Answers how many rows are new or alive again.
 */
export function noteOccurrences(
  tx: Tx,
  rule: { readonly id: string; readonly version: number; readonly entity: string },
  rows: readonly PlannedRow[],
  now: Date,
): Promise<number> {
  if (rows.length === 0) return Promise.resolve(0);
  const over = (row: PlannedRow): string | null => (row.state === 'due' || row.state === 'running' ? null : now.toISOString());
  // In one order for everybody: two planners that meet wait for each other and do not deadlock.
  const sorted = [...rows].sort((a, b) => (a.recordId + a.key < b.recordId + b.key ? -1 : 1));
  return changeIn(
    tx,
    `INSERT INTO rule_occurrences (rule_id, entity, rule_version, record_id, occ_key, due_at, state, reason, trace, root, chain, created_at, ended_at)
     SELECT $1, $2, $3::int, w.record_id, w.occ_key, w.due_at, w.state, w.reason, w.trace, w.root, string_to_array(nullif(w.chain, ''), ' '), $4::timestamptz, w.ended_at
     FROM unnest($5::uuid[], $6::text[], $7::timestamptz[], $8::text[], $9::text[], $10::jsonb[], $11::text[], $12::text[], $13::timestamptz[])
       AS w(record_id, occ_key, due_at, state, reason, trace, root, chain, ended_at)
     ON CONFLICT (rule_id, record_id, occ_key) DO UPDATE
       SET due_at = EXCLUDED.due_at, state = 'due', reason = NULL, ended_at = NULL, rule_version = EXCLUDED.rule_version, trace = NULL, root = EXCLUDED.root, chain = EXCLUDED.chain
       WHERE EXCLUDED.state = 'due' AND rule_occurrences.state IN ('skipped', 'cancelled') AND rule_occurrences.reason = ANY($14::text[])`,
    [
      rule.id,
      rule.entity,
      rule.version,
      now.toISOString(),
      sorted.map((row) => row.recordId),
      sorted.map((row) => row.key),
      sorted.map((row) => new Date(row.dueAt).toISOString()),
      sorted.map((row) => row.state),
      sorted.map((row) => row.reason),
      sorted.map((row) => (row.trace ? JSON.stringify(row.trace) : null)),
      sorted.map((row) => row.chain.root),
      sorted.map((row) => row.chain.links.join(' ')),
      sorted.map(over),
      OPEN_REASONS,
    ],
  );
}

export interface OccurrenceRow extends Occurrence {
  readonly entity: string;
  readonly chain: Chain;
  readonly stoppedAt: Date | null;
}

const ROW = `SELECT rule_id AS "ruleId", record_id AS "recordId", occ_key AS key, entity, rule_version AS version, (extract(epoch FROM due_at) * 1000)::float8 AS "dueAt",
  state, reason, json_build_object('root', root, 'links', coalesce(chain, '{}')) AS chain, stopped_at AS "stoppedAt" FROM rule_occurrences`;

/** Names of occurrences whose time has come, the oldest first. */
export function listDue(sql: Sql, now: Date, limit: number): Promise<Pick<Occurrence, 'ruleId' | 'recordId' | 'key'>[]> {
  return sql(
    `SELECT rule_id AS "ruleId", record_id AS "recordId", occ_key AS key FROM rule_occurrences WHERE state = 'due' AND due_at <= $1::timestamptz ORDER BY due_at, rule_id, record_id LIMIT $2::int`,
    [now.toISOString(), limit],
  );
}

/** Locks a due occurrence; null when another worker has it, or it is over. */
export async function lockDue(sql: Sql, { ruleId, recordId, key }: Pick<Occurrence, 'ruleId' | 'recordId' | 'key'>): Promise<OccurrenceRow | null> {
  const text = `${ROW} WHERE rule_id = $1 AND record_id = $2::uuid AND occ_key = $3 AND state = 'due' FOR UPDATE SKIP LOCKED`;
  return (await sql<OccurrenceRow>(text, [ruleId, recordId, key]))[0] ?? null;
}

export async function findOccurrence(sql: Sql, ruleId: string, recordId: string, key: string): Promise<OccurrenceRow | null> {
  return (await sql<OccurrenceRow>(`${ROW} WHERE rule_id = $1 AND record_id = $2::uuid AND occ_key = $3`, [ruleId, recordId, key]))[0] ?? null;
}

export async function settle(
  tx: Tx,
  { ruleId, recordId, key }: Pick<Occurrence, 'ruleId' | 'recordId' | 'key'>,
  end: { readonly state: OccurrenceState; readonly reason?: SkipReason; readonly trace?: Trace | null },
  now: Date,
): Promise<void> {
  const over = end.state === 'due' || end.state === 'running' ? null : now.toISOString();
  await changeIn(
    tx,
    'UPDATE rule_occurrences SET state = $4, reason = $5, trace = coalesce($6::jsonb, trace), ended_at = $7::timestamptz WHERE rule_id = $1 AND record_id = $2::uuid AND occ_key = $3',
    [ruleId, recordId, key, end.state, end.reason ?? null, end.trace ? JSON.stringify(end.trace) : null, over],
  );
}

/** What ran of a rule for a record before. */
export async function historyOf(sql: Sql, ruleId: string, recordId: string): Promise<FiringHistory> {
  const [row] = await sql<{ times: number; lastAt: Date | null }>(
    `SELECT count(*)::int AS times, max(coalesce(ended_at, created_at)) AS "lastAt" FROM rule_occurrences WHERE rule_id = $1 AND record_id = $2::uuid AND state IN ('running', 'done', 'failed')`,
    [ruleId, recordId],
  );
  return { times: row?.times ?? 0, lastAt: row?.lastAt?.getTime() ?? null, leftSince: false };
}

export async function countFromRoot(sql: Sql, root: string): Promise<number> {
  return (await sql<{ n: number }>('SELECT count(*)::int AS n FROM rule_occurrences WHERE root = $1', [root]))[0]?.n ?? 0;
}

export async function countLoops(sql: Sql, ruleId: string, since: Date): Promise<number> {
  const text = `SELECT count(*)::int AS n FROM rule_occurrences WHERE rule_id = $1 AND state = 'skipped' AND reason = 'loop' AND created_at >= $2::timestamptz`;
  return (await sql<{ n: number }>(text, [ruleId, since.toISOString()]))[0]?.n ?? 0;
}

/** Cancels what a rule has pending for a record; with `keys` only those. */
export async function cancelPending(
  tx: Tx,
  ruleId: string,
  recordId: string,
  reason: SkipReason,
  now: Date,
  keys: readonly string[] | null = null,
): Promise<number> {
  return changeIn(
    tx,
    `UPDATE rule_occurrences SET state = 'cancelled', reason = $3, ended_at = $4::timestamptz
     WHERE rule_id = $1 AND record_id = $2::uuid AND state = 'due' AND ($5::text[] IS NULL OR occ_key = ANY($5::text[]))`,
    [ruleId, recordId, reason, now.toISOString(), keys],
  );
}

/** What ran already may still have a message that waits for the morning: it is stopped as well. */
export async function markStopped(tx: Tx, ruleId: string, recordId: string, now: Date): Promise<void> {
  await changeIn(
    tx,
    `UPDATE rule_occurrences SET stopped_at = $3::timestamptz WHERE rule_id = $1 AND record_id = $2::uuid AND stopped_at IS NULL AND created_at > $3::timestamptz - interval '90 days'`,
    [ruleId, recordId, now.toISOString()],
  );
}

export async function pendingKeys(sql: Sql, ruleId: string, recordId: string): Promise<string[]> {
  const rows = await sql<{ key: string }>(`SELECT occ_key AS key FROM rule_occurrences WHERE rule_id = $1 AND record_id = $2::uuid AND state = 'due'`, [
    ruleId,
    recordId,
  ]);
  return rows.map((row) => row.key);
}

/** A new version reckons anew: what the calendar had planned by the old one is taken back, and planned again. */
export async function replan(tx: Tx, ruleId: string, now: Date): Promise<void> {
  await changeIn(
    tx,
    `UPDATE rule_occurrences SET state = 'cancelled', reason = 'moved', ended_at = $2::timestamptz WHERE rule_id = $1 AND state = 'due' AND occ_key ~ '^[dyqtm]:'`,
    [ruleId, now.toISOString()],
  );
}

/** A new version may mean another segment: the next look only learns who is in it. */
export async function compareAnew(tx: Tx, ruleId: string): Promise<void> {
  await changeIn(tx, 'UPDATE rule_switches SET compared_on = NULL WHERE rule_id = $1', [ruleId]);
}

/* ---- effects ---- */

export interface EffectRow {
  readonly key: string;
  readonly ruleId: string;
  readonly recordId: string;
  readonly occKey: string;
  readonly what: RuleEffect['what'];
  readonly tries: number;
}

export async function insertEffects(
  tx: Tx,
  occurrence: Pick<Occurrence, 'ruleId' | 'recordId' | 'key'>,
  effects: readonly { readonly key: string; readonly what: RuleEffect['what'] }[],
): Promise<void> {
  for (const [position, { key, what }] of effects.entries())
    await changeIn(
      tx,
      `INSERT INTO rule_effects (key, rule_id, record_id, occ_key, position, what, state) VALUES ($1, $2, $3::uuid, $4, $5::int, $6::jsonb, 'pending') ON CONFLICT (key) DO NOTHING`,
      [key, occurrence.ruleId, occurrence.recordId, occurrence.key, position, JSON.stringify(what)],
    );
}

const EFFECT = `key, rule_id AS "ruleId", record_id AS "recordId", occ_key AS "occKey", what, tries`;

/** Uses up a try before anything is done; null: it is settled. */
export async function claimEffect(sql: Sql, key: string): Promise<EffectRow | null> {
  return (await sql<EffectRow>(`UPDATE rule_effects SET tries = tries + 1 WHERE key = $1 AND state = 'pending' RETURNING ${EFFECT}`, [key]))[0] ?? null;
}

export async function lockPending(sql: Sql, key: string): Promise<boolean> {
  return (await sql(`SELECT 1 FROM rule_effects WHERE key = $1 AND state = 'pending' FOR UPDATE`, [key])).length > 0;
}

/** Settles an effect and, with the last of them, the occurrence: failed when any of them was. */
export async function endEffect(
  tx: Tx,
  row: EffectRow,
  end: { readonly state: 'done' | 'refused' | 'failed'; readonly reason: string | null },
  now: Date,
): Promise<void> {
  const changed = await changeIn(
    tx,
    `UPDATE rule_effects SET state = $2, reason = $3, done_at = CASE WHEN $2 = 'done' THEN $4::timestamptz END WHERE key = $1 AND state = 'pending'`,
    [row.key, end.state, end.reason, now.toISOString()],
  );
  if (changed !== 1) return;
  await changeIn(
    tx,
    `UPDATE rule_occurrences o SET ended_at = $4::timestamptz,
       state = CASE WHEN EXISTS (SELECT 1 FROM rule_effects e WHERE e.rule_id = o.rule_id AND e.record_id = o.record_id AND e.occ_key = o.occ_key AND e.state IN ('refused', 'failed')) THEN 'failed' ELSE 'done' END
     WHERE o.rule_id = $1 AND o.record_id = $2::uuid AND o.occ_key = $3 AND o.state = 'running'
       AND NOT EXISTS (SELECT 1 FROM rule_effects e WHERE e.rule_id = o.rule_id AND e.record_id = o.record_id AND e.occ_key = o.occ_key AND e.state = 'pending')`,
    [row.ruleId, row.recordId, row.occKey, now.toISOString()],
  );
}

/** The chain at whose end an effect stands; null: no effect has that key. */
export async function chainOfEffect(sql: Sql, key: string): Promise<{ readonly ruleId: string; readonly recordId: string; readonly chain: Chain } | null> {
  const [row] = await sql<{ ruleId: string; recordId: string; chain: Chain }>(
    `SELECT o.rule_id AS "ruleId", o.record_id AS "recordId", json_build_object('root', o.root, 'links', coalesce(o.chain, '{}')) AS chain
     FROM rule_effects e JOIN rule_occurrences o USING (rule_id, record_id, occ_key) WHERE e.key = $1`,
    [key],
  );
  return row ?? null;
}

/* ---- switches ---- */

export async function enabledAt(sql: Sql, ruleIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await sql<{ id: string; at: Date }>('SELECT rule_id AS id, enabled_at AS at FROM rule_switches WHERE rule_id = ANY($1::text[])', [ruleIds]);
  return new Map(rows.map((row) => [row.id, row.at.getTime()]));
}

export async function setEnabled(tx: Tx, ruleId: string, at: Date | null): Promise<void> {
  if (at === null) await changeIn(tx, 'DELETE FROM rule_switches WHERE rule_id = $1', [ruleId]);
  else
    await changeIn(
      tx,
      'INSERT INTO rule_switches (rule_id, enabled_at) VALUES ($1, $2::timestamptz) ON CONFLICT (rule_id) DO UPDATE SET enabled_at = EXCLUDED.enabled_at',
      [ruleId, at.toISOString()],
    );
}
