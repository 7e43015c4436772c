import type { Actor } from '@zhike/domain/kernel/actor';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { ActorOf, Ask } from '../../http/route';
import { sqlIn } from '../../platform/db';
import type { EffectAsk, EffectHandler, FlowSetup } from '../../platform/flow-setup';
import type { Write } from '../../platform/write';
import { confirmBooking } from '../booking/commands/steps';
import { setTags } from '../customers/commands/tags';
import { tellFromShop } from '../messaging/shop-message';
import { findText } from '../rules/text';
import { bookingVersion, flowEntities } from './records.subjects';

/** What a flow does to records of the nouns: their own verbs, called by the shop itself, so that every rule of theirs holds here too. */
function asShop<A extends Actor>(write: Write, { ports }: EffectAsk): Ask<A> {
  const actor: Actor = { kind: 'system', job: 'flows.effect' };
  return { actor: actor as A, scope: { kind: 'all' }, now: write.now, requestId: 'flows', idempotencyKey: null, sessionId: null, ports };
}

const call: EffectHandler<'call'> = {
  internal: true,
  dryRun: (what) => ({ kind: 'call', says: what.verb }),
  async run(write, ask) {
    const verb = Object.hasOwn(verbs, ask.what.verb) ? verbs[ask.what.verb] : undefined;
    return verb ? verb.run(write, ask) : refuse('flow.verb_unknown', { verb: ask.what.verb });
  },
};

const verbs: FlowSetup['verbs'] = {
  'booking.confirm': {
    right: 'booking.confirm',
    async run(write, ask) {
      const version = await bookingVersion(sqlIn(write.tx), ask.subjectId);
      if (ask.entity !== 'booking' || version === null) return refuse('record.not_found', { noun: 'booking', id: ask.subjectId });
      const done = await confirmBooking(
        asShop<ActorOf<'booking.confirm'>>(write, ask as EffectAsk),
        { bookingId: ask.subjectId, version, reason: '流程已通过' },
        write,
      );
      return done.ok ? allow('done' as const) : done;
    },
  },
};

/** What the shop says to the customer; whether and when it leaves is the gate's to say, and its outbox tells how it went. */
const message: EffectHandler<'message'> = {
  internal: false,
  dryRun: (what) => ({ kind: 'message', says: what.template }),
  async run(write, { key, what, subject, subjectId, instanceId }) {
    const text = await findText(sqlIn(write.tx), what.template);
    if (!text) return refuse('flow.text_missing', { template: what.template });
    if (what.to !== 'customer' || !subject?.customerId) return refuse('record.not_found', { noun: 'customer', id: subjectId });
    const name = String(subject.load.one(subject.row, 'customer')?.values.name ?? subject.row.values.name ?? '');
    const about = { name, daysLeft: null };
    const cause = `flow:${instanceId}`;
    await tellFromShop(write, {
      key,
      customerId: subject.customerId,
      storeId: subject.storeId,
      text,
      about,
      category: 'service',
      priority: 5,
      expiresAt: null,
      cause,
    });
    return allow('handed_over');
  },
};

function tagging(give: boolean): EffectHandler<'tag.add' | 'tag.remove'> {
  return {
    internal: true,
    dryRun: (what) => ({ kind: what.do, says: what.tag }),
    async run(write, ask) {
      const customerId = ask.subject?.customerId;
      if (!customerId) return refuse('record.not_found', { noun: 'customer', id: ask.subjectId });
      const input = { customerId, add: give ? [ask.what.tag] : [], remove: give ? [] : [ask.what.tag] };
      const done = await setTags(asShop<ActorOf<'customers.setTags'>>(write, ask as EffectAsk), input, write);
      return done.ok ? allow('done' as const) : done;
    },
  };
}

export const flowSetup: FlowSetup = {
  entities: flowEntities,
  verbs,
  effects: { call, message, 'tag.add': tagging(true), 'tag.remove': tagging(false) },
};
