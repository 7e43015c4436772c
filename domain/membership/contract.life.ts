import * as z from 'zod/mini';
import { CivilDate, endpoint, FenAmount, Id, Phone, text } from '../kernel/contract';
import { CardTill, CardView } from './contract.views';

const one = z.object({ card: CardView });
const head = { cardId: Id, version: z.int() };
const STEP = ['record.not_found', 'record.changed', 'membership.not_possible'] as const;
const Staff = { kind: 'command', audience: 'staff', output: one } as const;

/** One step of a refund's calculation; what does not go back is negative. */
export const CardRefundStep = z.object({
  kind: z.enum(['paid', 'used', 'principal', 'unearned', 'bonus_void', 'reasonless', 'back']),
  count: z.int(),
  amountFen: z.int(),
});
export type CardRefundStep = z.infer<typeof CardRefundStep>;

export const lifeEndpoints = {
  'membership.freeze': endpoint({
    ...Staff,
    right: 'card.sell',
    summary: 'CD-10: nobody uses the card until it is unfrozen; the days that it is frozen are added to its time.',
    input: z.strictObject({ ...head, reason: text(200, 1) }),
    refusals: [...STEP],
  }),
  'membership.unfreeze': endpoint({
    ...Staff,
    right: 'card.sell',
    summary: 'CD-10: the card may be used again, for as many days longer as it was frozen.',
    input: z.strictObject(head),
    refusals: [...STEP],
  }),
  'membership.extend': endpoint({
    ...Staff,
    right: 'card.adjust',
    summary: 'CD-10: a later last day; null: for ever.',
    input: z.strictObject({ ...head, validUntil: z.nullable(CivilDate), reason: text(200, 1) }),
    refusals: [...STEP, 'membership.not_later'],
  }),
  'membership.transfer': endpoint({
    ...Staff,
    right: 'card.adjust',
    summary: 'CD-10: the card with everything on it becomes another customer’s; what its owner allowed to family ends.',
    input: z.strictObject({ ...head, customerId: Id, reason: text(200, 1) }),
    refusals: [...STEP],
  }),
  'membership.refundPreview': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'card.refund',
    summary: 'CD-10: what would go back today, step by step.',
    input: z.strictObject({ cardId: Id }),
    /** wechatFen: what came by WeChat Pay and can go back by itself. */
    output: z.object({ steps: z.array(CardRefundStep), backFen: z.int(), reasonless: z.boolean(), wechatFen: z.int() }),
    refusals: ['record.not_found', 'membership.not_possible'],
  }),
  'membership.refund': endpoint({
    ...Staff,
    right: 'card.refund',
    summary:
      'CD-10: end the card, as the preview said. What came by WeChat Pay goes back by itself with till `wechat`; else the money is recorded as given back.',
    input: z.strictObject({ ...head, storeId: Id, till: CardTill, expectedBackFen: FenAmount, reason: text(200, 1) }),
    refusals: [...STEP, 'membership.refund_changed', 'orders.wechat_refund_short'],
  }),
  'membership.correct': endpoint({
    ...Staff,
    right: 'card.adjust',
    summary: 'Put a balance right, with a reason; it stays in the books as a correction. Never below zero.',
    input: z.strictObject({
      ...head,
      sessions: z.int().check(z.gte(-500), z.lte(500)),
      principalFen: z.int().check(z.gte(-100_000_000), z.lte(100_000_000)),
      bonusFen: z.int().check(z.gte(-100_000_000), z.lte(100_000_000)),
      reason: text(200, 1),
    }),
    refusals: [...STEP, 'membership.correction_invalid', 'membership.above_limit'],
  }),
};

export const familyEndpoints = {
  'membership.allowFamily': endpoint({
    kind: 'command',
    audience: 'customer',
    right: null,
    summary: 'CD-12: the owner lets another customer use the card, by her member code or her verified phone.',
    input: z.strictObject({ cardId: Id, who: z.union([z.strictObject({ memberCode: text(20) }), z.strictObject({ phone: Phone })]) }),
    output: one,
    refusals: ['record.not_found', 'membership.not_possible', 'membership.family_unknown', 'membership.family_full'],
  }),
  'membership.endFamily': endpoint({
    kind: 'command',
    audience: 'customer',
    right: null,
    summary: 'CD-12: the owner takes it back; from now on the other one cannot use the card.',
    input: z.strictObject({ cardId: Id, customerId: Id }),
    output: one,
    refusals: ['record.not_found'],
  }),
  'membership.myCode': endpoint({
    kind: 'command',
    audience: 'customer',
    right: null,
    summary: 'CD-09: a code that says who she is at the counter, once, within the seconds that it tells.',
    input: z.strictObject({}),
    output: z.object({ code: z.string(), validSeconds: z.int() }),
    refusals: ['record.not_found'],
  }),
  'membership.readCode': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'card.use',
    summary: 'CD-09: who shows this code, and her cards that can be used. A code is read once.',
    input: z.strictObject({ code: z.string().check(z.maxLength(120)) }),
    output: z.object({ customerId: Id, name: z.string(), cards: z.array(CardView) }),
    refusals: ['membership.code_rejected'],
  }),
};
