import * as z from 'zod/mini';
import { DefinitionId } from '../definitions/contract';
import { CivilDate, Cursor, endpoint, Id, Instant, page, text } from '../kernel/contract';

const Ids = z.array(Id).check(z.maxLength(50));

/** Holders of cards, or whoever is in a segment; every condition that is set must hold. */
export const Audience = z.strictObject({
  cardKinds: z.array(z.enum(['stored_value', 'sessions', 'course'])).check(z.maxLength(3)),
  productIds: Ids,
  storeIds: Ids,
  /** Cards whose last day is today or within so many days; null: whenever. */
  expiringWithinDays: z.nullable(z.int().check(z.gte(0), z.lte(366))),
  /** MK-01: whoever meets the condition of a saved segment, with a card or without; null: holders of cards. */
  segmentId: z.optional(z.nullable(DefinitionId)),
});
export type Audience = z.infer<typeof Audience>;
export const ForbiddenWord = z.object({ word: z.string(), at: z.int() });
const Wording = text(60, 1);
/** Percent of the audience that gets nothing and is told nothing: what they buy shows what the push brought. */
const HoldOut = z.int().check(z.gte(0), z.lte(50));
const who = { templateId: Id, audience: Audience, wording: Wording, holdOutPercent: HoldOut };

export const PushState = z.enum(['scheduled', 'sending', 'done', 'cancelled']);
export const PushView = z.object({
  id: Id,
  name: z.string(),
  state: PushState,
  couponName: z.string(),
  audience: Audience,
  wording: z.string(),
  dueAt: Instant,
  byName: z.string(),
  createdAt: Instant,
  holdOutPercent: z.int(),
  /** Members are asked to write to their own customers in WeCom as well. */
  viaMembers: z.boolean(),
  /** How many are held out, for comparison; in none of the other numbers. */
  heldOut: z.int(),
  /** How many it is for, how many have their coupon, how many were passed over (they want no advertising). */
  planned: z.int(),
  given: z.int(),
  skipped: z.int(),
  /** Subscribe messages that went out; coupons that were looked at; coupons on orders now. */
  told: z.int(),
  seen: z.int(),
  used: z.int(),
  /** What those orders' bills come to, and what the coupons took off. */
  revenueFen: z.int(),
  offFen: z.int(),
});
export type PushView = z.infer<typeof PushView>;

/** A part of a push's people; each number of a push is the count of one. bought: with an order in the days that are looked at. */
export const PushPart = z.enum(['planned', 'given', 'skipped', 'told', 'seen', 'used', 'by_member', 'by_member_sent', 'bought', 'held_out', 'held_out_bought']);
export type PushPart = z.infer<typeof PushPart>;
export const PushPerson = z.object({
  customerId: Id,
  name: z.string(),
  state: z.enum(['waiting', 'given', 'skipped', 'held_out']),
  /** Why she was passed over. */
  reason: z.nullable(z.enum(['no_advertising', 'limit', 'twice'])),
  /** What became of the message that tells her; null: there is none. */
  told: z.nullable(z.string()),
  seenAt: z.nullable(Instant),
  usedAt: z.nullable(Instant),
  offFen: z.int(),
  /** used: the order that has her coupon. bought, held_out_bought: hers in the days that are looked at. Else none. */
  orders: z.array(z.object({ id: Id, code: z.string(), createdAt: Instant, billedFen: z.int() })),
});
export type PushPerson = z.infer<typeof PushPerson>;

/** What a group bought in the days after the push: how many people, how many of them with an order, and what those come to. */
export const PushGroup = z.object({ people: z.int(), buyers: z.int(), orders: z.int(), revenueFen: z.int() });
export type PushGroup = z.infer<typeof PushGroup>;
/** MK-11: those whom it was for beside those who were held out (null: nobody was), over the same days. */
export const PushEffect = z.object({ days: z.int(), until: Instant, over: z.boolean(), pushed: PushGroup, heldOut: z.nullable(PushGroup) });
export type PushEffect = z.infer<typeof PushEffect>;

/**
 * MK-11: one member's part in WeCom. asking: WeCom is being asked. waiting: she has it in WeCom and has not confirmed; nothing is sent before.
 * sent: she confirmed. failed: WeCom refused. unknown: WeCom gave no answer, and asking again might ask her twice.
 */
export const PushTaskState = z.enum(['planned', 'asking', 'waiting', 'sent', 'failed', 'unknown']);
export type PushTaskState = z.infer<typeof PushTaskState>;
export const PushTaskView = z.object({
  id: Id,
  staffName: z.string(),
  state: PushTaskState,
  /** WeCom's code when it refused; `nobody`: the gate left everybody out. */
  reason: z.nullable(z.string()),
  people: z.int(),
  sent: z.int(),
  failed: z.int(),
  /** Whom the gate left out: no advertising for her, or she has had as much as is allowed. */
  leftOut: z.int(),
  /** When WeCom was last asked how far it is. */
  checkedAt: z.nullable(Instant),
});
export type PushTaskView = z.infer<typeof PushTaskView>;
/** `unreachable`: who has her coupon and is no member's contact in WeCom. */
const tasks = z.object({ tasks: z.array(PushTaskView), unreachable: z.int() });

const push = z.object({ push: PushView });

export const pushEndpoints = {
  'marketing.previewPush': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'coupon.push',
    summary: 'CD-13: whom a push would reach, by name, what it may cost at most, and the forbidden words of its wording.',
    input: z.strictObject({ ...who, cursor: Cursor }),
    output: z.object({
      count: z.int(),
      /** How many of them would be held out. */
      heldOut: z.int(),
      /** Holders within reach who want no advertising; not in `count`. */
      refused: z.int(),
      people: page(z.object({ customerId: Id, name: z.string(), cardName: z.string(), validUntil: z.nullable(CivilDate) })),
      /** Null: a percentage without a cap, or an item, has no amount that is known before. */
      maxCostFen: z.nullable(z.int()),
      forbidden: z.array(ForbiddenWord),
    }),
    refusals: ['record.not_found'],
  }),
  'marketing.push': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'coupon.push',
    summary: 'CD-13: give the coupon to the audience that was shown, now or later; each once. Refused while a forbidden word stands.',
    input: z.strictObject({ ...who, name: text(30, 1), viaMembers: z.boolean(), expectedCount: z.int().check(z.gte(0)), at: z.nullable(Instant) }),
    output: push,
    refusals: [
      'record.not_found',
      'marketing.retired',
      'marketing.limit_reached',
      'marketing.audience_changed',
      'marketing.audience_empty',
      'marketing.forbidden_words',
      'marketing.not_in_the_future',
    ],
  }),
  'marketing.cancelPush': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'coupon.push',
    summary: 'Stop a push that is scheduled or under way. Who has her coupon keeps it.',
    input: z.strictObject({ pushId: Id }),
    output: push,
    refusals: ['record.not_found', 'marketing.push_over'],
  }),
  'marketing.getPush': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'coupon.push',
    summary: 'MK-11: how far a push is, and what came of it.',
    input: z.strictObject({ pushId: Id }),
    output: push,
    refusals: ['record.not_found'],
  }),
  'marketing.pushes': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'coupon.push',
    summary: 'MK-11: pushes with what came of them, the newest first; one’s own, or everybody’s for whoever reaches the whole shop.',
    input: z.strictObject({ cursor: Cursor }),
    output: page(PushView),
    refusals: [],
  }),
  'marketing.pushPeople': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'coupon.push',
    summary: 'MK-11: the people behind one number of a push, with what became of each.',
    input: z.strictObject({ pushId: Id, part: PushPart, cursor: Cursor }),
    output: page(PushPerson),
    refusals: ['record.not_found'],
  }),
  'marketing.pushTasks': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'coupon.push',
    summary: 'MK-11: what each member was asked to send in WeCom, and how far she is.',
    input: z.strictObject({ pushId: Id }),
    output: tasks,
    refusals: ['record.not_found'],
  }),
  'marketing.checkTasks': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'coupon.push',
    summary: 'MK-11: asks WeCom now who has confirmed.',
    input: z.strictObject({ pushId: Id }),
    output: tasks,
    refusals: ['record.not_found', 'service.unavailable'],
  }),
  'marketing.pushEffect': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'coupon.push',
    summary: 'MK-11: what the people of a push ordered in the days after it, beside those who were held out.',
    input: z.strictObject({ pushId: Id }),
    output: z.object({ effect: PushEffect }),
    refusals: ['record.not_found'],
  }),
};
