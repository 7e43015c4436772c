import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { ActorOf } from '../../http/route';
import type { EffectAsk, EffectHandler, FlowSetup } from '../../platform/flow-setup';
import { setTags } from '../customers/commands/tags';
import { tellFromShop } from '../messaging/shop-message';
import { customerAsk, customerClose, customerRemind, handedIn } from './effects.customer';
import { coupon, notify, points } from './effects.giving';
import { recordAdd, recordCreate, recordSet } from './effects.records';
import { orderCreate } from './effects.orders';
import { flowEntities, recordEntity } from './records.subjects';
import { asShop, verbs } from './verbs';

const call: EffectHandler<'call'> = {
  internal: true,
  dryRun: (what) => ({ kind: 'call', says: what.verb }),
  async run(write, ask) {
    const verb = Object.hasOwn(verbs, ask.what.verb) ? verbs[ask.what.verb] : undefined;
    return verb ? verb.run(write, ask) : refuse('flow.verb_unknown', { verb: ask.what.verb });
  },
};

/** What the shop says to the customer; whether and when it leaves is the gate's to say, and its outbox tells how it went. */
const message: EffectHandler<'message'> = {
  internal: false,
  dryRun: (what) => ({ kind: 'message', says: what.template }),
  async run(write, { key, what, entity, subject, subjectId, instanceId, ports }) {
    if (what.to !== 'customer' || !subject?.customerId) return refuse('record.not_found', { noun: 'customer', id: subjectId });
    const { customerId, storeId, zone } = subject;
    const about = { entity, id: subjectId, zone, daysLeft: null };
    const rest = { category: 'service' as const, priority: 5, expiresAt: null, cause: `flow:${instanceId}` };
    const done = await tellFromShop(write, { key, customerId, storeId, template: what.template, about, ...rest }, ports);
    return done.ok ? allow('handed_over' as const) : done;
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
  handedIn,
  entities: flowEntities,
  recordEntity,
  verbs,
  effects: {
    call,
    message,
    notify,
    'tag.add': tagging(true),
    'tag.remove': tagging(false),
    'coupon.issue': coupon,
    'points.add': points,
    'customer.ask': customerAsk,
    'customer.remind': customerRemind,
    'customer.close': customerClose,
    'record.add': recordAdd,
    'record.set': recordSet,
    'record.create': recordCreate,
    'order.create': orderCreate,
  },
};
