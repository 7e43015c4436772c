import type { PushTaskState, PushTaskView } from '@zhike/domain/marketing/contract';
import type { MassResult } from '../../gateways/wecom/port';
import { changeIn, sqlIn, type Sql, type Tx } from '../../platform/db';
import { newId } from '../../platform/ids';

/** WeCom takes no more in one task. */
const MOST_PEOPLE = 10_000;

export interface TaskRow extends Omit<PushTaskView, 'checkedAt'> {
  readonly pushId: string;
  readonly wecomUserId: string;
  readonly msgid: string | null;
  readonly checkedAt: Date | null;
}

const TASK = `SELECT t.id, t.push_id AS "pushId", m.name AS "staffName", m.wecom_user_id AS "wecomUserId", t.state, t.reason, t.msgid, t.checked_at AS "checkedAt", r.people, r.sent, r.failed, r."leftOut"
  FROM push_tasks t JOIN staff_members m ON m.id = t.staff_id
  CROSS JOIN LATERAL (SELECT (count(*) FILTER (WHERE r.member_state <> 'left_out'))::int AS people, (count(*) FILTER (WHERE r.member_state = 'sent'))::int AS sent,
      (count(*) FILTER (WHERE r.member_state IN ('no_contact', 'too_many')))::int AS failed, (count(*) FILTER (WHERE r.member_state = 'left_out'))::int AS "leftOut" FROM push_recipients r WHERE r.task_id = t.id) r`;

export const listTasks = (sql: Sql, pushId: string): Promise<TaskRow[]> => sql(`${TASK} WHERE t.push_id = $1::uuid ORDER BY m.name, t.id`, [pushId]);

export async function lockTask(sql: Sql, taskId: string): Promise<TaskRow | null> {
  await sql('SELECT 1 FROM push_tasks WHERE id = $1::uuid FOR UPDATE', [taskId]);
  return (await sql<TaskRow>(`${TASK} WHERE t.id = $1::uuid`, [taskId]))[0] ?? null;
}

/** Who has her coupon and nobody to write to her. */
export async function countUnreachable(sql: Sql, pushId: string): Promise<number> {
  const [row] = await sql<{ count: number }>(
    `SELECT count(*)::int AS count FROM push_recipients WHERE push_id = $1::uuid AND state = 'given' AND task_id IS NULL`,
    [pushId],
  );
  return row?.count ?? 0;
}

/** The one member who writes to a customer `c`: who looks after her when she is a contact of hers, else the one whom WeCom last confirmed. Each customer hears it once. */
const WRITER = `JOIN LATERAL (SELECT f.staff_id FROM customer_identities i JOIN wecom_follows f ON f.identity_id = i.id JOIN staff_members m ON m.id = f.staff_id AND m.left_at IS NULL
    WHERE i.customer_id = c.id AND i.provider = 'wecom' ORDER BY (f.staff_id = c.owner_staff_id) DESC NULLS LAST, f.checked_at DESC, f.staff_id LIMIT 1) w ON true`;
const CUSTOMER = 'JOIN customers x ON x.id = r.customer_id JOIN customers c ON c.id = COALESCE(x.merged_into_id, x.id)';

/** Shares those who have their coupon out among members, once: who has a task keeps it. */
export async function planTasks(tx: Tx, pushId: string, now: Date): Promise<void> {
  const sql = sqlIn(tx);
  const writers = await sql<{ staffId: string; people: number }>(
    `SELECT w.staff_id AS "staffId", count(*)::int AS people FROM push_recipients r ${CUSTOMER} ${WRITER}
      WHERE r.push_id = $1::uuid AND r.state = 'given' AND r.task_id IS NULL GROUP BY 1 ORDER BY 1`,
    [pushId],
  );
  for (const { staffId, people } of writers)
    for (let done = 0; done < people; done += MOST_PEOPLE) {
      const id = newId(now);
      await changeIn(tx, 'INSERT INTO push_tasks (id, push_id, staff_id, created_at) VALUES ($1::uuid, $2::uuid, $3::uuid, $4::timestamptz)', [
        id,
        pushId,
        staffId,
        now.toISOString(),
      ]);
      await changeIn(
        tx,
        `UPDATE push_recipients SET task_id = $3::uuid, member_state = 'waiting' WHERE push_id = $1::uuid AND customer_id IN (
           SELECT r.customer_id FROM push_recipients r ${CUSTOMER} ${WRITER} WHERE r.push_id = $1::uuid AND r.state = 'given' AND r.task_id IS NULL AND w.staff_id = $2::uuid
           ORDER BY r.customer_id LIMIT ${MOST_PEOPLE})`,
        [pushId, staffId, id],
      );
    }
}

export interface Contact {
  readonly customerId: string;
  /** She herself; another one where two records became one since. */
  readonly holderId: string;
  readonly externalUserId: string;
}

/** The contacts of a task whom the gate has not left out, as WeCom names them. */
export async function contactsOf(sql: Sql, taskId: string): Promise<Contact[]> {
  return sql(
    `SELECT DISTINCT ON (r.customer_id) r.customer_id AS "customerId", c.id AS "holderId", i.subject AS "externalUserId" FROM push_recipients r ${CUSTOMER}
       JOIN push_tasks t ON t.id = r.task_id JOIN customer_identities i ON i.customer_id = c.id AND i.provider = 'wecom'
       JOIN wecom_follows f ON f.identity_id = i.id AND f.staff_id = t.staff_id WHERE r.task_id = $1::uuid AND r.member_state <> 'left_out' ORDER BY r.customer_id, f.checked_at DESC`,
    [taskId],
  );
}

/** What became of people of a task; who is named no more stays as she is. */
export async function markPeople(
  tx: Tx,
  taskId: string,
  people: readonly { readonly customerId: string; readonly state: MassResult['state'] }[],
): Promise<void> {
  await changeIn(
    tx,
    `UPDATE push_recipients r SET member_state = x.state FROM unnest($2::uuid[], $3::text[]) AS x(customer_id, state)
      WHERE r.task_id = $1::uuid AND r.customer_id = x.customer_id AND r.member_state <> x.state`,
    [taskId, people.map((one) => one.customerId), people.map((one) => one.state)],
  );
}

/** Marks people of a task whom nobody shall write to, each with the reason. */
export async function markLeftOut(tx: Tx, taskId: string, people: readonly { readonly customerId: string; readonly reason: string }[]): Promise<void> {
  await changeIn(
    tx,
    `UPDATE push_recipients r SET member_state = 'left_out', left_out = x.reason FROM unnest($2::uuid[], $3::text[]) AS x(customer_id, reason)
      WHERE r.task_id = $1::uuid AND r.customer_id = x.customer_id AND r.member_state = 'waiting'`,
    [taskId, people.map((one) => one.customerId), people.map((one) => one.reason)],
  );
}

export async function setTask(
  tx: Tx,
  taskId: string,
  to: { readonly state: PushTaskState; readonly msgid?: string; readonly reason?: string; readonly checkedAt?: Date },
): Promise<void> {
  await changeIn(
    tx,
    'UPDATE push_tasks SET state = $2, msgid = COALESCE($3, msgid), reason = $4, checked_at = COALESCE($5::timestamptz, checked_at) WHERE id = $1::uuid',
    [taskId, to.state, to.msgid ?? null, to.reason ?? null, to.checkedAt?.toISOString() ?? null],
  );
}
