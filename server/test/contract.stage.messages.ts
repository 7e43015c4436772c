import { randomUUID } from 'node:crypto';
import { gateDefaults } from '@zhike/config/gate';
import { standingDefaults } from '@zhike/config/standing';
import type { EndpointName } from '@zhike/domain/api';
import type { messagingEndpoints } from '@zhike/domain/messaging/contract';
import type { standingEndpoints } from '@zhike/domain/standing/contract';
import type { Call, Stage } from './contract.stage';

/* The calls about messages and their gate, and about where customers stand. */

type Calls<Name extends EndpointName> = { readonly [Each in Name]: (stage: Stage) => Promise<Call<Each>> | Call<Each> };

/** A message that waits until somebody has looked at its words. */
async function held({ shop, customerId, fixture }: Stage): Promise<string> {
  const id = randomUUID();
  const at = shop.server.ports.clock.now();
  await shop.server.ports.db.prisma.message.create({
    data: {
      id,
      occurrenceKey: `held:${id}`,
      templateKey: 'shop_message',
      channel: 'weapp',
      recipientId: customerId,
      customerId,
      storeId: fixture.storeId,
      variables: { shopTitle: '活动', shopText: '全城最佳' },
      category: 'marketing',
      state: 'held',
      reason: 'forbidden_words',
      dueAt: at,
      createdAt: at,
      decisions: { create: { verdict: 'hold', reason: 'forbidden_words', facts: { words: '最佳@5', n: 1 }, at } },
    },
  });
  return id;
}

const settings = (): Call<'messaging.saveSettings'>['input']['settings'] => {
  const { sms = 1, weapp = 1, wecom = 1, email = 1 } = gateDefaults.caps.perDay;
  const { quiet, caps, words, serviceToo, budget } = gateDefaults;
  return {
    quiet: { ...quiet },
    caps: { ...caps, perDay: { sms, weapp, wecom, email } },
    words: { block: [...words.block], approve: ['优惠'] },
    serviceToo,
    budget: { ...budget },
  };
};

async function aTag({ shop, boss }: Stage): Promise<string> {
  const { group } = await shop.do(
    'customers.saveTagGroup',
    { groupId: null, name: `价值${randomUUID().slice(0, 8)}`, colour: '#b83280', tags: [{ id: null, name: '高价值客户' }] },
    boss,
  );
  return group.tags[0]?.id ?? '';
}

export const messageCalls: Calls<Exclude<keyof typeof messagingEndpoints, 'messaging.recordSubscription'> | keyof typeof standingEndpoints> = {
  'messaging.settings': ({ boss, fixture }) => ({ as: boss, input: { storeId: fixture.storeId } }),
  'messaging.saveSettings': async ({ shop, boss, fixture }) => {
    const { view } = await shop.do('messaging.settings', { storeId: fixture.storeId }, boss);
    return { as: boss, input: { storeId: fixture.storeId, version: view.version, settings: settings() } };
  },
  'messaging.list': async (stage) => {
    await held(stage);
    return { as: stage.boss, input: { fate: 'held', search: '' } };
  },
  'messaging.release': async (stage) => ({ as: stage.boss, input: { messageId: await held(stage) } }),
  'messaging.drop': async (stage) => ({ as: stage.boss, input: { messageId: await held(stage) } }),
  'messaging.checkText': ({ boss }) => ({ as: boss, input: { text: '全城最佳，根治敏感肌' } }),
  'messaging.myWishes': ({ lin }) => ({ as: lin, input: {} }),
  'messaging.wishesOf': ({ boss, customerId }) => ({ as: boss, input: { customerId } }),
  'messaging.recordWish': ({ boss, customerId }) => ({ as: boss, input: { customerId, kind: 'sms', wanted: false, how: 'phone' } }),
  'messaging.setMyWish': ({ lin }) => ({ as: lin, input: { kind: 'sms', wanted: false } }),
  'standing.of': ({ boss, customerId }) => ({ as: boss, input: { customerId } }),
  'standing.previewTag': async (stage) => ({
    as: stage.boss,
    input: { id: 'tagging.new', body: { tag: await aTag(stage), where: { f: 'source', op: 'notEmpty' }, removes: true } },
  }),
  'standing.previewStates': ({ boss }) => ({ as: boss, input: { body: { states: standingDefaults.states as never } } }),
};
