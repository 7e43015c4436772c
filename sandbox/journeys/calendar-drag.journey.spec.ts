import type { ApiOutput } from '@zhike/domain/api';
import { timeAt } from '@zhike/domain/kernel/calendar-date';
import { HOUR_MS } from '@zhike/domain/kernel/time-range';
import type { Locator, Page } from 'playwright-core';
import { openDesk, staffVoice } from './cast';
import { addCustomer, dayWith, serviceNamed, SHANGHAI_MINUTES, storeNamed } from './headquarters';
import { openStage, type Stage } from './stage';

/** 档期日历: the manager drags a shoot in the day view by resource, onto a busy photographer and onto a free hour; reception looks on. */
type Booking = ApiOutput<'booking.create'>['booking'];
let stage: Stage;
let manager: Page;
let reception: Page;
let mine: Booking;
let inTheWay: Booking;
const people = { from: '', to: '', fromName: '', toName: '' };
const FREE_AFTER_MS = 2 * HOUR_MS;

const part = (page: Page, booking: Booking, unitId: string): Locator =>
  page.locator(`[data-testid="calendar-event"][data-booking="${booking.id}"][data-unit="${unitId}"]`);
const photographerOf = (booking: Booking): string => booking.units.find((unit) => unit.roleKey === 'photographer')?.unitId ?? '';
const toast = (page: Page): Locator => page.getByTestId('toast').last();

/** Where the middle of an event stands on the screen. */
async function middleOf(event: Locator): Promise<{ x: number; y: number }> {
  const box = await event.boundingBox();
  if (!box) throw new Error('the event is not on the screen');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Takes an event and carries it, as a hand does; it is let go by `manager.mouse.up()`. */
async function carry(event: Locator, to: { x: number; y: number }): Promise<void> {
  const from = await middleOf(event);
  await manager.mouse.move(from.x, from.y);
  await manager.mouse.down();
  await manager.mouse.move(from.x + 6, from.y + 6, { steps: 3 });
  await manager.mouse.move(to.x, to.y, { steps: 12 });
}

async function overlaps(): Promise<number> {
  const [row] = await stage.house.server.ports.db.prisma.$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM reservations a JOIN reservations b ON a.unit_id = b.unit_id AND a.id < b.id
    WHERE a.released_at IS NULL AND b.released_at IS NULL AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at`;
  return row?.n ?? -1;
}
const stored = async (booking: Booking) => {
  const row = await stage.house.server.ports.db.prisma.booking.findUniqueOrThrow({
    where: { id: booking.id },
    include: { reservations: { where: { releasedAt: null } } },
  });
  return { startsAt: row.startsAt.toISOString(), version: row.version, photographer: row.reservations.find((one) => one.roleKey === 'photographer')?.unitId };
};

beforeAll(async () => {
  stage = await openStage();
  const hq = await staffVoice(stage.house, 'zongbu');
  const service = await serviceNamed(hq, '全家福');
  const storeId = await storeNamed(hq, '静安店');
  // Two photographers who are both free at one hour, and the second of them two hours later, too.
  const { date, slots } = await dayWith(hq, { storeId, serviceId: service.id, ahead: 16 }, (slot, all) => {
    const [, second] = slot.pickable.photographer ?? [];
    const later = all.find((other) => Date.parse(other.startsAt) === Date.parse(slot.startsAt) + FREE_AFTER_MS);
    return second !== undefined && (later?.pickable.photographer?.includes(second) ?? false);
  });
  const start = slots[0]?.startsAt ?? '';
  [people.from = '', people.to = ''] = slots[0]?.pickable.photographer ?? [];
  const book = async (photographer: string, customer: { id: string; name: string }): Promise<Booking> =>
    (
      await hq.ask('booking.create', {
        storeId,
        serviceId: service.id,
        startsAt: start,
        choices: { photographer },
        contactName: customer.name,
        contactPhone: null,
        weddingDate: null,
        note: '',
        customerId: customer.id,
        awaitDeposit: false,
        source: 'workbench',
      })
    ).booking;
  mine = await book(people.from, await addCustomer(hq, storeId, '何晓晴', '13912340001'));
  inTheWay = await book(people.to, await addCustomer(hq, storeId, '苏念', '13912340002'));
  people.fromName = mine.units.find((unit) => unit.unitId === people.from)?.name ?? '';
  people.toName = inTheWay.units.find((unit) => unit.unitId === people.to)?.name ?? '';
  manager = await openDesk(stage, '徐立', `bookings?date=${date}`);
  reception = await openDesk(stage, '钱芊', `bookings?date=${date}`);
  for (const page of [manager, reception]) {
    await page.getByTestId('layout-grid').click();
    await part(page, mine, people.from).waitFor();
  }
});
afterAll(async () => {
  await stage?.close();
});

test('RP-17 while a shoot is dragged onto a busy photographer the calendar says who is in the way', async () => {
  await carry(part(manager, mine, people.from), await middleOf(part(manager, inTheWay, people.to)));
  const tip = manager.getByTestId('drag-tip');
  await tip.waitFor();
  await stage.picture(manager, 'drag-over-busy');
  expect(await tip.textContent()).toContain(`${people.toName} `);
  expect(await tip.textContent()).toContain(inTheWay.contactName);
  expect(await tip.getAttribute('class')).toContain('bad');
});

test('RU-09 dropped there it is refused: who is in the way, what would do, and it goes back to its place', async () => {
  const before = await stored(mine);
  await manager.mouse.up();
  const help = manager.getByTestId('move-help');
  await help.getByTestId('advice').waitFor();
  await stage.picture(manager, 'drag-refused');
  expect(await help.getByTestId('refusal').getAttribute('data-code')).toBe('booking.slot_taken');
  expect(await help.getByTestId('refusal').textContent()).toContain(people.toName);
  expect(await help.getByTestId('blocker').first().textContent()).toContain(`${people.toName} 有 ${inTheWay.contactName} 的预约`);
  expect(await help.textContent()).toContain('想换人或换资源，时间不变');
  expect((await help.getByTestId('swap').count()) + (await help.getByTestId('nearest').count())).toBeGreaterThan(0);
  // Back to where it stands is no way out.
  expect(await help.getByTestId('advice').textContent()).not.toContain(`→ ${people.fromName}`);
  expect(await stored(mine)).toEqual(before);
  expect(await overlaps()).toBe(0);
  expect(await part(manager, mine, people.to).count()).toBe(0);
  await part(manager, mine, people.from).waitFor();
  await manager.keyboard.press('Escape');
  await help.waitFor({ state: 'detached' });
});

test('RP-17 dropped on a free hour it moves with all its units, and the second browser follows without a reload', async () => {
  const slotPx = Number.parseFloat(await manager.getByTestId('resource-calendar').evaluate((box) => getComputedStyle(box).getPropertyValue('--slot')));
  const busy = await middleOf(part(manager, inTheWay, people.to));
  await carry(part(manager, mine, people.from), { x: busy.x, y: busy.y + (FREE_AFTER_MS / HOUR_MS) * 2 * slotPx });
  expect(await manager.getByTestId('drag-tip').getAttribute('class')).not.toContain('bad');
  await stage.picture(manager, 'drag-over-free');
  await manager.mouse.up();
  await toast(manager)
    .filter({ hasText: `${mine.contactName} 已改到` })
    .waitFor();
  expect(await toast(manager).textContent()).toContain(`${people.fromName} → ${people.toName}`);
  await part(manager, mine, people.to).waitFor();
  await part(reception, mine, people.to).waitFor();
  expect(await part(reception, mine, people.from).count()).toBe(0);
  await stage.picture(reception, 'drag-seen-by-reception');
  expect(await stored(mine)).toMatchObject({ photographer: people.to, startsAt: new Date(Date.parse(mine.startsAt) + FREE_AFTER_MS).toISOString() });
});

test('RP-17 撤销 puts it back, here and in the second browser', async () => {
  await manager.getByTestId('undo').click();
  await toast(manager).filter({ hasText: '已撤销' }).waitFor();
  await part(manager, mine, people.from).waitFor();
  await part(reception, mine, people.from).waitFor();
  expect(await part(reception, mine, people.to).count()).toBe(0);
  await stage.picture(manager, 'drag-undone');
  expect(await stored(mine)).toMatchObject({ photographer: photographerOf(mine), startsAt: mine.startsAt });
  expect(await overlaps()).toBe(0);
});

/** The week scrolls to its day once it is drawn: a hand waits until what it wants to take stands still. */
async function atRest(event: Locator): Promise<void> {
  for (let before = '', now = 'moves'; now !== before; ) {
    before = now;
    await manager.waitForTimeout(250);
    now = JSON.stringify(await event.boundingBox());
  }
}

test('RP-17 in the week a hand moves it by half an hour, as in the day; put back where it was, nothing has changed', async () => {
  const before = await stored(mine);
  await manager.getByTestId('layout-timeline-week').click();
  const event = part(manager, mine, people.from);
  await manager.locator('[data-testid="resource-calendar"][data-layout="timeline-week"]').waitFor();
  await atRest(event);
  await event.scrollIntoViewIfNeeded();
  const halfHourPx = Number.parseFloat(await manager.getByTestId('resource-calendar').evaluate((box) => getComputedStyle(box).getPropertyValue('--slot')));
  const middle = await middleOf(event);
  await carry(event, { x: middle.x + halfHourPx, y: middle.y });
  const tip = manager.getByTestId('drag-tip');
  const clock = (instant: string, plus: number) => timeAt(Date.parse(instant) + plus, SHANGHAI_MINUTES);
  const [from, to] = [mine.startsAt, mine.endsAt].map((instant) => clock(instant, HOUR_MS / 2));
  await tip.filter({ hasText: `${from}–${to}` }).waitFor();
  await stage.picture(manager, 'drag-week');
  await manager.mouse.move(middle.x, middle.y, { steps: 6 });
  await tip.filter({ hasText: `${clock(mine.startsAt, 0)}–${clock(mine.endsAt, 0)}` }).waitFor();
  await manager.mouse.up();
  await tip.waitFor({ state: 'hidden' });
  expect(await stored(mine)).toEqual(before);
});

test('SC-11 no page of the whole walk threw, and the server had no fault', () => {
  expect(stage.faults).toEqual([]);
});
