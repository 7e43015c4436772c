import { MESSAGE_TEMPLATES, type MessageSettings, type messagingEndpoints } from '@zhike/domain/messaging/contract';
import { inScope } from '@zhike/domain/kernel/access';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { GateSettings } from '@zhike/domain/marketing/gate';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { sqlIn } from '../../platform/db';
import { lockKeys } from '../../platform/locks';
import type { Write } from '../../platform/write';
import { sendMessage } from './jobs.kinds';
import { settingsView } from './queries';
import { addGrants } from './records';
import { decideHeld, findListed } from './records.list';
import { findSettings, saveSettings } from './records.settings';
import { gateSettings } from './settings';
import { toMessageRow } from './view';

type Input<Name extends keyof typeof messagingEndpoints> = ParsedInputOf<(typeof messagingEndpoints)[Name]>;

/** Counts what the person allowed in wx.requestSubscribeMessage. A later "no" takes nothing back: WeChat keeps what was allowed before. Unknown templates are passed over. */
export async function recordSubscription(
  ask: Ask<ActorOf<'messaging.recordSubscription'>>,
  input: Input<'messaging.recordSubscription'>,
  write: Write,
): Answer<'messaging.recordSubscription'> {
  const known: readonly string[] = MESSAGE_TEMPLATES;
  const accepted = input.outcomes.filter((o) => o.outcome === 'accept' && known.includes(o.templateKey)).map((o) => o.templateKey);
  await addGrants(write.tx, ask.actor.identityId, [...new Set(accepted)].sort());
  return allow({ done: true as const });
}

/** MK-08, MK-10: what holds from the next message on. Headquarters' are changed by whoever reaches the whole shop. */
export async function saveMessageSettings(
  ask: Ask<ActorOf<'messaging.saveSettings'>>,
  { storeId, version, settings }: Input<'messaging.saveSettings'>,
  write: Write,
): Answer<'messaging.saveSettings'> {
  if (storeId === null && ask.scope.kind !== 'all') return refuse('access.forbidden', { right: 'message.manage' });
  if (storeId !== null && !(await mayStore(ask, storeId, write))) return refuse('record.not_found', { noun: 'store', id: storeId });
  const twice = settings?.words.block.find((word) => settings.words.approve.includes(word));
  if (twice !== undefined) return refuse('messaging.word_twice', { word: twice });
  await lockKeys(write.tx, { alone: [`message-settings:${storeId ?? 'shop'}`] });
  const sql = sqlIn(write.tx);
  const known = (await findSettings(sql, storeId))?.version ?? 0;
  if (known !== version) return refuse('record.changed', { noun: 'message_settings', id: storeId ?? '', version: known });
  const shop = await gateSettings(sql);
  const kept = settings && storeId !== null ? withoutWordsOf(settings, shop) : settings;
  await saveSettings(write.tx, storeId, {
    version: version + 1,
    settings: kept ?? (storeId === null ? shop : null),
    staffId: ask.actor.staffId,
    at: write.now,
  });
  await write.event({ type: 'message.settings_saved', storeId, data: { version: version + 1 } });
  return allow({ view: await settingsView(sql, storeId) });
}

/** A store keeps its own words only: one that headquarters gives up is not held on to by a copy. */
function withoutWordsOf(settings: MessageSettings, { words }: Pick<GateSettings, 'words'>): MessageSettings {
  const shops = new Set([...words.block, ...words.approve]);
  const own = (list: readonly string[], other: readonly string[]): string[] => list.filter((word) => !shops.has(word) || other.includes(word));
  return { ...settings, words: { block: own(settings.words.block, words.approve), approve: own(settings.words.approve, []) } };
}

async function mayStore({ scope }: Ask<ActorOf<'messaging.saveSettings'>>, storeId: string, { tx }: Write): Promise<boolean> {
  if (!inScope(scope, { storeId, customerId: null, staffIds: [] })) return false;
  return (await sqlIn(tx)('SELECT 1 FROM stores WHERE id = $1::uuid', [storeId])).length > 0;
}

/** MK-08: what was held goes on its way or does not, by whoever holds the right; who did is kept. */
async function decide(ask: Ask<ActorOf<'messaging.release'>>, messageId: string, write: Write, to: 'queued' | 'skipped'): Answer<'messaging.release'> {
  const sql = sqlIn(write.tx);
  const before = await findListed(sql, messageId, ask.scope);
  if (!before) return refuse('record.not_found', { noun: 'message', id: messageId });
  if (!(await decideHeld(write.tx, messageId, to, ask.actor.staffId, write.now))) return refuse('messaging.not_held', { state: before.state });
  if (to === 'queued') await write.enqueue(sendMessage, { messageId });
  const { storeId, customerId, bookingId, templateKey, channel } = before;
  await write.event({
    type: to === 'queued' ? 'message.released' : 'message.dropped',
    storeId,
    customerId,
    bookingId,
    data: { templateKey, channel, messageId, words: String(before.facts?.words ?? '') },
  });
  const after = await findListed(sql, messageId, ask.scope);
  if (!after) throw new Error('a message vanished inside its own transaction');
  return allow({ message: toMessageRow(after, (await gateSettings(sql)).words, true) });
}
export const releaseMessage = (ask: Ask<ActorOf<'messaging.release'>>, input: Input<'messaging.release'>, write: Write): Answer<'messaging.release'> =>
  decide(ask, input.messageId, write, 'queued');
export const dropMessage = (ask: Ask<ActorOf<'messaging.drop'>>, input: Input<'messaging.drop'>, write: Write): Answer<'messaging.drop'> =>
  decide(ask, input.messageId, write, 'skipped');
