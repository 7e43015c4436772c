import * as z from 'zod/mini';
import { CivilDate, Cursor, endpoint, Id, Instant, page, text } from '../kernel/contract';

/** A level, its rule and what it gives. */
export const LevelTerms = z.strictObject({
  /** What a service's terms and a price's rules name it by; never changes its meaning. */
  key: z.string().check(z.regex(/^[a-z][a-z0-9_]{0,29}$/)),
  name: text(20, 1),
  /** The higher one counts of those whose rule is met. */
  rank: z.int().check(z.gte(1), z.lte(99)),
  /** So much spent (fen) within the last `months` months; 0: everybody. */
  thresholdFen: z.int().check(z.gte(0), z.lte(1_000_000_000)),
  months: z.int().check(z.gte(1), z.lte(60)),
  /** Off an order's lines, in percent. */
  discountPercent: z.int().check(z.gte(0), z.lte(50)),
  /** 100: points as the shop's rule says; 150: half as many again. */
  pointsPercent: z.int().check(z.gte(0), z.lte(1_000)),
  /** What she gets on her birthday, in words; empty: nothing. */
  birthdayGift: text(100),
});
export type LevelTerms = z.infer<typeof LevelTerms>;
const Levels = z.array(LevelTerms).check(z.maxLength(10));

/** One time that somebody's level changed, and why: what she had spent within the window of the level that decided it. */
export const LevelMove = z.object({
  at: Instant,
  /** Empty: none. */
  fromName: z.string(),
  toName: z.string(),
  raised: z.boolean(),
  spendFen: z.int(),
  months: z.int(),
  windowFrom: CivilDate,
  windowUntil: CivilDate,
});
export type LevelMove = z.infer<typeof LevelMove>;

/** Where somebody stands. `spendFen` is counted within the months of the level that is told beside it. */
export const MemberLevel = z.object({
  level: z.nullable(z.object({ ...LevelTerms.shape, spendFen: z.int() })),
  /** The next level up, and what is missing to it; null: there is none. */
  next: z.nullable(z.object({ ...LevelTerms.shape, spendFen: z.int(), missingFen: z.int() })),
});
export type MemberLevel = z.infer<typeof MemberLevel>;

/** Who would change. */
export const LevelChange = z.object({
  customerId: Id,
  name: z.string(),
  fromName: z.string(),
  toName: z.string(),
  raised: z.boolean(),
  spendFen: z.int(),
});
export type LevelChange = z.infer<typeof LevelChange>;

export const levelEndpoints = {
  'membership.levels': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'points.read',
    summary: 'CD-01: the levels, the lowest first. Version 0: nobody has set any yet, these are the defaults.',
    input: z.strictObject({}),
    output: z.object({ version: z.int(), levels: z.array(LevelTerms) }),
    refusals: [],
  }),
  'membership.saveLevels': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'level.manage',
    summary: 'CD-01, CD-02, CD-03: other levels. Everybody is looked at anew; who moves is told. Headquarters only.',
    input: z.strictObject({ version: z.int(), levels: Levels }),
    output: z.object({ version: z.int(), levels: z.array(LevelTerms) }),
    refusals: ['record.changed', 'membership.levels_invalid'],
  }),
  'membership.previewLevels': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'level.manage',
    summary: 'CD-02: who would move up or down today under these levels. Nothing is written. Headquarters only.',
    input: z.strictObject({ levels: Levels, raised: z.nullable(z.boolean()), cursor: Cursor }),
    output: z.object({ up: z.int(), down: z.int(), ...page(LevelChange).shape }),
    refusals: ['membership.levels_invalid'],
  }),
  'membership.levelOf': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'points.read',
    summary: 'CD-01, CD-02: a customer’s level, what is missing to the next, and how she came to it, the newest first.',
    input: z.strictObject({ customerId: Id }),
    output: z.object({ ...MemberLevel.shape, moves: z.array(LevelMove) }),
    refusals: ['record.not_found'],
  }),
  'membership.myLevel': endpoint({
    kind: 'query',
    audience: 'customer',
    right: null,
    summary: 'CD-01: her level, what it gives and what is missing to the next; all levels, the lowest first.',
    input: z.strictObject({}),
    output: z.object({ ...MemberLevel.shape, levels: z.array(LevelTerms) }),
    refusals: [],
  }),
};
