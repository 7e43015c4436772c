import { chooseTime, customerVoice, fillContact, openPhone, payDeposit, type Phone, snap, staffVoice } from './cast';
import { dayWith, serviceNamed, SHANGHAI_MINUTES, storeNamed } from './headquarters';
import { timeAt } from '@zhike/domain/kernel/calendar-date';
import { openStage, type Stage } from './stage';

/** 就近: she lets the phone say where she is, books at the store that is nearest with an add-on, and puts it into her calendar. */
let stage: Stage;
let phone: Phone;
const NAME = '林小雨';
const SERVICE = '经典婚纱套系';
const ADDON = '加一套礼服造型';
const story = { date: '', time: '', storeId: '', minutes: 0, priceFen: 0, addon: { id: '', minutes: 0, priceFen: 0 } };

beforeAll(async () => {
  stage = await openStage();
  const hq = await staffVoice(stage.house, 'zongbu');
  const her = await customerVoice(stage.house, NAME);
  const service = await serviceNamed(hq, SERVICE);
  const addon = service.addons.find((one) => one.name === ADDON);
  if (!addon) throw new Error(`${SERVICE} has no ${ADDON}`);
  Object.assign(story, { minutes: service.durationMinutes, priceFen: service.priceFen, addon, storeId: await storeNamed(hq, '徐汇店') });
  const extras = { addonIds: [addon.id], partySize: 1 };
  const fits = async (date: string): Promise<Set<string>> =>
    new Set(
      (await her.ask('booking.slots', { storeId: story.storeId, serviceId: service.id, date, choices: {}, ...extras })).slots.map((slot) => slot.startsAt),
    );
  for (let ahead = 4; story.date === '' && ahead < 28; ahead++) {
    const { date, slots } = await dayWith(her, { storeId: story.storeId, serviceId: service.id, ahead }, () => true);
    const longer = await fits(date);
    const start = slots.find((slot) => longer.has(slot.startsAt));
    if (start) Object.assign(story, { date, time: timeAt(Date.parse(start.startsAt), SHANGHAI_MINUTES) });
  }
  phone = await openPhone(stage, NAME);
});
afterAll(async () => {
  await stage?.close();
});

test('ST-01 with her word the stores stand in order of distance, the nearest first; without it in the shop’s order and without metres', async () => {
  const { app, page } = phone;
  await app.locator('#services').waitFor();
  await app.locator('#choose-store').click();
  const stores = app.locator('.store__main');
  await stores.nth(1).waitFor();
  const before = await stores.allTextContents();
  expect(before.map((text) => /静安店|徐汇店/.exec(text)?.[0])).toEqual(['静安店', '徐汇店']);
  expect(before.join()).not.toMatch(/\d(\.\d)? ?(km|公里|米)/);
  await app.locator('#nearest-first').click();
  await page.getByRole('button', { name: '不允许', exact: true }).click();
  await app.locator('#nearest-first').filter({ hasText: '再试一次' }).waitFor();
  await app.locator('#nearest-first').click();
  await page.getByRole('button', { name: '允许', exact: true }).click();
  await app.locator('#nearest-first').waitFor({ state: 'detached' });
  const after = await stores.allTextContents();
  expect(after.map((text) => /静安店|徐汇店/.exec(text)?.[0])).toEqual(['徐汇店', '静安店']);
  // From Xujiahui: one and a half kilometres, and five.
  const km = after.map((text) => Number(/([\d.]+) ?(?:km|公里)/.exec(text)?.[1]));
  expect(km[0]).toBeGreaterThan(1);
  expect(km[0]).toBeLessThan(2);
  expect(km[1]).toBeGreaterThan(4.5);
  expect(km[1]).toBeLessThan(5.5);
  await snap(stage, phone, 'nearest-stores');
  await stores.first().click();
});

test('PK-01 an add-on makes the visit longer and dearer before she pays, and so it is booked', async () => {
  const { app } = phone;
  await app.locator('.service', { hasText: SERVICE }).click();
  await app.locator('#choose-time').click();
  await app.locator('#extras').click();
  await app.locator(`#addon-${story.addon.id}`).click();
  await snap(stage, phone, 'nearest-addon');
  await app.locator('#extras-done').click();
  await app.locator('#extras-chosen').filter({ hasText: ADDON }).waitFor();
  await chooseTime(phone, story.date, story.time);
  await app.locator('#next').click();
  await app.locator('#confirm-extras').filter({ hasText: ADDON }).waitFor();
  await fillContact(phone, NAME, '13800138001');
  await snap(stage, phone, 'nearest-confirm');
  await app.locator('#submit').click();
  await payDeposit(phone);
  await app.locator('#result-confirmed').waitFor();
  const booking = await stage.house.server.ports.db.prisma.booking.findFirstOrThrow({
    where: { contactName: NAME, state: 'confirmed', storeId: story.storeId },
    orderBy: { createdAt: 'desc' },
  });
  expect((booking.endsAt.getTime() - booking.startsAt.getTime()) / 60_000).toBe(story.minutes + story.addon.minutes);
  expect(booking.priceFen).toBe(story.priceFen + story.addon.priceFen);
});

test('BK-19 加到手机日历: what the phone is given is her visit at the store’s own clock, with the place', async () => {
  const { app, page } = phone;
  await app.locator('#add-calendar:visible').click();
  const sheet = page.locator('section[aria-label="添加到日历"]');
  await sheet.waitFor();
  const told = (await sheet.textContent()) ?? '';
  expect(told).toContain(`${SERVICE} · 拾光影像·徐汇店`);
  expect(told).toContain(story.time);
  expect(told).toContain('武康路');
  await snap(stage, phone, 'nearest-calendar');
  await sheet.getByRole('button', { name: '添加', exact: true }).click();
  await app.locator('#add-calendar:visible').filter({ hasText: '已加到手机日历' }).waitFor();
});

test('SC-11 no page of the whole walk threw, and the server had no fault', () => {
  expect(stage.faults).toEqual([]);
});
