import * as fc from 'fast-check';
import { backSteps, paidBy, splitBack } from './giving-back';

const fen = fc.nat(1_000_000);
const paid = fc.record({
  moneyFen: fen,
  cards: fc
    .array(fc.record({ principalFen: fen, bonusFen: fen }), { maxLength: 4 })
    .map((cards) => cards.map((card, index) => ({ ...card, cardId: `card-${index}` })).filter((card) => card.principalFen + card.bonusFen > 0)),
});
const total = (one: { moneyFen: number; cards: readonly { principalFen: number; bonusFen: number }[] }): number =>
  one.cards.reduce((sum, card) => sum + card.principalFen + card.bonusFen, one.moneyFen);

test('CD-06 law: what goes back adds up to the fen, and nothing gets more than it gave', () => {
  fc.assert(
    fc.property(paid, fc.nat(100), (by, percent) => {
      const backFen = Math.floor((total(by) * percent) / 100);
      const back = splitBack(by, backFen, new Set());
      expect(total(back)).toBe(backFen);
      expect(back.moneyFen).toBeLessThanOrEqual(by.moneyFen);
      for (const card of back.cards) {
        const gave = by.cards.find((one) => one.cardId === card.cardId);
        expect(card.principalFen).toBeLessThanOrEqual(gave?.principalFen ?? 0);
        expect(card.bonusFen).toBeLessThanOrEqual(gave?.bonusFen ?? 0);
      }
    }),
  );
});

test('CD-06 law: however it goes back in parts, once all is back every card and the till have what they gave', () => {
  fc.assert(
    fc.property(paid, fc.array(fc.nat(100), { maxLength: 6 }), (by, percents) => {
      let left = by;
      const got = new Map<string, { principalFen: number; bonusFen: number }>();
      let moneyFen = 0;
      for (const percent of [...percents, 100]) {
        const back = splitBack(left, Math.floor((total(left) * percent) / 100), new Set());
        moneyFen += back.moneyFen;
        for (const { cardId, principalFen, bonusFen } of back.cards) {
          const had = got.get(cardId) ?? { principalFen: 0, bonusFen: 0 };
          got.set(cardId, { principalFen: had.principalFen + principalFen, bonusFen: had.bonusFen + bonusFen });
        }
        left = {
          moneyFen: left.moneyFen - back.moneyFen,
          cards: left.cards.map((card) => {
            const part = back.cards.find((one) => one.cardId === card.cardId);
            return { ...card, principalFen: card.principalFen - (part?.principalFen ?? 0), bonusFen: card.bonusFen - (part?.bonusFen ?? 0) };
          }),
        };
      }
      expect(moneyFen).toBe(by.moneyFen);
      expect(Object.fromEntries(got)).toEqual(Object.fromEntries(by.cards.map(({ cardId, ...card }) => [cardId, card])));
    }),
  );
});

test('CD-06 law: no bonus becomes money, also of a card that was given back meanwhile; its principal does', () => {
  fc.assert(
    fc.property(paid, fc.nat(100), (by, percent) => {
      const back = splitBack(by, Math.floor((total(by) * percent) / 100), new Set(by.cards.map((card) => card.cardId)));
      const principalFen = by.cards.reduce((sum, card) => sum + card.principalFen, 0);
      expect(back.moneyFen).toBeLessThanOrEqual(by.moneyFen + principalFen);
      expect(back.cards.every((card) => card.ended)).toBe(true);
      const steps = backSteps(back, (cardId) => cardId);
      const told = steps.reduce((sum, step) => sum + step.amountFen, 0);
      expect(told).toBe(steps.length === 0 ? 0 : back.moneyFen + back.cards.reduce((sum, card) => sum + card.bonusFen, 0));
    }),
  );
});

test('CD-06 payments and refunds add up by where the money came from', () => {
  const row = { cardId: null, principalFen: 0, bonusFen: 0 };
  const card = (kind: 'card' | 'refund' | 'void', principalFen: number, bonusFen: number) => ({
    kind,
    cardId: 'c',
    amountFen: principalFen + bonusFen,
    principalFen,
    bonusFen,
  });
  const told = [
    { ...row, kind: 'payment' as const, amountFen: 500 },
    { ...row, kind: 'deposit' as const, amountFen: 200 },
    card('card', 300, 100),
    { ...row, kind: 'refund' as const, amountFen: 150 },
    card('refund', 60, 0),
    card('void', 0, 20),
  ];
  expect(paidBy(told)).toEqual({ moneyFen: 550, cards: [{ cardId: 'c', principalFen: 240, bonusFen: 80 }] });
  expect(paidBy([card('card', 5, 0), card('refund', 5, 0)])).toEqual({ moneyFen: 0, cards: [] });
});
