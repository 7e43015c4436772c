import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { no, ok, openTestServer, type Reply, Stage } from '../../sidebar/test-stage';
import { OrderComposer } from './OrderComposer';
import { businessLine, item, order, priced, quote, RIGHTS } from './orders.fixture';
import type { Purpose } from './useSale';

beforeEach(() => jest.useFakeTimers({ now: Date.parse('2026-11-28T01:30:00.000Z'), doNotFake: ['queueMicrotask', 'setTimeout', 'setImmediate'] }));
afterEach(() => jest.useRealTimers());

const frame = item({ id: 'i2', kind: 'product', name: '实木相框', options: [], priceFen: 16_800, nowFen: 16_800 });
const sums = { priceFen: 0, costFen: null, marginFen: null };
const priceOf = (count: number, withCost = false): Reply => ok({ lines: [priced(count, withCost)], sums });
const answers = (over: Record<string, Reply> = {}): Record<string, Reply> => ({
  'catalogue.lines': ok({ lines: [businessLine()] }),
  'catalogue.items': ok({ items: [item(), frame] }),
  'catalogue.price': priceOf(40),
  'orders.boughtTogether': ok({ orders: 12, items: [{ itemId: 'i2', name: '实木相框', support: 9 }] }),
  'orders.create': ok({ order: order() }),
  ...over,
});
const open = (purpose: Purpose = { kind: 'order' }) => {
  const done = { onOrder: jest.fn(), onQuote: jest.fn(), onClose: jest.fn() };
  render(
    <Stage rights={RIGHTS}>
      <OrderComposer buyer={{ customerId: 'c', name: '王芳', storeId: 'st' }} purpose={purpose} {...done} />
    </Stage>,
  );
  return done;
};
const pick = async () => {
  await waitFor(() => screen.getByTestId('sale-line-bl'));
  fireEvent.click(screen.getByTestId('sale-line-bl'));
  await waitFor(() => screen.getAllByTestId('item'));
  fireEvent.click(screen.getAllByTestId('item')[0] as HTMLElement);
  await waitFor(() => expect(screen.getByTestId('sale-total').textContent).toBe('¥3,999'));
};
const more = (times: number) => {
  for (let n = 0; n < times; n += 1) fireEvent.click(screen.getByTestId('option-retouched-more'));
};

test('PK-03 ten more retouched photos at 50 each cost 500 more, by the server’s price and not by the page’s', async () => {
  const server = openTestServer(answers());
  open();
  await pick();
  server.answer('catalogue.price', priceOf(50));
  more(10);
  await waitFor(() => expect(screen.getByTestId('sale-total').textContent).toBe('¥4,499'));
  expect(server.sentTo('catalogue.price').at(-1)).toEqual({
    storeId: 'st',
    customerId: 'c',
    lines: [{ itemId: 'i1', quantity: 1, options: { retouched: 50 } }],
  });
  expect(screen.getByTestId('sale-line').textContent).toContain('另加 10 × ¥50 ＝ ¥500');
});

test('PK-04 cost and margin are drawn when the answer carries them, after the discount, and nowhere when it does not', async () => {
  openTestServer(answers());
  open();
  await pick();
  expect(screen.queryByTestId('sale-margin')).toBeNull();
  expect(screen.getByTestId('sale-line').textContent).not.toContain('毛利');
});
test('PK-04 the margin is what is left after the discount', async () => {
  openTestServer(answers({ 'catalogue.price': priceOf(40, true) }));
  open();
  await pick();
  expect(screen.getByTestId('sale-margin').textContent).toContain('毛利 ¥2,739');
  fireEvent.click(screen.getByTestId('discount-percent'));
  expect(screen.getByTestId('sale-total').textContent).toBe('¥3,799.05');
  expect(screen.getByTestId('sale-margin').textContent).toContain('毛利 ¥2,539.05');
});

test('FI-04 deposit and balance add up to the fen, and go on doing so when the sale grows', async () => {
  const server = openTestServer(answers());
  open();
  await pick();
  fireEvent.click(screen.getByTestId('dues-plan'));
  server.answer('catalogue.price', priceOf(50));
  more(10);
  await waitFor(() => expect(screen.getByTestId('sale-total').textContent).toBe('¥4,499'));
  fireEvent.click(screen.getByTestId('sale-submit'));
  await waitFor(() => expect(server.sentTo('orders.create')).toHaveLength(1));
  expect(server.sentTo('orders.create')[0]?.instalments).toEqual([
    { name: '定金', amountFen: 140_000, dueOn: '2026-11-28' },
    { name: '尾款', amountFen: 309_900, dueOn: '2026-12-28' },
  ]);
});

test('OR-01 it is sent once however often it is pressed, and a refusal stays in words beside what was chosen', async () => {
  const server = openTestServer(answers({ 'orders.create': no('catalogue.not_on_sale', { name: '经典婚纱套系', from: null, until: null }) }));
  const done = open();
  await pick();
  fireEvent.click(screen.getByTestId('sale-submit'));
  fireEvent.click(screen.getByTestId('sale-submit'));
  await waitFor(() => expect(screen.getByTestId('refusal').textContent).toContain('「经典婚纱套系」已经下架'));
  expect(server.sentTo('orders.create')).toHaveLength(1);
  expect(screen.getByTestId('sale-line')).toBeTruthy();
  expect(done.onOrder).not.toHaveBeenCalled();
});

test('OR-01 a discount beyond the seller’s limit says that the order waits for approval', async () => {
  openTestServer(answers({ 'orders.create': ok({ order: order({ phase: 'waiting' }) }) }));
  const done = open();
  await pick();
  fireEvent.click(screen.getByTestId('discount-percent'));
  // Five percent is what she may give by herself.
  expect(screen.getByTestId('discount-part').textContent).toContain('你最多可优惠 5%（¥199.95）');
  expect(screen.queryByTestId('discount-beyond')).toBeNull();
  fireEvent.change(screen.getByTestId('discount-value'), { target: { value: '6' } });
  expect(screen.getByTestId('discount-beyond').textContent).toContain('等有权限的同事审批');
  fireEvent.click(screen.getByTestId('sale-submit'));
  await waitFor(() => expect(done.onOrder).toHaveBeenCalled());
  expect(screen.getByTestId('toasts').textContent).toContain('等同事审批');
});

test('PK-05 what the line of business asks for must be answered before the order is sent', async () => {
  const asks = businessLine({ fields: [{ key: 'baby', label: '宝宝姓名', type: 'text', required: true }] });
  const server = openTestServer(answers({ 'catalogue.lines': ok({ lines: [asks] }) }));
  open();
  await pick();
  fireEvent.click(screen.getByTestId('sale-submit'));
  await waitFor(() => expect(screen.getByTestId('form-part').textContent).toContain('必须填写'));
  expect(server.sentTo('orders.create')).toEqual([]);
  fireEvent.change(screen.getByTestId('form-baby'), { target: { value: '安安' } });
  fireEvent.click(screen.getByTestId('sale-submit'));
  await waitFor(() => expect(server.sentTo('orders.create')[0]).toMatchObject({ form: { baby: '安安' } }));
});

test('PK-07 what others bought with it stands there with the number of orders, and one tap adds it', async () => {
  const server = openTestServer(answers());
  open();
  await pick();
  await waitFor(() => screen.getByTestId('together-item'));
  expect(screen.getByTestId('together-item').textContent).toContain('9 单');
  fireEvent.click(screen.getByTestId('together-item'));
  await waitFor(() => expect(screen.getAllByTestId('sale-line')).toHaveLength(2));
  expect(server.sentTo('catalogue.price').at(-1)?.lines).toHaveLength(2);
});

test('OR-04 the next version of a quote begins with what was quoted last and names the version it follows', async () => {
  const server = openTestServer(answers({ 'orders.saveQuote': ok({ quote: quote({ version: 3 }) }), 'catalogue.price': priceOf(50) }));
  const done = open({ kind: 'quote', quote: quote() });
  await waitFor(() => expect(screen.getByTestId('sale-total').textContent).toBe('¥4,499'));
  fireEvent.click(screen.getByTestId('sale-submit'));
  await waitFor(() => expect(done.onQuote).toHaveBeenCalled());
  expect(server.sentTo('orders.saveQuote')[0]).toMatchObject({
    quoteId: 'q1',
    version: 2,
    lineId: 'bl',
    validUntil: '2026-12-12',
    lines: [{ itemId: 'i1', quantity: 1, options: { retouched: 50 } }],
  });
});

test('OR-06 a line that stays as it is keeps its price and is not priced again', async () => {
  const server = openTestServer(answers({ 'orders.change': ok({ order: order() }), 'catalogue.price': priceOf(50) }));
  open({ kind: 'change', order: order() });
  await waitFor(() => expect(screen.getByTestId('sale-total').textContent).toBe('¥4,167'));
  expect(server.sentTo('catalogue.price')).toEqual([]);
  more(10);
  await waitFor(() => expect(screen.getByTestId('sale-total').textContent).toBe('¥4,667'));
  expect(server.sentTo('catalogue.price').at(-1)?.lines).toHaveLength(1);
  fireEvent.click(screen.getByTestId('sale-submit'));
  await waitFor(() => expect(server.sentTo('orders.change')).toHaveLength(1));
  expect(server.sentTo('orders.change')[0]).toMatchObject({
    orderId: 'o1',
    version: 4,
    lines: [{ lineId: 'l1', options: { retouched: 50 } }, { lineId: 'l2' }],
  });
});

test('OR-01 before it is saved the seller reads what her level takes off, what coupons and points could, and what is then owed', async () => {
  const coupon = (over: object) => ({ couponId: 'q1', name: '满减券', offFen: 3_000, reason: null, missingFen: 0, ...over });
  const preview = {
    listFen: 399_900,
    discountFen: 0,
    level: { name: '金卡 9 折', amountFen: 39_990 },
    levelParts: [39_990],
    billedFen: 359_910,
    coupons: [coupon({}), coupon({ couponId: 'q2', name: '大额券', offFen: 0, reason: 'below_minimum', missingFen: 140_090 })],
    points: { heldPoints: 1_500, mostPoints: 1_500, amountFen: 1_500 },
  };
  const server = openTestServer(answers({ 'marketing.previewBill': ok(preview) }));
  open();
  await pick();
  await waitFor(() => expect(screen.getByTestId('preview-level').textContent).toContain('-¥399.90'));
  expect(screen.getByTestId('preview-coupon').textContent).toContain('可减 ¥30');
  expect(screen.getByTestId('preview-misfit').textContent).toContain('还差 ¥1,400.90');
  expect(screen.getByTestId('preview-points').textContent).toContain('可减 ¥15');
  expect(screen.getByTestId('preview-billed').textContent).toBe('¥3,599.10');
  expect(server.sentTo('marketing.previewBill').at(-1)).toMatchObject({ storeId: 'st', customerId: 'c', discount: null });
});
