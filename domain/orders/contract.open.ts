import * as z from 'zod/mini';
import { Done, endpoint, FenAmount, Id, Instant, text } from '../kernel/contract';
import { Till } from './contract.views';

/** What a key is good for. payments: to post payments of orders. */
export const ApiScope = z.enum(['payments']);
export const ApiKeyView = z.object({
  id: Id,
  name: z.string(),
  /** Its last four signs; the whole of it is told once, when it is made. */
  hint: z.string(),
  scopes: z.array(ApiScope),
  storeId: Id,
  storeName: z.string(),
  createdAt: Instant,
  usedAt: z.nullable(Instant),
  revokedAt: z.nullable(Instant),
});
export type ApiKeyView = z.infer<typeof ApiKeyView>;

/**
 * OR-08: `POST /open/v1/payments`, with `Authorization: Bearer <key>`. `number` is the cashier's own: the same number with the same content
 * is one payment however often it is sent, with another content it is refused.
 */
export const OpenPayment = z.strictObject({
  number: z.string().check(z.regex(/^[\w.:/-]{1,64}$/)),
  orderCode: z.string().check(z.minLength(1), z.maxLength(32)),
  amountFen: FenAmount.check(z.gte(1)),
  till: Till,
  note: z.optional(text(200)),
});
export type OpenPayment = z.infer<typeof OpenPayment>;
export const OpenPaymentAnswer = z.object({ paymentId: Id, orderCode: z.string(), amountFen: z.int(), owedFen: z.int(), repeated: z.boolean() });
export type OpenPaymentAnswer = z.infer<typeof OpenPaymentAnswer>;

const Keeper = { audience: 'staff', right: 'api_key.manage' } as const;

export const openEndpoints = {
  'orders.apiKeys': endpoint({
    ...Keeper,
    kind: 'query',
    summary: 'The keys of other programs, revoked ones as well.',
    input: z.strictObject({}),
    output: z.object({ keys: z.array(ApiKeyView) }),
    refusals: [],
  }),
  'orders.createApiKey': endpoint({
    ...Keeper,
    kind: 'command',
    summary: 'OR-08: a key for another program, for one store. The secret is in this answer and nowhere else.',
    input: z.strictObject({ name: text(40, 1), storeId: Id, scopes: z.array(ApiScope).check(z.minLength(1), z.maxLength(1)) }),
    output: z.object({ key: ApiKeyView, secret: z.string() }),
    refusals: ['record.not_found'],
  }),
  'orders.revokeApiKey': endpoint({
    ...Keeper,
    kind: 'command',
    summary: 'From this moment the key opens nothing.',
    input: z.strictObject({ keyId: Id }),
    output: Done,
    refusals: ['record.not_found'],
  }),
};
