import { addDays, dateAt } from '@zhike/domain/kernel/calendar-date';
import { MINUTE_MS } from '@zhike/domain/kernel/time-range';
import { bookPaid, customerVoice, fillContact, openPhone, type Phone, snap, staffVoice, type Voice } from './cast';
import { openSmallShop, type SmallShop } from './headquarters';
import { openStage, type Stage } from './stage';

/** 候补: a day is full; she joins the list on her phone, another customer cancels on his, and what comes free is held for her alone. */
let stage: Stage;
let shop: SmallShop;
let hers: Phone;
let his: Phone;
let behind: Voice;
const SHE = '林小雨';
const HE = '陈思远';
const BEHIND = '王梓涵';
/** A phone looks again every fifteen seconds, and an offer is made by a job. */
const SOON_MS = 30_000;
const story = { date: '', bookingId: '', startsAt: '' };

const myEntry = () => stage.house.server.ports.db.prisma.waitlistEntry.findFirstOrThrow({ where: { contactName: SHE } });

beforeAll(async () => {
  stage = await openStage();
  const hq = await staffVoice(stage.house, 'zongbu');
  // One hour a day: two half hours, and both are taken.
  shop = await openSmallShop(hq, { from: '14:00', to: '15:00' });
  story.date = addDays(dateAt(Date.now(), shop.utcOffsetMinutes), 2);
  const him = await customerVoice(stage.house, HE);
  const { slots } = await him.ask('booking.slots', { storeId: shop.storeId, serviceId: shop.serviceId, date: story.date, choices: {} });
  expect(slots).toHaveLength(2);
  const ids: string[] = [];
  for (const { startsAt } of slots) ids.push(await bookPaid(stage.house, HE, him, { storeId: shop.storeId, serviceId: shop.serviceId, startsAt }));
  story.bookingId = ids[0] ?? '';
  story.startsAt = slots[0]?.startsAt ?? '';
  behind = await customerVoice(stage.house, BEHIND);
  hers = await openPhone(stage, SHE, `packages/booking/time/index?storeId=${shop.storeId}&serviceId=${shop.serviceId}`);
  his = await openPhone(stage, HE, `packages/booking/detail/index?bookingId=${story.bookingId}`);
});
afterAll(async () => {
  await stage?.close();
});

test('BK-13 a full day says so, a taken time says why, and from there she joins the waiting list', async () => {
  const { page, app } = hers;
  const day = app.locator(`#day-${story.date}`);
  await app.locator('.day--free').first().waitFor();
  if ((await day.count()) === 0) await app.locator('#month-next').click();
  await day.filter({ hasText: '满' }).click();
  await app.locator('#no-times').filter({ hasText: '这天已经约满' }).waitFor();
  await snap(stage, hers, 'wait-full-day');
  await app.locator('#taken-1400').click();
  await app.locator('#why-not').filter({ hasText: '小杜有别的预约，到 14:30' }).waitFor();
  await snap(stage, hers, 'wait-why-not');
  await app.locator('#join-wait').click();
  await app.locator('#wait-window').waitFor();
  await fillContact(hers, SHE, '13800138001');
  await snap(stage, hers, 'wait-form');
  await app.locator('#submit:visible').click();
  await page.getByRole('button', { name: '允许', exact: true }).click();
  await app.locator('#entries').filter({ hasText: '你排在第一位' }).waitFor();
  await app.locator('#joined').waitFor();
  await snap(stage, hers, 'wait-joined');
});

test('BK-13 whoever joins behind her sees who is before', async () => {
  const fromAt = new Date(Date.parse(story.startsAt)).toISOString();
  const untilAt = new Date(Date.parse(story.startsAt) + 30 * MINUTE_MS).toISOString();
  const wish = { storeId: shop.storeId, serviceId: shop.serviceId, fromAt, untilAt, choices: {}, weddingDate: null, note: '' };
  await behind.ask('booking.joinWaitlist', { ...wish, contactName: BEHIND, contactPhone: '13800138003' });
  expect((await behind.ask('booking.myWaitlist', {})).entries).toMatchObject([{ state: 'waiting', before: 1 }]);
});

test('BK-13 another customer cancels, and her phone shows the offer with its deadline by itself', async () => {
  await his.app.locator('#cancel').click();
  await his.app.locator('#cancel-confirm').click();
  await his.app.locator('.state-cancelled').first().waitFor();
  const { app } = hers;
  await app.locator('.entry-offered').waitFor({ timeout: SOON_MS });
  await app
    .locator('#entries')
    .filter({ hasText: /为你保留 (30:00|2\d:\d\d)/ })
    .waitFor();
  await snap(stage, hers, 'wait-offered');
  const entry = await myEntry();
  expect(entry.state).toBe('offered');
  await app.locator(`#take-${entry.id}`).click();
  await app
    .locator('#waitlist-offer:visible')
    .filter({ hasText: /候补到了，为你留着.*前确认就是你的，过了会给下一位/ })
    .waitFor();
  await snap(stage, hers, 'wait-offer');
  // Hers alone: the one behind her still waits, and nobody else can book it.
  expect((await behind.ask('booking.myWaitlist', {})).entries).toMatchObject([{ state: 'waiting' }]);
  const { slots } = await behind.ask('booking.slots', { storeId: shop.storeId, serviceId: shop.serviceId, date: story.date, choices: {} });
  expect(slots).toEqual([]);
});

test('BK-13 she confirms: the time is hers, and the next in line moves up', async () => {
  const { app } = hers;
  await app.locator('#take-offer:visible').click();
  await app.locator('.state-confirmed:visible').first().waitFor();
  await snap(stage, hers, 'wait-taken');
  const entry = await myEntry();
  expect(entry.state).toBe('taken');
  const booking = await stage.house.server.ports.db.prisma.booking.findFirstOrThrow({ where: { source: 'waitlist' } });
  expect(booking).toMatchObject({ state: 'confirmed', source: 'waitlist', contactName: SHE, startsAt: new Date(story.startsAt) });
  expect((await behind.ask('booking.myWaitlist', {})).entries).toMatchObject([{ state: 'waiting', before: 0 }]);
});

test('SC-11 no page of the whole walk threw, and the server had no fault', () => {
  expect(stage.faults).toEqual([]);
});
