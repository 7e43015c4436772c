import { validUntil } from '@zhike/domain/marketing/rules';
import { newCode, newId } from '../../platform/ids';
import type { Write } from '../../platform/write';
import type { TemplateRow } from './records';
import { insertCoupons, type Gift } from './records.coupons';
import { todayAt } from './view';

interface Giving {
  readonly customerId: string;
  readonly pushId: string | null;
  readonly gift?: Gift;
  readonly wording: string;
  /** She is told of another coupon of the same moment. */
  readonly quiet?: boolean;
}
interface Given {
  readonly couponId: string;
  readonly eventId: string;
}

/** Writes coupons of one template and tells of each. Whoever calls has locked the template and decided the limits. Answers each coupon with its event, in the order asked. */
export async function giveCoupons(
  write: Write,
  template: Pick<TemplateRow, 'id' | 'terms'>,
  staffId: string | null,
  givings: readonly Giving[],
): Promise<Given[]> {
  const { id: templateId, terms } = template;
  const end = validUntil(terms, todayAt(write.now));
  const coupons = givings.map((one) => ({ ...one, id: newId(write.now), code: `Q-${newCode(8)}`, gift: one.gift ?? null }));
  if (coupons.length > 0) await insertCoupons(write.tx, { templateId, terms, validUntil: end, staffId, now: write.now }, coupons);
  const given: Given[] = [];
  for (const { id: couponId, customerId, pushId, wording, quiet = false } of coupons) {
    const data = { couponId, couponName: terms.name, validUntil: end, wording, pushId, quiet };
    given.push({ couponId, eventId: await write.event({ type: 'coupon.given', customerId, data }) });
  }
  return given;
}

/** One of them. */
export async function giveCoupon(
  write: Write,
  template: Pick<TemplateRow, 'id' | 'terms'>,
  { staffId, ...giving }: Giving & { readonly staffId: string | null },
): Promise<Given> {
  const [given] = await giveCoupons(write, template, staffId, [giving]);
  if (!given) throw new Error('a coupon that was just given is not there');
  return given;
}
