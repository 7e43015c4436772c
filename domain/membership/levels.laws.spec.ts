import * as fc from 'fast-check';
import { addDays, addMonths, daysBetween } from '../kernel/calendar-date';
import type { LevelTerms } from './contract';
import { decideLevels, decideMove, levelFor, nextLevel, spendsOf, spendWithin, windowOf, type DatedSpend } from './levels';

const level = (over: Partial<LevelTerms>): LevelTerms => ({
  key: 'silver',
  name: '银卡',
  rank: 1,
  thresholdFen: 500_000,
  months: 12,
  discountPercent: 0,
  pointsPercent: 100,
  birthdayGift: '',
  ...over,
});
const NORMAL = level({ key: 'normal', name: '普通', rank: 1, thresholdFen: 0 });
const SILVER = level({ key: 'silver', name: '银卡', rank: 2 });
const GOLD = level({ key: 'gold', name: '金卡', rank: 3, thresholdFen: 2_000_000 });
const LEVELS = [GOLD, NORMAL, SILVER];
const paid = (on: string, amountFen: number): DatedSpend => ({ on, amountFen });
const at = (spends: readonly DatedSpend[], today: string) => spendsOf(spends, LEVELS, today);

/** Any day from before one leap year to after the next one. */
const day = fc.integer({ min: 0, max: 2_300 }).map((n) => addDays('2023-11-01', n));
const spend = fc.record({ on: day, amountFen: fc.integer({ min: -900_000, max: 900_000 }) });
const months = fc.integer({ min: 1, max: 36 });

test('CD-02 5,000 spent in 12 months make silver; after the window she falls back', () => {
  const spends = [paid('2026-03-10', 300_000), paid('2026-05-20', 200_000)];
  expect(levelFor(at(spends, '2026-05-19'), LEVELS)?.key).toBe('normal');
  expect(levelFor(at(spends, '2026-05-20'), LEVELS)?.key).toBe('silver');
  expect(levelFor(at(spends, '2027-03-09'), LEVELS)?.key).toBe('silver');
  expect(decideMove('silver', at(spends, '2027-03-10'), LEVELS)).toEqual({ from: 'silver', to: 'normal', raised: false, spendFen: 200_000, months: 12 });
});

test('CD-02 a refund takes a level back; the reason is what was spent within the window', () => {
  const spends = [paid('2026-03-10', 600_000), paid('2026-04-01', -200_000)];
  expect(decideMove('silver', at(spends, '2026-04-01'), LEVELS)).toMatchObject({ to: 'normal', spendFen: 400_000 });
  expect(decideMove('', at(spends, '2026-03-31'), LEVELS)).toMatchObject({ to: 'silver', raised: true, spendFen: 600_000 });
  expect(decideMove('silver', at(spends, '2026-03-31'), LEVELS)).toBeNull();
});

test('CD-02 29 February counts through 28 February of the next year', () => {
  expect(windowOf('2029-02-28', 12)).toEqual({ from: '2028-02-29', until: '2029-02-28' });
  expect(windowOf('2029-03-01', 12)).toEqual({ from: '2028-03-02', until: '2029-03-01' });
  expect(windowOf('2028-02-29', 12)).toEqual({ from: '2027-03-01', until: '2028-02-29' });
  expect(windowOf('2028-02-29', 48)).toEqual({ from: '2024-03-01', until: '2028-02-29' });
});

test('CD-02 a window never goes backwards, and no day that has left it comes again', () => {
  fc.assert(
    fc.property(day, months, (today, count) => {
      const { from } = windowOf(today, count);
      const next = windowOf(addDays(today, 1), count).from;
      expect(next >= from).toBe(true);
      expect(daysBetween(from, today)).toBeGreaterThanOrEqual(27);
      // The day before its first one is the same day of the month, or that month's last.
      expect(addDays(from, -1)).toBe(addMonths(today, -count));
    }),
  );
});

test('CD-02 the level is what an oracle finds that looks at every day and every level', () => {
  const some = fc.uniqueArray(fc.record({ rank: fc.integer({ min: 1, max: 9 }), thresholdFen: fc.nat(2_000_000), months: fc.constantFrom(1, 6, 12) }), {
    selector: (one) => one.rank,
    maxLength: 5,
  });
  fc.assert(
    fc.property(some, fc.array(spend, { maxLength: 25 }), day, (drawn, spends, today) => {
      const levels = drawn.map((one) => level({ ...one, key: `k${one.rank}`, name: `L${one.rank}` }));
      let best: LevelTerms | null = null;
      for (const one of levels) {
        let sum = 0;
        const end = addMonths(today, -one.months);
        for (let on = today; on > end; on = addDays(on, -1)) sum += spends.reduce((total, each) => total + (each.on === on ? each.amountFen : 0), 0);
        if (Math.max(0, sum) >= one.thresholdFen && (best === null || one.rank > best.rank)) best = one;
      }
      const sums = spendsOf(spends, levels, today);
      expect(levelFor(sums, levels)).toEqual(best);
      // Whoever is moved stays; and what is missing is just enough.
      const key: string = best?.key ?? '';
      expect(decideMove(key, sums, levels)).toBeNull();
      const next = nextLevel(key, sums, levels);
      if (next) {
        expect(next.missingFen).toBeGreaterThan(0);
        const more = spendsOf([...spends, { on: today, amountFen: next.missingFen - Math.min(0, rawSum(spends, today, next.months)) }], levels, today);
        expect((levelFor(more, levels)?.rank ?? 0) >= next.rank).toBe(true);
      }
    }),
    { numRuns: 150 },
  );
});
const rawSum = (spends: readonly DatedSpend[], today: string, count: number): number => {
  const { from } = windowOf(today, count);
  return spends.reduce((sum, one) => (one.on >= from && one.on <= today ? sum + one.amountFen : sum), 0);
};

test('CD-02 what is spent is never below zero', () => {
  fc.assert(
    fc.property(fc.array(spend), day, months, (spends, today, count) => {
      expect(spendWithin(spends, windowOf(today, count))).toBe(Math.max(0, rawSum(spends, today, count)));
    }),
  );
});

test('CD-01 a key, a name or a rank twice is refused and named', () => {
  expect(decideLevels(LEVELS)).toEqual({ ok: true, value: [NORMAL, SILVER, GOLD] });
  for (const field of ['key', 'name', 'rank'] as const)
    expect(decideLevels([SILVER, level({ ...GOLD, [field]: SILVER[field] })])).toMatchObject({
      ok: false,
      refusal: { code: 'membership.levels_invalid', facts: { field: `levels.1.${field}`, problem: 'twice' } },
    });
});

test('CD-01 a level that is no more counts as none: to any other it is a way up', () => {
  expect(decideMove('bronze', at([], '2026-05-01'), LEVELS)).toMatchObject({ from: 'bronze', to: 'normal', raised: true });
  expect(decideMove('gold', new Map(), [])).toEqual({ from: 'gold', to: '', raised: false, spendFen: 0, months: 0 });
});
