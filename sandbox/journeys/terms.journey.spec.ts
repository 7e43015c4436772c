import { timeAt } from '@zhike/domain/kernel/calendar-date';
import { bookPaid, chooseTime, customerVoice, goBack, openPhone, type Phone, snap, staffVoice, type Voice } from './cast';
import { changeService, dayWith, SHANGHAI_MINUTES, storeNamed } from './headquarters';
import { openStage, type Stage } from './stage';

/** 改期 and 取消 under the terms of the service: inside of them by herself, outside of them she reads why, and what she may do. */
let stage: Stage;
let her: Voice;
let phone: Phone;
const NAME = '林小雨';
const TERMS = { freeUntilHours: 240, latePercent: 50, noShowPercent: 100, moveUntilHours: 240, maxMoves: 2 };
type Start = { readonly date: string; readonly time: string; readonly startsAt: string };
const story = { coming: '', soon: '', storeId: '', serviceId: '', starts: [] as Start[] };

const stored = (id: string) =>
  stage.house.server.ports.db.prisma.booking.findUniqueOrThrow({ where: { id }, include: { payments: { include: { refunds: true } }, reservations: true } });
const shown = ({ date, time }: Start): string => `${Number(date.slice(5, 7))}月${Number(date.slice(8))}日 .*${time}–`;

/** The first free start from so many days ahead. */
async function startFrom(ahead: number): Promise<Start> {
  const { date, slots } = await dayWith(her, { storeId: story.storeId, serviceId: story.serviceId, ahead }, () => true);
  const startsAt = slots[0]?.startsAt ?? '';
  return { date, startsAt, time: timeAt(Date.parse(startsAt), SHANGHAI_MINUTES) };
}

/** 改期 on her phone, from the booking's page and back to it. */
async function moveTo(start: Start, picture: string): Promise<void> {
  const { app } = phone;
  await app.locator('#reschedule:visible').click();
  await chooseTime(phone, start.date, start.time);
  await app.locator('#submit:visible').click();
  await app
    .locator('#new-time:visible')
    .filter({ hasText: new RegExp(shown(start)) })
    .waitFor();
  await snap(stage, phone, picture);
  await app.locator('#move-confirm:visible').click();
  await app
    .locator('#detail-time:visible')
    .filter({ hasText: new RegExp(shown(start)) })
    .waitFor();
}

beforeAll(async () => {
  stage = await openStage();
  const hq = await staffVoice(stage.house, 'zongbu');
  story.storeId = await storeNamed(hq, '静安店');
  story.serviceId = (await changeService(hq, '情绪写真', { policy: TERMS, acceptance: 'none' })).id;
  her = await customerVoice(stage.house, NAME);
  const soon = await startFrom(1);
  for (const ahead of [14, 18, 22]) story.starts.push(await startFrom(ahead));
  const book = (start: Start | undefined) =>
    bookPaid(stage.house, NAME, her, { storeId: story.storeId, serviceId: story.serviceId, startsAt: start?.startsAt ?? '' });
  story.soon = await book(soon);
  story.coming = await book(story.starts[0]);
  phone = await openPhone(stage, NAME, 'pages/bookings/index');
});
afterAll(async () => {
  await stage?.close();
});

test('BK-14 inside the terms she moves it herself: the new time stands in 我的预约, the deposit is kept, the moves left are counted down', async () => {
  const { app } = phone;
  const before = await stored(story.coming);
  const next = story.starts[1] as Start;
  await app.locator(`#booking-${story.coming}`).click();
  expect(await app.locator('#move-terms:visible').textContent()).toContain('还能改 2 次，不收费');
  await moveTo(next, 'terms-move');
  await app.locator('#move-terms:visible').filter({ hasText: '还能改 1 次' }).waitFor();
  await app.locator('#deposit-paid:visible').filter({ hasText: '定金 ¥200 已支付' }).waitFor();
  await snap(stage, phone, 'terms-moved');
  await goBack(phone);
  await app
    .locator(`#booking-${story.coming}:visible`)
    .filter({ hasText: new RegExp(shown(next)) })
    .waitFor();
  await snap(stage, phone, 'terms-list');
  const after = await stored(story.coming);
  expect(after).toMatchObject({ state: 'confirmed', moves: 1, startsAt: new Date(next.startsAt), payments: [{ state: 'paid', paidFen: 20_000, refunds: [] }] });
  // What she left can be booked again, with the very person whom she had.
  const photographer = before.reservations.find((one) => one.roleKey === 'photographer')?.unitId ?? '';
  const wish = { storeId: story.storeId, serviceId: story.serviceId, date: story.starts[0]?.date ?? '', choices: { photographer } };
  expect((await her.ask('booking.slots', wish)).slots.map((slot) => slot.startsAt)).toContain(story.starts[0]?.startsAt);
});

test('BK-14 after the last move she reads that the moves are used up, and may call the shop; the server says the same', async () => {
  const { app } = phone;
  await app.locator(`#booking-${story.coming}:visible`).click();
  await moveTo(story.starts[2] as Start, 'terms-move-again');
  await app.locator('#move-terms:visible').filter({ hasText: '自助改期 2 次已用完，需要再改请联系门店' }).waitFor();
  await app.locator('#call-to-move:visible').waitFor();
  expect(await app.locator('#reschedule:visible').count()).toBe(0);
  await app.locator('#move-terms:visible').scrollIntoViewIfNeeded();
  await snap(stage, phone, 'terms-used-up');
  const { version } = await stored(story.coming);
  const again = { bookingId: story.coming, version, startsAt: story.starts[0]?.startsAt ?? '', choices: {} };
  await expect(her.ask('booking.reschedule', again)).rejects.toThrow('booking.too_many_moves');
});

test('BK-14 too late to move: the page says since when, and what she may do; the server says the same', async () => {
  const { app } = phone;
  await goBack(phone);
  await app.locator(`#booking-${story.soon}:visible`).click();
  const terms = app.locator('#move-terms:visible');
  await terms.filter({ hasText: /已过自助改期的时间（.*），需要改请联系门店/ }).waitFor();
  await app.locator('#call-to-move:visible').waitFor();
  expect(await app.locator('#reschedule:visible').count()).toBe(0);
  await terms.scrollIntoViewIfNeeded();
  await snap(stage, phone, 'terms-too-late');
  const { version } = await stored(story.soon);
  const late = { bookingId: story.soon, version, startsAt: story.starts[0]?.startsAt ?? '', choices: {} };
  await expect(her.ask('booking.reschedule', late)).rejects.toThrow('booking.too_late_to_move');
});

test('BK-14 a late cancellation shows its fee before she says yes, and exactly the rest comes back', async () => {
  const { app } = phone;
  await app.locator('#cancel:visible').click();
  await app.locator('#cancel-preview').waitFor();
  expect(await app.locator('#refund').textContent()).toBe('¥100');
  expect(await app.locator('#fee').textContent()).toBe('¥100');
  // No promise of a move that she may not make any more.
  expect(await app.locator('#booking-detail:visible').textContent()).not.toContain('改期不扣定金');
  await app.locator('#reason-0').click();
  await snap(stage, phone, 'terms-late-fee');
  await app.locator('#cancel-confirm').click();
  await app.locator('.state-cancelled:visible').waitFor();
  await app.locator('#deposit-partly_refunded:visible').filter({ hasText: '已退回 ¥100' }).waitFor();
  await snap(stage, phone, 'terms-late-cancelled');
  expect(await stored(story.soon)).toMatchObject({ state: 'cancelled', payments: [{ refunds: [{ state: 'succeeded', amountFen: 10_000 }] }] });
});

test('SC-11 no page of the whole walk threw, and the server had no fault', () => {
  expect(stage.faults).toEqual([]);
});
