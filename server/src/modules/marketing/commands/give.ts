import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { decideIssue } from '@zhike/domain/marketing/rules';
import { sqlIn } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import { giveCoupon } from '../giving';
import { lockTemplate } from '../records';
import { countOf } from '../records.coupons';

/** A coupon that the shop itself gives (a rule does): within the same limits as by hand. `quiet`: whoever gives it tells her in its own words. */
export async function giveByShop(
  write: Write,
  wanted: { readonly templateId: string; readonly customerId: string; readonly quiet: boolean },
): Promise<Decision<{ readonly couponId: string }>> {
  const { templateId, customerId, quiet } = wanted;
  const template = await lockTemplate(sqlIn(write.tx), templateId);
  if (!template) return refuse('record.not_found', { noun: 'coupon_template', id: templateId });
  if (!template.active) return refuse('marketing.retired', { name: template.terms.name });
  const ofPerson = await countOf(sqlIn(write.tx), template.id, customerId);
  const decided = decideIssue(template.terms, { issued: template.issued, ofPerson, wanted: 1 });
  if (!decided.ok) return decided;
  const { couponId } = await giveCoupon(write, template, { customerId, pushId: null, wording: '', staffId: null, quiet });
  return allow({ couponId });
}
