import type { Refusals } from '@zhike/domain/api';
import type { RefusalOf } from '@zhike/domain/kernel/decision';

/** The "no"s that never reached the server, or that the phone said. */
export interface OwnRefusals {
  /** No answer: we cannot know whether the server did it, so a repeat must carry the same key. */
  'client.offline': { detail: string };
  /** An answer that is not ours (a proxy's page, a cut body). */
  'client.unreadable': { status: number };
  'client.outside_wechat': { detail: string };
  'client.login_failed': { detail: string };
  'client.payment_cancelled': { detail: string };
  'client.payment_failed': { detail: string };
  'client.phone_denied': { detail: string };
  'client.subscribe_failed': { detail: string };
  'client.location_failed': { detail: string };
  'client.calendar_failed': { detail: string };
}
export type OwnRefusal = RefusalOf<OwnRefusals>;

export type AllRefusals = Refusals & OwnRefusals;
export type AnyRefusalCode = keyof AllRefusals & string;
/** `requestId` is what a person reads out on the phone when something is wrong. */
export type AnyRefusal = RefusalOf<AllRefusals> & { readonly requestId?: string };
export type CallResult<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly refusal: AnyRefusal };
