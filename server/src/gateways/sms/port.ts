/** What we need of a service that sends text messages. */
export interface Sms {
  /**
   * Sends one text to one mainland mobile. The service keeps no idempotency key: whoever calls twice sends twice.
   * `context` (our message's id) is given back with the receipt, so that the two records can be laid side by side.
   */
  send(message: {
    /** 11 digits. */
    readonly phone: string;
    readonly templateId: string;
    readonly values: readonly string[];
    readonly context: string;
  }): Promise<SmsOutcome>;
}

export type SmsOutcome =
  | { readonly kind: 'sent'; readonly serialNo: string }
  /** Its final no. The code is Tencent Cloud's: `FailedOperation.PhoneNumberInBlacklist`. */
  | { readonly kind: 'rejected'; readonly code: string }
  /** Surely not sent; the same call may succeed later. */
  | { readonly kind: 'unavailable'; readonly detail: string }
  /** It may have gone out. Never send it again by yourself. */
  | { readonly kind: 'unknown'; readonly detail: string };
