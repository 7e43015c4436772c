import type { Scope } from '@zhike/domain/kernel/access';
import type { Keyset } from '../../platform/cursor';
import { changeIn, type Sql, type Tx } from '../../platform/db';
import { scopeSql } from '../../platform/scope-sql';

/** To-dos, flows and incidents as people see them. The rows are written by the engine; only delegations are written here. */
export interface TodoRow {
  readonly token: string;
  readonly kind: 'approval' | 'task';
  readonly title: string;
  readonly node: string;
  readonly instanceId: string | null;
  readonly flowId: string | null;
  readonly version: number | null;
  readonly entity: string | null;
  readonly subjectId: string | null;
  readonly subjectTitle: string | null;
  readonly customerId: string | null;
  readonly openedAt: Date;
  readonly endedAt: Date | null;
  readonly dueAt: Date | null;
  readonly insteadOfName: string | null;
  readonly state: 'open' | 'held' | 'done' | 'closed';
  readonly how: string | null;
  readonly byName: string | null;
  readonly startedByName: string | null;
  readonly lastWord: { readonly by: string; readonly text: string; readonly at: number } | null;
}

/** The last comment of the flow's decisions: an instance keeps one a node. */
const LAST_WORD = `(SELECT json_build_object('by', e.value->>'by', 'text', e.value->>'comment', 'at', (e.value->>'at')::bigint)
    FROM jsonb_each(i.state->'decisions') e WHERE e.value->>'comment' <> '' ORDER BY (e.value->>'at')::bigint DESC LIMIT 1)`;

const TODO = `SELECT t.token, t.kind, t.title, t.node, t.instance_id AS "instanceId", i.flow_id AS "flowId", i.version,
    coalesce(i.entity, CASE WHEN w.customer_id IS NOT NULL THEN 'customer' END) AS entity, coalesce(i.subject_id, w.customer_id::text) AS "subjectId",
    coalesce(i.title, wc.name) AS "subjectTitle", coalesce(i.customer_id, w.customer_id) AS "customerId", t.opened_at AS "openedAt", t.ended_at AS "endedAt", t.due_at AS "dueAt", f.name AS "insteadOfName", t.state, t.how, b.name AS "byName", g.name AS "startedByName", ${LAST_WORD} AS "lastWord"
  FROM flow_tasks t LEFT JOIN flow_instances i ON i.id = t.instance_id LEFT JOIN staff_members f ON f.id = t.instead_of_id LEFT JOIN staff_members b ON b.id = t.by_id
    LEFT JOIN staff_members g ON g.id = i.starter_id LEFT JOIN definition_versions v ON v.definition_id = i.flow_id AND v.version = i.version
    LEFT JOIN task_customers w ON w.token = t.token LEFT JOIN customers wc ON wc.id = w.customer_id`;

const within = (columns: string, place: number): string => `strpos(lower(concat_ws(' ', ${columns})), lower($${place}::text)) > 0`;

/** Which of her to-dos are meant; what is left out does not matter. */
export interface TodosWanted {
  readonly search?: string | undefined;
  readonly customerId?: string | undefined;
  readonly instanceId?: string | undefined;
}

/** Open ones the oldest first, because they wait longest; the history the newest first. */
export function listTodos(
  sql: Sql,
  staffId: string,
  state: 'open' | 'ended',
  wanted: TodosWanted,
  page: { readonly after: Keyset | null; readonly limit: number },
): Promise<TodoRow[]> {
  const values: unknown[] = [staffId];
  const by = state === 'open' ? 't.opened_at' : 't.ended_at';
  const past = state === 'open' ? '>' : '<';
  const where = [`t.person_id = $1::uuid`, state === 'open' ? `t.state = 'open'` : 't.ended_at IS NOT NULL'];
  if (wanted.search) where.push(within('t.title, i.title, v.title', values.push(wanted.search)));
  if (wanted.customerId) where.push(`coalesce(i.customer_id, w.customer_id) = $${values.push(wanted.customerId)}::uuid`);
  if (wanted.instanceId) where.push(`t.instance_id = $${values.push(wanted.instanceId)}::uuid`);
  if (page.after) where.push(`(${by}, t.token) ${past} ($${values.push(page.after.at)}::timestamptz, $${values.push(page.after.id)})`);
  const order = state === 'open' ? 'ASC' : 'DESC';
  return sql(`${TODO} WHERE ${where.join(' AND ')} ORDER BY ${by} ${order}, t.token ${order} LIMIT $${values.push(page.limit)}::int`, values);
}

export async function countOpen(sql: Sql, staffId: string): Promise<number> {
  const [row] = await sql<{ n: number }>(`SELECT count(*)::int AS n FROM flow_tasks WHERE person_id = $1::uuid AND state = 'open'`, [staffId]);
  return row?.n ?? 0;
}

export async function findTodo(sql: Sql, token: string, staffId: string): Promise<TodoRow | null> {
  const [row] = await sql<TodoRow>(`${TODO} WHERE t.token = $1 AND t.person_id = $2::uuid`, [token, staffId]);
  return row ?? null;
}

/** Reports a to-do done that no flow waits for, for everybody who was asked. False: somebody was faster. */
export async function endOwnTodo(tx: Tx, token: string, staffId: string, now: Date): Promise<boolean> {
  const [at, how] = [now.toISOString(), 'done'];
  // Locked in the order of its key: of two at the same moment the second finds nothing open.
  const text = `UPDATE flow_tasks SET state = CASE WHEN person_id = $2::uuid THEN 'done' ELSE 'closed' END, how = $3, by_id = $2::uuid, ended_at = $4::timestamptz
    WHERE token = $1 AND ended_at IS NULL AND EXISTS (SELECT 1 FROM (SELECT state, person_id FROM flow_tasks WHERE token = $1 ORDER BY person_id FOR UPDATE) o WHERE o.person_id = $2::uuid AND o.state = 'open')`;
  return (await changeIn(tx, text, [token, staffId, how, at])) > 0;
}

export interface FlowListRow {
  readonly instanceId: string;
  readonly flowId: string;
  readonly flowTitle: string;
  readonly version: number;
  readonly entity: string;
  readonly subjectId: string;
  readonly subjectTitle: string;
  readonly customerId: string | null;
  readonly status: 'running' | 'stuck' | 'done' | 'withdrawn' | 'exited';
  readonly result: string | null;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly starterId: string | null;
  readonly startedByName: string | null;
  readonly waitingFor: readonly string[];
}

const FLOW = `i.id AS "instanceId", i.flow_id AS "flowId", v.title AS "flowTitle", i.version, i.entity, i.subject_id AS "subjectId", i.title AS "subjectTitle", i.customer_id AS "customerId",
    i.status, i.result, i.created_at AS "startedAt", i.ended_at AS "endedAt", i.starter_id AS "starterId", s.name AS "startedByName",
    ARRAY(SELECT DISTINCT m.name FROM flow_tasks t JOIN staff_members m ON m.id = t.person_id WHERE t.instance_id = i.id AND t.state = 'open' ORDER BY 1) AS "waitingFor"`;
const OF_FLOW = `flow_instances i JOIN definition_versions v ON v.definition_id = i.flow_id AND v.version = i.version LEFT JOIN staff_members s ON s.id = i.starter_id`;
/** Of the whole shop's flows everybody sees those of no store. */
const inReach = (scope: Scope, values: unknown[]): string =>
  scopeSql(scope, values, {
    store: 'i.store_id',
    customer: null,
    own: (me) => `(i.starter_id = ${me} OR EXISTS (SELECT 1 FROM flow_tasks t WHERE t.instance_id = i.id AND t.person_id = ${me}))`,
  });

export function listFlows(
  sql: Sql,
  scope: Scope,
  wanted: { readonly customerId: string | null; readonly running: boolean; readonly after: Keyset | null; readonly limit: number },
): Promise<FlowListRow[]> {
  const values: unknown[] = [];
  const where = [inReach(scope, values)];
  if (wanted.customerId !== null) where.push(`i.customer_id = $${values.push(wanted.customerId)}::uuid`);
  if (wanted.running) where.push('i.ended_at IS NULL');
  if (wanted.after) where.push(`(i.created_at, i.id) < ($${values.push(wanted.after.at)}::timestamptz, $${values.push(wanted.after.id)}::uuid)`);
  return sql(
    `SELECT ${FLOW} FROM ${OF_FLOW} WHERE ${where.join(' AND ')} ORDER BY i.created_at DESC, i.id DESC LIMIT $${values.push(wanted.limit)}::int`,
    values,
  );
}

/** What a member began, the newest first. */
export function listBegun(
  sql: Sql,
  staffId: string,
  wanted: { readonly search: string | undefined; readonly after: Keyset | null; readonly limit: number },
): Promise<FlowListRow[]> {
  const values: unknown[] = [staffId];
  const where = ['i.starter_id = $1::uuid'];
  if (wanted.search) where.push(within('i.title, v.title', values.push(wanted.search)));
  if (wanted.after) where.push(`(i.created_at, i.id) < ($${values.push(wanted.after.at)}::timestamptz, $${values.push(wanted.after.id)}::uuid)`);
  return sql(
    `SELECT ${FLOW} FROM ${OF_FLOW} WHERE ${where.join(' AND ')} ORDER BY i.created_at DESC, i.id DESC LIMIT $${values.push(wanted.limit)}::int`,
    values,
  );
}

/** A flow in reach, or one that this member began or was asked in. */
export async function findFlow(sql: Sql, instanceId: string, scope: Scope, staffId: string): Promise<FlowListRow | null> {
  const values: unknown[] = [instanceId];
  const own = inReach({ kind: 'own', staffId }, values);
  const reach = scope.kind === 'none' ? own : `(${inReach(scope, values)} OR ${own})`;
  const [row] = await sql<FlowListRow>(`SELECT ${FLOW} FROM ${OF_FLOW} WHERE i.id = $1::uuid AND ${reach}`, values);
  return row ?? null;
}

export interface IncidentRow extends FlowListRow {
  readonly key: string;
  readonly token: string;
  readonly reason: string;
  readonly openedAt: Date;
}

export function listIncidents(sql: Sql, scope: Scope, page: { readonly after: Keyset | null; readonly limit: number }): Promise<IncidentRow[]> {
  const values: unknown[] = [];
  const where = ['n.ended_at IS NULL', inReach(scope, values)];
  if (page.after) where.push(`(n.opened_at, n.key) > ($${values.push(page.after.at)}::timestamptz, $${values.push(page.after.id)})`);
  return sql(
    `SELECT n.key, n.token, n.reason, n.opened_at AS "openedAt", ${FLOW} FROM flow_incidents n JOIN ${OF_FLOW.replace('flow_instances i', 'flow_instances i ON i.id = n.instance_id')}
     WHERE ${where.join(' AND ')} ORDER BY n.opened_at, n.key LIMIT $${values.push(page.limit)}::int`,
    values,
  );
}

export function listDone(sql: Sql, instanceId: string): Promise<{ kind: string; at: Date }[]> {
  return sql(`SELECT kind, done_at AS at FROM flow_effects WHERE instance_id = $1::uuid AND state = 'done' ORDER BY done_at, key`, [instanceId]);
}

/** Names of members, for records that keep only their ids. */
export async function namesOf(sql: Sql, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const known = ids.filter((id) => /^[0-9a-f-]{36}$/.test(id));
  const rows = await sql<{ id: string; name: string }>('SELECT id, name FROM staff_members WHERE id = ANY($1::uuid[])', [known]);
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** The role keys of a member who has not left. */
export async function rolesOf(sql: Sql, staffId: string): Promise<readonly string[]> {
  const [row] = await sql<{ roles: string[] }>('SELECT roles FROM staff_members WHERE id = $1::uuid AND left_at IS NULL', [staffId]);
  return row?.roles ?? [];
}

/** The one store of a shop that has no other: what is nobody's business elsewhere happens there. */
export async function onlyStore(sql: Sql): Promise<string | null> {
  const stores = await sql<{ id: string }>('SELECT id FROM stores WHERE closed_at IS NULL LIMIT 2', []);
  return stores.length === 1 ? (stores[0]?.id ?? null) : null;
}

export interface DelegationRow {
  readonly id: string;
  readonly toId: string;
  readonly toName: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly flows: readonly string[];
}

export function listDelegations(sql: Sql, staffId: string, now: Date, id: string | null = null): Promise<DelegationRow[]> {
  return sql(
    `SELECT d.id, d.to_id AS "toId", m.name AS "toName", d.starts_at AS "startsAt", d.ends_at AS "endsAt", d.flows FROM delegations d JOIN staff_members m ON m.id = d.to_id
     WHERE d.from_id = $1::uuid AND d.ended_at IS NULL AND d.ends_at > $2::timestamptz AND ($3::uuid IS NULL OR d.id = $3::uuid) ORDER BY d.starts_at, d.id`,
    [staffId, now.toISOString(), id],
  );
}

export async function insertDelegation(
  tx: Tx,
  row: {
    readonly id: string;
    readonly fromId: string;
    readonly toId: string;
    readonly startsAt: string;
    readonly endsAt: string;
    readonly flows: readonly string[];
    readonly now: Date;
  },
): Promise<void> {
  await changeIn(
    tx,
    'INSERT INTO delegations (id, from_id, to_id, starts_at, ends_at, flows, created_at) VALUES ($1::uuid, $2::uuid, $3::uuid, $4::timestamptz, $5::timestamptz, $6::text[], $7::timestamptz)',
    [row.id, row.fromId, row.toId, row.startsAt, row.endsAt, row.flows, row.now.toISOString()],
  );
}

export async function endDelegation(tx: Tx, id: string, staffId: string, now: Date): Promise<boolean> {
  const text = 'UPDATE delegations SET ended_at = $3::timestamptz WHERE id = $1::uuid AND from_id = $2::uuid AND ended_at IS NULL';
  return (await changeIn(tx, text, [id, staffId, now.toISOString()])) === 1;
}
