import type { ApiRefusal } from '@zhike/domain/api';
import { rowsOf } from '@zhike/domain/engines/reports/drill';
import { holds } from '@zhike/domain/kernel/access';
import { DAY_MS } from '@zhike/domain/kernel/time-range';
import { allow, type Decision, refuse } from '@zhike/domain/kernel/decision';
import { MOST_SECONDS, readOnly } from '../../engines/reports/run';
import { sqlOfList } from '../../engines/reports/sql';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { sendIn, type Sql, sqlIn } from '../../platform/db';
import type { Write } from '../../platform/write';
import { reportAsked } from './asked';
import type { Input } from './input';
import { openedOf } from './listing';
import { partIn, rangeOf } from './queries';
import { envFor, readingFor } from './reading';
import { stageRows } from './special';

/** So many customers at once: more than a store calls in a week. */
const MOST = 500;

/** The customers behind a number, as many as it counts: those of the asker's reach, each once. */
async function customersBehind(sql: Sql, ask: Ask<ActorOf<'reports.openTasks'>>, input: Input<'reports.openTasks'>): Promise<Decision<string[], ApiRefusal>> {
  const reading = await readingFor(ask.ports, sql, ask.actor, ask.now);
  const asked = await reportAsked(sql, reading, input);
  if (!asked.ok) return asked;
  const report = asked.value;
  const env = envFor(reading, report);
  const range = rangeOf(report, env.today, input.compared ?? false);
  const stage = report.chart === 'funnel' && report.funnel && range ? stageRows(report, report.funnel, input.keys, range, env) : null;
  const measure = stage ? allow(stage.measure) : partIn(report, input.measure, env.semantics);
  if (!measure.ok) return measure;
  const rows = stage ? stage.rows : rowsOf(report, { measure: measure.value, keys: input.keys, range }, env);
  const path = openedOf(rows.entity, 'customer');
  if (path === null) return refuse('report.no_customers', { entity: rows.entity });
  const { text, args } = sqlOfList(rows, [path], MOST + 1, reading.options, stage?.also);
  const found = await sql<{ v0: string | null }>(text, args);
  if (found.length > MOST) return refuse('report.too_wide', { lines: found.length, most: MOST });
  return allow([...new Set(found.flatMap((row) => (row.v0 === null ? [] : [String(row.v0)])))]);
}

/**
 * A to-do for each customer behind a number, for whoever looks after her; for the asker where nobody does. One a customer and day, so that
 * pressing twice, or two colleagues at once, make one.
 */
export async function openTasks(ask: Ask<ActorOf<'reports.openTasks'>>, input: Input<'reports.openTasks'>, write: Write): Answer<'reports.openTasks'> {
  if (!holds(ask.actor, 'report.read')) return refuse('access.forbidden', { right: 'report.read' });
  const found = (await readOnly(ask.ports.db, (sql) => customersBehind(sql, ask, input))) ?? refuse('report.too_slow', { seconds: MOST_SECONDS });
  if (!found.ok) return found;
  const due = new Date(ask.now.getTime() + input.days * DAY_MS).toISOString();
  const day = ask.now.toISOString().slice(0, 10);
  const opened = await sqlIn(write.tx)<{ token: string; staffId: string; customerId: string }>(
    `INSERT INTO flow_tasks (token, person_id, node, kind, title, state, due_at, opened_at)
       SELECT 'wake/' || c.id || '/' || $2, coalesce((SELECT m.id FROM staff_members m WHERE m.id = c.owner_staff_id AND m.left_at IS NULL), $3::uuid), '', 'task', $4, 'open', $5::timestamptz, $6::timestamptz
       FROM customers c WHERE c.id = ANY($1::uuid[]) AND NOT EXISTS (SELECT 1 FROM flow_tasks t WHERE t.token = 'wake/' || c.id || '/' || $2)
       ORDER BY c.id ON CONFLICT DO NOTHING
       RETURNING token, person_id AS "staffId", split_part(token, '/', 2) AS "customerId"`,
    [found.value, day, ask.actor.staffId, input.title, due, ask.now.toISOString()],
  );
  sendIn(write.tx, `INSERT INTO task_customers (token, customer_id) SELECT t, split_part(t, '/', 2)::uuid FROM unnest($1::text[]) t ON CONFLICT DO NOTHING`, [
    opened.map((one) => one.token),
  ]);
  for (const { token, staffId, customerId } of opened)
    await write.event({ type: 'flow.todo_opened', storeId: null, customerId, data: { instanceId: null, token, title: input.title, staffIds: [staffId] } });
  return allow({ opened: opened.length, already: found.value.length - opened.length });
}
