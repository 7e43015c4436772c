import { timeAt } from '@zhike/domain/kernel/calendar-date';
import type { Page } from 'playwright-core';
import { chooseTime, fillContact, openDesk, openMyToday, openPhone, payDeposit, type Phone, snap, staffVoice } from './cast';
import { changeService, dayWith, letAccept, SHANGHAI_MINUTES, storeNamed } from './headquarters';
import { openStage, type Stage } from './stage';

/** 接单: a booking that asks all who could take it; two of them answer in the same second, one in the sidebar, one at the desk. */
let stage: Stage;
let phone: Phone;
let sidebar: Page;
let desk: Page;
const SIDEBAR_PERSON = '梅清';
const DESK_PERSON = '许诺';
const story = { date: '', time: '', bookingId: '', winner: '', loser: '' };

const bookingRow = () =>
  stage.house.server.ports.db.prisma.booking.findUniqueOrThrow({
    where: { id: story.bookingId },
    include: { reservations: { where: { releasedAt: null }, include: { unit: true } } },
  });
/** Who was asked, and what became of it. */
const offers = async (): Promise<[string, string][]> => {
  const text = 'SELECT u.name, o.state FROM acceptance_offers o JOIN resource_units u ON u.id = o.unit_id WHERE o.booking_id = $1 ORDER BY u.name, o.state';
  const { rows } = await stage.house.server.ports.db.pool.query<{ name: string; state: string }>(text, [story.bookingId]);
  return rows.map((row) => [row.name, row.state]);
};

/** Holds what each page sends until the other one has sent its own: neither has heard of the other when she presses. */
async function letThemMeet(name: string, pages: readonly Page[]): Promise<void> {
  let arrived = 0;
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  for (const page of pages)
    await page.route(`**/api/${name}`, async (route) => {
      arrived += 1;
      if (arrived === pages.length) open();
      await gate;
      await route.continue();
    });
}

beforeAll(async () => {
  stage = await openStage();
  const hq = await staffVoice(stage.house, 'zongbu');
  const service = await changeService(hq, '情绪写真', { acceptance: 'group', acceptMinutes: 120, acceptTimeout: 'release' });
  await letAccept(hq, service, 'photographer');
  const storeId = await storeNamed(hq, '静安店');
  const { units } = await hq.ask('booking.units', { storeId });
  const both = [SIDEBAR_PERSON, DESK_PERSON].map((name) => units.find((unit) => unit.name === name)?.id ?? '');
  const { date, slots } = await dayWith(hq, { storeId, serviceId: service.id, ahead: 5 }, (slot) =>
    both.every((id) => slot.pickable.photographer?.includes(id)),
  );
  story.date = date;
  story.time = timeAt(Date.parse(slots[0]?.startsAt ?? ''), SHANGHAI_MINUTES);
  sidebar = await openMyToday(stage, SIDEBAR_PERSON);
  desk = await openDesk(stage, DESK_PERSON, 'today');
  phone = await openPhone(stage, '林小雨');
});
afterAll(async () => {
  await stage?.close();
});

test('BK-11 the customer is told before she books that a technician confirms, pays, and waits with her time held', async () => {
  const { app } = phone;
  await app.locator('#services').waitFor();
  await app.locator('#choose-store').click();
  await app.locator('.store__main', { hasText: '静安店' }).click();
  await app.locator('.service', { hasText: '情绪写真' }).click();
  await app.locator('#choose-time').click();
  await chooseTime(phone, story.date, story.time);
  await app.locator('#next').click();
  expect(await app.locator('#acceptance-hint').textContent()).toContain('2 小时内答复');
  await fillContact(phone, '林小雨', '13800138001');
  await app.locator('#submit').click();
  await payDeposit(phone);
  await app.locator('#result-requested').waitFor();
  await app.locator('#view-booking').click();
  await app.locator('.state-requested:visible').waitFor();
  await snap(stage, phone, 'accept-phone-waits');
  expect(await app.locator('#awaits-acceptance:visible').textContent()).toMatch(/等老师确认.*定金 ¥200 会自动全额退回/);
  const booking = await stage.house.server.ports.db.prisma.booking.findFirstOrThrow({ where: { contactName: '林小雨', state: 'requested' } });
  story.bookingId = booking.id;
  expect((await offers()).sort()).toEqual([
    [SIDEBAR_PERSON, 'open'],
    [DESK_PERSON, 'open'],
  ]);
});

test('BK-11 both technicians see it appear without a reload', async () => {
  await sidebar.getByTestId('asked').waitFor();
  await desk.getByTestId('to-accept-line').waitFor();
  expect(await sidebar.getByTestId('asked').textContent()).toContain('林小雨');
  await stage.picture(sidebar, 'accept-sidebar-asked');
  await stage.picture(desk, 'accept-desk-asked');
});

test('BK-11 both press 接单 in the same second: one has it, the other reads who was faster', async () => {
  await letThemMeet('booking.accept', [sidebar, desk]);
  await Promise.all([sidebar.getByTestId('asked-accept').click(), desk.getByTestId('accept').click()]);
  const said = await Promise.all([sidebar, desk].map((screen) => screen.getByTestId('toast').first().textContent()));
  await Promise.all([stage.picture(sidebar, 'accept-sidebar-answered'), stage.picture(desk, 'accept-desk-answered')]);
  const won = said.findIndex((words) => words?.includes('已接单，预约确认了'));
  [story.winner, story.loser] = won === 0 ? [SIDEBAR_PERSON, DESK_PERSON] : [DESK_PERSON, SIDEBAR_PERSON];
  expect(said[won]).toContain('已接单');
  expect(said[1 - won]).toContain(`${story.winner} 已经先接了这一单`);
  // Nothing waits for an answer any more, on either screen.
  await sidebar.getByTestId('asked').waitFor({ state: 'detached' });
  await desk.getByTestId('to-accept-line').waitFor({ state: 'detached' });
});

test("BK-11 the customer's phone turns to 已确认 with her technician's name by itself", async () => {
  const { app } = phone;
  await app.locator('.state-confirmed:visible').waitFor();
  const text = await app.locator('#booking-detail:visible').textContent();
  expect(text).toContain(story.winner);
  expect(text).not.toContain(story.loser);
  await snap(stage, phone, 'accept-phone-confirmed');
});

test('BK-11 the database holds one yes, and the winner stands in the calendar', async () => {
  const booking = await bookingRow();
  expect(booking.state).toBe('confirmed');
  expect(Object.fromEntries(await offers())).toEqual({ [story.winner]: 'accepted', [story.loser]: 'lost' });
  expect(booking.reservations.filter((one) => one.roleKey === 'photographer').map((one) => one.unit.name)).toEqual([story.winner]);
});

test('SC-11 no page of the whole walk threw, and the server had no fault', () => {
  expect(stage.faults).toEqual([]);
});
