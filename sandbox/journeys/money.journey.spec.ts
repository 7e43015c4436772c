import type { ApiOutput } from '@zhike/domain/api';
import { formatFen } from '@zhike/domain/kernel/money';
import type { FrameLocator, Page } from 'playwright-core';
import { customerVoice, fillContact, openDesk, openPhone, payDeposit, type Phone, snap, staffVoice, type Voice } from './cast';
import { changeService, storeNamed } from './headquarters';
import { openStage, type Stage } from './stage';

/** Money through three clients: topped up and booked on the phone, served and written off beside the chat, given back in part at the desk; then the counter's own day. */
let stage: Stage;
let hq: Voice;
let she: Voice;
let phone: Phone;
let chat: Page;
let desk: Page;
let sidebar: FrameLocator;
const SHE = '孙佳宁';
const BUYER = '林小雨';
const SERVICE = '情绪写真';
const PACKAGE = '经典婚纱套系';
const story = { storeId: '', customerId: '', cardId: '', priceFen: 0, paidFen: 0, bonusFen: 0, orderId: '' };

type Card = ApiOutput<'membership.card'>['card'];
const theCard = async (): Promise<Card> => (await hq.ask('membership.card', { cardId: story.cardId })).card;
const order = async (): Promise<ApiOutput<'orders.get'>['order']> => (await hq.ask('orders.get', { orderId: story.orderId })).order;
const openId = (): string => new URL(phone.page.url()).searchParams.get('openid') ?? '';
/** Her phone on another page, as a message opens it. */
const openPage = (page: string) => phone.page.goto(`${stage.house.url}/phone?${new URLSearchParams({ openid: openId(), open: page }).toString()}`);
const field = (inside: FrameLocator | Page, testid: string) => inside.locator(`input[data-testid="${testid}"], [data-testid="${testid}"] input`);
const says = (inside: FrameLocator | Page, testid: string, text: string) => inside.getByTestId(testid).filter({ hasText: text }).first().waitFor();
/** Once a sheet that slides has come to rest. */
async function picture(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(500);
  await stage.picture(page, name);
}
async function chatOf(member: string, contact: string): Promise<{ page: Page; sidebar: FrameLocator }> {
  const open = await stage.apart();
  const page = await open(`/chat?member=${member}`, { width: 1280, height: 860 });
  const frame = page.frameLocator('iframe.sidebar');
  await page.locator('.contact', { hasText: contact }).click();
  await frame.getByTestId('customer-view').waitFor();
  return { page, sidebar: frame };
}
/** A sale of the package is put together. */
async function compose(frame: FrameLocator): Promise<void> {
  await frame.getByText('婚纱摄影', { exact: true }).click();
  await frame.locator(`[data-testid="item"][data-item="${PACKAGE}"]`).click();
  await frame.getByTestId('sale-total').filter({ hasText: '¥' }).waitFor();
}

beforeAll(async () => {
  stage = await openStage();
  hq = await staffVoice(stage.house, 'zongbu');
  she = await customerVoice(stage.house, SHE);
  story.customerId = (await she.ask('access.me', {})).me.customerId ?? '';
  story.storeId = await storeNamed(hq, '静安');
  story.priceFen = (await changeService(hq, SERVICE, { depositFen: 0 })).priceFen;
  await customerVoice(stage.house, BUYER);
});
afterAll(async () => {
  await stage?.close();
});

test('CD-06 she tops up on her phone and pays by WeChat', async () => {
  const product = (await she.ask('membership.shelf', {})).products.find((one) => one.kind === 'stored_value');
  Object.assign(story, { paidFen: product?.priceFen, bonusFen: product?.bonusFen });
  phone = await openPhone(stage, SHE, 'packages/membership/shop/index');
  await phone.app.locator(`#buy-${product?.id ?? ''}:visible`).click();
  await phone.app.locator('#pay:visible').waitFor();
  await payDeposit(phone);
  await phone.app.locator('#paid-done:visible').waitFor();
  const [card] = (await she.ask('membership.myCards', {})).cards;
  expect(card).toMatchObject({ principalFen: story.paidFen, bonusFen: story.bonusFen });
  story.cardId = card?.id ?? '';
});

test('BK-01 she books on her phone; nothing is to be paid before', async () => {
  const { app } = phone;
  await openPage('pages/home/index');
  await app.locator('#choose-store:visible').click();
  await app.locator('.store__main:visible', { hasText: '静安店' }).click();
  await app.locator('.service:visible', { hasText: SERVICE }).click();
  await app.locator('#choose-time:visible').click();
  await app.locator('.day--free:visible').first().click();
  await app.locator('.slot:visible').first().click();
  await app.locator('#next:visible').click();
  await fillContact(phone, SHE, '13800138006');
  await app.locator('#submit:visible').click();
  await app.locator('#result-confirmed:visible').waitFor();
  await snap(stage, phone, 'money-booked');
});

test('BK-15, CD-07 she is served, and her stored value pays the visit in the same act, principal first', async () => {
  ({ page: chat, sidebar } = await chatOf('laoxu', SHE));
  await sidebar.getByTestId('next-booking').filter({ hasText: SERVICE }).click();
  const sheet = sidebar.getByTestId('booking-sheet');
  await sheet.getByTestId('verb-checkIn').click();
  await sheet.getByTestId('verb-start').click();
  await sidebar.getByTestId('foretold').waitFor();
  await picture(chat, 'money-foretold');
  await sheet.getByTestId('verb-finish').click();
  await sidebar.getByTestId('written-off').waitFor();
  expect(await theCard()).toMatchObject({ principalFen: story.paidFen - story.priceFen, bonusFen: story.bonusFen });
  await openPage('packages/membership/wallet/index');
  await phone.app
    .locator(`#card-${story.cardId}:visible`)
    .filter({ hasText: `本金 ${formatFen(story.paidFen - story.priceFen, 'short')}` })
    .waitFor();
  await phone.app.locator(`#card-${story.cardId}:visible`).click();
  await phone.app.locator('#history:visible').filter({ hasText: '明细（2 笔）' }).waitFor();
  await snap(stage, phone, 'money-written-off');
});

test('CD-06 the desk gives back what is left of the principal through WeChat; the bonus goes, and her phone says so', async () => {
  desk = await openDesk(stage, '徐立', 'cards');
  await desk.getByTestId('cards-find').click();
  await field(desk, 'picker-search').fill(SHE);
  await desk.getByTestId('picker-result').first().click();
  await desk.getByTestId('card').first().click();
  await desk.getByTestId('card-refund').click();
  const backFen = story.paidFen - story.priceFen;
  await says(desk, 'refund-back', formatFen(backFen));
  await desk.getByTestId('refund-till-wechat').click();
  await desk.locator('[data-testid^="refund-reason-"]').first().click();
  await picture(desk, 'money-card-refund');
  await desk.getByTestId('refund-submit').click();
  await desk.getByTestId('card-balance').waitFor();
  await phone.page.reload();
  await openPage('packages/membership/wallet/index');
  await phone.app.locator(`#card-${story.cardId}:visible`).filter({ hasText: '已退卡' }).waitFor();
  await snap(stage, phone, 'money-refunded');
  expect(await theCard()).toMatchObject({ state: 'refunded', principalFen: 0, bonusFen: 0 });
  const payments = await stage.house.server.ports.db.prisma.payment.findMany({ where: { purpose: 'card' }, include: { refunds: true } });
  expect(payments.map((one) => [one.paidFen, one.refunds.map((refund) => refund.amountFen)])).toEqual([[story.paidFen, [backFen]]]);
});

test('OR-02 a discount beyond the seller’s limit waits, the manager approves it at the desk, and the seller sees it without a reload', async () => {
  const seller = await chatOf('xiaotang', BUYER);
  await seller.sidebar.getByTestId('bar-order').click();
  await compose(seller.sidebar);
  await seller.sidebar.getByTestId('discount-percent').click();
  await field(seller.sidebar, 'discount-value').fill('12');
  await seller.sidebar.getByTestId('discount-beyond').waitFor();
  await picture(seller.page, 'money-discount');
  const made = seller.page.waitForResponse((answer) => answer.url().endsWith('/api/orders.create') && answer.ok());
  await seller.sidebar.getByTestId('sale-submit').click();
  story.orderId = ((await (await made).json()) as ApiOutput<'orders.create'>).order.id;
  await seller.sidebar.getByTestId('waits-for-approval').waitFor();
  expect((await order()).phase).toBe('waiting');
  await desk.goto(`${stage.house.url}/workbench/#/orders?order=${story.orderId}`);
  await desk.getByTestId('verb-decide').click();
  await desk.getByTestId('decide-reason-老客户').click();
  await picture(desk, 'money-decide');
  await desk.getByTestId('decide-submit').click();
  await seller.sidebar.getByTestId('waits-for-approval').waitFor({ state: 'detached' });
  const now = await order();
  expect([now.phase, now.discountFen]).toEqual(['open', Math.round(now.listFen * 0.12)]);
  await picture(seller.page, 'money-approved');
  await seller.page.close();
});

test('OR-04, CD-06 a quote is accepted, becomes the order, and stored value pays a part of it', async () => {
  const product = (await hq.ask('membership.products', { withInactive: false })).products.find((one) => one.kind === 'stored_value');
  const payments = [{ till: 'cash' as const, amountFen: product?.priceFen ?? 0 }];
  const sale = { customerId: story.customerId, storeId: story.storeId, productId: product?.id ?? '', version: product?.version ?? 0, payments };
  const { card } = await hq.ask('membership.sell', sale);
  const counter = await chatOf('laoxu', SHE);
  await counter.sidebar.getByTestId('tab-orders').click();
  await counter.sidebar.getByTestId('new-quote').click();
  await compose(counter.sidebar);
  await counter.sidebar.getByTestId('sale-submit').click();
  await counter.sidebar.getByTestId('quote').first().click();
  await counter.sidebar.getByTestId('quote-accept').click();
  await picture(counter.page, 'money-quote');
  const made = counter.page.waitForResponse((answer) => answer.url().endsWith('/api/orders.acceptQuote') && answer.ok());
  await counter.sidebar.getByTestId('accept-submit').click();
  story.orderId = ((await (await made).json()) as ApiOutput<'orders.acceptQuote'>).order.id;
  await counter.sidebar.getByTestId('verb-pay').click();
  await field(counter.sidebar, 'pay-amount').fill('1000');
  await counter.sidebar.getByTestId('pay-till-card').click();
  await says(counter.sidebar, 'effects', '¥1,000');
  await picture(counter.page, 'money-pay-card');
  await counter.sidebar.getByTestId('pay-card-submit').click();
  await says(counter.sidebar, 'order-paid', '¥1,000');
  expect((await order()).payments).toMatchObject([{ kind: 'card', amountFen: 100_000 }]);
  const left = (await hq.ask('membership.card', { cardId: card.id })).card;
  expect([left.principalFen, left.bonusFen]).toEqual([card.principalFen - 100_000, card.bonusFen]);
  await counter.page.close();
});

test('OR-06 the day is closed: the drawer is counted, ten yuan are missing, and it is written why', async () => {
  const page = await openDesk(stage, '徐立', 'till');
  const { expectedFen } = await hq.ask('finance.till', { storeId: story.storeId });
  await says(page, 'till-expected', formatFen(expectedFen, 'short'));
  await page.getByTestId('till-count').click();
  await field(page, 'count-counted').fill(String(expectedFen / 100 - 10));
  await field(page, 'count-banked').fill('1000');
  await says(page, 'count-difference', '少 ¥10');
  expect(await page.getByTestId('count-submit').isDisabled()).toBe(true);
  await field(page, 'count-note').fill('找零时多给了');
  await picture(page, 'money-count');
  await page.getByTestId('count-submit').click();
  await page.getByTestId('closing-row').filter({ hasText: '少 ¥10' }).first().waitFor();
  await picture(page, 'money-closed');
  expect((await hq.ask('finance.till', { storeId: story.storeId })).expectedFen).toBe(expectedFen - 1_000 - 100_000);
  expect(stage.faults).toEqual([]);
});
