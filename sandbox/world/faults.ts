export const SERVICES = ['wechat', 'wechat-pay', 'wecom', 'sms'] as const;
export type Service = (typeof SERVICES)[number];

/** 503: answers at once that it is busy. timeout: never answers. lost-answer: does the work, then cuts the line. */
export const REFUSALS = ['none', '503', 'timeout', 'lost-answer'] as const;
export type Refusal = (typeof REFUSALS)[number];

export const NEXT_PAYMENTS = ['succeed', 'fail', 'cancel'] as const;
export const NEXT_REFUNDS = ['succeed', 'abnormal', 'closed'] as const;
/** How the next text message ends; each is a code of Tencent Cloud. */
export const NEXT_SMS = ['succeed', 'blacklist', 'daily-limit', 'too-often', 'no-balance', 'internal-error'] as const;
export const NOTIFICATION_MODES = [
  'once',
  'twice',
  'five-at-once',
  'late',
  'never',
  'out-of-order',
  'tampered-ciphertext',
  'wrong-signature',
  'stale-timestamp',
  'wrong-amount',
] as const;
export type NotificationMode = (typeof NOTIFICATION_MODES)[number];

/** What the simulated world does wrong on purpose. `next…` falls back to `succeed` after one use; the others stay until changed. */
export interface Faults {
  nextPayment: (typeof NEXT_PAYMENTS)[number];
  nextRefund: (typeof NEXT_REFUNDS)[number];
  nextSms: (typeof NEXT_SMS)[number];
  /** Looked at for each delivery: setting it back to `once` lets the retries of a spoilt notification arrive intact. */
  notification: NotificationMode;
  /** Sends a notification with a WECHATPAY/SIGNTEST/ signature before each genuine one, as WeChat Pay does now and then. */
  signatureProbe: boolean;
  /** Added to every answer. */
  latencyMs: number;
  refuseConnections: Record<Service, Refusal>;
}

export function noFaults(): Faults {
  return {
    nextPayment: 'succeed',
    nextRefund: 'succeed',
    nextSms: 'succeed',
    notification: 'once',
    signatureProbe: false,
    latencyMs: 0,
    refuseConnections: { wechat: 'none', 'wechat-pay': 'none', wecom: 'none', sms: 'none' },
  };
}

/** The switches of an earlier run with those that are new since, at rest. */
export function withNewSwitches(stored: Partial<Faults>): Faults {
  const rest = noFaults();
  return { ...rest, ...stored, refuseConnections: { ...rest.refuseConnections, ...stored.refuseConnections } };
}
