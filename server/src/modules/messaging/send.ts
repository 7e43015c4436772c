import { messages } from '@zhike/config/messages';
import type { Actor } from '@zhike/domain/kernel/actor';
import { fallsBackToSms } from '@zhike/domain/messaging/rules';
import { ownSmsOf } from '@zhike/domain/messaging/variables';
import type { Tx } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { MOST_ATTEMPTS, sendMessage } from './jobs.kinds';
import { planFor, type End, type Tried } from './plans';
import { queueMessage } from './records';
import { claimMessage, emptyGrants, endMessage, NO_ANSWER, requeueMessage, returnGrant, type OutgoingMessage } from './records.sending';

/** WeChat: the person allows no (more) messages of this template. */
const NO_ACCEPTANCE_LEFT = '43101';

const actor: Actor = { kind: 'system', job: sendMessage.name };

/** Not now: the job comes back later. */
export class SendAgain extends Error {}

/**
 * Sends one message, at most once as far as anybody can know. A worker that dies in the middle leaves `sending` behind: a card
 * to staff is then sent again (WeCom drops the repeat), a subscribe message or a text ends as `unknown`, because it would be
 * delivered twice. Throws `SendAgain` when the service gave no answer, or another worker is at it. Without an answer WeChat is
 * asked again (a notice that comes twice harms less than none) and no text follows; a text, which costs money, is never repeated.
 */
export async function runSend(messageId: string, ports: Ports): Promise<void> {
  const claimed = await ports.writer.transaction({ actor, requestId: null }, async (write) => {
    const claim = await claimMessage(write.tx, messageId, write.now);
    if (claim.kind === 'busy') throw new SendAgain('another worker is sending it');
    if (claim.kind === 'over') return null;
    const { message } = claim;
    const plan = await planFor(claim, write.tx, ports);
    if (plan.kind === 'send') return { message, send: plan.send };
    if (plan.kind === 'end') await end(write, message, plan.end);
    else await waitUntil(write, message, plan.until);
    return null;
  });
  if (claimed) await settle(claimed.message, await claimed.send(), ports);
}

/** Back into the queue with a job of its own for later, in one transaction: neither is lost without the other. */
async function waitUntil(write: Write, message: OutgoingMessage, until: Date): Promise<void> {
  await requeueMessage(write.tx, message.id, until, message.maybeDelivered);
  await write.enqueue(sendMessage, { messageId: message.id }, until);
}

async function settle(message: OutgoingMessage, tried: Tried, ports: Ports): Promise<void> {
  switch (tried.kind) {
    case 'sent':
      return finish(message, { state: 'sent', providerId: tried.providerId }, ports);
    case 'unknown':
      return finish(message, { state: 'unknown', reason: NO_ANSWER }, ports);
    case 'rejected': {
      const noneLeft = tried.code === NO_ACCEPTANCE_LEFT;
      // After a lost answer "none left" most likely means that the try before used the last one.
      const ending: End = noneLeft && message.maybeDelivered ? { state: 'unknown', reason: NO_ANSWER } : { state: 'failed', reason: `rejected_${tried.code}` };
      return finish(message, ending, ports, (tx) => settleGrant(tx, message, noneLeft));
    }
    case 'unavailable': {
      const now = { ...message, maybeDelivered: message.maybeDelivered || tried.maybeDone };
      if (message.attempts >= MOST_ATTEMPTS)
        return finish(now, { state: 'failed', reason: 'service_unavailable' }, ports, (tx) => settleGrant(tx, message, false));
      await ports.db.transaction(async (tx) => {
        await settleGrant(tx, message, false);
        await requeueMessage(tx, message.id, ports.clock.now(), now.maybeDelivered);
      });
      throw new SendAgain(`${message.channel} gave no answer`);
    }
  }
}

/** Nothing went out, so the acceptance is still there; unless WeChat itself says that none is left. */
async function settleGrant(tx: Tx, message: OutgoingMessage, noneLeft: boolean): Promise<void> {
  if (message.channel !== 'weapp') return;
  await (noneLeft ? emptyGrants : returnGrant)(tx, message.recipientId, message.templateKey);
}

async function finish(message: OutgoingMessage, ending: End, ports: Ports, also: (tx: Tx) => Promise<void> = async () => undefined): Promise<void> {
  await ports.writer.transaction({ actor, requestId: null }, async (write) => {
    if (await end(write, message, ending)) await also(write.tx);
  });
}

/**
 * Writes how it ended, the line for the customer's timeline, and what follows from it. A message that may or may not have gone out
 * is told as failed, with its reason. False: another worker has ended it already.
 */
async function end(write: Write, message: OutgoingMessage, ending: End): Promise<boolean> {
  const { state, reason = null, providerId = null } = ending;
  if (!(await endMessage(write.tx, message.id, { state, reason, providerId, sentAt: state === 'sent' ? write.now : null }))) return false;
  const type = state === 'sent' ? 'message.sent' : state === 'skipped' || state === 'held' ? 'message.skipped' : 'message.failed';
  const { templateKey, channel, storeId, customerId, bookingId } = message;
  await write.event({
    type,
    storeId,
    customerId,
    bookingId,
    data: { templateKey, channel, ...(reason ? { reason } : {}), ...(channel === 'wecom' ? { staffId: message.recipientId } : {}) },
    // Only a flow waits to hear whether its message arrived.
    unheard: !message.cause?.startsWith('flow:'),
  });
  if (fallsBackToSms({ state, reason }, message.maybeDelivered)) await queueText(write, message);
  return true;
}

/** The same by text message, where there is a wording for it: written with the end of the first, so never both and never neither. */
async function queueText(write: Write, message: OutgoingMessage): Promise<void> {
  const wording = messages[message.templateKey];
  const recipientId = message.bookingId ?? message.customerId;
  if (message.channel !== 'weapp' || wording.channel !== 'weapp' || recipientId === null) return;
  if (!wording.sms && !ownSmsOf(message.variables)) return;
  const { occurrenceKey, templateKey, customerId, bookingId, variables, category, priority, expiresAt, cause } = message;
  await queueMessage(write, {
    occurrenceKey: `${occurrenceKey}:sms`,
    templateKey,
    channel: 'sms',
    recipientId,
    customerId,
    bookingId,
    variables,
    priority,
    expiresAt,
    cause,
    ...(category === 'internal' ? {} : { category }),
  });
}
