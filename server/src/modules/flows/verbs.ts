import type { Actor } from '@zhike/domain/kernel/actor';
import { allow, type Decision, refuse } from '@zhike/domain/kernel/decision';
import type { ActorOf, Ask } from '../../http/route';
import { sqlIn } from '../../platform/db';
import type { EffectAsk, FlowSetup, FlowVerb } from '../../platform/flow-setup';
import type { Write } from '../../platform/write';
import { partOf } from '../booking/asking';
import { cancelByShop } from '../booking/by-shop';
import { confirmBooking, serveStep } from '../booking/commands/steps';
import { passOn } from '../booking/going-on';
import { takePart } from '../booking/taking';
import { advanceByShop, settleByShop } from '../orders/by-shop';
import { bookingVersion } from './records.subjects';
import { discountLimitOf } from './limits';

/** What flows and rules do to records of the nouns: their own verbs, called by the shop itself, so that every rule of theirs holds here too. */
export function asShop<A extends Actor>(write: Write, { ports }: Pick<EffectAsk, 'ports'>): Ask<A> {
  const actor: Actor = { kind: 'system', job: 'flows.effect' };
  return { actor: actor as A, scope: { kind: 'all' }, now: write.now, requestId: 'flows', idempotencyKey: null, sessionId: null, ports };
}

const gone = (noun: string, id: string) => refuse('record.not_found', { noun, id });

/** A step of the booking that the flow is about. */
function ofBooking(step: (write: Write, ask: EffectAsk<'call'>, input: { bookingId: string; version: number }) => Promise<{ ok: boolean }>): FlowVerb {
  return async (write, ask) => {
    const version = ask.entity === 'booking' ? await bookingVersion(sqlIn(write.tx), ask.subjectId) : null;
    if (version === null) return gone('booking', ask.subjectId);
    const done = await step(write, ask, { bookingId: ask.subjectId, version });
    return done.ok ? allow('done' as const) : (done as Awaited<ReturnType<FlowVerb>>);
  };
}

const reasonOf = (ask: EffectAsk<'call'>, otherwise: string): string => {
  const told = ask.what.args?.reason;
  return typeof told === 'string' && told !== '' ? told : ask.comment || otherwise;
};

const cancel: FlowVerb = async (write, ask) => {
  if (ask.entity !== 'booking') return gone('booking', ask.subjectId);
  const done = await cancelByShop(asShop<ActorOf<'booking.cancel'>>(write, ask), write, ask.subjectId, reasonOf(ask, '流程没有通过'));
  return done.ok ? allow('done' as const) : done;
};

/** The next step of the order's line of business, or the one that is named. */
const advance: FlowVerb = async (write, ask) => {
  if (ask.entity !== 'order') return gone('order', ask.subjectId);
  const named = ask.what.args?.stage;
  const done = await advanceByShop(asShop<ActorOf<'orders.advance'>>(write, ask), write, ask.subjectId, typeof named === 'string' ? named : null);
  return done.ok ? allow('done' as const) : done;
};

/** A discount beyond the seller's limit: whoever agreed must be allowed such a discount herself. */
const settleDiscount =
  (approve: boolean): FlowVerb =>
  async (write, ask) => {
    if (ask.entity !== 'order') return gone('order', ask.subjectId);
    const maxPercent = ask.decidedBy ? await discountLimitOf(sqlIn(write.tx), ask.decidedBy) : 0;
    const decided = { approve, reason: reasonOf(ask, approve ? '审批通过' : '审批没有通过'), maxPercent };
    const done = await settleByShop(asShop<ActorOf<'orders.decide'>>(write, ask), write, ask.subjectId, decided);
    return done.ok ? allow('done' as const) : done;
  };

/** What follows for the part of a booking that a flow asks about; a flow that began in another way asks about none. */
function ofPart(
  then: (write: Write, ask: EffectAsk<'call'>, asked: { bookingId: string; part: string; instanceId: string }) => Promise<Decision<'done'>>,
): FlowVerb {
  return async (write, ask) => {
    const part = ask.entity === 'booking' ? partOf(ask.vars) : null;
    return part === null ? gone('booking', ask.subjectId) : then(write, ask, { bookingId: ask.subjectId, part, instanceId: ask.instanceId });
  };
}

const accept = ofPart((write, ask, asked) => takePart(write, ask.ports, asked));
const pass = ofPart(async (write, ask, asked) => {
  await passOn(write, ask.ports, asked, ask.what.args?.reason === 'timeout' ? 'timeout' : 'nobody');
  return allow('done');
});

export const verbs: FlowSetup['verbs'] = {
  'booking.accept': { right: 'booking.serve', withDecision: true, run: accept },
  'booking.passOn': { right: 'booking.serve', withDecision: true, run: pass },
  'booking.confirm': {
    right: 'booking.confirm',
    run: ofBooking((write, ask, input) =>
      confirmBooking(asShop<ActorOf<'booking.confirm'>>(write, ask), { ...input, reason: reasonOf(ask, '流程已通过') }, write),
    ),
  },
  'booking.cancel': { right: 'booking.cancel', run: cancel },
  'booking.checkIn': { right: 'booking.serve', run: ofBooking((write, ask, input) => serveStep('checkIn')(asShop(write, ask), input, write)) },
  'booking.start': { right: 'booking.serve', run: ofBooking((write, ask, input) => serveStep('start')(asShop(write, ask), input, write)) },
  'booking.finish': { right: 'booking.serve', run: ofBooking((write, ask, input) => serveStep('finish')(asShop(write, ask), input, write)) },
  'order.advance': { right: 'order.write', run: advance },
  'order.approve': { right: 'order.approve', withDecision: true, run: settleDiscount(true) },
  'order.reject': { right: 'order.approve', withDecision: true, run: settleDiscount(false) },
};
