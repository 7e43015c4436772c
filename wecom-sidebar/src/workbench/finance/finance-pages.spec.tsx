import type { ShipmentView } from '@zhike/domain/orders/contract';
import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { no, ok, openTestServer, Stage } from '../../sidebar/test-stage';
import { BooksPage } from '../books/BooksPage';
import { BillsPage } from './BillsPage';
import { ShipmentsPage } from './ShipmentsPage';

beforeEach(() => {
  sessionStorage.clear();
  location.hash = '';
});
const RIGHTS = ['finance.reconcile', 'payment.read', 'ledger.read', 'order.read', 'card.read', 'customer.read'];
const press = (testid: string) => fireEvent.click(screen.getByTestId(testid));
const bill = {
  date: '2026-11-25',
  state: 'fetched' as const,
  payments: 1,
  paidFen: 100,
  refunds: 0,
  refundedFen: 0,
  feeFen: 1,
  open: 0,
  fetchedAt: '2026-11-26T02:30:00.000Z',
};

test('OR-06 with several merchants each bill says whose it is, and the oldest missing one is fetched of its own', async () => {
  const server = openTestServer({
    'finance.bills': ok({
      bills: [
        { ...bill, mchid: '1900000001', merchantName: '1900000001' },
        { ...bill, mchid: '1900000002', merchantName: '徐汇公司' },
      ],
      missing: [
        { date: '2026-11-24', mchid: '1900000001', merchantName: '1900000001' },
        { date: '2026-11-24', mchid: '1900000002', merchantName: '徐汇公司' },
      ],
    }),
    'finance.differences': ok({ items: [] }),
    'finance.fetchBill': no('finance.merchant_unknown', { mchid: '1900000002' }),
  });
  render(
    <Stage rights={RIGHTS}>
      <BillsPage />
    </Stage>,
  );
  await waitFor(() => expect(screen.getAllByTestId('bill-row')).toHaveLength(2));
  expect(screen.getAllByTestId('bill-row')[1]?.textContent).toContain('徐汇公司');
  press('bill-fetch');
  await waitFor(() => expect(server.sentTo('finance.fetchBill')[0]).toEqual({ mchid: '1900000002', date: '2026-11-24' }));
  await waitFor(() => expect(screen.getByTestId('bills-page').textContent).toContain('1900000002 没有配置'));
});

test('ST-03 each store shows its merchant; one that is configured no more is said to take no money', async () => {
  openTestServer({
    'finance.bills': ok({ bills: [], missing: [] }),
    'finance.differences': ok({ items: [] }),
    'finance.merchants': ok({
      merchants: [
        { mchid: '1900000001', name: '1900000001', main: true },
        { mchid: '1900000002', name: '徐汇公司', main: false },
      ],
      stores: [
        { storeId: 'a', storeName: '静安店', mchid: null, known: true },
        { storeId: 'b', storeName: '徐汇店', mchid: '1900000009', known: false },
      ],
    }),
  });
  render(
    <Stage rights={RIGHTS}>
      <BillsPage />
    </Stage>,
  );
  press('bill-merchants');
  await waitFor(() => expect(screen.getAllByTestId('merchant-store')).toHaveLength(2));
  const [first, second] = screen.getAllByTestId('merchant-store');
  expect(first?.textContent).toContain('主商户 1900000001');
  expect(second?.textContent).toContain('1900000009 没有配置');
});

test('OR-07 what the platform refused says why in words, and is sent again by a press', async () => {
  const shipment: ShipmentView = {
    paymentId: 'p1',
    outTradeNo: 'ZK1',
    storeName: '静安店',
    customerId: 'c',
    customerName: '林小雨',
    description: '婚纱 定金',
    paidFen: 50_000,
    how: 'pickup',
    state: 'failed',
    code: '10060031',
    tries: 1,
    changedAt: '2026-11-26T02:30:00.000Z',
  };
  const server = openTestServer({
    'orders.shipments': ok({ items: [shipment], next: null }),
    'orders.sendShipment': ok({ shipment: { ...shipment, state: 'due' } }),
  });
  render(
    <Stage rights={RIGHTS}>
      <ShipmentsPage />
    </Stage>,
  );
  await waitFor(() => screen.getByTestId('shipment-row'));
  expect(server.sentTo('orders.shipments')[0]).toMatchObject({ state: 'failed' });
  expect(screen.getByTestId('shipment-row').textContent).toMatch(/林小雨.*被平台退回.*付款人和支付单对不上/);
  press('shipment-send');
  await waitFor(() => expect(server.sentTo('orders.sendShipment')).toEqual([{ paymentId: 'p1' }]));
});

test('FI-01 from a card’s address to its purses, to a line with what was there after it, to the whole act and its links', async () => {
  const account = {
    id: 'a1',
    kind: 'principal',
    kindName: '储值本金',
    unit: 'fen' as const,
    side: 'credit' as const,
    balance: 128_000,
    storeId: 'st',
    customerId: 'c',
    customerName: '林小雨',
    holderId: 'card1',
    holderCode: 'K7',
  };
  const act = {
    id: 't1',
    at: '2026-11-26T02:30:00.000Z',
    act: 'card.charged',
    actName: '充值',
    note: '',
    actorName: '沈言',
    customerId: 'c',
    bookingId: null,
    orderId: 'o1',
    cardId: 'card1',
  };
  const server = openTestServer({
    'ledger.trialBalance': ok({ rows: [], sums: [] }),
    'ledger.accounts': ok({ items: [account] }),
    'ledger.entries': ok({ account, items: [{ ...act, transactionId: 't1', amount: 28_000, balanceAfter: 128_000, reversed: false }], next: null }),
    'ledger.transaction': ok({ transaction: { ...act, businessDate: '2026-11-26', reversesId: null, reversedById: null, lines: [] } }),
  });
  location.hash = '#/books?holder=card1';
  render(
    <Stage rights={RIGHTS}>
      <BooksPage />
    </Stage>,
  );
  await waitFor(() => screen.getByTestId('account-row'));
  expect(server.sentTo('ledger.accounts')[0]).toMatchObject({ holderId: 'card1', kind: null });
  expect(screen.getByTestId('account-row').textContent).toContain('储值本金 · 林小雨 · K7');
  press('account-row');
  await waitFor(() => screen.getByTestId('entry-row'));
  expect(screen.getByTestId('entry-row').textContent).toContain('余 ¥1,280');
  press('entry-row');
  const links = within(await screen.findByTestId('act-links'));
  expect(links.getByText('看订单').getAttribute('href')).toBe('#/orders?order=o1');
  expect(links.getByText('看客户').getAttribute('href')).toBe('#/customers/c');
  expect(links.getByTestId('act-card')).toBeTruthy();
});
