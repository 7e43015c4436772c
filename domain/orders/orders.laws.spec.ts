import * as fc from 'fast-check';
import type { Stage } from '../catalogue/contract';
import { ACCOUNT_KINDS, accountKey } from '../ledger/accounts';
import { orderBilled, orderChanged, orderDepositUsed, orderEarned, orderPaid, orderRefunded, type Income } from '../ledger/acts.orders';
import { leftOver, type Posting } from '../ledger/posting';
import { spread } from '../kernel/spread';
import { calculateRefund, decideDiscount, decideInstalments, decideShares, fillInstalments, fitInstalments, incomeOf, isAbove, type BilledLine } from './money';
import { ageReceivables, openItems } from './receivables';
import { decideAdvance, isEarned, stepsByItself, type StepFacts } from './stages';

const STAGES: readonly Stage[] = [
  { key: 'created', name: '创建订单', needs: 'nothing' },
  { key: 'deposit', name: '支付定金', needs: 'deposit' },
  { key: 'scheduled', name: '安排档期', needs: 'booking' },
  { key: 'shot', name: '拍摄完成', needs: 'service' },
  { key: 'settled', name: '支付尾款', needs: 'paid' },
  { key: 'closed', name: '订单完结', needs: 'nothing' },
];
const NOTHING: StepFacts = { depositPaid: false, booked: false, served: false, owedFen: 1 };
const of = { orderId: 'order', storeId: 'store', customerId: 'customer' };
const fen = fc.nat(10_000_000);
const line = fc.record({ name: fc.constant('套系'), kind: fc.constantFrom('product' as const, 'package' as const), totalFen: fc.nat(1_000_000) });
const lines = fc.array(line, { minLength: 1, maxLength: 6 }).map((all) => all.map((one, index): BilledLine => ({ ...one, id: String(index) })));

/** What each account holds after some postings, counted by hand in its own direction. */
function balances(postings: readonly Posting[]): Record<string, number> {
  const held: Record<string, number> = {};
  for (const posting of postings) {
    expect(leftOver(posting.lines)).toEqual({ fen: 0, session: 0, point: 0 });
    for (const { account, amount } of posting.lines)
      held[accountKey(account)] = (held[accountKey(account)] ?? 0) + amount * (ACCOUNT_KINDS[account.kind].side === 'debit' ? 1 : -1);
  }
  return held;
}

test('OR-01 every jump but the next step is refused, from every step, and named', () => {
  const facts = { depositPaid: true, booked: true, served: true, owedFen: 0 };
  for (const [at, from] of STAGES.entries())
    for (const [to, wanted] of STAGES.entries()) {
      const decided = decideAdvance(STAGES, from.key, wanted.key, facts);
      if (to === at + 1) expect(decided).toEqual({ ok: true, value: wanted });
      else
        expect(decided).toMatchObject({
          ok: false,
          refusal: { code: 'orders.step_not_next', facts: { from: from.name, to: wanted.name, next: STAGES[at + 1]?.name ?? null } },
        });
    }
});

test('OR-01 a step waits for what it needs, and the order walks by itself as far as facts go, never over what a person must say', () => {
  expect(decideAdvance(STAGES, 'created', 'deposit', NOTHING)).toMatchObject({
    ok: false,
    refusal: { code: 'orders.step_needs', facts: { stage: '支付定金', needs: 'deposit' } },
  });
  expect(decideAdvance(STAGES, 'shot', 'settled', NOTHING)).toMatchObject({ refusal: { facts: { needs: 'paid' } } });
  const walked = (from: string, facts: Partial<StepFacts>) => stepsByItself(STAGES, from, { ...NOTHING, ...facts }).map((stage) => stage.key);
  expect(walked('created', {})).toEqual([]);
  expect(walked('created', { depositPaid: true })).toEqual(['deposit']);
  expect(walked('created', { depositPaid: true, booked: true, owedFen: 0 })).toEqual(['deposit', 'scheduled']);
  expect(walked('created', { depositPaid: true, booked: true, served: true, owedFen: 0 })).toEqual(['deposit', 'scheduled', 'shot', 'settled']);
  expect(STAGES.map((stage) => isEarned(STAGES, stage.key))).toEqual([false, false, false, true, true, true]);
  expect(isEarned([STAGES[0]!, STAGES[4]!], 'created')).toBe(true);
});

test('OR-06 law: billed, changed, earned, paid, refunded: every act sums up to zero, and what is owed is the bill less what is paid', () => {
  fc.assert(
    fc.property(
      lines,
      lines,
      fc.boolean(),
      fc.nat(100),
      fc.nat(100),
      fc.array(fc.nat(5)),
      fc.boolean(),
      (first, second, earned, payPercent, keepPercent, chosen, deposit) => {
        const total = (all: readonly BilledLine[]) => all.reduce((sum, one) => sum + one.totalFen, 0);
        const [before, after]: [Income, Income] = [incomeOf(first, false), incomeOf(second, false)];
        const postings = [orderBilled(of, before), orderChanged({ ...of, version: 2 }, before, after)];
        if (earned) postings.push(orderEarned({ ...of, amountFen: after.unearnedFen }));
        const paidFen = Math.floor((total(second) * payPercent) / 100);
        if (deposit) postings.push(orderDepositUsed({ ...of, paymentId: 'p', amountFen: paidFen, booking: { bookingId: 'b', storeId: 'other' } }));
        else postings.push(orderPaid({ ...of, paymentId: 'p', amountFen: paidFen, till: 'cash' }));
        const lineIds = second.filter((_, index) => chosen.includes(index)).map((one) => one.id);
        fc.pre(lineIds.length > 0);
        const refund = calculateRefund({ lines: second, lineIds, billedFen: total(second), paidFen, keepPercent });
        const off = incomeOf(
          second.filter((one) => lineIds.includes(one.id)),
          earned,
        );
        postings.push(
          orderRefunded(
            { ...of, refundId: 'r', act: refund.cancels ? 'order.cancelled' : 'order.refunded' },
            { off, keptFen: refund.keptFen, back: { till: 'cash', moneyFen: refund.backFen, cards: [] } },
          ),
        );
        const held = balances(postings);
        expect(refund.backFen).toBeLessThanOrEqual(paidFen);
        expect(held['receivable:order']).toBe(refund.owedFen);
        expect(held['receivable:order']).toBeGreaterThanOrEqual(0);
        expect(held['order_unearned:order']).toBe(
          incomeOf(
            second.filter((one) => !lineIds.includes(one.id)),
            earned,
          ).unearnedFen,
        );
        const income = (held['order_unearned:order'] ?? 0) + (held['revenue:store'] ?? 0) + (held['forfeited:store'] ?? 0);
        expect(income).toBe(total(second) - off.unearnedFen - off.revenueFen + refund.keptFen);
        if (refund.cancels) expect(refund.owedFen).toBe(0);
        expect(refund.kept.reduce((sum, one) => sum + one.keptFen, 0)).toBe(refund.keptFen);
        for (const one of refund.kept) expect(one.keptFen).toBeLessThanOrEqual(second.find((each) => each.id === one.lineId)!.totalFen);
      },
    ),
  );
});

test('OR-06 law: a deposit that lies in another store’s books leaves both stores’ books closed', () => {
  fc.assert(
    fc.property(fen, fc.boolean(), (amountFen, apart) => {
      const { lines } = orderDepositUsed({ ...of, paymentId: 'p', amountFen, booking: { bookingId: 'b', storeId: apart ? 'other' : of.storeId } });
      const sums = new Map<string | null, number>();
      for (const { account, amount } of lines) sums.set(account.storeId, (sums.get(account.storeId) ?? 0) + amount);
      expect([...sums.values()].every((sum) => sum === 0)).toBe(true);
    }),
  );
});

test('OR-06 the calculator shows how it comes to its amount', () => {
  const facts = {
    lines: [
      { id: 'a', name: '相册', kind: 'package' as const, totalFen: 100_000 },
      { id: 'b', name: '套系', kind: 'package' as const, totalFen: 400_000 },
    ],
    lineIds: ['a'],
  };
  const refund = calculateRefund({ ...facts, billedFen: 500_000, paidFen: 450_000, keepPercent: 20 });
  expect(refund.steps.map((step) => [step.kind, step.amountFen])).toEqual([
    ['billed_before', 500_000],
    ['line', -100_000],
    ['kept', 20_000],
    ['billed_after', 420_000],
    ['paid', 450_000],
    ['back', 30_000],
    ['owed', 0],
  ]);
  expect(calculateRefund({ ...facts, lineIds: ['a', 'b'], billedFen: 500_000, paidFen: 100_000, keepPercent: 50 })).toMatchObject({
    cancels: true,
    keptFen: 100_000,
    backFen: 0,
    owedFen: 0,
  });
});

test('PK-04 law: a discount is shared out over the lines to the fen, and is never more than the price', () => {
  fc.assert(
    fc.property(fc.array(fen, { minLength: 1, maxLength: 8 }), fc.nat(100), (prices, percent) => {
      const decided = decideDiscount(prices, { kind: 'percent', percent });
      if (!decided.ok) throw new Error('a percentage was refused');
      const { listFen, discountFen, totalFen, byLine } = decided.value;
      expect([byLine.reduce((sum, part) => sum + part, 0), listFen - totalFen]).toEqual([discountFen, discountFen]);
      for (const [index, part] of byLine.entries()) expect(part).toBeLessThanOrEqual(prices[index]!);
    }),
  );
  expect(decideDiscount([100], { kind: 'amount', amountFen: 101 })).toMatchObject({ ok: false, refusal: { code: 'orders.discount_above_price' } });
  expect([isAbove({ listFen: 100_000, discountFen: 5_000 }, 5), isAbove({ listFen: 100_000, discountFen: 5_001 }, 5)]).toEqual([false, true]);
});

test('FI-04 law: due items always add up to the bill, and money fills them in their order', () => {
  const items = fc.array(fc.record({ amountFen: fen }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(items, fen, fen, (instalments, billedFen, paidFen) => {
      const fitted = fitInstalments(instalments, billedFen);
      expect(fitted.reduce((sum, one) => sum + one.amountFen, 0)).toBe(billedFen);
      const filled = fillInstalments(fitted, Math.min(paidFen, billedFen));
      expect(filled.reduce((sum, one) => sum + one.paidFen, 0)).toBe(Math.min(paidFen, billedFen));
      const open = filled.findIndex((one) => one.paidFen < one.amountFen);
      if (open >= 0) expect(filled.slice(open + 1).every((one) => one.paidFen === 0)).toBe(true);
    }),
  );
  const due = (amountFen: number, dueOn: string) => ({ name: dueOn, amountFen, dueOn });
  expect(decideInstalments([due(1, '2026-11-01'), due(2, '2026-11-01')], 3).ok).toBe(true);
  expect(decideInstalments([due(1, '2026-11-01')], 3)).toMatchObject({ refusal: { code: 'orders.instalments_differ', facts: { totalFen: 3, sumFen: 1 } } });
  expect(decideInstalments([due(1, '2026-11-02'), due(2, '2026-11-01')], 3)).toMatchObject({ refusal: { code: 'orders.instalments_backwards' } });
});

test('OR-06 law: a split of performance adds up to the fen', () => {
  fc.assert(
    fc.property(fen, fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 9 }), (amount, weights) =>
      expect(spread(amount, weights).reduce((a, b) => a + b, 0)).toBe(amount),
    ),
  );
  expect(
    decideShares([
      { staffId: 'a', percent: 60 },
      { staffId: 'b', percent: 40 },
    ]).ok,
  ).toBe(true);
  expect(
    decideShares([
      { staffId: 'a', percent: 60 },
      { staffId: 'b', percent: 30 },
    ]),
  ).toMatchObject({ refusal: { facts: { percent: 90, problem: 'sum' } } });
  expect(
    decideShares([
      { staffId: 'a', percent: 60 },
      { staffId: 'a', percent: 40 },
    ]),
  ).toMatchObject({ refusal: { facts: { problem: 'twice' } } });
});

test('FI-02 law: the buckets add up to all that is owed; the edges 30, 60 and 90 belong to the younger one', () => {
  const order = fc
    .record({
      instalments: fc.array(
        fc.record({ name: fc.constant('尾款'), amountFen: fen, dueOn: fc.constantFrom('2026-06-01', '2026-08-28', '2026-10-01', '2026-12-24') }),
        { minLength: 1, maxLength: 4 },
      ),
      paid: fen,
    })
    .map(({ instalments, paid }) => {
      const billedFen = instalments.reduce((sum, one) => sum + one.amountFen, 0);
      return { billedFen, paidFen: Math.min(paid, billedFen), instalments: [...instalments].sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1)) };
    });
  fc.assert(
    fc.property(fc.array(order, { maxLength: 8 }), (orders) => {
      const aged = ageReceivables(orders, '2026-11-26');
      expect(Object.values(aged.buckets).reduce((sum, part) => sum + part, 0)).toBe(aged.totalFen);
      expect(aged.totalFen).toBe(orders.reduce((sum, one) => sum + one.billedFen - one.paidFen, 0));
    }),
  );
  const on = (dueOn: string) => ({ billedFen: 1, paidFen: 0, instalments: [{ name: '', amountFen: 1, dueOn }] });
  const bucket = (dueOn: string) => Object.entries(ageReceivables([on(dueOn)], '2026-11-26').buckets).find(([, fenOf]) => fenOf > 0)?.[0];
  expect(['2026-12-31', '2026-10-27', '2026-10-26', '2026-09-27', '2026-09-26', '2026-08-28', '2026-08-27'].map(bucket)).toEqual([
    '0-30',
    '0-30',
    '31-60',
    '31-60',
    '61-90',
    '61-90',
    '90+',
  ]);
  expect(ageReceivables([on('2026-12-31')], '2026-11-26').notDueFen).toBe(1);
  expect(openItems(on('2026-12-01'), '2026-11-26')).toEqual([{ name: '', dueOn: '2026-12-01', openFen: 1, days: -5 }]);
});
