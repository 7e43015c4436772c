import type { ApiInput, ApiOutput } from '@zhike/domain/api';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import { customerVoice, goBack, openPhone, payDeposit, type Phone, snap, staffVoice, type Voice } from './cast';
import { dayWith, serviceNamed, storeNamed, todayIn } from './headquarters';
import { openStage, type Stage } from './stage';

/** 卡包与订单 on her phone: her card, its history, the code that the counter reads, family, a card bought, an order signed and paid. */
let stage: Stage;
let hq: Voice;
let she: Voice;
let phone: Phone;
const SHE = '林小雨';
const MOTHER = '王梓涵';
const SERVICE = '情绪写真';
const PACKAGE = '经典婚纱套系';
const LINE = '婚纱摄影';
type Terms = ApiInput<'membership.saveProduct'>['terms'];
const story = { storeId: '', serviceId: '', customerId: '', cardId: '', storedId: '', orderId: '' };
const common = { text: '', singlePriceFen: null, serviceIds: [], intervalDays: null, validDays: null, storeIds: [], coupons: [], online: true, active: true };
const COURSE: Terms = { ...common, name: '写真疗程五次', kind: 'course', priceFen: 250_000, bonusFen: 0, sessions: 5, intervalDays: 14, validDays: 365 };
const STORED: Terms = { ...common, name: '储值 1000 送 200', kind: 'stored_value', priceFen: 100_000, bonusFen: 20_000, sessions: 0 };

async function sell(terms: Terms): Promise<ApiOutput<'membership.sell'>['card']> {
  const { product } = await hq.ask('membership.saveProduct', { productId: null, version: 0, terms });
  const payments = [{ till: 'cash' as const, amountFen: terms.priceFen }];
  const sale = { customerId: story.customerId, storeId: story.storeId, productId: product.id, version: product.version, payments };
  return (await hq.ask('membership.sell', sale)).card;
}

/** She stands before the technician: all that is missing is the write-off. */
async function serve(): Promise<{ id: string; version: number }> {
  const { slots } = await dayWith(hq, { storeId: story.storeId, serviceId: story.serviceId, ahead: 1 }, () => true);
  let { booking } = await hq.ask('booking.create', {
    customerId: story.customerId,
    storeId: story.storeId,
    serviceId: story.serviceId,
    startsAt: slots[0]?.startsAt ?? '',
    choices: {},
    contactName: SHE,
    contactPhone: null,
    weddingDate: null,
    note: '',
    awaitDeposit: false,
    source: 'workbench',
  });
  for (const verb of ['booking.checkIn', 'booking.start'] as const) ({ booking } = await hq.ask(verb, { bookingId: booking.id, version: booking.version }));
  return booking;
}

/** Her phone on another page, as a message or a shared link opens it. */
async function open(page: string): Promise<void> {
  const { openid } = Object.fromEntries(new URL(phone.page.url()).searchParams);
  await phone.page.goto(`${stage.house.url}/phone?${new URLSearchParams({ openid: openid ?? '', open: page }).toString()}`);
}

/** The next code that her phone gets, whatever makes it ask. */
async function nextCode(act: () => Promise<unknown>): Promise<string> {
  const answered = phone.page.waitForResponse((answer) => answer.url().endsWith('/api/membership.myCode') && answer.ok());
  await act();
  return ((await (await answered).json()) as ApiOutput<'membership.myCode'>).code;
}

/** An order of hers of 婚纱摄影 with a deposit due today and the rest in a month, and its contract. */
async function order(): Promise<string> {
  const { lines } = await hq.ask('catalogue.lines', {});
  const where = { storeId: story.storeId, customerId: story.customerId };
  const { items } = await hq.ask('catalogue.items', { ...where, lineId: null, withInactive: false });
  const item = items.find((one) => one.name === PACKAGE);
  const line = lines.find((one) => one.name === LINE);
  const draft = { ...where, lineId: line?.id ?? '', lines: [{ itemId: item?.id ?? '', quantity: 1, options: {} }], discount: null, form: {}, note: '' };
  const made = (await hq.ask('orders.create', { ...draft, instalments: [] })).order;
  const dues = [
    { name: '定金', amountFen: 100_000, dueOn: todayIn() },
    { name: '尾款', amountFen: made.billedFen - 100_000, dueOn: addDays(todayIn(), 30) },
  ];
  await hq.ask('orders.setInstalments', { orderId: made.id, version: made.version, instalments: dues });
  const { templates } = await hq.ask('orders.contractTemplates', {});
  await hq.ask('orders.drawContract', { orderId: made.id, templateId: templates[0]?.id ?? '', customerName: SHE });
  return made.id;
}

beforeAll(async () => {
  stage = await openStage();
  hq = await staffVoice(stage.house, 'zongbu');
  she = await customerVoice(stage.house, SHE);
  await customerVoice(stage.house, MOTHER);
  story.storeId = await storeNamed(hq, '静安');
  story.serviceId = (await serviceNamed(hq, SERVICE)).id;
  const { me } = await she.ask('access.me', {});
  story.customerId = me.customerId ?? '';
  phone = await openPhone(stage, SHE, 'packages/membership/wallet/index');
});
afterAll(async () => {
  await stage?.close();
});

test('CD-09 an empty wallet says what will be in it and leads to the cards on sale', async () => {
  await phone.app.locator('#empty-shop').waitFor();
  await snap(stage, phone, 'wallet-empty');
  await phone.app.locator('#empty-shop').click();
  await phone.app.locator('#offers:visible').waitFor();
  await snap(stage, phone, 'wallet-shop');
  await goBack(phone);
});

test('CD-05, CD-06 her cards show what is left of each, principal and bonus apart, the course with its progress', async () => {
  story.cardId = (await sell({ ...COURSE, serviceIds: [story.serviceId] })).id;
  story.storedId = (await sell(STORED)).id;
  const frozen = await sell({ ...COURSE, name: '冻结的次卡', kind: 'sessions', intervalDays: null, serviceIds: [story.serviceId] });
  await hq.ask('membership.freeze', { cardId: frozen.id, version: frozen.version, reason: '出国' });
  await phone.page.reload();
  const { app } = phone;
  await app.locator(`#card-${story.cardId}:visible`).filter({ hasText: '已做 0/5 次' }).waitFor();
  await app.locator(`#card-${story.storedId}:visible`).filter({ hasText: '本金 ¥1,000 · 赠送 ¥200' }).waitFor();
  await app.locator(`#card-${frozen.id}:visible`).filter({ hasText: '冻结中' }).waitFor();
  await snap(stage, phone, 'wallet-cards');
});

test('CD-09 a wallet that cannot be had says why, and 重试 brings it', async () => {
  const { app, page } = phone;
  await page.route('**/api/membership.myCards', (route) => route.abort());
  await page.reload();
  await app.locator('#error-state:visible').filter({ hasText: '网络没有连上' }).waitFor();
  await snap(stage, phone, 'wallet-error');
  await page.unroute('**/api/membership.myCards');
  await app.locator('#retry:visible').click();
  await app.locator(`#card-${story.cardId}:visible`).waitFor();
});

test('CD-09 she shows her code, the counter reads it once and writes a session off, and her page shows one fewer', async () => {
  const { app, page } = phone;
  const { id: bookingId, version } = await serve();
  await app.locator(`#card-${story.cardId}:visible`).click();
  await app.locator('#history:visible').filter({ hasText: '明细（1 笔）' }).waitFor();
  await snap(stage, phone, 'wallet-card');
  await page.clock.install();
  const first = await nextCode(() => app.locator('#show-code:visible').last().click());
  await app.locator('#code-image:visible').waitFor();
  await app.locator('#code-left').filter({ hasText: '秒后自动更新' }).waitFor();
  await snap(stage, phone, 'wallet-code');
  // A minute later there is another one, and nobody pressed anything.
  const code = await nextCode(() => page.clock.fastForward(61_000));
  expect(code).not.toBe(first);
  const seen = await hq.ask('membership.readCode', { code });
  expect(seen.customerId).toBe(story.customerId);
  expect(seen.cards.map((card) => card.id)).toContain(story.cardId);
  await expect(hq.ask('membership.readCode', { code })).rejects.toThrow('used_or_over');
  await hq.ask('membership.finish', { bookingId, version, cardIds: [story.cardId] });
  await page.clock.resume();
  await goBack(phone);
  await app.locator(`#left-${story.cardId}:visible`).filter({ hasText: '4' }).last().waitFor();
  await app.locator('#history:visible').filter({ hasText: '明细（2 笔）' }).filter({ hasText: '-1 次' }).waitFor();
  await app.locator(`#card-${story.cardId}:visible`).filter({ hasText: '已做 1/5 次' }).last().waitFor();
  await snap(stage, phone, 'wallet-written-off');
});

test('CD-12 she lets her mother use the card by her phone number, and takes it back', async () => {
  const { app } = phone;
  const number = stage.house.world.state.people.customers.find((one) => one.name === MOTHER)?.phone ?? '';
  await app.locator('#add-family:visible').click();
  await app.locator('#who input, input#who').last().fill(number);
  await snap(stage, phone, 'wallet-family');
  await app.locator('#add-confirm:visible').click();
  const end = app.locator('.family__end:visible');
  await end.waitFor();
  expect((await she.ask('membership.card', { cardId: story.cardId })).card.family).toHaveLength(1);
  await end.click();
  await app.locator('#end-confirm:visible').click();
  await end.waitFor({ state: 'detached' });
  expect((await she.ask('membership.card', { cardId: story.cardId })).card.family).toEqual([]);
  await goBack(phone);
});

test('CD-10 cards that are over stand at the end: one that has run out, one that was given back', async () => {
  const { app } = phone;
  const back = await sell({ ...STORED, name: '退掉的储值卡', online: false });
  const { backFen } = await hq.ask('membership.refundPreview', { cardId: back.id });
  const giving = { cardId: back.id, version: back.version, storeId: story.storeId, till: 'cash' as const, expectedBackFen: backFen, reason: '顾客要求' };
  await hq.ask('membership.refund', giving);
  const old = await sell({ ...COURSE, name: '过期的疗程卡', serviceIds: [story.serviceId], online: false });
  await stage.house.server.ports.db.prisma.card.update({ where: { id: old.id }, data: { validUntil: new Date(`${addDays(todayIn(), -1)}T00:00:00Z`) } });
  await open('packages/membership/wallet/index');
  await app.locator(`#card-${back.id}:visible`).filter({ hasText: '已退卡' }).scrollIntoViewIfNeeded();
  await app.locator(`#card-${old.id}:visible`).filter({ hasText: '已过期' }).waitFor();
  await snap(stage, phone, 'wallet-over');
});

test('CD-12 a card of the family says whose it is, and its history can be read', async () => {
  const { me } = await (await customerVoice(stage.house, MOTHER)).ask('access.me', {});
  await she.ask('membership.allowFamily', { cardId: story.cardId, who: { memberCode: me.memberCode ?? '' } });
  const hers = await openPhone(stage, MOTHER, 'packages/membership/wallet/index');
  await hers.app.locator(`#card-${story.cardId}:visible`).filter({ hasText: '的卡，家人可用' }).click();
  await hers.app.locator('#history:visible').filter({ hasText: '明细（2 笔）' }).waitFor();
  expect(await hers.app.locator('#family').count()).toBe(0);
  await snap(stage, hers, 'wallet-lent');
  await hers.page.close();
});

test('CD-06 she buys a card and pays it by WeChat; it lies in her wallet when the server says so', async () => {
  const { app } = phone;
  await open('packages/membership/wallet/index');
  const { products } = await she.ask('membership.shelf', {});
  const product = products.find((one) => one.name === STORED.name);
  await app.locator('#to-shop:visible').click();
  await app.locator(`#buy-${product?.id ?? ''}:visible`).click();
  await app.locator('#pay:visible').waitFor();
  await snap(stage, phone, 'wallet-buy');
  await payDeposit(phone);
  await app.locator('#paid-done:visible').waitFor();
  await snap(stage, phone, 'wallet-paid');
  await app.locator('#onward:visible').click();
  const { cards } = await she.ask('membership.myCards', {});
  const bought = cards.filter((card) => card.name === STORED.name);
  expect(bought.map((card) => [card.principalFen, card.bonusFen])).toEqual([
    [100_000, 20_000],
    [100_000, 20_000],
  ]);
});

test('CD-08 she takes a gift for points and has its code for the counter; her level says what is missing to the next', async () => {
  const { app } = phone;
  await hq.ask('membership.correctPoints', { customerId: story.customerId, points: 500, reason: '开业礼' });
  const terms = { name: '帆布袋', text: '印着店名的帆布袋。', pricePoints: 300, stock: 2, perPerson: 1, active: true };
  const { item } = await hq.ask('membership.saveMallItem', { itemId: null, version: 0, terms });
  await open('pages/mine/index');
  await app.locator('#my-wallet:visible').filter({ hasText: '4 张' }).waitFor();
  await snap(stage, phone, 'mine');
  await app.locator('#my-wallet:visible').click();
  await app.locator('#my-points:visible').filter({ hasText: '500' }).waitFor();
  await snap(stage, phone, 'wallet-standing');
  await app.locator('#to-points:visible').click();
  await app.locator(`#take-${item.id}:visible`).click();
  await app.locator('#redeem-confirm:visible').click();
  await app.locator('#redemptions:visible').filter({ hasText: '到店领取' }).waitFor();
  await app.locator('#points-held:visible').filter({ hasText: '200' }).waitFor();
  await snap(stage, phone, 'points-taken');
  await app.locator('#tab-mall:visible').click();
  await app.locator(`#gift-${item.id}:visible`).filter({ hasText: '你已换满' }).waitFor();
  await snap(stage, phone, 'points-mall');
  await app.locator('#tab-entries:visible').click();
  await app.locator('#points-entries:visible').filter({ hasText: '-300' }).waitFor();
  await snap(stage, phone, 'points-entries');
  await goBack(phone);
  await app.locator('#to-level:visible').click();
  await app.locator('#level-name:visible').waitFor();
  await snap(stage, phone, 'level');
});

test('OR-03 she reads the contract of her order and signs it with her finger', async () => {
  story.orderId = await order();
  const { app, page } = phone;
  await open('packages/orders/list/index');
  await app.locator(`#order-${story.orderId}:visible`).waitFor();
  await snap(stage, phone, 'orders-list');
  await app.locator(`#order-${story.orderId}:visible`).click();
  await app.locator('#open-contract-1:visible').waitFor();
  await snap(stage, phone, 'orders-detail');
  await app.locator('#open-contract-1:visible').click();
  await app.locator('#contract-text:visible').filter({ hasText: PACKAGE }).waitFor();
  await snap(stage, phone, 'orders-contract');
  await app.locator('#go-sign:visible').click();
  await app.locator('#signer-name input, input#signer-name').last().fill(SHE);
  const canvas = app.locator('#signature canvas');
  await canvas.scrollIntoViewIfNeeded();
  const box = (await canvas.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const at = (x: number, y: number): [number, number] => [box.x + box.width * x, box.y + box.height * y];
  await page.mouse.move(...at(0.2, 0.3));
  // The pad listens some moments after it is there: its hint goes with the first touch that it hears.
  const hint = app.locator('#signature .pad-sign__hint');
  for (let n = 0; n < 100 && (await hint.count()) > 0; n += 1) {
    await page.mouse.down();
    await page.mouse.up();
    await page.waitForTimeout(50);
  }
  await page.mouse.down();
  for (const [x, y] of [
    [0.3, 0.7],
    [0.45, 0.3],
    [0.6, 0.7],
    [0.8, 0.4],
  ] as const)
    await page.mouse.move(...at(x, y), { steps: 6 });
  await page.mouse.up();
  await snap(stage, phone, 'orders-sign');
  await app.locator('#sign-confirm:visible').click();
  await app.locator('#signed-by:visible').filter({ hasText: SHE }).waitFor();
  await snap(stage, phone, 'orders-signed');
  const [contract] = (await hq.ask('orders.contracts', { orderId: story.orderId })).contracts;
  expect(contract).toMatchObject({ state: 'signed', signature: { name: SHE } });
  await goBack(phone);
});

test('OR-06 she pays the deposit of her order, then sees what is left; the books say the same', async () => {
  const { app } = phone;
  await app.locator('#go-pay:visible').click();
  await app.locator('#pay-next:visible').filter({ hasText: '定金' }).waitFor();
  await snap(stage, phone, 'orders-pay');
  await payDeposit(phone);
  await app.locator('#paid-done:visible').waitFor();
  await app.locator('#onward:visible').click();
  await app.locator('#payments:visible').filter({ hasText: '¥1,000' }).waitFor();
  await app.locator('#payments:visible').scrollIntoViewIfNeeded();
  await snap(stage, phone, 'orders-paid');
  const { order: now } = await hq.ask('orders.get', { orderId: story.orderId });
  expect([now.paidFen, now.owedFen]).toEqual([100_000, now.billedFen - 100_000]);
  expect(await app.locator('#owed:visible').last().textContent()).toBe(`¥${((now.billedFen - 100_000) / 100).toLocaleString('en-US')}`);
  expect(stage.faults).toEqual([]);
});
