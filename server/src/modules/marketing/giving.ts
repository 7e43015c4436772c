import { validUntil } from '@zhike/domain/marketing/rules';
import { newCode, newId } from '../../platform/ids';
import type { Write } from '../../platform/write';
import type { TemplateRow } from './records';
import { insertCoupon, type Gift } from './records.coupons';
import { todayAt } from './view';

/** Writes a coupon and tells of it. Whoever calls has locked the template and decided the limits. Answers the coupon and the event. */
export async function giveCoupon(
  write: Write,
  template: Pick<TemplateRow, 'id' | 'terms'>,
  to: {
    readonly customerId: string;
    readonly pushId: string | null;
    readonly gift?: Gift;
    readonly wording: string;
    readonly staffId: string | null;
    /** She is told of another coupon of the same moment. */
    readonly quiet?: boolean;
  },
): Promise<{ readonly couponId: string; readonly eventId: string }> {
  const { terms } = template;
  const id = newId(write.now);
  const end = validUntil(terms, todayAt(write.now));
  const { customerId, pushId, staffId, gift = null, quiet = false } = to;
  const code = `Q-${newCode(8)}`;
  await insertCoupon(write.tx, { id, code, templateId: template.id, terms, customerId, pushId, gift, validUntil: end, staffId, now: write.now });
  const data = { couponId: id, couponName: terms.name, validUntil: end, wording: to.wording, pushId, quiet };
  return { couponId: id, eventId: await write.event({ type: 'coupon.given', customerId, data }) };
}
