import { allow, refuse } from '@zhike/domain/kernel/decision';
import { DAY_MS } from '@zhike/domain/kernel/time-range';
import { EFFECT_DAYS } from '@zhike/domain/marketing/rules';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { readCursor, toCursor } from '../../platform/cursor';
import { sqlOf, type Sql } from '../../platform/db';
import { mayOpen } from './commands/push';
import type { Input } from './input';
import { groupsOf, listPeople, type PushPersonRow, type Span } from './records.effect';
import { lookAtAll } from './asking';
import { findPush, type PushRow } from './records.pushes';
import { countUnreachable, listTasks } from './records.tasks';

const PAGE = 50;
const RETRY_SECONDS = 30;

/** The same days for everybody: from the moment on which the push was due. */
const spanOf = (push: PushRow): Span => ({ from: push.dueAt, until: new Date(push.dueAt.getTime() + EFFECT_DAYS * DAY_MS) });

const toPerson = (row: PushPersonRow) => ({
  ...row,
  seenAt: row.seenAt?.toISOString() ?? null,
  usedAt: row.usedAt?.toISOString() ?? null,
  orders: row.orders.map((order) => ({ ...order, createdAt: new Date(order.createdAt).toISOString() })),
});

async function openPush(ask: Pick<Ask<ActorOf<'marketing.getPush'>>, 'ports' | 'scope' | 'actor'>, pushId: string) {
  const push = await findPush(sqlOf(ask.ports.db), pushId);
  return push && mayOpen(ask, push) ? allow(push) : refuse('record.not_found', { noun: 'push', id: pushId });
}

/** MK-11: the rows that a number counts. Whoever may open the push saw these people before it went out. */
export async function listPushPeople(ask: Ask<ActorOf<'marketing.pushPeople'>>, input: Input<'marketing.pushPeople'>): Answer<'marketing.pushPeople'> {
  const after = readCursor(input.cursor);
  if (!after.ok) return after;
  const push = await openPush(ask, input.pushId);
  if (!push.ok) return push;
  const rows = await listPeople(sqlOf(ask.ports.db), push.value.id, input.part, spanOf(push.value), { after: after.value?.id ?? null, limit: PAGE + 1 });
  const last = rows[PAGE - 1];
  // People have no date of their own in this list: the cursor's instant only fills its form.
  return allow({ items: rows.slice(0, PAGE).map(toPerson), next: rows.length > PAGE && last ? toCursor({ at: new Date(0), id: last.customerId }) : null });
}

export async function getPushEffect(ask: Ask<ActorOf<'marketing.pushEffect'>>, input: Input<'marketing.pushEffect'>): Answer<'marketing.pushEffect'> {
  const push = await openPush(ask, input.pushId);
  if (!push.ok) return push;
  const span = spanOf(push.value);
  const { pushed, heldOut } = await groupsOf(sqlOf(ask.ports.db), push.value.id, span);
  const effect = { days: EFFECT_DAYS, until: span.until.toISOString(), over: ask.now >= span.until, pushed, heldOut: heldOut.people > 0 ? heldOut : null };
  return allow({ effect });
}

async function tasksOf(sql: Sql, pushId: string) {
  const tasks = (await listTasks(sql, pushId)).map(({ pushId: _, wecomUserId: __, msgid: ___, checkedAt, ...task }) => ({
    ...task,
    checkedAt: checkedAt?.toISOString() ?? null,
  }));
  return { tasks, unreachable: tasks.length === 0 ? 0 : await countUnreachable(sql, pushId) };
}

export async function getPushTasks(ask: Ask<ActorOf<'marketing.pushTasks'>>, input: Input<'marketing.pushTasks'>): Answer<'marketing.pushTasks'> {
  const push = await openPush(ask, input.pushId);
  return push.ok ? allow(await tasksOf(sqlOf(ask.ports.db), push.value.id)) : push;
}

/** MK-11: WeCom is asked now; when it is away, what was known stays and the reader is told. */
export async function checkPushTasks(ask: Ask<ActorOf<'marketing.checkTasks'>>, input: Input<'marketing.checkTasks'>): Answer<'marketing.checkTasks'> {
  const push = await openPush(ask, input.pushId);
  if (!push.ok) return push;
  if (!(await lookAtAll(ask.ports, push.value.id))) return refuse('service.unavailable', { service: 'wecom' as const, retryAfterSeconds: RETRY_SECONDS });
  return allow(await tasksOf(sqlOf(ask.ports.db), push.value.id));
}
