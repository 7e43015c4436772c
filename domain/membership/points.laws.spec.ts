import * as fc from 'fast-check';
import { addDays } from '../kernel/calendar-date';
import { ACCOUNT_KINDS, accountKey } from '../ledger/accounts';
import { pointsChanged, pointsMoved } from '../ledger/acts.points';
import { leftOver, type Line } from '../ledger/posting';
import { decidePointsCorrection, decideRedeem, isRunOut, lastDayOfPoints, mayTake, nextExpiry, pointsFor, settlePoints, takeFrom, type Lot } from './points';

const ONE_A_YUAN = { per100Yuan: 100, percent: 100 };
const lot = (id: string, left: number, over: Partial<Lot> = {}): Lot => ({ id, left, orderId: null, earnedOn: '2026-01-01', expiresOn: null, ...over });

test('RU-17 300 yuan at one point a yuan are 300 points; a part of a point is none', () => {
  expect(pointsFor(30_000, ONE_A_YUAN)).toBe(300);
  expect(pointsFor(30_099, ONE_A_YUAN)).toBe(300);
  expect(pointsFor(99, ONE_A_YUAN)).toBe(0);
  expect(pointsFor(30_000, { per100Yuan: 100, percent: 150 })).toBe(450);
  expect(pointsFor(-30_000, ONE_A_YUAN)).toBe(0);
});

test('RU-17 points are whole, never more than the rate, and paid in parts they end where paid at once they do', () => {
  const rate = fc.record({ per100Yuan: fc.nat(1_000), percent: fc.nat(300) });
  fc.assert(
    fc.property(fc.nat(100_000_000), rate, (fen, one) => {
      const exact = BigInt(fen) * BigInt(one.per100Yuan) * BigInt(one.percent);
      expect(BigInt(pointsFor(fen, one))).toBe(exact / 1_000_000n);
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.nat(50_000), { minLength: 1, maxLength: 9 }), rate, (parts, one) => {
      let paid = 0;
      let given = 0;
      for (const part of parts) {
        paid += part;
        given += pointsFor(paid, one) - given;
      }
      expect(given).toBe(pointsFor(paid, one));
    }),
  );
});

test('CD-08 what is taken comes out of the first earned, as an oracle does point by point', () => {
  const lots = fc
    .array(fc.record({ left: fc.nat(40), age: fc.nat(5), orderId: fc.constantFrom(null, 'a', 'b') }), { maxLength: 8 })
    .map((all) => all.map(({ left, age, orderId }, n) => lot(`lot${n}`, left, { earnedOn: addDays('2026-01-06', -age), orderId })));
  fc.assert(
    fc.property(lots, fc.nat(200), fc.constantFrom(null, 'a', 'c'), (all, points, orderId) => {
      const left = new Map(all.map((one) => [one.id, one.left]));
      const turn = (one: Lot): string => `${orderId !== null && one.orderId === orderId ? 0 : 1} ${one.earnedOn} ${one.id}`;
      const taken = new Map<string, number>();
      for (let n = 0; n < points; n++) {
        const next = [...all].filter((one) => (left.get(one.id) ?? 0) > 0).sort((a, b) => (turn(a) < turn(b) ? -1 : 1))[0];
        if (!next) break;
        left.set(next.id, (left.get(next.id) ?? 0) - 1);
        taken.set(next.id, (taken.get(next.id) ?? 0) + 1);
      }
      expect(new Map(takeFrom(all, points, orderId).map((one) => [one.lotId, one.points]))).toEqual(taken);
    }),
  );
});

test('RU-17 nobody ever has less than nothing: what is not there any more is owed, and paid by what comes next', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -500, max: 500 }), { maxLength: 30 }), (changes) => {
      let held = { points: 0, owedPoints: 0 };
      let sum = 0;
      for (const change of changes) {
        const by = settlePoints(held, change);
        held = { points: held.points + by.points, owedPoints: held.owedPoints + by.owedPoints };
        sum += change;
        expect(held.points >= 0 && held.owedPoints >= 0).toBe(true);
        expect(held.points > 0 && held.owedPoints > 0).toBe(false);
        expect(held.points - held.owedPoints).toBe(sum);
        const { lines } = pointsChanged({ customerId: 'she', storeId: 'A' }, { key: 'k', act: 'points.earned', change: by });
        expect(leftOver(lines)).toEqual({ fen: 0, session: 0, point: 0 });
      }
    }),
  );
});

test('CU-02 merged records: what one purse and one debt held is in the other', () => {
  const { lines } = pointsMoved('into', 'from', { points: 30, owedPoints: 4 });
  const of = (key: string): number =>
    lines
      .filter((line: Line) => accountKey(line.account) === key)
      .reduce((sum, line) => sum + line.amount * (ACCOUNT_KINDS[line.account.kind].side === 'debit' ? 1 : -1), 0);
  expect([of('points:from'), of('points:into'), of('points_owed:from'), of('points_owed:into')]).toEqual([-30, 30, -4, 4]);
  expect(leftOver(lines)).toEqual({ fen: 0, session: 0, point: 0 });
});

test('CD-08 the last day is a day on which they may still be used', () => {
  expect(lastDayOfPoints('2026-11-26', { validMonths: 24 })).toBe('2028-11-26');
  expect(lastDayOfPoints('2028-02-29', { validMonths: 12 })).toBe('2029-02-28');
  expect(lastDayOfPoints('2026-11-26', { validMonths: null })).toBeNull();
  const over = lot('a', 5, { expiresOn: '2027-01-01' });
  expect([isRunOut(over, '2027-01-01'), isRunOut(over, '2027-01-02'), isRunOut(lot('b', 5), '2199-01-01')]).toEqual([false, true, false]);
  expect(nextExpiry([over, lot('b', 2, { expiresOn: '2026-12-01' }), lot('c', 3, { expiresOn: '2026-12-01' }), lot('d', 9)])).toEqual({
    on: '2026-12-01',
    points: 5,
  });
  expect(nextExpiry([lot('d', 9), lot('e', 0, { expiresOn: '2026-12-01' })])).toBeNull();
});

test('CD-08 an item costs its points, is there, and is not taken more often than one person may', () => {
  const item = { id: 'i', version: 1, name: '相册', text: '', pricePoints: 500, stock: 1, perPerson: 2, active: true };
  const code = (decided: ReturnType<typeof decideRedeem>) => (decided.ok ? 'yes' : decided.refusal.code);
  expect(code(decideRedeem(item, 500, 1))).toBe('yes');
  expect(decideRedeem(item, 499, 0)).toMatchObject({ refusal: { code: 'membership.points_short', facts: { neededPoints: 500, heldPoints: 499 } } });
  expect(decideRedeem(item, 900, 2)).toMatchObject({ refusal: { code: 'membership.per_person', facts: { max: 2, had: 2 } } });
  expect(code(decideRedeem({ ...item, stock: 0 }, 900, 0))).toBe('membership.sold_out');
  expect(code(decideRedeem({ ...item, active: false }, 900, 0))).toBe('membership.not_in_mall');
  expect([mayTake(item, 1), mayTake(item, 5), mayTake({ perPerson: null }, 5)]).toEqual([1, 0, null]);
});

test('CD-08 a correction leaves nobody below zero', () => {
  expect(decidePointsCorrection(5, -5)).toEqual({ ok: true, value: -5 });
  expect(decidePointsCorrection(5, -6)).toMatchObject({ refusal: { code: 'membership.points_short', facts: { neededPoints: 6, heldPoints: 5 } } });
  expect(decidePointsCorrection(5, 0)).toMatchObject({ refusal: { code: 'membership.points_nothing' } });
});
