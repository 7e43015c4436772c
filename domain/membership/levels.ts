import { addDays, addMonths, type CalendarDate } from '../kernel/calendar-date';
import { allow, refuse, type Decision, type RefusalOf } from '../kernel/decision';
import type { Fen } from '../kernel/money';
import type { LevelTerms, MembershipRefusals } from './contract';

/** Money on a day of the shop's calendar; negative: given back. */
export interface DatedSpend {
  readonly on: CalendarDate;
  readonly amountFen: Fen;
}

/** What somebody spent within each of the windows that the levels ask for, by their months; never below zero. */
export type Spends = ReadonlyMap<number, Fen>;

export interface Window {
  /** Its first and its last day, both within. */
  readonly from: CalendarDate;
  readonly until: CalendarDate;
}

/**
 * The last `months` months up to today. It begins on the day after the same day so many months ago (where that month is shorter: after
 * its last day), so what was spent on 29 February counts through 28 February of the next year and not on 1 March.
 */
export function windowOf(today: CalendarDate, months: number): Window {
  return { from: addDays(addMonths(today, -months), 1), until: today };
}

/** What was spent within a window, less what was given back within it; a refund of what was bought earlier makes it nothing, not less. */
export function spendWithin(spends: readonly DatedSpend[], { from, until }: Window): Fen {
  return Math.max(
    0,
    spends.reduce((sum, { on, amountFen }) => (on >= from && on <= until ? sum + amountFen : sum), 0),
  );
}

/** The windows that a set of levels asks for. */
export const monthsOf = (levels: readonly Pick<LevelTerms, 'months'>[]): number[] => [...new Set(levels.map((level) => level.months))].sort((a, b) => a - b);

/** Every window's sum. */
export function spendsOf(spends: readonly DatedSpend[], levels: readonly LevelTerms[], today: CalendarDate): Spends {
  return new Map(monthsOf(levels).map((months) => [months, spendWithin(spends, windowOf(today, months))]));
}

/** The lowest first. */
export const byRank = <Level extends Pick<LevelTerms, 'rank'>>(levels: readonly Level[]): Level[] => [...levels].sort((a, b) => a.rank - b.rank);

const spentFor = (level: LevelTerms, spends: Spends): Fen => spends.get(level.months) ?? 0;

/** The highest level whose rule is met; null: none is. */
export function levelFor(spends: Spends, levels: readonly LevelTerms[]): LevelTerms | null {
  const reached = byRank(levels).filter((level) => spentFor(level, spends) >= level.thresholdFen);
  return reached[reached.length - 1] ?? null;
}

/** A change of level, with what decided it: on the way up the rule that is met now, on the way down the one that is met no more. */
export interface Move {
  readonly from: string;
  readonly to: string;
  readonly raised: boolean;
  readonly spendFen: Fen;
  readonly months: number;
}

/** Where somebody at the level `held` (a key; '' or a level that is no more: none) belongs now; null: where she is. */
export function decideMove(held: string, spends: Spends, levels: readonly LevelTerms[]): Move | null {
  const to = levelFor(spends, levels);
  if ((to?.key ?? '') === held) return null;
  const from = levels.find((level) => level.key === held) ?? null;
  const raised = (to?.rank ?? 0) > (from?.rank ?? 0);
  const decisive = raised ? to : (from ?? to);
  return { from: held, to: to?.key ?? '', raised, spendFen: decisive ? spentFor(decisive, spends) : 0, months: decisive?.months ?? 0 };
}

/** The next level up from `held` that is not reached, and what is missing to it. */
export function nextLevel(
  held: string,
  spends: Spends,
  levels: readonly LevelTerms[],
): (LevelTerms & { readonly spendFen: Fen; readonly missingFen: Fen }) | null {
  const rank = levels.find((level) => level.key === held)?.rank ?? 0;
  const next = byRank(levels).find((level) => level.rank > rank && spentFor(level, spends) < level.thresholdFen);
  if (!next) return null;
  const spendFen = spentFor(next, spends);
  return { ...next, spendFen, missingFen: next.thresholdFen - spendFen };
}

/** Whether these can be the levels: each key, name and rank once. */
export function decideLevels(levels: readonly LevelTerms[]): Decision<LevelTerms[], RefusalOf<MembershipRefusals>> {
  for (const field of ['key', 'name', 'rank'] as const) {
    const at = levels.findIndex((level, index) => levels.findIndex((other) => other[field] === level[field]) !== index);
    if (at >= 0) return refuse('membership.levels_invalid', { field: `levels.${at}.${field}`, problem: 'twice' as const });
  }
  return allow(byRank(levels));
}

/** What a level takes off each line, rounded down to the fen; lines that lose nothing are left out. */
export function levelDiscount(
  level: Pick<LevelTerms, 'discountPercent'>,
  lines: readonly { readonly id: string; readonly totalFen: Fen }[],
): { readonly lineId: string; readonly amountFen: Fen }[] {
  return lines
    .map(({ id, totalFen }) => ({ lineId: id, amountFen: Math.floor((totalFen * level.discountPercent) / 100) }))
    .filter((part) => part.amountFen > 0);
}
