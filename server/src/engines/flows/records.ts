import type { FlowEvent, Instance, LogEntry } from '@zhike/domain/engines/flows/instance';
import { changeIn, sendIn, type Sql, type Tx } from '../../platform/db';
import type { FlowSetup, FlowVars } from '../../platform/flow-setup';
import { entityOf } from './subjects';

/** The rows of running flows. Whoever changes an instance holds its lock. */
export interface InstanceRow {
  readonly id: string;
  readonly flowId: string;
  readonly version: number;
  readonly title: string;
  readonly storeId: string | null;
  readonly entity: string;
  readonly subjectId: string;
  readonly customerId: string | null;
  readonly starterId: string | null;
  readonly status: Instance['status'];
  readonly result: string | null;
  readonly state: Instance;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
}

const COLUMNS = `i.id, i.flow_id AS "flowId", i.version, i.title, i.store_id AS "storeId", i.entity, i.subject_id AS "subjectId", i.customer_id AS "customerId",
  i.starter_id AS "starterId", i.status, i.result, i.state, i.created_at AS "createdAt", i.ended_at AS "endedAt"`;

export async function findInstance(sql: Sql, id: string): Promise<InstanceRow | null> {
  const [row] = await sql<InstanceRow>(`SELECT ${COLUMNS} FROM flow_instances i WHERE i.id = $1::uuid`, [id]);
  return row ?? null;
}

/**
 * The instance, locked until the transaction ends: steps of one instance stand in line here. A record whose own commands step its flows is
 * locked before it, as those commands do, so that nobody waits for the other.
 */
export async function lockInstance(sql: Sql, setup: Pick<FlowSetup, 'entities' | 'recordEntity'>, id: string): Promise<InstanceRow | null> {
  const [about] = await sql<Pick<InstanceRow, 'entity' | 'subjectId'> & { vars: FlowVars }>(
    `SELECT entity, subject_id AS "subjectId", state->'vars' AS vars FROM flow_instances WHERE id = $1::uuid`,
    [id],
  );
  if (!about) return null;
  await entityOf(setup, about.entity).lock?.(sql, about.subjectId, about.vars);
  const [row] = await sql<InstanceRow>(`SELECT ${COLUMNS} FROM flow_instances i WHERE i.id = $1::uuid FOR UPDATE`, [id]);
  return row ?? null;
}

export interface NewInstance {
  readonly id: string;
  readonly flowId: string;
  readonly version: number;
  readonly title: string;
  readonly storeId: string | null;
  readonly entity: string;
  readonly subjectId: string;
  readonly customerId: string | null;
  readonly starterId: string | null;
  readonly startKey: string;
  readonly single: boolean;
  readonly state: Instance;
  readonly now: Date;
}

/** False: the cause has started one already, or (of a journey) one is alive for this subject. */
export async function insertInstance(tx: Tx, row: NewInstance): Promise<boolean> {
  const count = await changeIn(
    tx,
    `INSERT INTO flow_instances (id, flow_id, version, title, store_id, entity, subject_id, customer_id, starter_id, start_key, status, single, state, waits, created_at, updated_at)
     VALUES ($1::uuid, $2, $3::int, $4, $5::uuid, $6, $7, $8::uuid, $9::uuid, $10, 'running', $11::boolean, $12::jsonb, ARRAY[$7], $13::timestamptz, $13::timestamptz)
     ON CONFLICT DO NOTHING`,
    [
      row.id,
      row.flowId,
      row.version,
      row.title,
      row.storeId,
      row.entity,
      row.subjectId,
      row.customerId,
      row.starterId,
      row.startKey,
      row.single,
      JSON.stringify(row.state),
      row.now.toISOString(),
    ],
  );
  return count === 1;
}

/** What an instance has become. */
export function saveInstance(tx: Tx, id: string, state: Instance, now: Date): void {
  const live = state.status === 'running' || state.status === 'stuck';
  const waits = live ? [...new Set([state.subject.id, ...state.tokens.flatMap((token) => (token.match === undefined ? [] : [token.match]))])] : [];
  sendIn(
    tx,
    `UPDATE flow_instances SET state = $2::jsonb, status = $3, result = $4, version = $5::int, subject_id = $6, waits = $7::text[], updated_at = $8::timestamptz,
       ended_at = CASE WHEN $3 IN ('running', 'stuck') THEN NULL ELSE $8::timestamptz END WHERE id = $1::uuid`,
    [id, JSON.stringify(state), state.status, state.result ?? null, state.def.version, state.subject.id, waits, now.toISOString()],
  );
}

export interface JournalRow {
  readonly seq: number;
  readonly event: FlowEvent;
  readonly log: readonly LogEntry[];
  readonly version: number;
}

export function insertJournal(tx: Tx, instanceId: string, row: JournalRow, now: Date): void {
  sendIn(
    tx,
    'INSERT INTO flow_journal (instance_id, seq, event_id, at, version, event, log) VALUES ($1::uuid, $2::int, $3, $4::timestamptz, $5::int, $6::jsonb, $7::jsonb)',
    [instanceId, row.seq, row.event.id, now.toISOString(), row.version, JSON.stringify(row.event), JSON.stringify(row.log)],
  );
}

/** The whole record of an instance, oldest first. */
export function listJournal(sql: Sql, instanceId: string): Promise<(JournalRow & { readonly at: Date })[]> {
  return sql('SELECT seq, event, log, version, at FROM flow_journal WHERE instance_id = $1::uuid ORDER BY seq', [instanceId]);
}

/** Whether an event has been taken in before: the journal knows it longer than the instance does. */
export async function isJournalled(sql: Sql, instanceId: string, eventId: string): Promise<boolean> {
  return (await sql('SELECT 1 FROM flow_journal WHERE instance_id = $1::uuid AND event_id = $2', [instanceId, eventId])).length > 0;
}

/** Running instances to which an event about these ids may matter. */
export async function listWaiting(sql: Sql, about: readonly string[]): Promise<string[]> {
  if (about.length === 0) return [];
  const rows = await sql<{ id: string }>('SELECT id FROM flow_instances WHERE waits && $1::text[] AND ended_at IS NULL ORDER BY id', [about]);
  return rows.map((row) => row.id);
}

/** Running instances in which a person has an open to-do. */
export async function listInstancesOf(sql: Sql, personId: string): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    `SELECT DISTINCT t.instance_id AS id FROM flow_tasks t WHERE t.person_id = $1::uuid AND t.state IN ('open', 'held') AND t.instance_id IS NOT NULL ORDER BY 1`,
    [personId],
  );
  return rows.map((row) => row.id);
}

/** Everybody who was asked at these visits. */
export async function listAsked(sql: Sql, tokens: readonly string[]): Promise<string[]> {
  const rows = await sql<{ id: string }>('SELECT DISTINCT person_id AS id FROM flow_tasks WHERE token = ANY($1::text[]) ORDER BY 1', [tokens]);
  return rows.map((row) => row.id);
}
