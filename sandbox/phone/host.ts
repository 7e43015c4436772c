import { readWorld, tell, type WorldView } from '../console/shared/world';
import * as sheets from './sheets';

interface CalendarEntry {
  readonly title: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly location: string;
}

/** Where the phone is, who holds it, and what it knows. */
export interface Phone {
  readonly screen: HTMLElement;
  persona(): WorldView['customers'][number];
  world(): WorldView;
  shopName(): string;
  /** Shows a short line, as a phone does. */
  toast(text: string): void;
}

/** Where the phone is. */
const XUJIAHUI = { latitude: 31.195, longitude: 121.437 };
const KEEP = 'phone:subscribe:';

/**
 * Plays `wx` for the pages in the frame. The methods and their answers are documented in miniapp/src/bridge/host.ts. What a
 * person decides is asked of the person; what a platform decides is asked of the simulators.
 */
export function playWx(phone: Phone): (method: string, params: unknown) => Promise<unknown> {
  const methods: Record<string, (params: unknown) => Promise<unknown>> = {
    async login() {
      return { code: (await tell<{ code: string }>('login-code', { openid: phone.persona().openid })).code };
    },
    async getPhoneNumber() {
      const allowed = await sheets.askPhoneNumber(phone.screen, phone.shopName(), phone.persona().phone);
      if (!allowed) throw wxFailure('getPhoneNumber:fail user deny');
      return { code: (await tell<{ code: string }>('phone-code', { openid: phone.persona().openid })).code };
    },
    requestPayment: (params) => pay(phone, params as Record<string, string>),
    requestSubscribeMessage: (params) => subscribe(phone, (params as { tmplIds: string[] }).tmplIds),
    async addPhoneCalendar(params) {
      const entry = params as CalendarEntry;
      if (!(await sheets.askCalendar(phone.screen, entry))) throw wxFailure('addPhoneCalendar:fail auth deny');
      phone.toast('已添加到手机日历');
      return {};
    },
    async getFuzzyLocation() {
      if (!(await sheets.askLocation(phone.screen, phone.shopName()))) throw wxFailure('getFuzzyLocation:fail auth deny');
      return XUJIAHUI;
    },
  };
  return async (method, params) => {
    const known = methods[method];
    if (!known) throw wxFailure(`${method}:fail not supported`);
    return known(params);
  };
}

/** What `fail` of a `wx` method gets: `errMsg` begins with the method's name. */
function wxFailure(errMsg: string): Error & { errMsg: string } {
  return Object.assign(new Error(errMsg), { errMsg });
}

/** The sheet shows what WeChat Pay knows of the order, not what the page says. */
async function pay(phone: Phone, params: Record<string, string>): Promise<unknown> {
  const prepayId = (params.package ?? '').replace(/^prepay_id=/, '');
  const { orders } = await readWorld();
  const order = orders.find((candidate) => candidate.prepayIds.some((prepay) => prepay.id === prepayId));
  // An order that WeChat Pay does not know gets no sheet, only its refusal.
  if (order && !(await sheets.askPayment(phone.screen, { shop: phone.shopName(), description: order.description, amountFen: order.totalFen })))
    throw wxFailure('requestPayment:fail cancel');
  const result = await tell<{ ok: boolean; errMsg: string }>('pay', { openid: phone.persona().openid, params });
  if (!result.ok) throw wxFailure(result.errMsg);
  if (order) await sheets.showPaid(phone.screen, { shop: phone.shopName(), amountFen: order.totalFen });
  return { errMsg: result.errMsg };
}

/** "Always keep" answers the same sheet next time without asking, as WeChat's does; each answer still counts once. */
async function subscribe(phone: Phone, ids: readonly string[]): Promise<Record<string, string>> {
  const { openid } = phone.persona();
  const kept = (id: string): string | null => localStorage.getItem(`${KEEP}${openid}:${id}`);
  const asked = ids.filter((id) => kept(id) === null);
  const outcomes: Record<string, string> = Object.fromEntries(ids.filter((id) => kept(id) !== null).map((id) => [id, kept(id) ?? 'reject']));
  if (asked.length > 0) {
    const titleOf = (id: string): string => phone.world().templates.find((template) => template.templateId === id)?.title ?? '通知';
    const answer = await sheets.askSubscribe(phone.screen, phone.shopName(), asked.map(titleOf));
    asked.forEach((id, index) => {
      const outcome = answer.accepted[index] ? 'accept' : 'reject';
      outcomes[id] = outcome;
      if (answer.keep) localStorage.setItem(`${KEEP}${openid}:${id}`, outcome);
    });
  }
  return (await tell<{ result: Record<string, string> }>('subscribe', { openid, outcomes })).result;
}
