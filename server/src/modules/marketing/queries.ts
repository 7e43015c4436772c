import { visibleParts } from '@zhike/domain/customers/policy';
import { compileScope } from '@zhike/domain/kernel/access';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import { flaggedWords } from '@zhike/domain/marketing/gate';
import { fitCoupon, heldOutOf, mostCost } from '@zhike/domain/marketing/rules';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { readCursor, toCursor } from '../../platform/cursor';
import { sqlOf } from '../../platform/db';
import { customerRowFacts } from '../customers/row-facts';
import { gateSettings } from '../messaging/settings';
import { readOrderRow } from '../orders/queries.orders';
import { mayOpen, wantedAt } from './commands/push';
import type { Input } from './input';
import { findTemplate, listTemplates } from './records';
import { listCouponsOf, listOnOrder } from './records.coupons';
import { countHolders, findPush, listHolders, listPushRows } from './records.pushes';
import { billFacts, couponFacts, toCouponView, todayAt, toPushView, toTemplateView } from './view';

const PAGE = 50;

export async function getTemplates(ask: Ask<ActorOf<'marketing.templates'>>, input: Input<'marketing.templates'>): Answer<'marketing.templates'> {
  return allow({ templates: (await listTemplates(sqlOf(ask.ports.db), input.withRetired)).map(toTemplateView) });
}

/** The coupons of a customer whom the reader sees; next to an order that she may open, whether each fits and why not. */
export async function getCouponsOf(ask: Ask<ActorOf<'marketing.couponsOf'>>, input: Input<'marketing.couponsOf'>): Answer<'marketing.couponsOf'> {
  const sql = sqlOf(ask.ports.db);
  const customer = await customerRowFacts(sql, input.customerId);
  if (!customer || visibleParts(compileScope(ask.actor, 'customer.read'), customer) !== 'all')
    return refuse('record.not_found', { noun: 'customer', id: input.customerId });
  const order = input.orderId === null ? null : await readOrderRow(sql, input.orderId, compileScope(ask.actor, 'order.read'));
  if (input.orderId !== null && !order) return refuse('record.not_found', { noun: 'order', id: input.orderId });
  const today = todayAt(ask.now);
  const bill = order && billFacts(order, await listOnOrder(sql, order.id));
  const coupons = (await listCouponsOf(sql, customer.customerId, today)).map((row) => {
    const fit = bill && fitCoupon(couponFacts(row), bill, today);
    const facts = fit && (fit.ok ? { offFen: fit.value.offFen, reason: null, missingFen: 0 } : { offFen: 0, ...fit.refusal.facts });
    return { ...toCouponView(row, ask.now), fit: facts };
  });
  return allow({ coupons });
}

/** CD-13: what a manager sees before she sends: how many, who, what it costs at most, and which words may not stand. */
export async function previewPush(ask: Ask<ActorOf<'marketing.previewPush'>>, input: Input<'marketing.previewPush'>): Answer<'marketing.previewPush'> {
  const after = readCursor(input.cursor);
  if (!after.ok) return after;
  const sql = sqlOf(ask.ports.db);
  const template = await findTemplate(sql, input.templateId);
  if (!template) return refuse('record.not_found', { noun: 'coupon_template', id: input.templateId });
  const meant = await wantedAt(sql, ask, input.audience, template, ask.now);
  if (!meant.ok) return meant;
  const wanted = meant.value;
  const count = await countHolders(sql, ask.scope, wanted);
  const refused = await countHolders(sql, ask.scope, wanted, true);
  const rows = await listHolders(sql, ask.scope, wanted, { after: after.value, limit: PAGE + 1 });
  const last = rows[PAGE - 1];
  // People have no date of their own in this list: the cursor's instant only fills its form.
  const next = rows.length > PAGE && last ? toCursor({ at: new Date(0), id: last.customerId }) : null;
  const forbidden = flaggedWords(input.wording, (await gateSettings(sql)).words).flatMap(({ word, at, level }) => (level === 'block' ? [{ word, at }] : []));
  const heldOut = heldOutOf(count, input.holdOutPercent);
  const people = { items: rows.slice(0, PAGE), next };
  return allow({ count, heldOut, refused, people, maxCostFen: mostCost(template.terms, count - heldOut), forbidden });
}

export async function getPush(ask: Ask<ActorOf<'marketing.getPush'>>, input: Input<'marketing.getPush'>): Answer<'marketing.getPush'> {
  const push = await findPush(sqlOf(ask.ports.db), input.pushId);
  return push && mayOpen(ask, push) ? allow({ push: toPushView(push) }) : refuse('record.not_found', { noun: 'push', id: input.pushId });
}

export async function listPushes(ask: Ask<ActorOf<'marketing.pushes'>>, input: Input<'marketing.pushes'>): Answer<'marketing.pushes'> {
  const after = readCursor(input.cursor);
  if (!after.ok) return after;
  const mine = ask.scope.kind === 'all' ? null : ask.actor.staffId;
  const rows = await listPushRows(sqlOf(ask.ports.db), mine, { after: after.value, limit: PAGE + 1 });
  const last = rows[PAGE - 1];
  return allow({ items: rows.slice(0, PAGE).map(toPushView), next: rows.length > PAGE && last ? toCursor({ at: last.createdAt, id: last.id }) : null });
}
