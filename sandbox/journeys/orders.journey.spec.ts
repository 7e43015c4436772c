import type { ApiOutput } from '@zhike/domain/api';
import type { FrameLocator, Page } from 'playwright-core';
import { bookPaid, customerVoice, openDesk, staffVoice, type Voice } from './cast';
import { dayWith, serviceNamed, storeNamed } from './headquarters';
import { openStage, type Stage } from './stage';

/** A package is sold beside the chat, paid by a booking's deposit and two payments, and one thing of it is given back at the desk. */
let stage: Stage;
let hq: Voice;
let chat: Page;
let desk: Page;
let sidebar: FrameLocator;
const GUEST = '林小雨';
const PACKAGE = '经典婚纱套系';
const story = { storeId: '', orderId: '', receivableFen: 0 };

type Order = ApiOutput<'orders.get'>['order'];
const theOrder = async (): Promise<Order> => (await hq.ask('orders.get', { orderId: story.orderId })).order;
const owedAll = async (): Promise<ApiOutput<'orders.receivables'>> => hq.ask('orders.receivables', { storeId: story.storeId });
/** Once a sheet that slides has come to rest. */
async function picture(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(500);
  await stage.picture(page, name);
}
const says = (inside: FrameLocator | Page, testid: string, text: string) => inside.getByTestId(testid).filter({ hasText: text }).first().waitFor();

beforeAll(async () => {
  stage = await openStage();
  hq = await staffVoice(stage.house, 'zongbu');
  const customer = await customerVoice(stage.house, GUEST);
  story.storeId = await storeNamed(hq, '静安');
  const service = await serviceNamed(hq, PACKAGE);
  const { slots } = await dayWith(customer, { storeId: story.storeId, serviceId: service.id, ahead: 3 }, () => true);
  await bookPaid(stage.house, GUEST, customer, { storeId: story.storeId, serviceId: service.id, startsAt: slots[0]?.startsAt ?? '' });
  story.receivableFen = (await owedAll()).totalFen;
  chat = await stage.open('/chat?member=xiaotang', { width: 1280, height: 860 });
  sidebar = chat.frameLocator('iframe.sidebar');
});
afterAll(async () => {
  await stage?.close();
});

test('PK-03 beside the chat she takes ten more retouched photos: 500 more, as the server says', async () => {
  await chat.locator('.contact', { hasText: GUEST }).click();
  await sidebar.getByTestId('bar-order').click();
  await sidebar.getByText('婚纱摄影', { exact: true }).click();
  await sidebar.locator(`[data-testid="item"][data-item="${PACKAGE}"]`).click();
  await says(sidebar, 'sale-total', '¥3,999');
  for (let n = 0; n < 10; n += 1) await sidebar.getByTestId('option-retouched-more').click();
  await says(sidebar, 'sale-total', '¥4,499');
  await picture(chat, 'order-composer');
  await sidebar.getByTestId('add-item').click();
  await sidebar.locator('[data-testid="item"][data-item="实木相框"]').click();
  await says(sidebar, 'sale-total', '¥4,667');
  expect(await sidebar.getByTestId('sale-margin').count()).toBe(0);
  await sidebar.getByTestId('dues-plan').click();
  await picture(chat, 'order-composer-dues');
  await sidebar.getByTestId('sale-submit').click();
  await says(sidebar, 'order-billed', '¥4,667');
  const mine = await hq.ask('orders.list', { storeId: story.storeId, customerId: null, phases: ['open'], owing: true });
  const made = mine.items.find((one) => one.customerName === GUEST && one.billedFen === 466_700);
  story.orderId = made?.id ?? '';
  const order = await theOrder();
  expect(order.lines.map((line) => line.totalFen)).toEqual([449_900, 16_800]);
  expect(order.instalments.map((due) => due.amountFen)).toEqual([160_000, 306_700]);
  await picture(chat, 'order-story');
});

test('FI-02 what she owes is among the receivables, whose buckets add up', async () => {
  const { buckets, totalFen } = await owedAll();
  expect(totalFen).toBe(story.receivableFen + 466_700);
  expect(Object.values(buckets).reduce((sum, fen) => sum + fen, 0)).toBe(totalFen);
});

test('OR-06 the booking’s deposit and the rest of the first instalment are recorded, and the steps go on by themselves', async () => {
  await sidebar.getByTestId('link-booking').first().click();
  await sidebar.getByTestId('order-booking').waitFor();
  await sidebar.getByTestId('verb-use_deposit').click();
  await sidebar.getByTestId('use-deposit-submit').click();
  await says(sidebar, 'order-paid', '¥500');
  await sidebar.getByTestId('verb-pay').click();
  await sidebar.getByTestId('pay-till-cash').click();
  await picture(chat, 'order-pay');
  await sidebar.getByTestId('pay-submit').click();
  await says(sidebar, 'order-paid', '¥1,600');
  const order = await theOrder();
  expect(order).toMatchObject({ paidFen: 160_000, owedFen: 306_700, stage: 'scheduled' });
  expect(order.payments.map((payment) => [payment.kind, payment.till, payment.amountFen])).toEqual(
    expect.arrayContaining([
      ['deposit', null, 50_000],
      ['payment', 'cash', 110_000],
    ]),
  );
  await picture(chat, 'order-deposit-paid');
});

test('OR-03 the contract is drawn up, read, signed on the screen, and taken along as a file', async () => {
  await sidebar.getByTestId('draw-contract').click();
  await sidebar.getByTestId('draw-submit').click();
  await says(sidebar, 'contract-text', '¥4,667.00');
  await picture(chat, 'order-contract');
  await sidebar.getByTestId('contract-sign').click();
  const pad = sidebar.getByTestId('sign-pad');
  await pad.scrollIntoViewIfNeeded();
  await chat.waitForTimeout(400);
  const box = await pad.boundingBox();
  if (!box) throw new Error('no place to sign');
  await chat.mouse.move(box.x + 30, box.y + 40);
  await chat.mouse.down();
  for (let n = 1; n <= 12; n += 1) await chat.mouse.move(box.x + 30 + n * 20, box.y + 40 + (n % 2) * 50);
  await chat.mouse.up();
  await picture(chat, 'order-sign');
  await sidebar.getByTestId('sign-submit').click();
  const signed = sidebar.locator('[data-testid="contract"][data-state="signed"]');
  await signed.waitFor({ state: 'attached' });
  const [download] = await Promise.all([chat.waitForEvent('download'), sidebar.getByTestId('contract-download').click()]);
  expect(download.suggestedFilename()).toMatch(/\.pdf$/);
  const { contracts } = await hq.ask('orders.contracts', { orderId: story.orderId });
  expect(contracts[0]).toMatchObject({ state: 'signed', signature: { name: GUEST } });
});

test('OR-09 the desk sees the same order, takes the balance and gives one thing of it back by the calculator’s steps', async () => {
  desk = await openDesk(stage, '徐立', 'orders');
  await desk.getByTestId('orders-table').getByText(GUEST).first().waitFor();
  await picture(desk, 'desk-orders');
  await desk.goto(`${stage.house.url}/workbench/#/orders?order=${story.orderId}`);
  await says(desk, 'order-owed', '¥3,067');
  await desk.getByTestId('order-margin').waitFor();
  await picture(desk, 'desk-order');
  await desk.getByTestId('verb-pay').click();
  await desk.getByTestId('pay-till-pos').click();
  await desk.getByTestId('pay-submit').click();
  await says(desk, 'order-paid', '¥4,667');
  expect((await owedAll()).totalFen).toBe(story.receivableFen);
  await desk.getByTestId('verb-refund').click();
  await desk.getByTestId('refund-form').or(desk.getByTestId('refund')).first().waitFor();
  await desk.getByText('实木相框').last().click();
  await says(desk, 'refund-back', '¥168');
  await desk.getByTestId('refund-till-pos').click();
  await desk.getByTestId('refund-reason-商品有问题').click();
  await picture(desk, 'desk-refund');
  await desk.getByTestId('refund-submit').click();
  await says(desk, 'order-paid', '¥4,499');
  const order = await theOrder();
  expect(order).toMatchObject({ billedFen: 449_900, paidFen: 449_900, owedFen: 0 });
  expect(order.lines.map((line) => line.state)).toEqual(['sold', 'refunded']);
  await picture(desk, 'desk-refunded');
});

test('FI-02 the page of receivables tells the ledger’s sum', async () => {
  const page = await openDesk(stage, '徐立', 'receivables');
  await page.getByTestId('aging-sum').waitFor();
  const { totalFen } = await owedAll();
  const trial = await hq.ask('ledger.trialBalance', { storeId: story.storeId, from: '2020-01-01', until: '2199-12-31' });
  expect(trial.rows.find((row) => row.kind === 'receivable')?.closing).toBe(totalFen);
  expect(await page.getByTestId('receivable-total').textContent()).toContain((totalFen / 100).toLocaleString('en-US'));
  await picture(page, 'desk-receivables');
});

test('SC-11 no page of the whole walk threw, and the server had no fault', () => {
  expect(stage.faults).toEqual([]);
});
