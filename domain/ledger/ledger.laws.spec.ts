import * as fc from 'fast-check';
import { ACCOUNT_KIND_KEYS, ACCOUNT_KINDS, accountKey, pot, purse, type AccountRef, type PurseKind } from './accounts';
import { depositEarned, depositKept, depositPaid, depositPromisedBack } from './acts.deposits';
import { refundPaidOut } from './acts.payments';
import { gathered, leftOver, move, reversed, type Line, type Posting } from './posting';

const NOTHING = { fen: 0, session: 0, point: 0 };
const id = fc.uuid();
const fen = fc.integer({ min: 1, max: 100_000_000 });
const of = fc.record({ bookingId: id, storeId: id, customerId: id });
const account: fc.Arbitrary<AccountRef> = fc.record({
  kind: fc.constantFrom(...ACCOUNT_KIND_KEYS),
  holderId: fc.constantFrom('a', 'b'),
  storeId: fc.constant(null),
  customerId: fc.constant(null),
});
const line: fc.Arbitrary<Line> = fc.record({ account, amount: fc.integer({ min: -1000, max: 1000 }) });

/** What each account holds after some postings, counted by hand. */
function balances(postings: readonly Posting[]): Map<string, number> {
  const held = new Map<string, number>();
  for (const { lines } of postings)
    for (const { account: ref, amount } of lines) {
      const key = accountKey(ref);
      held.set(key, (held.get(key) ?? 0) + amount * (ACCOUNT_KINDS[ref.kind].side === 'debit' ? 1 : -1));
    }
  return held;
}

test('CD-07 every act about a deposit sums up to zero, whatever the amount', () => {
  fc.assert(
    fc.property(of, id, id, fen, (who, paymentId, refundId, amountFen) => {
      for (const posting of [
        depositPaid({ ...who, paymentId, amountFen, till: 'wechat' }),
        depositPromisedBack({ ...who, paymentId, refundId, amountFen }),
        refundPaidOut({ ...who, paymentId, refundId, amountFen, till: 'wechat' }),
        depositEarned({ ...who, amountFen }),
        depositKept({ ...who, amountFen }),
      ])
        expect(leftOver(posting.lines)).toEqual(NOTHING);
    }),
  );
});

test('OR-06 paid, promised back and paid out again: nothing is left anywhere', () => {
  fc.assert(
    fc.property(of, id, id, fen, (who, paymentId, refundId, amountFen) => {
      const held = balances([
        depositPaid({ ...who, paymentId, amountFen, till: 'wechat' }),
        depositPromisedBack({ ...who, paymentId, refundId, amountFen }),
        refundPaidOut({ ...who, paymentId, refundId, amountFen, till: 'wechat' }),
      ]);
      expect([...held.values()].every((amount) => amount === 0)).toBe(true);
    }),
  );
});

test('OR-06 of a deposit a part goes back and the rest is kept: purse empty, till and income agree', () => {
  fc.assert(
    fc.property(of, id, id, fen, fen, (who, paymentId, refundId, paid, back) => {
      fc.pre(back < paid);
      const held = balances([
        depositPaid({ ...who, paymentId, amountFen: paid, till: 'wechat' }),
        depositPromisedBack({ ...who, paymentId, refundId, amountFen: back }),
        depositKept({ ...who, amountFen: paid - back }),
        refundPaidOut({ ...who, paymentId, refundId, amountFen: back, till: 'wechat' }),
      ]);
      expect(held.get(`deposit:${who.bookingId}`)).toBe(0);
      expect(held.get(`refund_due:${who.storeId}`)).toBe(0);
      expect(held.get(`wechat:${who.storeId}`)).toBe(paid - back);
      expect(held.get(`forfeited:${who.storeId}`)).toBe(paid - back);
    }),
  );
});

test('CD-07 gathering keeps every sum, leaves no zero and orders by key; a reversal takes everything back', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      const together = gathered(lines);
      expect(leftOver(together)).toEqual(leftOver(lines));
      expect(together.every((one) => one.amount !== 0)).toBe(true);
      const keys = together.map((one) => accountKey(one.account));
      expect(keys).toEqual([...new Set(keys)].sort());
      expect(gathered([...lines, ...reversed(lines)])).toEqual([]);
    }),
  );
});

test('CD-06 moving between two purses of one unit takes from one what the other gets', () => {
  const purses = fc.constantFrom<PurseKind>('principal', 'bonus', 'unearned', 'deposit');
  fc.assert(
    fc.property(purses, purses, fen, (from, to, amount) => {
      const holder = (holderId: string) => ({ holderId, storeId: null, customerId: null });
      const lines = move(amount, purse(from, holder('x')), purse(to, holder('y')));
      expect(leftOver(lines)).toEqual(NOTHING);
      const held = balances([{ key: 'k', act: 'card.transferred', storeId: null, customerId: null, lines }]);
      expect([held.get(`${from}:x`), held.get(`${to}:y`)]).toEqual([-amount, amount]);
    }),
  );
});

test('FI-01 a pot of the shop as a whole and one of a store are two accounts', () => {
  expect(accountKey(pot('revenue', null))).toBe('revenue:shop');
  expect(accountKey(pot('revenue', 's1'))).toBe('revenue:s1');
});
