import { allow, refuse } from '@zhike/domain/kernel/decision';
import { peopleMeant } from '../../engines/flows/people';
import type { ActorOf } from '../../http/route';
import type { EffectHandler } from '../../platform/flow-setup';
import { giveByShop } from '../marketing/commands/give';
import { correctPoints } from '../membership/commands/points';
import { tellColleague } from '../messaging/reactions.todos';
import { asShop } from './verbs';

/** What flows give to the customer, and what they tell colleagues. */

const MOST_COUPONS = 20;

/** She is told by the flow's own message; without one nobody hears of the coupon until she looks. */
export const coupon: EffectHandler<'coupon.issue'> = {
  internal: true,
  dryRun: (what) => ({ kind: what.do, says: what.template }),
  async run(write, { subject, subjectId, what }) {
    const customerId = subject?.customerId;
    if (!customerId) return refuse('record.not_found', { noun: 'customer', id: subjectId });
    for (let n = 0; n < Math.min(what.n ?? 1, MOST_COUPONS); n++) {
      const given = await giveByShop(write, { templateId: what.template, customerId, quiet: true });
      if (!given.ok) return given;
    }
    return allow('done' as const);
  },
};

export const points: EffectHandler<'points.add'> = {
  internal: true,
  dryRun: (what) => ({ kind: what.do, says: String(what.points) }),
  async run(write, ask) {
    const customerId = ask.subject?.customerId;
    if (!customerId) return refuse('record.not_found', { noun: 'customer', id: ask.subjectId });
    const input = { customerId, points: ask.what.points, reason: ask.what.reason };
    const done = await correctPoints(asShop<ActorOf<'membership.correctPoints'>>(write, ask as never), input, write);
    return done.ok ? allow('done' as const) : done;
  },
};

/** A card to colleagues that asks nothing of them. */
export const notify: EffectHandler<'notify'> = {
  internal: true,
  dryRun: (what) => ({ kind: what.do, says: what.text }),
  async run(write, { key, what, subject, starterId, instanceId }) {
    const people = await peopleMeant(write, what.who, { subject, starterId });
    if (people.length === 0) return refuse('flow.nobody', {});
    for (const { person } of people)
      await tellColleague(write, { key, staffId: person, text: what.text, subjectTitle: subject?.title ?? '', storeId: subject?.storeId ?? null, instanceId });
    return allow('done' as const);
  },
};
