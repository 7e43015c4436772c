import type { MessageTemplate } from '@zhike/domain/messaging/contract';
import type { Variables } from '@zhike/domain/messaging/rules';
import { couponVariables, levelVariables, pointsVariables } from '@zhike/domain/messaging/variables';
import type { Reactions, StoredEvent } from '../../platform/reactions';
import { queueMessage } from './records';
import { findRecipientOf } from './records.members';

/** One message about a customer's event, however often it is delivered. Someone who was never in the mini-program gets one that ends as skipped: the timeline shows it. */
function tell(
  templateKey: MessageTemplate,
  variables: (event: StoredEvent) => Variables,
  category: (event: StoredEvent) => 'service' | 'marketing' = () => 'service',
): Reactions[string] {
  return async (event, write) => {
    if (!event.customerId) return;
    await queueMessage(write, {
      occurrenceKey: `${event.type}:${event.id}:customer`,
      templateKey,
      channel: 'weapp',
      recipientId: (await findRecipientOf(write.tx, event.customerId, templateKey)) ?? event.customerId,
      customerId: event.customerId,
      bookingId: null,
      variables: variables(event),
      category: category(event),
    });
  };
}

const level = tell('level_changed', ({ data }) =>
  levelVariables({ fromName: String(data.fromName ?? ''), toName: String(data.toName ?? ''), raised: data.raised === true, months: Number(data.months ?? 0) }),
);
/** A level that everybody has is no news: nothing was spent for it. */
const raised: Reactions[string] = async (event, write, ports) => {
  if (Number(event.data.spendFen ?? 0) > 0) await level(event, write, ports);
};
/** One that she was handed, or that came with a card, is news of hers; one that the shop thought of is advertising. */
const coupon = tell(
  'coupon_given',
  ({ data }) => couponVariables({ name: String(data.couponName ?? ''), validUntil: String(data.validUntil ?? ''), wording: String(data.wording ?? '') }),
  ({ data }) => (typeof data.pushId === 'string' ? 'marketing' : 'service'),
);
/** Of several coupons that come with one card she is told once. */
const given: Reactions[string] = async (event, write, ports) => {
  if (event.data.quiet !== true) await coupon(event, write, ports);
};
const points = (why: 'earned' | 'taken_back' | 'expired'): Reactions[string] =>
  tell('points_changed', ({ data }) => pointsVariables({ why, change: Number(data.change ?? 0), left: Number(data.left ?? 0) }));

/** CD-02, RU-17: what a customer is told of her level and her points. */
export const memberNewsReactions: Reactions = {
  'coupon.given': given,
  'level.raised': raised,
  'level.lowered': level,
  'points.earned': points('earned'),
  'points.taken_back': points('taken_back'),
  'points.expired': points('expired'),
};
