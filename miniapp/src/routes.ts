import Taro from '@tarojs/taro';

/** Every page's address, written once. Ids travel in the query so that a shared link or a message opens the same page. */
type Params = Readonly<Record<string, string | undefined>>;
/** A wish as query values: who, what is added, for how many. */
export type Packed = {
  readonly choices?: string | undefined;
  readonly addons?: string | undefined;
  readonly party?: string | undefined;
};

function address(path: string, params: Params): string {
  const query = Object.keys(params)
    .flatMap((key) => (params[key] ? [`${key}=${encodeURIComponent(params[key])}`] : []))
    .join('&');
  return query ? `/${path}?${query}` : `/${path}`;
}

export const pages = {
  service: (p: { serviceId: string; storeId: string }) => address('packages/booking/service/index', p),
  time: (p: { serviceId: string; storeId: string; date?: string; startsAt?: string } & Packed) => address('packages/booking/time/index', p),
  confirm: (p: { serviceId: string; storeId: string; startsAt: string } & Packed) => address('packages/booking/confirm/index', p),
  pay: (p: { bookingId: string }) => address('packages/booking/pay/index', p),
  result: (p: { bookingId: string; paid?: '1' }) => address('packages/booking/result/index', p),
  detail: (p: { bookingId: string }) => address('packages/booking/detail/index', p),
  reschedule: (p: { bookingId: string }) => address('packages/booking/reschedule/index', p),
  /** Join the waiting list for a time like this one. */
  wait: (p: { serviceId: string; storeId: string; startsAt?: string; date?: string } & Packed) => address('packages/booking/wait/index', p),
  /** `told`: she has just agreed that WeChat tells her. */
  waitlist: (p: { joined?: '1' | 'told' } = {}) => address('packages/booking/waitlist/index', p),
  queue: (p: { storeId: string; serviceId?: string }) => address('packages/booking/queue/index', p),
  code: () => address('packages/customers/code/index', {}),
  /** A form by the token of its link (`t`), or by the number of what was made for her. */
  form: (p: { t: string } | { link: string }) => address('packages/forms/fill/index', p),
  forms: () => address('packages/forms/list/index', {}),
  /** What the shop waits for her to confirm or choose. */
  asks: () => address('packages/customers/asks/index', {}),
  privacy: () => address('packages/customers/privacy/index', {}),
  health: () => address('packages/customers/health/index', {}),
  wallet: () => address('packages/membership/wallet/index', {}),
  card: (p: { cardId: string }) => address('packages/membership/card/index', p),
  /** Who she is, as a code for the counter. */
  show: () => address('packages/membership/show/index', {}),
  /** The cards on sale; with `cardId` what can be put on that one. */
  shop: (p: { cardId?: string } = {}) => address('packages/membership/shop/index', p),
  points: () => address('packages/membership/points/index', {}),
  coupons: () => address('packages/membership/coupons/index', {}),
  level: () => address('packages/membership/level/index', {}),
  orders: () => address('packages/orders/list/index', {}),
  order: (p: { orderId: string }) => address('packages/orders/detail/index', p),
  receipt: (p: { orderId: string; paymentId: string } | { cardId: string; transactionId: string }) => address('packages/orders/receipt/index', p),
  contract: (p: { orderId: string; contractId: string }) => address('packages/orders/contract/index', p),
  /** How a payment went; from there on to the order, to the card, or to her wallet. */
  paid: (p: { paymentId: string; orderId?: string; cardId?: string }) => address('packages/orders/paid/index', p),
} as const;

export function open(url: string): void {
  void Taro.navigateTo({ url });
}

/** The page that is left cannot be gone back to: a form that was sent, a payment that was made. */
export function replace(url: string): void {
  void Taro.redirectTo({ url });
}

export function toTab(tab: 'home' | 'bookings' | 'mine'): void {
  void Taro.switchTab({ url: `/pages/${tab}/index` });
}

/** Back, or home when this page was opened from outside. */
export function back(): void {
  if (Taro.getCurrentPages().length > 1) void Taro.navigateBack();
  else toTab('home');
}

/** Back when the page before is that one, otherwise forward to it: choosing again must not pile up pages (WeChat allows ten). */
export function backOr(path: string, url: string): void {
  const stack = Taro.getCurrentPages();
  const before = stack[stack.length - 2] as { route?: string; path?: string } | undefined;
  if (`${before?.route ?? before?.path ?? ''}/`.includes(path)) void Taro.navigateBack();
  else open(url);
}

/** Wishes as one query value: `photographer:uuid;makeup:uuid`. */
export type Choices = Readonly<Record<string, string>>;

export function packChoices(choices: Choices): string | undefined {
  const packed = Object.keys(choices).map((role) => `${role}:${choices[role]}`);
  return packed.length > 0 ? packed.join(';') : undefined;
}

export function unpackChoices(packed: string | undefined): Choices {
  const choices: Record<string, string> = {};
  for (const part of decodeURIComponent(packed ?? '').split(';')) {
    const [role, unitId] = part.split(':');
    if (role && unitId) choices[role] = unitId;
  }
  return choices;
}

/** What lengthens a booking or multiplies it. */
export interface Extras {
  readonly addonIds: readonly string[];
  readonly partySize: number;
}
export const NO_EXTRAS: Extras = { addonIds: [], partySize: 1 };

/** Everything of a wish but its time, for the next page's address. */
export function packWish(choices: Choices, extras: Extras): Packed {
  return {
    choices: packChoices(choices),
    addons: extras.addonIds.length > 0 ? extras.addonIds.join(',') : undefined,
    party: extras.partySize > 1 ? String(extras.partySize) : undefined,
  };
}

export function unpackExtras(params: { readonly addons?: string | undefined; readonly party?: string | undefined }): Extras {
  const partySize = Number(param(params.party));
  return {
    addonIds: param(params.addons)
      .split(',')
      .filter((id) => id !== ''),
    partySize: Number.isInteger(partySize) && partySize > 1 ? partySize : 1,
  };
}

/** As the server wants it: nothing added, one person is the absence of both. */
export function sentExtras({ addonIds, partySize }: Extras): { addonIds?: string[]; partySize?: number } {
  return { ...(addonIds.length > 0 ? { addonIds: [...addonIds] } : {}), ...(partySize > 1 ? { partySize } : {}) };
}

/** A query value as it was given: WeChat hands it over encoded, h5 decoded. */
export function param(value: string | undefined): string {
  return value ? decodeURIComponent(value) : '';
}
