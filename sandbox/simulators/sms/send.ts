import { newDigits, type World } from '../../world/world';
import type { SmsKeys } from '../../world/keys';
import type { Faults } from '../../world/faults';
import { smsTemplateKeys, smsTemplates } from '../../world/templates';

/** The service's own limits, as they are set when an application is new. */
const SAME_TEXT_MS = 30_000;
const MOST_A_DAY = 10;
const LONGEST_TEXT = 500;
const CHINA_MS = 8 * 3_600_000;

export interface Order {
  readonly phone: string;
  readonly sdkAppId: string;
  readonly signName: string;
  readonly templateId: string;
  readonly params: readonly string[];
  readonly context: string;
}

/** One entry of SendStatusSet. */
export interface SendStatus {
  readonly SerialNo: string;
  readonly PhoneNumber: string;
  readonly Fee: number;
  readonly SessionContext: string;
  readonly Code: string;
  readonly Message: string;
  readonly IsoCode: string;
}

const NEXT: Readonly<Record<Exclude<Faults['nextSms'], 'succeed'>, string>> = {
  blacklist: 'FailedOperation.PhoneNumberInBlacklist',
  'daily-limit': 'LimitExceeded.PhoneNumberDailyLimit',
  'too-often': 'LimitExceeded.PhoneNumberThirtySecondLimit',
  'no-balance': 'FailedOperation.InsufficientBalanceInSmsPackage',
  'internal-error': 'InternalError.Timeout',
};

/** `+86…`, `0086…`, `86…` or eleven digits, as the service takes them; null: no mainland mobile. */
function e164(phone: string): string | null {
  const match = /^(?:\+86|0086|86)?(1[3-9]\d{9})$/.exec(phone);
  return match ? `+86${match[1] ?? ''}` : null;
}

/** Delivers one text, or says why not. A repeat is delivered again: the service keeps no key of ours. */
export function deliver(world: World, keys: SmsKeys, order: Order): SendStatus {
  const phone = e164(order.phone);
  const status = (code: string, serialNo = '', fee = 0): SendStatus => ({
    SerialNo: serialNo,
    PhoneNumber: phone ?? order.phone,
    Fee: fee,
    SessionContext: order.context,
    Code: code,
    Message: code === 'Ok' ? 'send success' : `${code.split('.').at(-1) ?? ''} for ${phone ?? order.phone}`,
    IsoCode: phone === null ? 'DEF' : 'CN',
  });
  if (phone === null) return status('InvalidParameterValue.IncorrectPhoneNumber');
  const written = textOf(keys, order);
  if (!written.ok) return status(written.code);
  const refusal = takeNext(world) ?? limitHit(world, phone, written.text);
  const who = world.state.people.customers.find((person) => `+86${person.phone}` === phone)?.name ?? `尾号 ${phone.slice(-4)} 的手机`;
  if (refusal !== null) {
    world.record('sms', 'sms.refused', `发给${who}的短信被拒：${refusal}`, { context: order.context });
    return status(refusal);
  }
  const serialNo = `2640:${newDigits(28)}`;
  const { signName, templateId, context } = order;
  world.state.smsMessages.push({ serialNo, at: world.clock.now().toISOString(), phone, signName, templateId, text: written.text, context });
  world.record('sms', 'sms.sent', `${who} 收到短信：${written.text}`, { serialNo, context });
  return status('Ok', serialNo, written.text.length <= 70 ? 1 : Math.ceil(written.text.length / 67));
}

/** The text with its signature, or the code of what is wrong with the request. */
function textOf(keys: SmsKeys, order: Order): { readonly ok: true; readonly text: string } | { readonly ok: false; readonly code: string } {
  const no = (code: string) => ({ ok: false as const, code });
  if (order.sdkAppId !== keys.sdkAppId) return no('UnauthorizedOperation.SmsSdkAppIdVerifyFail');
  if (order.signName !== keys.signName) return no('FailedOperation.SignatureIncorrectOrUnapproved');
  const key = smsTemplateKeys.find((candidate) => keys.templates[candidate] === order.templateId);
  if (!key) return no('FailedOperation.TemplateIncorrectOrUnapproved');
  const wanted = new Set([...smsTemplates[key].matchAll(/\{(\d+)\}/g)].map((match) => match[1])).size;
  if (wanted !== order.params.length) return no('FailedOperation.TemplateParamSetNotMatchApprovedTemplate');
  if (order.params.some((value) => /https?:\/\/|www\./i.test(value))) return no('InvalidParameterValue.ProhibitedUseUrlInTemplateParameter');
  const text = `【${order.signName}】${smsTemplates[key].replace(/\{(\d+)\}/g, (_, index: string) => order.params[Number(index) - 1] ?? '')}`;
  return text.length > LONGEST_TEXT ? no('InvalidParameterValue.ContentLengthLimit') : { ok: true, text };
}

function takeNext(world: World): string | null {
  const next = world.state.faults.nextSms;
  if (next === 'succeed') return null;
  world.state.faults.nextSms = 'succeed';
  world.changed();
  return NEXT[next];
}

function limitHit(world: World, phone: string, text: string): string | null {
  const now = world.clock.now().getTime();
  const dayOf = (instant: number): number => Math.floor((instant + CHINA_MS) / 86_400_000);
  const before = world.state.smsMessages.filter((message) => message.phone === phone);
  if (before.some((message) => message.text === text && now - Date.parse(message.at) < SAME_TEXT_MS)) return 'LimitExceeded.PhoneNumberThirtySecondLimit';
  return before.filter((message) => dayOf(Date.parse(message.at)) === dayOf(now)).length >= MOST_A_DAY ? 'LimitExceeded.PhoneNumberDailyLimit' : null;
}
