import { allow, refuse } from '@zhike/domain/kernel/decision';
import { decideIssue, decideTerms } from '@zhike/domain/marketing/rules';
import { visibleParts } from '@zhike/domain/customers/policy';
import { compileScope } from '@zhike/domain/kernel/access';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import { lockKeys } from '../../../platform/locks';
import type { Write } from '../../../platform/write';
import { customerRowFacts } from '../../customers/row-facts';
import { giveCoupon } from '../giving';
import type { Input } from '../input';
import { findTemplate, findTemplateNamed, findUnknown, lockTemplate, saveTemplateRow, setAdvertising } from '../records';
import { countOf, findCoupon, listCouponsOf, markSeen } from '../records.coupons';
import { todayAt, toCouponView, toTemplateView } from '../view';

/** MK-03: adds a coupon, or writes its next terms. Retired ones are given to nobody any more. */
export async function saveTemplate(
  ask: Ask<ActorOf<'marketing.saveTemplate'>>,
  input: Input<'marketing.saveTemplate'>,
  write: Write,
): Answer<'marketing.saveTemplate'> {
  if (ask.scope.kind !== 'all') return refuse('access.forbidden', { right: 'coupon.manage' });
  const { templateId, terms, active } = input;
  const decided = decideTerms(terms);
  if (!decided.ok) return decided;
  await lockKeys(write.tx, { alone: ['coupon_templates'] });
  const sql = sqlIn(write.tx);
  const old = templateId === null ? null : await lockTemplate(sql, templateId);
  if (templateId !== null && !old) return refuse('record.not_found', { noun: 'coupon_template', id: templateId });
  const version = old?.version ?? 0;
  if (version !== input.version) return refuse('record.changed', { noun: 'coupon_template', id: templateId ?? '', version });
  for (const [table, noun, ids] of [
    ['catalogue_items', 'catalogue_item', terms.itemIds],
    ['stores', 'store', terms.storeIds],
  ] as const) {
    const unknown = await findUnknown(sql, table, ids);
    if (unknown !== null) return refuse('record.not_found', { noun, id: unknown });
  }
  const holder = await findTemplateNamed(sql, terms.name);
  if (holder !== null && holder !== templateId) return refuse('marketing.name_taken', { name: terms.name });
  const id = templateId ?? newId(write.now);
  await saveTemplateRow(write.tx, { id, version: version + 1, terms, active, staffId: ask.actor.staffId, now: write.now });
  await write.event({ type: 'coupon.template_saved', data: { templateId: id, version: version + 1, active } });
  const saved = await findTemplate(sql, id);
  if (!saved) throw new Error('a coupon that was just written is not there');
  return allow({ template: toTemplateView(saved) });
}

/** MK-03: one to a customer whom the giver sees. The template's lock makes limits hold at any number of counters. */
export async function issueCoupon(ask: Ask<ActorOf<'marketing.issue'>>, input: Input<'marketing.issue'>, write: Write): Answer<'marketing.issue'> {
  const sql = sqlIn(write.tx);
  const customer = await customerRowFacts(sql, input.customerId);
  if (!customer || visibleParts(compileScope(ask.actor, 'customer.read'), customer) !== 'all')
    return refuse('record.not_found', { noun: 'customer', id: input.customerId });
  const template = await lockTemplate(sql, input.templateId);
  if (!template) return refuse('record.not_found', { noun: 'coupon_template', id: input.templateId });
  if (!template.active) return refuse('marketing.retired', { name: template.terms.name });
  const { customerId } = customer;
  const decided = decideIssue(template.terms, { issued: template.issued, ofPerson: await countOf(sql, template.id, customerId), wanted: 1 });
  if (!decided.ok) return decided;
  const { couponId } = await giveCoupon(write, template, { customerId, pushId: null, wording: '', staffId: ask.actor.staffId });
  const coupon = await findCoupon(sql, couponId);
  if (!coupon) throw new Error('a coupon that was just given is not there');
  return allow({ coupon: toCouponView(coupon, write.now) });
}

export async function myCoupons(ask: Ask<ActorOf<'marketing.myCoupons'>>, _input: Input<'marketing.myCoupons'>, write: Write): Answer<'marketing.myCoupons'> {
  const { customerId } = ask.actor;
  if (!customerId) return allow({ coupons: [] });
  await markSeen(write.tx, customerId, write.now);
  const rows = await listCouponsOf(sqlIn(write.tx), customerId, todayAt(write.now));
  return allow({ coupons: rows.map((row) => toCouponView(row, write.now)) });
}

/** MK-10: her word on advertising. Who has no record yet is in no audience anyway. */
export async function setWish(
  ask: Ask<ActorOf<'marketing.setAdvertising'>>,
  input: Input<'marketing.setAdvertising'>,
  write: Write,
): Answer<'marketing.setAdvertising'> {
  const { customerId } = ask.actor;
  if (!customerId) return refuse('record.not_found', { noun: 'customer', id: '' });
  await setAdvertising(write.tx, customerId, input.allowed, write.now);
  await write.event({ type: input.allowed ? 'advertising.allowed' : 'advertising.refused', customerId });
  return allow({ allowed: input.allowed });
}
