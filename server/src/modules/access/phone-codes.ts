import { randomInt } from 'node:crypto';
import type { accessEndpoints } from '@zhike/domain/access/contract';
import { PHONE_CODE } from '@zhike/domain/access/phone-code';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { newId } from '../../platform/ids';
import type { Ports } from '../../platform/ports';
import { bindVerifiedPhone } from '../customers/commands';
import { customerMe } from './queries';

/*
 * A number that WeChat does not vouch for (another one than WeChat's, or a phone that refuses to tell it) is hers when she reads us
 * what we sent to it. A code is good for one person and one number; guesses are counted by both, so that a new code brings no new
 * guesses, and codes are counted by number, so that another person brings none either.
 */

type Input<Name extends keyof typeof accessEndpoints> = ParsedInputOf<(typeof accessEndpoints)[Name]>;
const MINUTE = 60;
const DAY = 86_400;

/** Where a number is named in what may be lost: by its blind index, never in the clear. */
const indexOf = (ports: Ports, phone: string): string => ports.crypto.blindIndex(phone, 'phone_code');
const sealOf = (ports: Ports, identityId: string, phone: string, code: string): string =>
  ports.crypto.blindIndex(`${identityId} ${phone} ${code}`, 'phone_code_seal');

export async function sendPhoneCode(ask: Ask<ActorOf<'access.sendPhoneCode'>>, input: Input<'access.sendPhoneCode'>): Answer<'access.sendPhoneCode'> {
  const { ports, actor } = ask;
  const templateId = ports.shop.smsTemplates[PHONE_CODE.template];
  if (!ports.sms || !templateId) return refuse('access.phone_code_not_sent', { reason: 'not_set_up' as const });
  const number = indexOf(ports, input.phone);
  const factor = ports.shop.rateLimitFactor;
  for (const [key, limit, seconds] of [
    [`phone-code:pace:${number}`, 1, PHONE_CODE.resendSeconds],
    [`phone-code:pace:${actor.identityId}`, 1, PHONE_CODE.resendSeconds],
    [`phone-code:day:${number}`, PHONE_CODE.perDay, DAY],
    [`phone-code:day:${actor.identityId}`, PHONE_CODE.perDay * 2, DAY],
  ] as const) {
    const hit = await ports.ephemeral.hit(key, limit * factor, seconds);
    if (!hit.allowed) return refuse('request.rate_limited', { retryAfterSeconds: hit.retryAfterSeconds });
  }
  const code = String(randomInt(10 ** PHONE_CODE.digits)).padStart(PHONE_CODE.digits, '0');
  await ports.ephemeral.set(`phone-code:${actor.identityId}:${number}`, sealOf(ports, actor.identityId, input.phone, code), PHONE_CODE.minutes * MINUTE);
  const sent = await ports.sms.send({ phone: input.phone, templateId, values: [code, String(PHONE_CODE.minutes)], context: newId(ask.now) });
  // What may have gone out counts as sent: she sees whether it came, and asks again in a minute.
  if (sent.kind === 'rejected' || sent.kind === 'unavailable') return refuse('access.phone_code_not_sent', { reason: sent.kind });
  return allow({ resendAfterSeconds: PHONE_CODE.resendSeconds, expiresAt: new Date(ask.now.getTime() + PHONE_CODE.minutes * MINUTE * 1000).toISOString() });
}

/** CU-22: as `bindPhone`, by what she read in the text. A repeat within the code's life changes nothing. */
export async function bindPhoneByCode(ask: Ask<ActorOf<'access.bindPhoneByCode'>>, input: Input<'access.bindPhoneByCode'>): Answer<'access.bindPhoneByCode'> {
  const { ports, actor } = ask;
  const key = `phone-code:${actor.identityId}:${indexOf(ports, input.phone)}`;
  // Counted before it is looked at, and not by the factor of tests: thirty guesses at once are thirty guesses.
  const hit = await ports.ephemeral.hit(`${key}:guesses`, PHONE_CODE.guesses, PHONE_CODE.minutes * MINUTE);
  if (!hit.allowed) return refuse('request.rate_limited', { retryAfterSeconds: hit.retryAfterSeconds });
  const seal = await ports.ephemeral.get(key);
  if (seal === null || seal !== sealOf(ports, actor.identityId, input.phone, input.code)) return refuse('access.phone_code_wrong', { sent: seal !== null });
  return ports.writer.transaction({ actor, requestId: ask.requestId }, async (write) => {
    await bindVerifiedPhone(write, ports, { identityId: actor.identityId, phone: input.phone });
    return allow({ me: await customerMe(write.tx, actor.identityId, ports), phone: input.phone });
  });
}
