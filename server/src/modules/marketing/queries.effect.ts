import { allow, refuse } from '@zhike/domain/kernel/decision';
import { DAY_MS } from '@zhike/domain/kernel/time-range';
import { EFFECT_DAYS } from '@zhike/domain/marketing/rules';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { readCursor, toCursor } from '../../platform/cursor';
import { sqlOf } from '../../platform/db';
import { mayOpen } from './commands/push';
import type { Input } from './input';
import { groupsOf, listPeople, type PushPersonRow, type Span } from './records.effect';
import { findPush, type PushRow } from './records.pushes';

const PAGE = 50;

/** The same days for everybody: from the moment on which the push was due. */
const spanOf = (push: PushRow): Span => ({ from: push.dueAt, until: new Date(push.dueAt.getTime() + EFFECT_DAYS * DAY_MS) });

const toPerson = (row: PushPersonRow) => ({
  ...row,
  seenAt: row.seenAt?.toISOString() ?? null,
  usedAt: row.usedAt?.toISOString() ?? null,
  orders: row.orders.map((order) => ({ ...order, createdAt: new Date(order.createdAt).toISOString() })),
});

async function openPush(ask: Ask<ActorOf<'marketing.getPush'>>, pushId: string) {
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
