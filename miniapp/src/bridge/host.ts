import type { RequestPayment } from '@zhike/domain/orders/contract';

/**
 * THE HOST CONTRACT (h5 only).
 *
 * In WeChat these pages run as a mini-program and talk to `wx`. Built for h5 they have no `wx`; whatever hosts the page
 * (same origin, for example around an iframe) may lend them a phone by setting ONE function on the page's window:
 *
 *     window.__wxHost = (method, params) => Promise<result>
 *
 * | method                  | params                                         | resolves to                                    | rejects with                                   |
 * |-------------------------|------------------------------------------------|------------------------------------------------|------------------------------------------------|
 * | login                   | undefined                                      | { code }                                       | { errMsg: 'login:fail …' }                     |
 * | requestPayment          | { timeStamp, nonceStr, package, signType, paySign } | anything                                  | { errMsg: 'requestPayment:fail cancel' } when the person closed it, { errMsg: 'requestPayment:fail …' } otherwise |
 * | requestSubscribeMessage | { tmplIds: string[] }                          | { [tmplId]: 'accept'|'reject'|'ban'|'filter' } | { errMsg }                                     |
 * | getPhoneNumber          | undefined                                      | { code }                                       | { errMsg: 'getPhoneNumber:fail user deny' }    |
 * | addPhoneCalendar        | { title, startTime, endTime, location, description } (seconds) | anything                       | { errMsg: 'addPhoneCalendar:fail …' }          |
 * | getFuzzyLocation        | undefined                                      | { latitude, longitude }                        | { errMsg: 'getFuzzyLocation:fail auth deny' }  |
 *
 * It may be set at any time before it is needed; a call waits two seconds for it. Without it the answer is
 * `client.outside_wechat`, worded 「请在微信中打开」. The pages know nothing else about who hosts them.
 */
export interface HostMethods {
  login: { params: undefined; result: { code: string } };
  requestPayment: { params: RequestPayment; result: unknown };
  requestSubscribeMessage: { params: { tmplIds: string[] }; result: Record<string, string> };
  getPhoneNumber: { params: undefined; result: { code: string } };
  addPhoneCalendar: { params: CalendarEntry; result: unknown };
  getFuzzyLocation: { params: undefined; result: Spot };
}
export type HostMethod = keyof HostMethods;

/** A point on the map, in degrees, as Chinese maps draw it (GCJ-02). */
export interface Spot {
  readonly latitude: number;
  readonly longitude: number;
}

export interface CalendarEntry {
  readonly title: string;
  /** Seconds since 1970. */
  readonly startTime: number;
  readonly endTime: number;
  readonly location: string;
  readonly description: string;
}

declare global {
  interface Window {
    __wxHost?: (method: string, params: unknown) => Promise<unknown>;
  }
}

/** Thrown when nobody lends a phone. */
export class NoHost extends Error {}

const WAIT_MS = 2_000;
const LOOK_EVERY_MS = 50;

async function findHost(): Promise<NonNullable<Window['__wxHost']>> {
  for (let waited = 0; waited <= WAIT_MS; waited += LOOK_EVERY_MS) {
    if (window.__wxHost) return window.__wxHost;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  throw new NoHost('window.__wxHost is not set');
}

/** Asks the host. Rejects with what the host rejected with, or with `NoHost`. */
export async function askHost<M extends HostMethod>(method: M, params: HostMethods[M]['params']): Promise<HostMethods[M]['result']> {
  const host = await findHost();
  return (await host(method, params)) as HostMethods[M]['result'];
}
