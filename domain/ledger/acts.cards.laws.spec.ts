import { accountKey } from './accounts';
import { cardCharged, cardCorrected, cardExpired, cardRefunded, cardSold, cardUsed, cardUseUndone, type CardTaking } from './acts.cards';
import { ACCOUNT_KINDS, type AccountKindKey } from './accounts';
import { gathered, leftOver, type Line, type Posting } from './posting';

const of = { cardId: 'card', storeId: 'A', customerId: 'she' };
/** A small generator with a seed, so that a failure can be seen again. */
function* numbers(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    yield state / 0x7fffffff;
  }
}
const held = (lines: readonly Line[], kind: AccountKindKey, storeId?: string): number =>
  lines
    .filter((line) => line.account.kind === kind && (storeId === undefined || line.account.storeId === storeId))
    .reduce((sum, line) => sum + line.amount, 0) *
    (ACCOUNT_KINDS[kind].side === 'debit' ? 1 : -1) +
  0;
/** In each store's own books everything balances. */
const storesLeftOver = (lines: readonly Line[]): number[] =>
  ['A', 'B'].map((store) =>
    lines.filter((line) => line.account.storeId === store && ACCOUNT_KINDS[line.account.kind].unit === 'fen').reduce((sum, line) => sum + line.amount, 0),
  );

const use = (taking: CardTaking, at: string, n = 1) => ({ useId: `use-${n}`, bookingId: 'b', atStoreId: at, taking });
const back = (amountFen: number, storeId: string) => [{ from: 'cash' as const, storeId, amountFen }];
const cash = (amountFen: number) => [{ till: 'cash' as const, amountFen }];

describe('CD-07 what cards write into the books', () => {
  test('every act sums up to zero in every unit, and in the books of every store', () => {
    const random = numbers(7);
    const next = (max: number): number => Math.floor((random.next().value ?? 0) * max);
    for (let round = 0; round < 300; round++) {
      const at = next(2) ? 'A' : 'B';
      const [price, bonus, sessions] = [1 + next(500_000), next(50_000), next(20)];
      const taking = { sessions: next(2), principalFen: next(9_000), bonusFen: next(900), valueFen: next(9_999) };
      const purses = { principalFen: next(9_000), bonusFen: next(900), unearnedFen: next(9_000), sessions };
      const acts: Posting[] = [
        cardSold(of, { payments: [...cash(price), { till: 'pos', amountFen: 3 }], atStoreId: at, sessions, bonusFen: bonus }),
        cardCharged(of, { chargeId: 'c', payments: cash(price), atStoreId: at, bonusFen: bonus }),
        cardUsed(of, use(taking, at)),
        cardUseUndone(of, { ...use(taking, at), usedId: 't', reason: 'x' }),
        cardRefunded(of, { parts: back(next(purses.principalFen + purses.unearnedFen + 1), at), atStoreId: at, reason: 'x' }, purses),
        cardExpired(of, purses, '2027-01-01'),
        cardCorrected(of, { correctionId: 'k', principalFen: next(10) - 5, bonusFen: next(10) - 5, sessions: next(10) - 5, reason: 'x' }),
      ];
      for (const act of acts) {
        expect([act.act, leftOver(act.lines)]).toEqual([act.act, { fen: 0, session: 0, point: 0 }]);
        expect([act.act, storesLeftOver(act.lines)]).toEqual([act.act, [0, 0]]);
      }
    }
  });

  test('charged and given back, used and undone: nothing is left of either', () => {
    const charged = cardCharged(of, { chargeId: 'c', payments: cash(100_000), atStoreId: 'B', bonusFen: 20_000 });
    const refunded = cardRefunded(
      of,
      { parts: back(100_000, 'B'), atStoreId: 'B', reason: '' },
      { principalFen: 100_000, bonusFen: 20_000, unearnedFen: 0, sessions: 0 },
    );
    expect(gathered([...charged.lines, ...refunded.lines])).toEqual([]);
    const one = use({ sessions: 1, principalFen: 0, bonusFen: 0, valueFen: 333 }, 'B');
    expect(gathered([...cardUsed(of, one).lines, ...cardUseUndone(of, { ...one, usedId: 't', reason: '' }).lines])).toEqual([]);
  });

  test('ST-03 sold in A and used in B: A owes B what the service is worth, and together they owe nothing', () => {
    const { lines } = cardUsed(of, use({ sessions: 0, principalFen: 8_000, bonusFen: 2_000, valueFen: 10_000 }, 'B'));
    expect([held(lines, 'interstore', 'A'), held(lines, 'interstore', 'B'), held(lines, 'interstore')]).toEqual([-10_000, 10_000, 0]);
    expect(held(lines, 'revenue', 'B')).toBe(10_000);
    expect(
      cardUsed(of, use({ sessions: 0, principalFen: 8_000, bonusFen: 0, valueFen: 8_000 }, 'A')).lines.some((line) =>
        accountKey(line.account).startsWith('interstore'),
      ),
    ).toBe(false);
  });

  test('CD-06 the end of its time leaves principal alone', () => {
    const { lines } = cardExpired(of, { principalFen: 5_000, bonusFen: 900, unearnedFen: 700, sessions: 2 }, '2027-01-01');
    expect([held(lines, 'principal'), held(lines, 'bonus'), held(lines, 'unearned'), held(lines, 'sessions'), held(lines, 'forfeited')]).toEqual([
      0, -900, -700, -2, 700,
    ]);
  });
});
