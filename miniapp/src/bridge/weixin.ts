import Taro from '@tarojs/taro';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { RequestPayment } from '@zhike/domain/orders/contract';
import type { OwnRefusal } from '@/api/refusals';
import { askHost, NoHost, type CalendarEntry, type Spot } from './host';

/**
 * What the phone can do for us, each as a decision: a "no" of WeChat or of the person is a value with a code, never a throw.
 * `TARO_ENV` is a constant at build time: the other platform's branch is not in the bundle.
 */
const onHost = process.env.TARO_ENV === 'h5';

type Asked<Value> = Promise<Decision<Value, OwnRefusal>>;

function messageOf(problem: unknown): string {
  if (problem instanceof Error) return problem.message;
  if (typeof problem === 'object' && problem !== null && 'errMsg' in problem) return String(problem.errMsg);
  return String(problem);
}

const isCancel = (message: string) => /cancel|deny|denied/i.test(message);

/** A fresh code of `wx.login`; it lives five minutes and works once. */
export async function loginCode(): Asked<string> {
  try {
    const { code } = onHost ? await askHost('login', undefined) : await Taro.login();
    return code ? allow(code) : refuse('client.login_failed', { detail: 'no code' });
  } catch (problem) {
    return problem instanceof NoHost ? refuse('client.outside_wechat', { detail: 'no host' }) : refuse('client.login_failed', { detail: messageOf(problem) });
  }
}

/** Opens WeChat Pay's sheet. A "yes" here is NOT proof of payment: only the server's word is. */
export async function requestPayment(params: RequestPayment): Asked<true> {
  try {
    if (onHost) await askHost('requestPayment', params);
    else await Taro.requestPayment(params);
    return allow(true);
  } catch (problem) {
    if (problem instanceof NoHost) return refuse('client.outside_wechat', { detail: 'no host' });
    const detail = messageOf(problem);
    return isCancel(detail) ? refuse('client.payment_cancelled', { detail }) : refuse('client.payment_failed', { detail });
  }
}

export type SubscribeOutcome = 'accept' | 'reject' | 'ban' | 'filter';
const OUTCOMES: readonly string[] = ['accept', 'reject', 'ban', 'filter'];

/** Asks for at most three templates; must be called straight from a tap. Answers template id → outcome. */
export async function requestSubscribe(tmplIds: readonly string[]): Asked<Record<string, SubscribeOutcome>> {
  try {
    const ids = tmplIds.slice(0, 3);
    const answer: Record<string, unknown> = onHost
      ? await askHost('requestSubscribeMessage', { tmplIds: ids })
      : { ...(await Taro.requestSubscribeMessage({ tmplIds: ids, entityIds: [] })) };
    const outcomes: Record<string, SubscribeOutcome> = {};
    for (const id of ids) {
      const outcome = String(answer[id] ?? '');
      if (OUTCOMES.includes(outcome)) outcomes[id] = outcome as SubscribeOutcome;
    }
    return allow(outcomes);
  } catch (problem) {
    return problem instanceof NoHost
      ? refuse('client.outside_wechat', { detail: 'no host' })
      : refuse('client.subscribe_failed', { detail: messageOf(problem) });
  }
}

/** h5 only: in WeChat the code comes from the button itself (bridge/phone-button.tsx). */
export async function phoneCodeFromHost(): Asked<string> {
  try {
    const { code } = await askHost('getPhoneNumber', undefined);
    return code ? allow(code) : refuse('client.phone_denied', { detail: 'no code' });
  } catch (problem) {
    return problem instanceof NoHost ? refuse('client.outside_wechat', { detail: 'no host' }) : refuse('client.phone_denied', { detail: messageOf(problem) });
  }
}

export async function addToCalendar(entry: CalendarEntry): Asked<true> {
  try {
    if (onHost) await askHost('addPhoneCalendar', entry);
    else
      await Taro.addPhoneCalendar({
        title: entry.title,
        startTime: entry.startTime,
        endTime: String(entry.endTime),
        location: entry.location,
        description: entry.description,
        alarm: true,
        alarmOffset: 7200,
      });
    return allow(true);
  } catch (problem) {
    return problem instanceof NoHost
      ? refuse('client.outside_wechat', { detail: 'no host' })
      : refuse('client.calendar_failed', { detail: messageOf(problem) });
  }
}

/** About where she is, to put stores in order; WeChat asks her first. */
export async function whereabouts(): Asked<Spot> {
  try {
    const { latitude, longitude } = onHost ? await askHost('getFuzzyLocation', undefined) : await Taro.getFuzzyLocation({ type: 'gcj02' });
    return allow({ latitude, longitude });
  } catch (problem) {
    return problem instanceof NoHost
      ? refuse('client.outside_wechat', { detail: 'no host' })
      : refuse('client.location_failed', { detail: messageOf(problem) });
  }
}
