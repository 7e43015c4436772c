import type { ApiInput, ApiRefusal, EndpointName } from '@zhike/domain/api';
import { financeJobs } from '../src/modules/finance/jobs';
import { openOrderShop, type OrderShop } from './orders.shop';
import type { PayShop } from './payments.shop';

jest.setTimeout(60_000);

/* Bills that WeChat Pay made of what happened at its side, and drawers that are counted. */
let orders: OrderShop;
let pay: PayShop;
type Who = Awaited<ReturnType<PayShop['hold']>>['who'];
let lin: Who;
let customerId: string;
/** The day on which everything here is paid, in China. */
let day: string;

beforeAll(async () => {
  orders = await openOrderShop();
  pay = orders.pay;
  const first = await pay.hold();
  lin = first.who;
  customerId = first.booking.customerId ?? '';
});
afterAll(() => pay.shop.close());

const refusal = async <Name extends EndpointName>(name: Name, input: ApiInput<Name>): Promise<ApiRefusal | null> =>
  (await pay.shop.send(name, input, await pay.boss())).refusal;
const payment = (id: string) => pay.shop.server.ports.db.prisma.payment.findUniqueOrThrow({ where: { id } });
const chinaDay = (): string => new Date(pay.agenda.clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
/** Paid on her phone; `known`: our server hears of it. */
const paid = async (amountFen: number, known = true): Promise<string> => {
  const order = await orders.order({ customerId });
  if (!known) pay.shop.world.state.faults.notification = 'never';
  const opened = await pay.shop.do('orders.payOrder', { orderId: order.id, amountFen }, lin);
  expect(await pay.shop.pay(opened.requestPayment, lin.person)).toBe(true);
  if (known) await pay.shop.eventually(async () => (await payment(opened.paymentId)).state === 'paid');
  pay.shop.world.state.faults.notification = 'once';
  return opened.paymentId;
};
/** Ten o'clock of the next day in China, and a little. */
const nextMorning = async (): Promise<void> => {
  const ready = Date.parse(`${day}T10:05:00+08:00`) + 86_400_000;
  await pay.pass({ seconds: Math.ceil((ready - pay.agenda.clock.now().getTime()) / 1000) });
};
const differences = async () => (await pay.shop.do('finance.differences', { date: day, open: true }, await pay.boss())).items;

describe('OR-06 the daily bill', () => {
  beforeEach(async () => {
    await pay.pass({ hours: 24 });
    day = chinaDay();
  });

  test('OR-06 bill and books agree: payments of orders, cards and deposits, and what went back', async () => {
    await paid(50_000);
    await pay.paid();
    await nextMorning();
    const { bill } = await pay.shop.do('finance.fetchBill', { mchid: pay.shop.keys.mchid, date: day }, await pay.boss());
    expect(bill).toMatchObject({ state: 'fetched', payments: 2, paidFen: 100_000, open: 0 });
    const { bills, missing } = await pay.shop.do('finance.bills', { from: day, until: day }, await pay.boss());
    expect([bills.map((one) => one.date), missing]).toEqual([[day], []]);
  });

  test('OR-06 a day’s bill is there from ten the next morning, and not before', async () => {
    expect(await refusal('finance.fetchBill', { mchid: pay.shop.keys.mchid, date: day })).toMatchObject({
      code: 'finance.bill_not_there',
      facts: { keptDays: 92 },
    });
    await nextMorning();
    expect((await pay.shop.do('finance.fetchBill', { mchid: pay.shop.keys.mchid, date: day }, await pay.boss())).bill).toMatchObject({
      state: 'none',
      open: 0,
    });
  });

  test('OR-06 money that we never heard of is missing here; asking WeChat Pay settles order and difference', async () => {
    const paymentId = await paid(70_000, false);
    // The worker stood still all night: nobody asked, and the payment counts as closed.
    await pay.shop.server.ports.db.prisma.payment.update({ where: { id: paymentId }, data: { state: 'closed' } });
    await nextMorning();
    const { bill } = await pay.shop.do('finance.fetchBill', { mchid: pay.shop.keys.mchid, date: day }, await pay.boss());
    expect(bill).toMatchObject({ open: 1 });
    const [one] = await differences();
    expect(one).toMatchObject({ kind: 'missing_here', what: 'payment', oursFen: null, theirsFen: 70_000, customerId });
    const settle = { differenceId: one?.id ?? '', how: 'ask' as const, note: '' };
    const { difference } = await pay.shop.do('finance.settleDifference', settle, await pay.boss());
    expect(difference.settled).toMatchObject({ how: 'asked' });
    expect(await payment(paymentId)).toMatchObject({ state: 'paid', paidFen: 70_000 });
    expect(await refusal('finance.settleDifference', settle)).toMatchObject({ code: 'finance.already_settled' });
    await orders.soundly();
  });

  test('OR-06 what our books have and the bill has not, and another amount, are told; a person writes why', async () => {
    const lost = await paid(60_000);
    const other = await paid(80_000);
    const numberOf = async (id: string) => (await payment(id)).outTradeNo;
    const [lostNo, otherNo] = [await numberOf(lost), await numberOf(other)];
    const { orders: theirs } = pay.shop.world.state;
    theirs.splice(theirs.indexOf(pay.orderOf(lostNo)), 1);
    Object.assign(pay.orderOf(otherNo), { totalFen: 79_999 });
    await nextMorning();
    expect((await pay.shop.do('finance.fetchBill', { mchid: pay.shop.keys.mchid, date: day }, await pay.boss())).bill).toMatchObject({
      open: 2,
      paidFen: 79_999,
    });
    const found = await differences();
    expect(found.map(({ kind, number, oursFen, theirsFen }) => [kind, number, oursFen, theirsFen]).sort()).toEqual(
      [
        ['amount_differs', otherNo, 80_000, 79_999],
        ['missing_there', lostNo, 60_000, null],
      ].sort(),
    );
    for (const one of found) {
      expect(await refusal('finance.settleDifference', { differenceId: one.id, how: 'ask', note: '' })).toMatchObject({ code: 'finance.still_differs' });
      await pay.shop.do('finance.settleDifference', { differenceId: one.id, how: 'explain', note: '已与微信支付客服核实' }, await pay.boss());
    }
    // Fetched again, what was settled stays so.
    expect((await pay.shop.do('finance.fetchBill', { mchid: pay.shop.keys.mchid, date: day }, await pay.boss())).bill).toMatchObject({ open: 0 });
  });

  test('OR-06 a day of more than an integer holds is summed to the fen: 30 million yuan, as WeChat Pay says', async () => {
    const known = pay.orderOf((await payment(await paid(10_000))).outTradeNo);
    const { orders: theirs } = pay.shop.world.state;
    const large = Array.from({ length: 30 }, (_, n) => ({
      ...known,
      outTradeNo: `LARGE${n}`,
      transactionId: `42000000000000000000000${100 + n}`,
      totalFen: 100_000_001,
    }));
    theirs.push(...large);
    await nextMorning();
    const { bill } = await pay.shop.do('finance.fetchBill', { mchid: pay.shop.keys.mchid, date: day }, await pay.boss());
    expect(bill).toMatchObject({ payments: 31, paidFen: 3_000_010_030, open: 30 });
    const { bills } = await pay.shop.do('finance.bills', { from: day, until: day }, await pay.boss());
    expect(bills.map((one) => one.paidFen)).toEqual([3_000_010_030]);
    theirs.splice(theirs.indexOf(large[0]!), large.length);
  });

  test('OR-06 an explanation needs words', async () => {
    const paymentId = await paid(10_000, false);
    await pay.shop.server.ports.db.prisma.payment.update({ where: { id: paymentId }, data: { state: 'closed' } });
    await nextMorning();
    await pay.shop.do('finance.fetchBill', { mchid: pay.shop.keys.mchid, date: day }, await pay.boss());
    const [one] = await differences();
    expect(await refusal('finance.settleDifference', { differenceId: one?.id ?? '', how: 'explain', note: ' ' })).toMatchObject({
      code: 'request.invalid',
      facts: { issues: [{ path: 'note' }] },
    });
  });

  test('OR-06 the job fetches every day that is there once, also after a standstill', async () => {
    const job = financeJobs(pay.shop.server.ports).find((one) => one.kind.name === 'finance.bills');
    await pay.pass({ hours: 72 });
    await job?.run({});
    const count = await pay.shop.server.ports.db.prisma.bill.count();
    await job?.run({});
    expect(await pay.shop.server.ports.db.prisma.bill.count()).toBe(count);
    const today = chinaDay();
    const week = await pay.shop.do('finance.bills', { from: day, until: today }, await pay.boss());
    expect(week.missing).toEqual([]);
  });
});

describe('the cashier’s day', () => {
  const till = async () => pay.shop.do('finance.till', { storeId: pay.fixture.storeId }, await pay.boss());
  const close = async (over: Partial<ApiInput<'finance.closeDay'>> = {}) => ({
    storeId: pay.fixture.storeId,
    expectedFen: (await till()).expectedFen,
    countedFen: (await till()).expectedFen,
    bankedFen: 0,
    note: '',
    ...over,
  });
  const cash = async (amountFen: number) => orders.pays(await orders.order({ customerId }), amountFen, 'cash');

  test('OR-06 what came in is what must be in the drawer; a shortage stands in the books, the bank gets its part', async () => {
    await cash(30_000);
    const before = await till();
    expect(before.tills.find((one) => one.till === 'cash')).toMatchObject({ name: '现金', inFen: before.expectedFen, outFen: 0 });
    const { closing } = await pay.shop.do(
      'finance.closeDay',
      await close({ countedFen: before.expectedFen - 500, bankedFen: before.expectedFen - 10_500, note: '少五元' }),
      await pay.boss(),
    );
    expect(closing).toMatchObject({ differenceFen: -500, leftFen: 10_000, note: '少五元' });
    const after = await till();
    expect(after).toMatchObject({ from: closing.at, expectedFen: 10_000 });
    expect(after.tills.every((one) => one.inFen === 0 && one.outFen === 0)).toBe(true);
    expect(await orders.held(pay.fixture.storeId)).toMatchObject({ cash: 10_000, over_short: 500 });
    await orders.soundly();
  });

  test('OR-06 cash that came in after the count is told before the day is closed', async () => {
    const input = await close();
    await cash(1_000);
    expect(await refusal('finance.closeDay', input)).toMatchObject({ code: 'finance.till_changed', facts: { expectedFen: input.expectedFen + 1_000 } });
    expect(await refusal('finance.closeDay', await close({ bankedFen: 99_999_999 }))).toMatchObject({ code: 'finance.bank_above_count' });
  });

  test('OR-06 two who close at once: each closing begins where the one before ended', async () => {
    await cash(2_000);
    const input = await close();
    const sent = await Promise.all([1, 2, 3].map(async () => pay.shop.send('finance.closeDay', input, await pay.boss())));
    expect(sent.filter((one) => one.refusal === null).length).toBeGreaterThanOrEqual(1);
    const { items } = await pay.shop.do('finance.closings', { storeId: pay.fixture.storeId, cursor: null }, await pay.boss());
    const taken = items.flatMap((one) => one.tills.filter((sum) => sum.till === 'cash').map((sum) => sum.inFen));
    expect(taken.reduce((sum, fen) => sum + fen, 0)).toBe(33_000);
    await orders.soundly();
  });
});
