import type { FrameLocator, Page } from 'playwright-core';
import { openStage, type Stage } from './stage';
import { bookPaid, customerVoice, staffVoice } from './cast';
import { changeService, dayWith, storeNamed } from './headquarters';

/** 侧边栏: the customer in front of you is booked, moved and cancelled beside the chat, in three taps each. */
let stage: Stage;
let chat: Page;
let sidebar: FrameLocator;
const NAME = '林小雨';
const story = { bookingId: '', startsAt: '' };
let taps = 0;

const stored = () => stage.house.server.ports.db.prisma.booking.findUniqueOrThrow({ where: { id: story.bookingId }, include: { reservations: true } });
/** One tap of the colleague's thumb. */
async function tap(testid: string): Promise<void> {
  taps += 1;
  await sidebar.getByTestId(testid).first().click();
}
async function backToHer(): Promise<void> {
  await sidebar.getByTestId('booking-sheet').getByRole('button', { name: '关闭' }).click();
  await sidebar.getByTestId('booking-sheet').waitFor({ state: 'detached' });
  taps = 0;
}

beforeAll(async () => {
  stage = await openStage();
  const hq = await staffVoice(stage.house, 'zongbu');
  // No deposit to wait for: her visit is confirmed at once, and one that she had before says what she comes for.
  const { id: serviceId } = await changeService(hq, '情绪写真', { depositFen: 0, acceptance: 'none' });
  const storeId = await storeNamed(hq, '静安店');
  const her = await customerVoice(stage.house, NAME);
  const { slots } = await dayWith(her, { storeId, serviceId, ahead: 6 }, () => true);
  await bookPaid(stage.house, NAME, her, { storeId, serviceId, startsAt: slots[0]?.startsAt ?? '' });
  const open = await stage.apart();
  chat = await open('/chat?member=xiaotang', { width: 1280, height: 860 });
  await chat.locator('.contact', { hasText: NAME }).click();
  sidebar = chat.frameLocator('iframe.sidebar');
  await sidebar.getByTestId('customer-view').waitFor();
});
afterAll(async () => {
  await stage?.close();
});

test('BK-01 约, a recommended time with its reason, 直接确认: booked in three taps, in her calendar and on nobody else', async () => {
  taps = 0;
  await tap('bar-book');
  await tap('next-slot');
  await tap('book-confirm');
  await sidebar.getByTestId('booking-sheet').waitFor();
  expect(taps).toBe(3);
  const made = await stage.house.server.ports.db.prisma.booking.findFirstOrThrow({ where: { source: 'sidebar' }, orderBy: { createdAt: 'desc' } });
  expect(made).toMatchObject({ state: 'confirmed', contactName: NAME });
  story.bookingId = made.id;
  story.startsAt = made.startsAt.toISOString();
  await stage.picture(chat, 'taps-booked');
  await backToHer();
});

test('BK-14 改期, another recommended time, 改到…: moved in three taps; the old time is free again', async () => {
  const before = await stored();
  await tap('next-reschedule');
  const other = sidebar.locator('[data-testid="next-slot"]').nth(1);
  taps += 1;
  await other.click();
  const said = await sidebar.getByTestId('reschedule-submit').textContent();
  expect(said).toMatch(/^改到 .*\d\d:\d\d/);
  await stage.picture(chat, 'taps-moving');
  await tap('reschedule-submit');
  await sidebar.getByTestId('reschedule-form').waitFor({ state: 'detached' });
  expect(taps).toBe(3);
  const after = await stored();
  expect(after).toMatchObject({ state: 'confirmed', version: before.version + 1 });
  expect(after.startsAt.toISOString()).not.toBe(story.startsAt);
  const left = new Set(before.reservations.map((one) => one.id));
  expect(after.reservations.filter((one) => left.has(one.id)).every((one) => one.releasedAt !== null)).toBe(true);
  await backToHer();
});

test('BK-14 取消 shows what it costs, 取消预约: cancelled in two taps, and nothing of it stands any more', async () => {
  await tap('next-cancel');
  await sidebar.getByTestId('cancel-form').waitFor();
  await stage.picture(chat, 'taps-cancel');
  await tap('cancel-submit');
  await sidebar.getByTestId('cancel-form').waitFor({ state: 'detached' });
  expect(taps).toBe(2);
  const after = await stored();
  expect(after.state).toBe('cancelled');
  expect(after.reservations.every((one) => one.releasedAt !== null)).toBe(true);
});

test('SC-11 no page of the whole walk threw, and the server had no fault', () => {
  expect(stage.faults).toEqual([]);
});
