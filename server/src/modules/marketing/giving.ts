import { validUntil } from '@zhike/domain/marketing/rules';
import { newCode, newId } from '../../platform/ids';
import type { Write } from '../../platform/write';
import type { TemplateRow } from './records';
import { insertCoupon } from './records.coupons';
import { todayAt } from './view';

/** Writes a coupon and tells of it. Whoever calls has locked the template and decided the limits. Answers the coupon and the event. */
export async function giveCoupon(
  write: Write,
  template: Pick<TemplateRow, 'id' | 'terms'>,
  to: { readonly customerId: string; readonly pushId: string | null; readonly wording: string; readonly staffId: string | null },
): Promise<{ readonly couponId: string; readonly eventId: string }> {
  const { terms } = template;
  const id = newId(write.now);
  const end = validUntil(terms, todayAt(write.now));
  const { customerId, pushId, staffId } = to;
  await insertCoupon(write.tx, { id, code: `Q-${newCode(8)}`, templateId: template.id, terms, customerId, pushId, validUntil: end, staffId, now: write.now });
  const data = { couponId: id, couponName: terms.name, validUntil: end, wording: to.wording, pushId };
  return { couponId: id, eventId: await write.event({ type: 'coupon.given', customerId, data }) };
}
