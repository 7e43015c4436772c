import type { TodoNews } from '@zhike/domain/messaging/variables';
import { offsetMinutesAt } from '@zhike/domain/kernel/zone';
import { sqlIn, type Tx } from '../../platform/db';

/** A to-do, or a flow, as a card tells of it. */
export interface ToldTodo {
  readonly news: TodoNews;
  readonly storeId: string | null;
}

interface Row {
  todoTitle: string;
  subjectTitle: string | null;
  flowTitle: string | null;
  startedBy: string | null;
  dueAt: Date | null;
  instanceId: string | null;
  storeId: string | null;
  zone: string | null;
}

const toTold = ({ storeId, zone, dueAt, ...row }: Row): ToldTodo => ({
  news: {
    ...row,
    subjectTitle: row.subjectTitle ?? '',
    flowTitle: row.flowTitle ?? '',
    dueAt: dueAt?.getTime() ?? null,
    offsetMinutes: offsetMinutesAt(zone ?? 'Asia/Shanghai', dueAt?.getTime() ?? 0),
  },
  storeId,
});

const OF_INSTANCE = `LEFT JOIN definition_versions v ON v.definition_id = i.flow_id AND v.version = i.version
  LEFT JOIN staff_members s ON s.id = i.starter_id LEFT JOIN stores o ON o.id = i.store_id`;
const COLUMNS = `i.title AS "subjectTitle", v.title AS "flowTitle", s.name AS "startedBy", i.id AS "instanceId", i.store_id AS "storeId", o.zone`;

/** An open to-do of somebody; null: it is over, or it asks whether she takes a booking, of which booking's own card tells her. */
export async function findOpenTodo(tx: Tx, token: string, staffId: string): Promise<ToldTodo | null> {
  const [row] = await sqlIn(tx)<Row>(
    `SELECT t.title AS "todoTitle", t.due_at AS "dueAt", ${COLUMNS} FROM flow_tasks t LEFT JOIN flow_instances i ON i.id = t.instance_id ${OF_INSTANCE}
     WHERE t.token = $1 AND t.person_id = $2::uuid AND t.state = 'open' AND NOT EXISTS (SELECT 1 FROM acceptance_rounds q WHERE q.instance_id = t.instance_id)`,
    [token, staffId],
  );
  return row ? toTold(row) : null;
}

/** A flow that cannot go on by itself, and who is to look; null: it can. */
export async function findStuck(tx: Tx, instanceId: string): Promise<(ToldTodo & { readonly people: readonly string[] }) | null> {
  const [row] = await sqlIn(tx)<Row & { people: string[] }>(
    `SELECT '' AS "todoTitle", NULL::timestamptz AS "dueAt", ${COLUMNS},
       ARRAY(SELECT DISTINCT p::text FROM flow_incidents n, unnest(n.people) p WHERE n.instance_id = i.id AND n.ended_at IS NULL ORDER BY 1) AS people
     FROM flow_instances i ${OF_INSTANCE} WHERE i.id = $1::uuid AND i.status = 'stuck'`,
    [instanceId],
  );
  if (!row) return null;
  const { people, ...rest } = row;
  return { ...toTold(rest), people };
}
