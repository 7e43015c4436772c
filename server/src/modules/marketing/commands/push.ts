import { addDays } from '@zhike/domain/kernel/calendar-date';
import type { ApiRefusal } from '@zhike/domain/api';
import { inlineSegments } from '@zhike/domain/engines/conditions/segments';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { Audience } from '@zhike/domain/marketing/contract';
import { flaggedWords } from '@zhike/domain/marketing/gate';
import { decideIssue, heldOutOf } from '@zhike/domain/marketing/rules';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn, type Sql } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import type { Write } from '../../../platform/write';
import { compileCondition } from '../../../engines/conditions/compile';
import { namesOf } from '../../../engines/rules/asking';
import { gateSettings } from '../../messaging/settings';
import { askingFor } from '../../segments/asking';
import type { Input } from '../input';
import { pushCoupons } from '../jobs.kinds';
import { lockTemplate, type TemplateRow } from '../records';
import { countHolders, findPush, insertPush, lockPush, setPushState, type PushRow, type Wanted } from '../records.pushes';
import { todayAt, toPushView } from '../view';

/** An audience as a query sees it today. */
export async function wantedAt(
  sql: Sql,
  ask: Pick<Ask<StaffActor>, 'actor' | 'ports'>,
  audience: Audience,
  template: TemplateRow,
  now: Date,
): Promise<Decision<Wanted, ApiRefusal>> {
  const today = todayAt(now);
  const until = audience.expiringWithinDays === null ? null : addDays(today, audience.expiringWithinDays);
  const segmentId = audience.segmentId ?? null;
  if (segmentId === null) return allow({ audience, template, today, until, within: null });
  const { catalogue, segments } = await namesOf(sql);
  if (segments[segmentId]?.entity !== 'customer') return refuse('record.not_found', { noun: 'segment', id: segmentId });
  const options = askingFor(ask.ports, catalogue, ask.actor, now);
  const cond = inlineSegments({ seg: segmentId }, segments);
  return allow({ audience, template, today, until, within: (alias, values) => compileCondition(cond, 'customer', alias, values, options) });
}

/** Whose push a member may open: her own, or any when she reaches the whole shop. */
export const mayOpen = (ask: Pick<Ask<ActorOf<'marketing.getPush'>>, 'scope' | 'actor'>, push: PushRow): boolean =>
  ask.scope.kind === 'all' || push.staffId === ask.actor.staffId;

async function answerPush(sql: Sql, pushId: string) {
  const push = await findPush(sql, pushId);
  if (!push) throw new Error('a push vanished inside its own transaction');
  return allow({ push: toPushView(push) });
}

/** CD-13: writes down whom it is for, exactly those that were shown, and lets it begin. */
export async function orderPush(ask: Ask<ActorOf<'marketing.push'>>, input: Input<'marketing.push'>, write: Write): Answer<'marketing.push'> {
  // What only needs a look is held at the gate until somebody has looked.
  const words = flaggedWords(input.wording, (await gateSettings(sqlIn(write.tx))).words).flatMap(({ word, at, level }) =>
    level === 'block' ? [{ word, at }] : [],
  );
  if (words.length > 0) return refuse('marketing.forbidden_words', { words });
  const dueAt = input.at === null ? write.now : new Date(input.at);
  if (dueAt < write.now) return refuse('marketing.not_in_the_future', { at: dueAt.toISOString() });
  const sql = sqlIn(write.tx);
  const template = await lockTemplate(sql, input.templateId);
  if (!template) return refuse('record.not_found', { noun: 'coupon_template', id: input.templateId });
  const { terms } = template;
  if (!template.active) return refuse('marketing.retired', { name: terms.name });
  const meant = await wantedAt(sql, ask, input.audience, template, write.now);
  if (!meant.ok) return meant;
  const wanted = meant.value;
  const count = await countHolders(sql, ask.scope, wanted);
  if (count !== input.expectedCount) return refuse('marketing.audience_changed', { count });
  if (count === 0) return refuse('marketing.audience_empty', { count: 0 as const });
  const { name, audience, wording, holdOutPercent, viaMembers } = input;
  const people = count - heldOutOf(count, holdOutPercent);
  const decided = decideIssue({ totalLimit: terms.totalLimit, personLimit: null }, { issued: template.issued, ofPerson: 0, wanted: people });
  if (!decided.ok) return decided;
  const id = newId(write.now);
  const planned = await insertPush(
    write.tx,
    { id, name, templateId: template.id, terms, audience, wording, holdOutPercent, viaMembers, dueAt, staffId: ask.actor.staffId, now: write.now },
    ask.scope,
    wanted,
  );
  // A card that was sold between the count and the list: nobody gets a coupon whom the manager has not seen. What was written is taken back.
  if (planned !== count) return refuse('marketing.audience_changed', { count: planned });
  await write.event({ type: 'push.ordered', data: { pushId: id, planned: people, heldOut: planned - people, dueAt: dueAt.toISOString() } });
  await write.enqueue(pushCoupons, { pushId: id }, dueAt);
  return answerPush(sql, id);
}

export async function cancelPush(
  ask: Ask<ActorOf<'marketing.cancelPush'>>,
  input: Input<'marketing.cancelPush'>,
  write: Write,
): Answer<'marketing.cancelPush'> {
  const sql = sqlIn(write.tx);
  const push = await lockPush(sql, input.pushId);
  if (!push || !mayOpen(ask, push)) return refuse('record.not_found', { noun: 'push', id: input.pushId });
  if (push.state !== 'scheduled' && push.state !== 'sending') return refuse('marketing.push_over', { state: push.state });
  await setPushState(write.tx, push.id, 'cancelled');
  await write.event({ type: 'push.cancelled', data: { pushId: push.id, given: push.given } });
  return answerPush(sql, push.id);
}
