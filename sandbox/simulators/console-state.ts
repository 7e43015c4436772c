import type { World } from '../world/world';
import type { WorldKeys } from '../world/keys';
import { subscribeTemplateKeys, subscribeTemplates } from '../world/templates';
import { balanceKey } from './wechat/subscribe';

/** What the demo's pages draw. No keys, no tokens, no one-time codes. */
export function consoleState(world: World, keys: WorldKeys): Record<string, unknown> {
  const {
    people,
    acceptances,
    subscribeMessages,
    smsMessages,
    appMessages,
    chats,
    massTasks = [],
    orders,
    refunds,
    notifications,
    callbacks,
    callbackUrl,
    tagGroups,
    faults,
    sequence,
  } = world.state;
  return {
    now: world.clock.now().toISOString(),
    identity: { appid: keys.appid, mchid: keys.mchid, corpId: keys.corpId, agentId: keys.agentId, payMode: keys.payMode },
    templates: subscribeTemplateKeys.map((key) => ({ key, templateId: keys.templates[key], title: subscribeTemplates[key].title })),
    customers: people.customers.map((person) => ({
      ...person,
      acceptances: Object.fromEntries(subscribeTemplateKeys.map((key) => [key, acceptances[balanceKey(person.openid, keys.templates[key])] ?? 0])),
    })),
    members: people.members,
    follows: people.follows,
    subscribeMessages,
    smsMessages,
    appMessages: appMessages.map(({ fingerprint: _fingerprint, ...message }) => message),
    chats,
    massTasks,
    orders: orders.map(({ fingerprint: _fingerprint, ...order }) => order),
    refunds,
    notifications: notifications.map(({ plaintext: _plaintext, ...notification }) => notification),
    callbacks: callbacks.map(({ xml: _xml, ...callback }) => callback),
    callbackUrl,
    tagGroups,
    faults,
    lastJournalId: sequence,
  };
}
