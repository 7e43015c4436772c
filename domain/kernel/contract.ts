import * as z from 'zod/mini';
import { isCalendarDate } from './calendar-date';
import { isMobile, normalisePhone } from './phone';
import type { Right } from './access';

/**
 * One endpoint, `POST /api/<name>`, JSON in and out.
 * query: reads only. command: writes; the caller sends an `Idempotency-Key` header, and the same key with the same body
 * gives the same answer.
 * audience: who may call it at all; `right`: what a staff member must hold (compiled into a row scope for the handler).
 */
export interface Endpoint<Input extends z.ZodMiniType = z.ZodMiniType, Output extends z.ZodMiniType = z.ZodMiniType> {
  readonly kind: 'query' | 'command';
  readonly audience: 'public' | 'customer' | 'staff' | 'signed-in';
  readonly right: Right | null;
  readonly input: Input;
  readonly output: Output;
  /** One sentence for the generated API document. */
  readonly summary: string;
  /** The refusal codes this endpoint may answer beside the common ones. */
  readonly refusals: readonly string[];
}

/** Keeps an endpoint's literal types (its kind, its audience, its shapes) for routes and clients. */
export function endpoint<const Definition extends Endpoint>(definition: Definition): Definition {
  return definition;
}

export type InputOf<E> = E extends { readonly input: infer I extends z.ZodMiniType } ? z.input<I> : never;
export type ParsedInputOf<E> = E extends { readonly input: infer I extends z.ZodMiniType } ? z.output<I> : never;
export type OutputOf<E> = E extends { readonly output: infer O extends z.ZodMiniType } ? z.output<O> : never;

/** Refusals that every endpoint may answer. */
export interface CommonRefusals {
  /** The body does not fit the contract; `path` names the field. */
  'request.invalid': { issues: { path: string; problem: string }[] };
  'request.too_large': { limitBytes: number };
  'request.not_json': { expected: 'application/json' };
  'request.unknown_endpoint': { path: string };
  'request.rate_limited': { retryAfterSeconds: number };
  'request.idempotency_key_missing': { header: 'Idempotency-Key' };
  /** The same key came with another body. */
  'request.idempotency_key_reused': { key: string };
  /** The first request with this key is still running. */
  'request.in_progress': { key: string };
  'access.login_required': { reason: 'missing' | 'unknown' | 'expired' | 'revoked' };
  'access.forbidden': { right: string };
  'lifecycle.illegal_step': { state: string; verb: string; possible: readonly string[] };
  'record.not_found': { noun: string; id: string };
  /** Somebody changed the record meanwhile. */
  'record.changed': { noun: string; id: string; version: number };
  'service.unavailable': { service: 'wechat' | 'wecom' | 'wechat-pay' | 'database'; retryAfterSeconds: number };
  'server.fault': { requestId: string };
}

/* The value shapes that cross the wire, each written once. */
export const Id = z.uuid();
/** Dates that a shop has to do with: from its oldest customer's birth on. Far ones lead calendars and databases over their edge. */
const isShopDate = (date: string): boolean => isCalendarDate(date) && date >= '1900-01-01' && date <= '2199-12-31';
/** An instant, ISO 8601 in UTC with milliseconds: `2026-11-28T02:00:00.000Z`. One that does not exist (hour 25, February 30) is refused. */
export const Instant = z.string().check(
  z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/),
  z.refine((s) => isShopDate(s.slice(0, 10)) && !Number.isNaN(Date.parse(s)), { error: 'not_an_instant' }),
);
export const CivilDate = z.string().check(z.refine(isShopDate, { error: 'not_a_date' }));
export const FenAmount = z.int().check(z.gte(0), z.lte(100_000_000));
/** Free text, trimmed, without control characters other than line breaks and without halves of surrogate pairs (no database takes them); `max` in UTF-16 units. */
export const text = (max: number, min = 0) =>
  z.string().check(
    z.trim(),
    z.minLength(min),
    z.maxLength(max),
    z.refine((s) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(s), { error: 'control_character' }),
    z.refine((s) => !/[\ud800-\udfff]/u.test(s), { error: 'half_a_character' }),
  );
/** A mainland mobile number as people type it; parsed to 11 digits. */
export const Phone = z.pipe(
  z.pipe(
    z.string().check(z.maxLength(32)),
    z.transform((s: string) => normalisePhone(s)),
  ),
  z.string().check(z.refine(isMobile, { error: 'not_a_mobile_number' })),
);
export const Cursor = z.optional(z.nullable(z.string().check(z.maxLength(200))));
/** A page of a list; `next` is null at the end. */
export const page = <Item extends z.ZodMiniType>(item: Item) => z.object({ items: z.array(item), next: z.nullable(z.string()) });
export const Empty = z.strictObject({});
export const Done = z.object({ done: z.literal(true) });
