import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import { openOrderShop, type OrderShop } from './orders.shop';
import { readSheet } from './sheets';

jest.setTimeout(60_000);

let orders: OrderShop;
beforeAll(async () => {
  orders = await openOrderShop();
});
afterAll(() => orders?.pay.shop.close());

const shop = () => orders.pay.shop;
const today = (): string => new Date(orders.pay.agenda.clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
const span = (storeId: string | null = null) => ({ storeId, from: addDays(today(), -1), until: addDays(today(), 1) });
const column = (rows: readonly string[][], title: string): string[] => {
  const at = rows[0]?.indexOf(title) ?? -1;
  if (at < 0) throw new Error(`no column ${title}`);
  return rows.slice(1).map((row) => row[at] ?? '');
};
const sum = (values: readonly string[]): number => values.reduce((total, value) => total + Math.round(Number(value || 0) * 100), 0);

test('IT-11 the ledger’s lines in full: debit is credit, and they are the trial balance', async () => {
  const order = await orders.pays(await orders.order(), 100_000);
  await orders.pay.paid();
  const rows = await readSheet(shop(), (await shop().do('ledger.export', span(), await orders.pay.boss())).url);
  const { sums } = await shop().do('ledger.trialBalance', { storeId: null, from: span().from, until: span().until }, await orders.pay.boss());
  const fen = sums.find((one) => one.unit === 'fen');
  expect(sum(column(rows, '借方（元）'))).toBe(fen?.debit);
  expect(sum(column(rows, '贷方（元）'))).toBe(fen?.credit);
  expect(column(rows, '客户')).toContain(order.customerName);
  expect(column(rows, '序号')).toEqual([...column(rows, '序号')].sort((a, b) => Number(a) - Number(b)));
});

test('IT-11 payments and closings: what came, what went back, and each drawer', async () => {
  const held = await orders.pay.paid();
  await shop().do('booking.cancel', { bookingId: held.booking.id, version: held.booking.version, reason: '', expectedRefundFen: 50_000 }, held.who);
  await orders.pay.pass({ seconds: 2 });
  await shop().eventually(async () => (await orders.pay.facts(held.booking.id)).deposit === 'refunded');
  const payments = await readSheet(shop(), (await shop().do('orders.exportPayments', span(), await orders.pay.boss())).url);
  const mine = payments.find((row) => row.includes(held.outTradeNo));
  expect(mine).toEqual(expect.arrayContaining([shop().keys.mchid, '已支付', '500']));
  expect(sum(column(payments, '已退'))).toBe(50_000);
  const { expectedFen } = await shop().do('finance.till', { storeId: orders.pay.fixture.storeId }, await orders.pay.boss());
  const close = { storeId: orders.pay.fixture.storeId, expectedFen, countedFen: expectedFen + 100, bankedFen: 0, note: '=HYPERLINK("http://x","多一元")' };
  await shop().do('finance.closeDay', close, await orders.pay.boss());
  const closings = await readSheet(shop(), (await shop().do('finance.exportClosings', span(), await orders.pay.boss())).url);
  expect(sum(column(closings, '长短款'))).toBe(100);
  // A cell that begins like a formula is text, also for whoever saves it as CSV.
  expect(column(closings, '备注')).toEqual([`'${close.note}`]);
  expect(JSON.stringify(closings)).not.toContain('FORMULA');
});

test('SC-01 rights and reach hold: no right, no file; another store’s manager finds nothing of this one’s', async () => {
  const photographer = await orders.as('mei');
  for (const name of ['ledger.export', 'orders.exportPayments', 'finance.exportClosings'] as const)
    expect((await shop().send(name, span(), photographer)).refusal).toMatchObject({ code: 'access.forbidden' });
  await shop().server.ports.db.prisma.staffMember.create({
    data: { wecomUserId: 'hanmei', name: '韩梅', title: '', roles: ['manager'], stores: { create: [{ storeId: orders.pay.fixture.otherStoreId }] } },
  });
  const other = await orders.as('hanmei');
  for (const name of ['orders.export', 'orders.exportPayments', 'finance.exportClosings'] as const) {
    for (const storeId of [null, orders.pay.fixture.storeId])
      expect([name, (await readSheet(shop(), (await shop().do(name, span(storeId), other)).url)).length]).toEqual([name, 1]);
  }
});

test('SC-01 the address is good once and for two minutes; another ticket gives nothing; a span is a year at most', async () => {
  const { url } = await shop().do('orders.export', span(), await orders.pay.boss());
  expect((await fetch(shop().url + url)).status).toBe(200);
  expect((await fetch(shop().url + url)).status).toBe(404);
  expect((await fetch(`${shop().url}/api/download?ticket=${'x'.repeat(32)}`)).status).toBe(404);
  expect((await fetch(`${shop().url}/api/download`)).status).toBe(404);
  const late = await shop().do('orders.export', span(), await orders.pay.boss());
  await orders.pay.pass({ minutes: 3 });
  expect((await fetch(shop().url + late.url)).status).toBe(404);
  for (const [from, until, problem] of [
    ['2026-01-02', '2026-01-01', 'before_from'],
    ['2026-01-01', '2027-01-02', 'too_long'],
  ])
    expect((await shop().send('orders.export', { storeId: null, from: from ?? '', until: until ?? '' }, await orders.pay.boss())).refusal).toMatchObject({
      code: 'request.invalid',
      facts: { issues: [{ path: 'until', problem }] },
    });
  // What was written down for a reader is gone once she has it.
  await shop().eventually(() => Promise.resolve(readdirSync(tmpdir()).filter((name) => name.startsWith('zhike-') && name.endsWith('.xlsx')).length === 0));
});
