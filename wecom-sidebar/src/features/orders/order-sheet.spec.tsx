import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { no, ok, openTestServer, type Reply, Stage } from '../../sidebar/test-stage';
import { contract, line, order, quote, RIGHTS } from './orders.fixture';
import { OrderSheet } from './OrderSheet';
import { compareVersions } from './QuoteCompare';
import { QuoteSheet } from './QuoteSheet';

beforeEach(() => jest.useFakeTimers({ now: Date.parse('2026-11-28T01:30:00.000Z'), doNotFake: ['queueMicrotask', 'setTimeout', 'setImmediate'] }));
afterEach(() => jest.useRealTimers());

const answers = (over: Record<string, Reply> = {}): Record<string, Reply> => ({
  'orders.get': ok({ order: order() }),
  'orders.contracts': ok({ contracts: [] }),
  'customers.get': ok({ profile: { nextBooking: null, lastBooking: null } }),
  ...over,
});
const open = async () => {
  const onChanged = jest.fn();
  render(
    <Stage rights={RIGHTS}>
      <OrderSheet orderId="o1" onClose={() => undefined} onChanged={onChanged} />
    </Stage>,
  );
  await waitFor(() => screen.getByTestId('order-story'));
  return onChanged;
};
const press = (testid: string) => fireEvent.click(screen.getByTestId(testid));

test('OR-01 steps stand with their dates; what the next one waits for is its button, and a step that is refused is told in words', async () => {
  const server = openTestServer(answers({ 'orders.advance': no('orders.step_needs', { stage: '安排档期', needs: 'booking' }) }));
  await open();
  expect(screen.getByTestId('stage-created').textContent).toContain('今天 09:00');
  expect(screen.getByTestId('next-step').getAttribute('data-step')).toBe('pay');
  const paid = order({ stage: 'settled', owedFen: 0, paidFen: 416_700 });
  server.answer('orders.get', ok({ order: paid }));
  server.answer('orders.recordPayment', ok({ order: paid }));
  press('next-step');
  press('pay-till-cash');
  press('pay-submit');
  await waitFor(() => expect(screen.getByTestId('next-step').getAttribute('data-step')).toBe('closed'));
  press('next-step');
  await waitFor(() => expect(screen.getByTestId('toasts').textContent).toContain('请先约好时间并关联到订单'));
  expect(server.sentTo('orders.advance')[0]).toEqual({ orderId: 'o1', version: 4, stage: 'closed' });
});

test('OR-06 a part is recorded by till; more than is owed is not sent; once however often it is pressed', async () => {
  const server = openTestServer(answers({ 'orders.recordPayment': ok({ order: order({ paidFen: 140_000, owedFen: 276_700 }) }) }));
  const onChanged = await open();
  expect(screen.getAllByTestId('instalment')[0]?.getAttribute('data-overdue')).toBe('true');
  expect(screen.getAllByTestId('instalment')[0]?.textContent).toContain('逾期 8 天');
  press('verb-pay');
  const amount = screen.getByTestId('pay-amount') as HTMLInputElement;
  expect(amount.value).toContain('1400.00');
  fireEvent.change(amount, { target: { value: '9999' } });
  press('pay-till-pos');
  expect((screen.getByTestId('pay-submit') as HTMLButtonElement).disabled).toBe(true);
  expect(screen.getByTestId('pay').textContent).toContain('最多还能收 ¥4,167');
  fireEvent.change(amount, { target: { value: '1400' } });
  press('pay-submit');
  press('pay-submit');
  await waitFor(() => expect(onChanged).toHaveBeenCalledTimes(1));
  expect(server.sentTo('orders.recordPayment')).toEqual([{ orderId: 'o1', till: 'pos', amountFen: 140_000, note: '' }]);
  expect(screen.getByTestId('order-owed').textContent).toBe('¥2,767');
});

test('OR-06 the refund’s steps are read before it is confirmed, and what was read is what is sent', async () => {
  const preview = {
    steps: [
      { kind: 'billed_before', name: '', amountFen: 416_700 },
      { kind: 'line', name: '实木相框', amountFen: -16_800 },
      { kind: 'kept', name: '', amountFen: 0 },
      { kind: 'billed_after', name: '', amountFen: 399_900 },
      { kind: 'paid', name: '', amountFen: 416_700 },
      { kind: 'back', name: '', amountFen: 16_800 },
      { kind: 'owed', name: '', amountFen: 0 },
    ],
    cancels: false,
    keptFen: 0,
    backFen: 16_800,
    moneyFen: 16_800,
    owedFen: 0,
  };
  const server = openTestServer(
    answers({ 'orders.previewRefund': ok(preview), 'orders.refund': no('orders.refund_changed', { backFen: 10_000, keptFen: 6_800 }) }),
  );
  await open();
  press('verb-refund');
  fireEvent.click(screen.getAllByTestId('refund-line')[1] as HTMLElement);
  await waitFor(() => expect(screen.getByTestId('refund-back').textContent).toContain('¥168'));
  press('refund-till-cash');
  press('refund-reason-商品有问题');
  press('refund-submit');
  await waitFor(() => expect(screen.getByTestId('refusal').textContent).toContain('现在退 ¥100'));
  expect(server.sentTo('orders.refund')).toEqual([
    { orderId: 'o1', version: 4, lineIds: ['l2'], keepPercent: 0, till: 'cash', expectedBackFen: 16_800, reason: '商品有问题' },
  ]);
  expect(server.sentTo('orders.previewRefund').length).toBeGreaterThan(1);
});

test('CD-06 a card’s balance pays: what is on each, why one does not, never more than is there', async () => {
  const card = (over: object) => ({
    cardId: 'k1',
    name: '储值 1000',
    ownerName: '王芳',
    own: true,
    validUntil: null,
    principalFen: 100_000,
    bonusFen: 20_000,
    takes: { principalFen: 100_000, bonusFen: 20_000 },
    why: null,
    ...over,
  });
  const frozen = card({ cardId: 'k2', name: '旧卡', why: 'frozen', takes: { principalFen: 0, bonusFen: 0 } });
  const paid = order({ paidFen: 120_000, owedFen: 296_700 });
  const server = openTestServer(
    answers({ 'membership.orderCards': ok({ owedFen: 416_700, cards: [card({}), frozen] }), 'membership.payOrder': ok({ order: paid }) }),
  );
  const onChanged = await open();
  press('verb-pay');
  press('pay-till-card');
  await waitFor(() => screen.getByTestId('unfit-card'));
  expect(screen.getByTestId('unfit-card').textContent).toContain('已冻结');
  // 1,400 are due and 1,200 are there.
  expect(screen.getByTestId('pay-card').textContent).toContain('最多能付 ¥1,200');
  expect((screen.getByTestId('pay-card-submit') as HTMLButtonElement).disabled).toBe(true);
  fireEvent.change(screen.getByTestId('pay-amount'), { target: { value: '1200' } });
  press('pay-card-submit');
  await waitFor(() => expect(onChanged).toHaveBeenCalledTimes(1));
  expect(server.sentTo('membership.payOrder')).toEqual([{ orderId: 'o1', cardId: 'k1', amountFen: 120_000 }]);
});

test('OR-06 an exchange is read step by step, and what was read is what is sent; who may not refund cannot make it cheaper', async () => {
  const item = {
    id: 'i9',
    lineId: null,
    kind: 'product',
    name: '相册',
    text: '',
    priceFen: 12_800,
    nowFen: 12_800,
    costFen: null,
    options: [],
    prices: [],
    from: null,
    until: null,
    active: true,
    version: 1,
  };
  const line9 = { ...line(), itemId: 'i9', name: '相册', parts: [], options: {}, priceFen: 12_800 };
  const preview = {
    line: line9,
    steps: [
      { kind: 'line', name: '实木相框', amountFen: -16_800 },
      { kind: 'new_line', name: '相册', amountFen: 12_800 },
      { kind: 'back', name: '', amountFen: 4_000 },
    ],
    billedFen: 412_700,
    backFen: 4_000,
    moneyFen: 4_000,
    owedFen: 0,
    wechatFen: 0,
  };
  const paid = order({ paidFen: 416_700, owedFen: 0 });
  const server = openTestServer(
    answers({
      'orders.get': ok({ order: paid }),
      'catalogue.items': ok({ items: [item] }),
      'orders.previewExchange': ok(preview),
      'orders.exchange': no('orders.exchange_changed', { billedFen: 413_000, backFen: 3_700 }),
    }),
  );
  await open();
  press('verb-exchange');
  press('exchange-line-l2');
  await waitFor(() => screen.getByTestId('item'));
  press('item');
  await waitFor(() => expect(screen.getByTestId('refund-back').textContent).toContain('¥40'));
  expect(screen.getByTestId('refund-new_line').textContent).toContain('换成「相册」');
  press('exchange-till-cash');
  press('exchange-reason-客户换款');
  press('exchange-submit');
  await waitFor(() => expect(screen.getByTestId('refusal').textContent).toContain('换后应收 ¥4,130'));
  expect(server.sentTo('orders.exchange')).toEqual([
    {
      orderId: 'o1',
      version: 4,
      lineId: 'l2',
      choice: { itemId: 'i9', quantity: 1, options: {} },
      till: 'cash',
      expectedBilledFen: 412_700,
      expectedBackFen: 4_000,
      reason: '客户换款',
    },
  ]);
});

test('OR-09 what the server does not allow has no button: a closed order is only read', async () => {
  openTestServer(answers({ 'orders.get': ok({ order: order({ phase: 'closed', can: [], lines: [line({ state: 'refunded', keptFen: 5_000 })] }) }) }));
  await open();
  for (const verb of ['pay', 'refund', 'change', 'share', 'schedule_dues', 'use_deposit', 'decide']) expect(screen.queryByTestId(`verb-${verb}`)).toBeNull();
  expect(screen.queryByTestId('next-step')).toBeNull();
  expect(screen.queryByTestId('draw-contract')).toBeNull();
  expect(screen.getByTestId('order-line').textContent).toContain('已退，扣留 ¥50');
});

test('OR-01 a waiting discount is approved or turned down with a reason', async () => {
  const server = openTestServer(
    answers({
      'orders.get': ok({ order: order({ phase: 'waiting', can: ['decide'], discountFen: 100_000, instalments: [] }) }),
      'orders.decide': ok({ order: order({ phase: 'rejected', can: [] }) }),
    }),
  );
  await open();
  expect(screen.getByTestId('waits-for-approval').textContent).toContain('¥1,000');
  press('verb-decide');
  press('decide-no');
  expect((screen.getByTestId('decide-submit') as HTMLButtonElement).disabled).toBe(true);
  press('decide-reason-优惠太多');
  press('decide-submit');
  await waitFor(() => expect(screen.getByTestId('order-phase').getAttribute('data-phase')).toBe('rejected'));
  expect(server.sentTo('orders.decide')).toEqual([{ orderId: 'o1', version: 4, approve: false, reason: '优惠太多' }]);
});

test('OR-03 a contract is read, then signed with what was read: its hash, her name, her drawing', async () => {
  const pen = { fillRect: jest.fn(), beginPath: jest.fn(), moveTo: jest.fn(), lineTo: jest.fn(), stroke: jest.fn() };
  HTMLCanvasElement.prototype.getContext = jest.fn(() => pen) as never;
  HTMLCanvasElement.prototype.toDataURL = () => 'data:image/png;base64,iVBORw0KGgo=';
  const server = openTestServer(
    answers({ 'orders.contracts': ok({ contracts: [contract()] }), 'orders.signContract': no('orders.contract_over', { state: 'outdated', version: 2 }) }),
  );
  await open();
  await waitFor(() => screen.getByTestId('contract'));
  press('contract');
  expect(screen.getByTestId('contract-text').textContent).toContain('乙方王芳');
  press('contract-sign');
  expect((screen.getByTestId('sign-submit') as HTMLButtonElement).disabled).toBe(true);
  const pad = screen.getByTestId('sign-pad');
  fireEvent.pointerDown(pad);
  fireEvent.pointerMove(pad);
  fireEvent.pointerUp(pad);
  expect(pen.stroke).toHaveBeenCalled();
  press('sign-submit');
  await waitFor(() => expect(screen.getByTestId('refusal').textContent).toContain('请签最新的第 2 版'));
  expect(server.sentTo('orders.signContract')).toEqual([{ contractId: 'ct1', sha256: 'a'.repeat(64), signerName: '王芳', signature: 'iVBORw0KGgo=' }]);
  press('sign-clear');
  expect((screen.getByTestId('sign-submit') as HTMLButtonElement).disabled).toBe(true);
});

test('OR-06 a payment’s receipt is read, signed with what was read, and once signed has no such button', async () => {
  const pen = { fillRect: jest.fn(), beginPath: jest.fn(), moveTo: jest.fn(), lineTo: jest.fn(), stroke: jest.fn() };
  HTMLCanvasElement.prototype.getContext = jest.fn(() => pen) as never;
  HTMLCanvasElement.prototype.toDataURL = () => 'data:image/png;base64,iVBORw0KGgo=';
  const money = {
    till: 'cash' as const,
    amountFen: 140_000,
    bookingId: null,
    cardId: null,
    cardName: '',
    principalFen: 0,
    bonusFen: 0,
    undoesId: null,
    note: '',
    byName: '钱芊',
  };
  const payment = { id: 'p1', kind: 'payment' as const, ...money, at: '2026-11-28T01:00:00.000Z' };
  const receipt = {
    id: 'r1',
    number: 'S2611-00042',
    orderId: 'o1',
    paymentId: 'p1',
    cardId: null,
    transactionId: null,
    title: '收款收据',
    text: '编号：S2611-00042',
    state: 'draft',
    sha256: 'b'.repeat(64),
    signature: null,
    createdAt: '2026-11-28T01:00:00.000Z',
  };
  const signed = { ...receipt, state: 'signed', signature: { name: '王芳', at: '2026-11-28T01:31:00.000Z', sha256: 'c'.repeat(64) } };
  const server = openTestServer(
    answers({
      'orders.get': ok({ order: order({ payments: [payment] }) }),
      'orders.issueReceipt': ok({ receipt }),
      'orders.signReceipt': ok({ receipt: signed }),
    }),
  );
  await open();
  press('open-receipt');
  await waitFor(() => expect(screen.getByTestId('receipt-text').textContent).toContain('S2611-00042'));
  expect(screen.getByTestId('receipt-trace').textContent).toContain('还没有签字');
  press('receipt-sign');
  const pad = screen.getByTestId('sign-pad');
  fireEvent.pointerDown(pad);
  fireEvent.pointerMove(pad);
  fireEvent.pointerUp(pad);
  press('sign-submit');
  await waitFor(() => expect(screen.getByTestId('receipt-trace').textContent).toContain('王芳 签于'));
  expect(screen.queryByTestId('receipt-sign')).toBeNull();
  expect(server.sentTo('orders.signReceipt')).toEqual([{ receiptId: 'r1', sha256: 'b'.repeat(64), signerName: '王芳', signature: 'iVBORw0KGgo=' }]);
});

test('OR-03 a customer without a real name is asked for it before her contract is drawn up', async () => {
  const server = openTestServer(
    answers({
      'orders.get': ok({ order: order({ customerName: '微信用户8001' }) }),
      'orders.contractTemplates': ok({ templates: [{ id: 't1', version: 1, name: '合同', body: '【顾客】', active: true }], variables: [] }),
      'orders.drawContract': ok({ contract: contract() }),
    }),
  );
  await open();
  await waitFor(() => screen.getByTestId('draw-contract'));
  press('draw-contract');
  await waitFor(() => screen.getByTestId('draw-name'));
  expect((screen.getByTestId('draw-submit') as HTMLButtonElement).disabled).toBe(true);
  fireEvent.change(screen.getByTestId('draw-name'), { target: { value: '陈思远' } });
  press('draw-submit');
  await waitFor(() => expect(server.sentTo('orders.drawContract')).toEqual([{ orderId: 'o1', templateId: 't1', customerName: '陈思远' }]));
});

test('OR-04 two versions stand side by side with what differs, and a version becomes the order', async () => {
  const [newest, older] = quote().versions;
  if (!newest || !older) throw new Error('a quote with two versions');
  expect(compareVersions(older, newest).map((row) => [row.name, row.left === row.right])).toEqual([
    ['经典婚纱套系', false],
    ['优惠', true],
    ['合计', false],
  ]);
  const server = openTestServer({ 'orders.acceptQuote': ok({ order: order({ id: 'o9' }) }) });
  const onOrder = jest.fn();
  render(
    <Stage rights={RIGHTS}>
      <QuoteSheet
        quote={quote()}
        buyer={{ customerId: 'c', name: '王芳', storeId: 'st' }}
        onClose={() => undefined}
        onChanged={() => undefined}
        onOrder={onOrder}
      />
    </Stage>,
  );
  expect(screen.getAllByTestId('compare-row')[0]?.className).toBe('differs');
  press('accept-older');
  press('accept-submit');
  await waitFor(() => expect(onOrder).toHaveBeenCalledWith('o9'));
  expect(server.sentTo('orders.acceptQuote')).toEqual([{ quoteId: 'q1', version: 1, instalments: [] }]);
});

test('CD-07 what a card paid by mistake is taken back with a reason by whoever may, once; the order is read anew from the answer', async () => {
  const paid = {
    id: 'p1',
    kind: 'card' as const,
    till: null,
    amountFen: 110_000,
    bookingId: null,
    cardId: 'k1',
    cardName: '储值卡',
    principalFen: 100_000,
    bonusFen: 10_000,
    undoesId: null,
    note: '',
    byName: '钱芊',
    at: '2026-11-28T01:00:00.000Z',
  };
  const back = { ...paid, id: 'p2', kind: 'refund' as const, undoesId: 'p1', note: '扣错了卡' };
  const server = openTestServer(
    answers({
      'orders.get': ok({ order: order({ payments: [paid], can: ['pay'] }) }),
      'membership.undoOrderPayment': ok({ order: order({ payments: [paid, back], can: ['pay'] }) }),
    }),
  );
  await open();
  press('undo-open');
  press('undo-payment-reason-扣错了卡');
  expect(screen.getByTestId('effects').textContent).toContain('¥1,100 退回「储值卡」');
  press('undo-payment-submit');
  await waitFor(() => expect(screen.getByTestId('payments').textContent).toContain('撤销储值卡付款 · 退回储值卡'));
  expect(server.sentTo('membership.undoOrderPayment')).toEqual([{ orderId: 'o1', paymentId: 'p1', reason: '扣错了卡' }]);
  expect(screen.queryByTestId('undo-open')).toBeNull();
});
