import { prepaidDefaults } from '@zhike/config/prepaid';
import type { CardView } from '@zhike/domain/membership/contract';
import type { OrderView } from '@zhike/domain/orders/contract';
import type { Login } from './harness';
import { storedTerms, sessionTerms } from './membership.shop';
import { openOrderShop, type OrderShop } from './orders.shop';
import type { PayShop } from './payments.shop';

jest.setTimeout(60_000);

let orders: OrderShop;
let pay: PayShop;
type Who = Awaited<ReturnType<PayShop['hold']>>['who'];
let lin: Who;
let chen: Who;
let linId: string;
let chenId: string;

beforeAll(async () => {
  orders = await openOrderShop();
  pay = orders.pay;
  const first = await pay.hold();
  [lin, linId] = [first.who, first.booking.customerId ?? ''];
  const second = await pay.hold();
  [chen, chenId] = [second.who, second.booking.customerId ?? ''];
}, 90_000);
afterAll(() => pay?.shop.close());
afterEach(() => orders.soundly());

const boss = () => pay.boss();
const sold = async (customerId: string, over: Parameters<typeof storedTerms>[0] = {}): Promise<CardView> => {
  const terms = storedTerms(over);
  const { product } = await pay.shop.do('membership.saveProduct', { productId: null, version: 0, terms }, await boss());
  const payments = [{ till: 'cash' as const, amountFen: terms.priceFen }];
  const wanted = { customerId, storeId: pay.fixture.storeId, productId: product.id, version: product.version, payments };
  return (await pay.shop.do('membership.sell', wanted, await boss())).card;
};
const held = async (cardId: string) => {
  const { principalFen, bonusFen } = (await pay.shop.do('membership.card', { cardId }, await boss())).card;
  return { principalFen, bonusFen };
};
/** Frames at 68.00, goods: a bill without steps in between. */
const frames = (customerId: string, quantity: number) =>
  orders.order({ customerId, lineId: orders.retailId, lines: [{ itemId: orders.frameId, quantity, options: {} }] });
const by = async (order: OrderView, card: Pick<CardView, 'id'>, amountFen: number, as?: Login) =>
  pay.shop.send(as ? 'membership.payMyOrder' : 'membership.payOrder', { orderId: order.id, cardId: card.id, amountFen }, as ?? (await boss()));
const paidBy = async (order: OrderView, card: Pick<CardView, 'id'>, amountFen: number): Promise<OrderView> =>
  (await pay.shop.do('membership.payOrder', { orderId: order.id, cardId: card.id, amountFen }, await boss())).order;
const read = async (orderId: string): Promise<OrderView> => (await pay.shop.do('orders.get', { orderId }, await boss())).order;
const refund = async (order: OrderView, lineIds: string[], keepPercent = 0) => {
  const now = await read(order.id);
  const wanted = { orderId: order.id, lineIds, keepPercent };
  const preview = await pay.shop.do('orders.previewRefund', wanted, await boss());
  const { order: after } = await pay.shop.do(
    'orders.refund',
    { ...wanted, version: now.version, till: 'cash', expectedBackFen: preview.backFen, reason: '不要了' },
    await boss(),
  );
  return { preview, after };
};

describe('CD-06 stored value pays an order', () => {
  test('CD-06 principal before bonus; the bill, the card and the books say the same', async () => {
    expect(prepaidDefaults.spendFirst).toBe('principal');
    const card = await sold(linId);
    const order = await orders.order({ customerId: linId });
    const after = await paidBy(order, card, 110_000);
    expect(after.payments).toMatchObject([
      { kind: 'card', till: null, amountFen: 110_000, cardId: card.id, cardName: card.name, principalFen: 100_000, bonusFen: 10_000 },
    ]);
    expect(after).toMatchObject({ paidFen: 110_000, owedFen: order.owedFen - 110_000 });
    expect(await held(card.id)).toEqual({ principalFen: 0, bonusFen: 10_000 });
    const { entries } = await pay.shop.do('membership.card', { cardId: card.id }, await boss());
    expect(entries[0]).toMatchObject({ actName: '储值卡支付订单', principalFen: -100_000, bonusFen: -10_000 });
  });

  test('CD-06 card, points, coupon, cash and WeChat pay one bill together; the cancelled order gives each its own back', async () => {
    const card = await sold(linId);
    await pay.shop.do('membership.correctPoints', { customerId: linId, points: 1_000, reason: '补登' }, await boss());
    await pay.pass({ seconds: 5 });
    const points = async () => (await pay.shop.do('membership.pointsOf', { customerId: linId }, await boss())).balance.points;
    const before = await points();
    const order = await orders.order({ customerId: linId });
    await pay.shop.do('membership.usePointsOnOrder', { orderId: order.id, points: 1_000 }, await boss());
    await paidBy(order, card, 105_000);
    await orders.pays(order, 50_000);
    const { owedFen } = await read(order.id);
    const opened = await pay.shop.do('orders.payOrder', { orderId: order.id, amountFen: owedFen }, lin);
    expect(await pay.shop.pay(opened.requestPayment, lin.person)).toBe(true);
    await pay.shop.eventually(async () => (await read(order.id)).owedFen === 0);
    const { preview, after } = await refund(
      order,
      order.lines.map((line) => line.id),
    );
    expect(preview.backFen).toBe(order.billedFen - 1_000);
    expect(preview.moneyFen).toBe(order.billedFen - 1_000 - 105_000);
    expect(preview.steps.slice(-2)).toEqual([
      { kind: 'to_money', name: '', amountFen: preview.moneyFen },
      { kind: 'to_card', name: card.name, amountFen: 105_000 },
    ]);
    expect(after).toMatchObject({ phase: 'cancelled', paidFen: 0 });
    expect(await held(card.id)).toEqual({ principalFen: 100_000, bonusFen: 20_000 });
    await pay.pass({ seconds: 5 });
    expect(await points()).toBe(before);
  });

  test('CD-06 a line that goes gives the card its part, principal as principal and bonus as bonus', async () => {
    const card = await sold(linId);
    const lines = Array.from({ length: 2 }, () => ({ itemId: orders.packageId, quantity: 1, options: {} }));
    const order = await orders.order({ customerId: linId, lines });
    await paidBy(order, card, 120_000);
    await orders.pays(order, order.billedFen - 120_000);
    const first = await refund(order, [order.lines[0]?.id ?? '']);
    // Half of the bill: half of what each gave.
    expect(await held(card.id)).toEqual({ principalFen: 50_000, bonusFen: 10_000 });
    expect(first.preview.moneyFen).toBe((order.billedFen - 120_000) / 2);
    await refund(order, [order.lines[1]?.id ?? '']);
    expect(await held(card.id)).toEqual({ principalFen: 100_000, bonusFen: 20_000 });
  });

  test('CD-06 of a card that was given back meanwhile principal is paid out, and its bonus is void', async () => {
    const card = await sold(linId);
    const order = await orders.order({ customerId: linId });
    await paidBy(order, card, 110_000);
    const { backFen } = await pay.shop.do('membership.refundPreview', { cardId: card.id }, await boss());
    const { card: now } = await pay.shop.do('membership.card', { cardId: card.id }, await boss());
    const ending = { cardId: card.id, version: now.version, storeId: pay.fixture.storeId, till: 'cash' as const, expectedBackFen: backFen, reason: '退卡' };
    await pay.shop.do('membership.refund', ending, await boss());
    const { preview, after } = await refund(
      order,
      order.lines.map((line) => line.id),
    );
    expect(preview).toMatchObject({ backFen: 110_000, moneyFen: 100_000 });
    expect(preview.steps.at(-1)).toEqual({ kind: 'void', name: card.name, amountFen: 10_000 });
    expect(after.payments.slice(1).map((payment) => [payment.kind, payment.till, payment.amountFen])).toEqual([
      ['refund', 'cash', 100_000],
      ['void', null, 10_000],
    ]);
    expect(await held(card.id)).toEqual({ principalFen: 0, bonusFen: 0 });
  });

  test('CD-06 twenty devices spend the same balance: what is there once, never below zero, one refusal', async () => {
    const card = await sold(linId, { priceFen: 10_000, bonusFen: 0 });
    const made = await Promise.all(Array.from({ length: 20 }, () => frames(linId, 1)));
    const sent = await Promise.all(made.map((order, index) => by(order, card, 6_800, index % 2 ? lin : undefined)));
    expect(sent.filter((one) => one.status === 200)).toHaveLength(1);
    expect([...new Set(sent.flatMap((one) => one.refusal?.code ?? []))]).toEqual(['membership.not_enough']);
    expect(await held(card.id)).toEqual({ principalFen: 3_200, bonusFen: 0 });
  });

  test('CD-06 twenty at once with one order: it is paid once', async () => {
    const card = await sold(linId);
    const order = await frames(linId, 1);
    const sent = await Promise.all(Array.from({ length: 20 }, () => by(order, card, 6_800)));
    expect(sent.filter((one) => one.status === 200)).toHaveLength(1);
    expect(new Set(sent.flatMap((one) => one.refusal?.code ?? []))).toEqual(new Set(['orders.more_than_owed']));
    expect(await held(card.id)).toEqual({ principalFen: 93_200, bonusFen: 20_000 });
  });

  test('CD-06 more than is owed, more than is there, a frozen card, one of another store or for sessions: each its own refusal', async () => {
    const card = await sold(linId, { priceFen: 5_000, bonusFen: 0 });
    const order = await frames(linId, 1);
    expect((await by(order, card, 6_801)).refusal).toEqual({ code: 'orders.more_than_owed', facts: { owedFen: 6_800 } });
    expect((await by(order, card, 6_800)).refusal).toMatchObject({ code: 'membership.not_enough', facts: { balanceFen: 5_000, neededFen: 6_800 } });
    const { card: frozen } = await pay.shop.do('membership.freeze', { cardId: card.id, version: card.version, reason: '丢了' }, await boss());
    expect((await by(order, frozen, 100)).refusal).toMatchObject({ code: 'membership.does_not_fit', facts: { why: 'frozen' } });
    const elsewhere = await sold(linId, { storeIds: [pay.fixture.otherStoreId] });
    expect((await by(order, elsewhere, 100)).refusal).toMatchObject({ code: 'membership.does_not_fit', facts: { why: 'store' } });
    const ten = sessionTerms(pay.fixture.serviceId);
    expect((await by(order, await sold(linId, ten), 100)).refusal).toMatchObject({ code: 'membership.does_not_fit', facts: { why: 'sessions' } });
    const { cards } = await pay.shop.do('membership.orderCards', { orderId: order.id }, await boss());
    expect(cards.find((one) => one.cardId === card.id)?.why).toBe('frozen');
    expect(cards.find((one) => one.cardId === elsewhere.id)?.why).toBe('store');
  });
});

describe('CD-12 the customer pays with her card', () => {
  test('CD-12 with her own, and with one that its owner lets her use, until the owner takes that back', async () => {
    const [own, hers] = [await sold(linId), await sold(chenId)];
    const order = await frames(linId, 3);
    expect((await by(order, own, 6_800, lin)).status).toBe(200);
    const stranger = await by(order, hers, 6_800, lin);
    expect(stranger.refusal).toEqual({ code: 'record.not_found', facts: { noun: 'card', id: hers.id } });
    const { profile } = await pay.shop.do('customers.get', { customerId: linId }, await boss());
    const { card: lent } = await pay.shop.do('membership.allowFamily', { cardId: hers.id, who: { memberCode: profile.memberCode } }, chen);
    const { cards } = await pay.shop.do('membership.orderCards', { orderId: order.id }, lin);
    expect(cards.find((one) => one.cardId === hers.id)).toMatchObject({ own: false, why: null, takes: { principalFen: 13_600, bonusFen: 0 } });
    expect((await by(order, lent, 6_800, lin)).status).toBe(200);
    await pay.shop.do('membership.endFamily', { cardId: hers.id, customerId: linId }, chen);
    expect((await by(order, lent, 6_800, lin)).refusal?.code).toBe('record.not_found');
    expect(await held(hers.id)).toEqual({ principalFen: 93_200, bonusFen: 20_000 });
    await refund(
      order,
      order.lines.map((line) => line.id),
    );
    expect(await held(hers.id)).toEqual({ principalFen: 100_000, bonusFen: 20_000 });
  });

  test('CD-12 somebody else’s order is not there, and who may not take from cards does not pay by them', async () => {
    const card = await sold(linId);
    const order = await frames(linId, 1);
    expect((await by(order, card, 100, chen)).refusal?.code).toBe('record.not_found');
    const wanted = { orderId: order.id, cardId: card.id, amountFen: 100 };
    const code = async (member: string) => (await pay.shop.send('membership.payOrder', wanted, await orders.as(member))).refusal?.code;
    expect(await code('xiaotang')).toBe('access.forbidden');
    // She takes from cards where she serves, and works on no order.
    expect(await code('mei')).toBe('record.not_found');
    expect(await code('qianqian')).toBeUndefined();
  });
});

describe('CD-07 a card’s payment of an order that was a mistake is undone', () => {
  const undo = async (order: OrderView, as?: Login) => {
    const paymentId = order.payments.find((one) => one.kind === 'card')?.id ?? '';
    return pay.shop.send('membership.undoOrderPayment', { orderId: order.id, paymentId, reason: '扣错了卡' }, as ?? (await boss()));
  };

  test('CD-07 principal and bonus go back as they came, as a counter-entry of the payment, and the order is owed again', async () => {
    const card = await sold(linId);
    const paid = await paidBy(await frames(linId, 20), card, 110_000);
    const { value } = await undo(paid);
    expect(value?.order).toMatchObject({ paidFen: 0, owedFen: paid.billedFen });
    expect(value?.order.payments[1]).toMatchObject({
      kind: 'refund',
      till: null,
      undoesId: paid.payments[0]?.id,
      principalFen: 100_000,
      bonusFen: 10_000,
      note: '扣错了卡',
    });
    expect(await held(card.id)).toEqual({ principalFen: card.principalFen, bonusFen: card.bonusFen });
    const [row] = await pay.shop.server.ports.db.prisma.ledgerTransaction.findMany({
      where: { cardId: card.id, act: 'order.card_undone' },
      include: { reverses: true },
    });
    expect(row?.reverses?.act).toBe('order.card_used');
    expect((await undo(paid)).refusal).toMatchObject({ code: 'membership.already_undone' });
    // What was given back by mistake can be used for what was meant.
    expect((await paidBy(paid, card, 50_000)).paidFen).toBe(50_000);
  });

  test('CD-07 of ten devices that undo it at once one does, and the card has its money once', async () => {
    const card = await sold(linId);
    const paid = await paidBy(await frames(linId, 10), card, 60_000);
    const answers = await Promise.all(Array.from({ length: 10 }, () => undo(paid)));
    expect(answers.filter((one) => one.refusal === null)).toHaveLength(1);
    expect(new Set(answers.flatMap((one) => one.refusal?.code ?? []))).toEqual(new Set(['membership.already_undone']));
    expect((await held(card.id)).principalFen).toBe(card.principalFen);
  });

  test('CD-07 not by a colleague without the right, not after the window, not when a part went back by a refund', async () => {
    const card = await sold(linId);
    const paid = await paidBy(await frames(linId, 10), card, 60_000);
    expect((await undo(paid, await orders.as('qianqian'))).refusal).toMatchObject({ code: 'access.forbidden' });
    const parts = await orders.order({
      customerId: linId,
      lineId: orders.retailId,
      lines: [1, 1].map((quantity) => ({ itemId: orders.frameId, quantity, options: {} })),
    });
    const half = await paidBy(parts, card, parts.billedFen);
    await refund(half, [half.lines[0]?.id ?? '']);
    expect((await undo(half)).refusal).toMatchObject({ code: 'membership.already_undone' });
    await pay.pass({ hours: 25 });
    expect((await undo(paid)).refusal).toMatchObject({ code: 'membership.undo_too_late' });
  });
});
