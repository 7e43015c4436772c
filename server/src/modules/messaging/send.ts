import { messages, type MessageWording } from '@zhike/config/messages';
import type { Actor } from '@zhike/domain/kernel/actor';
import { fillWording, fitField, MissingVariable, staleReason } from '@zhike/domain/messaging/rules';
import type { Outcome } from '../../gateways/outcome';
import type { Tx } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import { MOST_ATTEMPTS, sendMessage } from './jobs.kinds';
import {
  claimMessage,
  emptyGrants,
  endMessage,
  findOpenid,
  findWecomUserId,
  requeueMessage,
  returnGrant,
  takeGrant,
  type Claim,
  type OutgoingMessage,
} from './records.sending';

/** WeCom drops an identical card within this time; four hours are the most it takes. */
const DUPLICATE_CHECK_SECONDS = 14_400;
/** WeChat: the person allows no (more) messages of this template. */
const NO_ACCEPTANCE_LEFT = '43101';

const actor: Actor = { kind: 'system', job: sendMessage.name };

/** Not now: the job comes back later. */
export class SendAgain extends Error {}

type End = { readonly state: 'sent' | 'failed' | 'skipped' | 'unknown'; readonly reason?: string; readonly providerId?: string | null };
/** Either it ends here, or this one call to the outside is all that is left to do. */
type Plan = { readonly kind: 'end'; readonly end: End } | { readonly kind: 'send'; readonly send: () => Promise<Outcome<{ readonly msgid: string | null }>> };

const end = (state: End['state'], reason: string): Plan => ({ kind: 'end', end: { state, reason } });

/**
 * Sends one message, at most once as far as anybody can know. A worker that dies in the middle leaves `sending` behind: a card
 * to staff is then sent again (WeCom drops the repeat), a subscribe message ends as `unknown`, because WeChat would deliver it twice.
 * Everything that can fail for reasons of ours happens in the claiming transaction, so that it leaves `queued` behind.
 * Throws `SendAgain` when the service gave no answer, or another worker is at it.
 */
export async function runSend(messageId: string, ports: Ports): Promise<void> {
  const claimed = await ports.db.transaction(async (tx) => {
    const claim = await claimMessage(tx, messageId, ports.clock.now());
    if (claim.kind === 'busy') throw new SendAgain('another worker is sending it');
    return claim.kind === 'over' ? null : { message: claim.message, plan: await planFor(claim, tx, ports) };
  });
  if (!claimed) return;
  const { message, plan } = claimed;
  if (plan.kind === 'end') return finish(message, plan.end, ports);
  const answer = await plan.send();
  if (answer.kind === 'ok') return finish(message, { state: 'sent', providerId: answer.value.msgid }, ports);
  if (answer.kind === 'rejected')
    return finish(message, { state: 'failed', reason: `rejected_${answer.code}` }, ports, (tx) => settleGrant(tx, message, answer.code === NO_ACCEPTANCE_LEFT));
  if (message.attempts >= MOST_ATTEMPTS)
    return finish(message, { state: 'failed', reason: 'service_unavailable' }, ports, (tx) => settleGrant(tx, message, false));
  await ports.db.transaction(async (tx) => {
    await settleGrant(tx, message, false);
    await requeueMessage(tx, messageId, ports.clock.now());
  });
  throw new SendAgain(`${message.channel} gave no answer`);
}

async function planFor(claim: Extract<Claim, { kind: 'first' | 'again' }>, tx: Tx, ports: Ports): Promise<Plan> {
  const { message } = claim;
  if (claim.kind === 'again' && message.channel === 'weapp') return end('unknown', 'process_died_while_sending');
  const booking =
    message.bookingState !== null && message.bookingStartsAt !== null ? { state: message.bookingState, startsAt: message.bookingStartsAt.getTime() } : null;
  const stale = staleReason(message.templateKey, booking, ports.clock.now().getTime());
  if (stale) return end('skipped', stale);
  try {
    const wording = messages[message.templateKey];
    return await (wording.channel === 'weapp' ? planForCustomer(message, wording, tx, ports) : planForStaff(message, wording, tx, ports));
  } catch (error) {
    if (!(error instanceof MissingVariable)) throw error;
    ports.log.error({ messageId: message.id, template: message.templateKey, variable: error.variable }, 'message.variable_missing');
    return end('failed', 'variable_missing');
  }
}

type WordingOf<Channel> = Extract<MessageWording, { channel: Channel }>;

async function planForCustomer(message: OutgoingMessage, wording: WordingOf<'weapp'>, tx: Tx, ports: Ports): Promise<Plan> {
  const data = Object.fromEntries(Object.entries(wording.fields).map(([field, text]) => [field, fitField(field, fillWording(text, message.variables))]));
  const page = fillWording(wording.page, message.variables);
  const templateId = ports.shop.templates[message.templateKey];
  const openid = await findOpenid(tx, message.recipientId);
  if (!openid) return end('skipped', 'no_wechat');
  if (!templateId) return end('skipped', 'no_template');
  if (!(await takeGrant(tx, message.recipientId, message.templateKey))) return end('skipped', 'no_subscription');
  return { kind: 'send', send: () => ports.wechat.sendSubscribe({ openid, templateId, page, data }) };
}

async function planForStaff(message: OutgoingMessage, wording: WordingOf<'wecom'>, tx: Tx, ports: Ports): Promise<Plan> {
  const url = new URL(`${ports.shop.publicBaseUrl}${fillWording(wording.path, message.variables)}`);
  // The message's id makes two cards of the same words two cards, and a repeat of one card a repeat.
  url.searchParams.set('m', message.id);
  const card = {
    title: fillWording(wording.title, message.variables),
    description: fillWording(wording.description, message.variables),
    url: url.toString(),
    duplicateCheckSeconds: DUPLICATE_CHECK_SECONDS,
  };
  const userId = await findWecomUserId(tx, message.recipientId);
  return userId ? { kind: 'send', send: () => ports.wecom.sendTextCard({ userId, ...card }) } : end('skipped', 'staff_left');
}

/** Nothing went out, so the acceptance is still there; unless WeChat itself says that none is left. */
async function settleGrant(tx: Tx, message: OutgoingMessage, noneLeft: boolean): Promise<void> {
  if (message.channel !== 'weapp') return;
  await (noneLeft ? emptyGrants : returnGrant)(tx, message.recipientId, message.templateKey);
}

/** Writes how it ended, and the line for the customer's timeline. A message that may or may not have gone out is told as failed, with its reason. */
async function finish(message: OutgoingMessage, ending: End, ports: Ports, also: (tx: Tx) => Promise<void> = async () => undefined): Promise<void> {
  const { state, reason = null, providerId = null } = ending;
  await ports.writer.transaction({ actor, requestId: null }, async (write) => {
    if (!(await endMessage(write.tx, message.id, { state, reason, providerId, sentAt: state === 'sent' ? write.now : null }))) return;
    await also(write.tx);
    const type = state === 'sent' ? 'message.sent' : state === 'skipped' ? 'message.skipped' : 'message.failed';
    const { templateKey, channel, storeId, customerId, bookingId } = message;
    await write.event({
      type,
      storeId,
      customerId,
      bookingId,
      data: { templateKey, channel, ...(reason ? { reason } : {}), ...(channel === 'wecom' ? { staffId: message.recipientId } : {}) },
    });
  });
}
