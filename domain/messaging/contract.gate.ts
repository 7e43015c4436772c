import * as z from 'zod/mini';
import { Cursor, endpoint, FenAmount, Id, Instant, page, text } from '../kernel/contract';

export interface MessagingRefusals {
  /** It was released, dropped or sent meanwhile. */
  'messaging.not_held': { state: string };
  /** A word is told twice, as one that blocks and one that waits. */
  'messaging.word_twice': { word: string };
}

const Hour = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/));
const Count = z.int().check(z.gte(0), z.lte(100));
const Words = z.array(text(20, 1)).check(z.maxLength(500));

/** How many messages of the shop's own wish reach one person, when, and with which words; see domain/marketing/gate.ts. */
export const MessageSettings = z.strictObject({
  /** `HH:MM` on the store's clock; equal: never quiet. */
  quiet: z.strictObject({ from: Hour, until: Hour }),
  caps: z.strictObject({
    /** In 24 hours, by each channel. */
    perDay: z.strictObject({ sms: Count, weapp: Count, wecom: Count, email: Count }),
    /** In seven days altogether. */
    perWeek: Count,
    gapMinutes: z.int().check(z.gte(0), z.lte(10_080)),
  }),
  words: z.strictObject({ block: Words, approve: Words }),
  serviceToo: z.boolean(),
  budget: z.strictObject({ monthFen: z.nullable(FenAmount), smsFen: z.int().check(z.gte(0), z.lte(1_000)) }),
});
export type MessageSettings = z.infer<typeof MessageSettings>;

export const SettingsView = z.object({
  storeId: z.nullable(Id),
  /** 0: nothing of its own was ever set. */
  version: z.int(),
  /** A store that has none goes by headquarters'. */
  own: z.boolean(),
  /** What holds. Words of headquarters hold in every store, beside its own. */
  settings: MessageSettings,
  byName: z.nullable(z.string()),
  at: z.nullable(Instant),
});
export type SettingsView = z.infer<typeof SettingsView>;

export const FlaggedWord = z.object({ word: z.string(), at: z.int(), level: z.enum(['block', 'approve']) });
export type FlaggedWord = z.infer<typeof FlaggedWord>;

/** held: waits for somebody. queued: waits for its time. kept_back: not sent, with the reason. failed: the service did not take it, or nobody knows. */
export const MessageFate = z.enum(['held', 'queued', 'sent', 'kept_back', 'failed']);
export type MessageFate = z.infer<typeof MessageFate>;

export const MessageRow = z.object({
  id: Id,
  fate: MessageFate,
  templateKey: z.string(),
  channel: z.enum(['weapp', 'sms', 'wecom']),
  category: z.enum(['service', 'marketing', 'internal']),
  customerId: z.nullable(Id),
  customerName: z.nullable(z.string()),
  storeName: z.nullable(z.string()),
  /** What the shop itself wrote in it; of a fixed wording, what was filled in. */
  text: z.string(),
  words: z.array(FlaggedWord),
  /** Why it is where it is, and the numbers of it: `cap_day` with `{ n: 1, limit: 1, channel: 'sms' }`. */
  reason: z.nullable(z.string()),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
  /** When it is tried again. */
  until: z.nullable(Instant),
  /** Who let it pass or dropped it. */
  decidedByName: z.nullable(z.string()),
  createdAt: Instant,
  sentAt: z.nullable(Instant),
  can: z.array(z.enum(['release', 'drop'])),
});
export type MessageRow = z.infer<typeof MessageRow>;

/** offers: coupons and campaigns. care: greetings and follow-ups that the shop thought of. What she ordered or must know is told anyway. */
export const WishKind = z.enum(['all', 'weapp', 'sms', 'wecom', 'offers', 'care']);
export type WishKind = z.infer<typeof WishKind>;
const Wishes = z.object({ refused: z.array(WishKind) });

/** How she told a member what she wants to hear. */
export const WishTold = z.enum(['phone', 'in_person', 'chat']);
export type WishTold = z.infer<typeof WishTold>;
/** One change of a wish. `how`: recorded by a member (`byName`); null: she did it herself, in the mini-program or by an SMS. */
export const WishChange = z.object({ kind: WishKind, wanted: z.boolean(), at: Instant, how: z.nullable(WishTold), byName: z.string() });
export type WishChange = z.infer<typeof WishChange>;
const WishesOf = z.object({
  refused: z.array(WishKind),
  /** The latest five, the newest first. */ changes: z.array(WishChange),
  can: z.array(z.enum(['record'])),
});

const one = z.object({ message: MessageRow });

export const gateEndpoints = {
  'messaging.settings': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'message.read',
    summary: 'MK-08, MK-10: what holds for messages, of headquarters (null) or of a store.',
    input: z.strictObject({ storeId: z.nullable(Id) }),
    output: z.object({ view: SettingsView }),
    refusals: ['record.not_found'],
  }),
  'messaging.saveSettings': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'message.manage',
    summary: 'MK-08, MK-10: change them; a store that gives null goes by headquarters’ again.',
    input: z.strictObject({ storeId: z.nullable(Id), version: z.int(), settings: z.nullable(MessageSettings) }),
    output: z.object({ view: SettingsView }),
    refusals: ['record.not_found', 'record.changed', 'access.forbidden', 'messaging.word_twice'],
  }),
  'messaging.list': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'message.read',
    summary: 'MK-10: messages of the reader’s stores with their fate, the newest first.',
    input: z.strictObject({ fate: MessageFate, search: text(40), cursor: Cursor }),
    output: z.object({ ...page(MessageRow).shape, held: z.int() }),
    refusals: [],
  }),
  'messaging.release': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'message.release',
    summary: 'MK-08: somebody has looked at its words: it goes on its way, through everything else that the gate asks.',
    input: z.strictObject({ messageId: Id }),
    output: one,
    refusals: ['record.not_found', 'messaging.not_held'],
  }),
  'messaging.drop': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'message.release',
    summary: 'MK-08: a held message is not sent.',
    input: z.strictObject({ messageId: Id }),
    output: one,
    refusals: ['record.not_found', 'messaging.not_held'],
  }),
  'messaging.checkText': endpoint({
    kind: 'query',
    audience: 'staff',
    right: null,
    summary: 'MK-08: which words of a text may not be sent, or only after somebody has looked, each with its place.',
    input: z.strictObject({ text: text(2_000) }),
    output: z.object({ words: z.array(FlaggedWord) }),
    refusals: [],
  }),
  'messaging.myWishes': endpoint({
    kind: 'query',
    audience: 'customer',
    right: null,
    summary: 'MK-10: what of the shop’s own wish she does not want: altogether, by a channel, about a topic.',
    input: z.strictObject({}),
    output: Wishes,
    refusals: [],
  }),
  'messaging.wishesOf': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'customer.read',
    summary: 'MK-10: what of the shop’s own wish a customer does not want, and who last said so.',
    input: z.strictObject({ customerId: Id }),
    output: WishesOf,
    refusals: ['record.not_found'],
  }),
  'messaging.recordWish': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'customer.write',
    summary: 'MK-10: what she told a member is kept as if she had set it herself, with who wrote it down and how she said it.',
    input: z.strictObject({ customerId: Id, kind: WishKind, wanted: z.boolean(), how: WishTold }),
    output: WishesOf,
    refusals: ['record.not_found'],
  }),
  'messaging.setMyWish': endpoint({
    kind: 'command',
    audience: 'customer',
    right: null,
    summary: 'MK-10: she unsubscribes or subscribes again; what was written before and waits is asked anew.',
    input: z.strictObject({ kind: WishKind, wanted: z.boolean() }),
    output: Wishes,
    refusals: ['record.not_found'],
  }),
};
