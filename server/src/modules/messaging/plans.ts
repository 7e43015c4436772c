import { messages, type MessageWording } from '@zhike/config/messages';
import { isMobile } from '@zhike/domain/kernel/phone';
import { isQuiet, quietUntil } from '@zhike/domain/messaging/reminders';
import { ownSmsOf } from '@zhike/domain/messaging/variables';
import { fillWording, fitField, fitSms, MissingVariable, staleReason } from '@zhike/domain/messaging/rules';
import type { Outcome } from '../../gateways/outcome';
import type { Tx } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import { contactContext } from '../booking/view';
import { openPhone } from '../customers/phone';
import { askGate } from './gate';
import { findContactCipher, findOpenid, findPhoneCipher, findWecomUserId, returnGrant, takeGrant, type Claim, type OutgoingMessage } from './records.sending';

/** WeCom drops an identical card within this time; four hours are the most it takes. */
const DUPLICATE_CHECK_SECONDS = 14_400;

export type End = { readonly state: 'sent' | 'failed' | 'skipped' | 'held' | 'unknown'; readonly reason?: string; readonly providerId?: string | null };

/** What one call to the outside came to. `maybeDone`: nobody knows whether the message went out. */
export type Tried =
  | { readonly kind: 'sent'; readonly providerId: string | null }
  | { readonly kind: 'rejected'; readonly code: string }
  | { readonly kind: 'unavailable'; readonly maybeDone: boolean }
  /** Like `unavailable`, by a service that would deliver a repeat as well. */
  | { readonly kind: 'unknown' };

/** It ends here, it waits, or this one call to the outside is all that is left to do. */
export type Plan =
  | { readonly kind: 'end'; readonly end: End }
  | { readonly kind: 'wait'; readonly until: Date }
  | { readonly kind: 'send'; readonly send: () => Promise<Tried> };

const end = (state: End['state'], reason: string): Plan => ({ kind: 'end', end: { state, reason } });

/** Decides what becomes of a message that was claimed. Runs in the claiming transaction: what fails for reasons of ours leaves `queued` behind. */
export async function planFor(claim: Extract<Claim, { kind: 'first' | 'again' }>, tx: Tx, ports: Ports): Promise<Plan> {
  const { message } = claim;
  if (claim.kind === 'again' && message.channel !== 'wecom') return end('unknown', 'process_died_while_sending');
  const now = ports.clock.now().getTime();
  const stale = staleReason(message.templateKey, message.booking, now);
  if (stale) return end('skipped', stale);
  const night = nightPlan(message, now);
  if (night) return night;
  try {
    return await passGate(await planByChannel(message, tx, ports), message, tx, ports);
  } catch (error) {
    if (!(error instanceof MissingVariable)) throw error;
    ports.log.error({ messageId: message.id, template: message.templateKey, variable: error.variable }, 'message.variable_missing');
    return end('failed', 'variable_missing');
  }
}

/** Nothing is sent that the gate has not let pass. An acceptance that was taken for it is still there when it did not. */
async function passGate(plan: Plan, message: OutgoingMessage, tx: Tx, ports: Ports): Promise<Plan> {
  if (plan.kind === 'wait') return plan;
  const verdict = await askGate(message, plan.kind === 'end' ? (plan.end.reason ?? plan.end.state) : null, tx, ports, ports.clock.now());
  if (verdict.do === 'send' || plan.kind === 'end') return plan;
  if (message.channel === 'weapp') await returnGrant(tx, message.recipientId, message.templateKey);
  if (verdict.do === 'defer') return { kind: 'wait', until: new Date(verdict.until) };
  return end(verdict.do === 'hold' ? 'held' : 'skipped', verdict.reason);
}

/** A reminder that was held up into the night waits for the morning, and is dropped when the visit begins before. */
function nightPlan(message: OutgoingMessage, now: number): Plan | null {
  const { booking, zone } = message;
  if (message.templateKey !== 'booking_reminder' || booking === null || zone === null || !isQuiet(now, zone)) return null;
  const morning = quietUntil(now, zone);
  return morning < booking.startsAt ? { kind: 'wait', until: new Date(morning) } : end('skipped', 'quiet_hours');
}

function planByChannel(message: OutgoingMessage, tx: Tx, ports: Ports): Promise<Plan> {
  const wording = messages[message.templateKey];
  if (wording.channel === 'wecom') return planForStaff(message, wording, tx, ports);
  return message.channel === 'sms' ? planForPhone(message, wording, tx, ports) : planForCustomer(message, wording, tx, ports);
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
  return { kind: 'send', send: async () => triedOf(await ports.wechat.sendSubscribe({ openid, templateId, page, data })) };
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
  if (!userId) return end('skipped', 'staff_left');
  return { kind: 'send', send: async () => triedOf(await ports.wecom.sendTextCard({ userId, ...card })) };
}

/** By text message to the contact of the booking, or to the customer; the number is opened here and goes nowhere but to the gateway. */
async function planForPhone(message: OutgoingMessage, wording: WordingOf<'weapp'>, tx: Tx, ports: Ports): Promise<Plan> {
  const own = ownSmsOf(message.variables);
  const values = (own?.values ?? (wording.sms?.values ?? []).map((value) => fillWording(value, message.variables))).map(fitSms);
  const { sms } = ports;
  if (!sms) return end('skipped', 'sms_not_set_up');
  const templateId = own?.templateId ?? ports.shop.smsTemplates[message.templateKey];
  if (!templateId) return end('skipped', 'no_sms_template');
  const phone = await phoneOf(message, tx, ports);
  if (!isMobile(phone)) return end('skipped', 'no_mobile');
  return {
    kind: 'send',
    send: async () => {
      const answer = await sms.send({ phone, templateId, values, context: message.id });
      if (answer.kind === 'sent') return { kind: 'sent', providerId: answer.serialNo || null };
      return answer.kind === 'unavailable' ? { kind: 'unavailable', maybeDone: false } : answer;
    },
  };
}

/** The contact of the booking that it is about, or the customer's own number; empty: there is none. */
async function phoneOf({ bookingId, recipientId }: OutgoingMessage, tx: Tx, ports: Ports): Promise<string> {
  if (bookingId === null) return openPhone(ports, { id: recipientId, phoneCipher: await findPhoneCipher(tx, recipientId) }) ?? '';
  const cipher = await findContactCipher(tx, bookingId);
  return cipher === null ? '' : ports.crypto.decrypt(cipher, contactContext(bookingId));
}

function triedOf(answer: Outcome<{ readonly msgid: string | null }>): Tried {
  if (answer.kind === 'ok') return { kind: 'sent', providerId: answer.value.msgid };
  return answer.kind === 'rejected' ? answer : { kind: 'unavailable', maybeDone: answer.notDone !== true };
}
