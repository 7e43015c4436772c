import { timeAt } from '@zhike/domain/kernel/calendar-date';
import { MINUTE_MS } from '@zhike/domain/kernel/time-range';
import type { Page } from 'playwright-core';
import { customerVoice, openDesk, openPhone, type Phone, snap, staffVoice } from './cast';
import { lend, openSmallShop, type SmallShop } from './headquarters';
import { openStage, type Stage } from './stage';

/** 现场排队: two guests take numbers on their phones, reception calls at the desk and begins, the counter's screen shows the number. */
let stage: Stage;
let shop: SmallShop;
let first: Phone;
let second: Phone;
let desk: Page;
let screen: Page;
const FIRST = '王梓涵';
const SECOND = '赵雅琪';
/** A phone looks again every eight seconds. */
const SOON_MS = 15_000;
const PHOTO_MINUTES = 30;

async function takeNumber({ page, app }: Phone, name: string): Promise<void> {
  await app.locator(`#queue-${shop.serviceId}`).click();
  await app.locator('#queue-name input, input#queue-name').first().fill(name);
  await app.locator('#take-ticket').click();
  await page.getByRole('button', { name: '允许', exact: true }).click();
  await app.locator('#in-line').waitFor();
}
/** The clock that her phone promises; null when it says 马上. */
async function expectedOn({ app }: Phone): Promise<string | null> {
  const words = (await app.locator('#in-line').textContent()) ?? '';
  return /预计 (\d\d:\d\d) 轮到/.exec(words)?.[1] ?? null;
}
const clockAfter = (minutes: number): string => timeAt(Date.now() + minutes * MINUTE_MS, shop.utcOffsetMinutes);

beforeAll(async () => {
  stage = await openStage();
  const hq = await staffVoice(stage.house, 'zongbu');
  shop = await openSmallShop(hq, { from: '09:00', to: '20:00' });
  await lend(hq, 'qianqian', shop.storeId);
  for (const name of [FIRST, SECOND]) await customerVoice(stage.house, name);
  const page = `packages/booking/queue/index?storeId=${shop.storeId}&serviceId=${shop.serviceId}`;
  first = await openPhone(stage, FIRST, page);
  second = await openPhone(stage, SECOND, page);
  desk = await openDesk(stage, '钱芊', 'queue');
});
afterAll(async () => {
  await stage?.close();
});

test('BK-18 a guest sees how long the line is, takes a number on her phone, and sees her position and her time', async () => {
  await first.app.locator('#line-length').filter({ hasText: '现在没有人排队' }).waitFor();
  await takeNumber(first, FIRST);
  expect(await first.app.locator('#ticket-number').textContent()).toBe('1');
  expect(await first.app.locator('#ticket-before').textContent()).toBe('下一个就是你');
  expect(await expectedOn(first)).toBeNull();
  // She has just agreed to be told: she is not asked for it again.
  expect(await first.app.locator('#in-line').textContent()).toContain('叫到你时微信会通知');
  expect(await first.app.locator('#remind-called').count()).toBe(0);
  await snap(stage, first, 'queue-first-in-line');
  await second.app.locator('#line-length').filter({ hasText: '前面 1 位' }).waitFor({ timeout: 20_000 });
  await takeNumber(second, SECOND);
  expect(await second.app.locator('#ticket-number').textContent()).toBe('2');
  expect(await second.app.locator('#ticket-before').textContent()).toBe('前面还有 1 位');
  // One photographer, half an hour each: she begins when the first is done.
  const expected = await expectedOn(second);
  expect(
    [PHOTO_MINUTES - 6, PHOTO_MINUTES - 5, PHOTO_MINUTES - 4, PHOTO_MINUTES - 3, PHOTO_MINUTES - 2, PHOTO_MINUTES - 1, PHOTO_MINUTES].map(clockAfter),
  ).toContain(expected);
  await snap(stage, second, 'queue-second-in-line');
});

test('BK-18 reception sees both without a reload, calls the next one, and the counter shows the number', async () => {
  const opened = desk.context().waitForEvent('page');
  await desk.getByTestId('queue-screen-link').click();
  screen = await opened;
  screen.on('pageerror', (error) => stage.faults.push(`screen: ${error.message}`));
  await screen.getByText('钱芊', { exact: true }).first().click();
  await screen.getByTestId('screen-waiting').nth(1).waitFor();
  const waiting = desk.locator('[data-testid="ticket"][data-state="waiting"]');
  await waiting.nth(1).waitFor();
  expect(await waiting.first().textContent()).toContain(FIRST);
  await stage.picture(desk, 'queue-desk');
  await desk.getByText('叫下一位 1 号').click();
  await desk.locator('[data-testid="ticket"][data-state="called"][data-number="1"]').waitFor();
  await stage.picture(desk, 'queue-desk-called');
  const big = screen.getByTestId('screen-called');
  await big.waitFor();
  expect(await big.locator('b').textContent()).toBe('1');
  expect(await big.textContent()).not.toContain(FIRST);
  expect(await big.locator('b').evaluate((number) => Number.parseFloat(getComputedStyle(number).fontSize))).toBeGreaterThan(80);
  await stage.picture(screen, 'queue-screen');
});

test('BK-18 her phone says 轮到你了 by itself', async () => {
  await first.page.locator('.banner').filter({ hasText: '服务通知' }).waitFor({ timeout: SOON_MS });
  await first.app.locator('#called').waitFor({ timeout: SOON_MS });
  expect(await first.app.locator('#called').textContent()).toMatch(/轮到你了.*1.*请到前台/);
  await snap(stage, first, 'queue-first-called');
});

test('BK-18 service begins, the technician is taken for her, and the next guest moves up', async () => {
  await desk.locator('[data-state="called"]').getByTestId('ticket-serve').click();
  await desk.getByTestId('booking-sheet').waitFor();
  await stage.picture(desk, 'queue-desk-serving');
  await second.app.locator('#ticket-before').filter({ hasText: '下一个就是你' }).waitFor({ timeout: SOON_MS });
  expect(await expectedOn(second)).not.toBeNull();
  await snap(stage, second, 'queue-second-next');
  await first.app.locator('#called').waitFor({ state: 'detached', timeout: SOON_MS });
  await snap(stage, first, 'queue-first-served');
  const { prisma } = stage.house.server.ports.db;
  const booking = await prisma.booking.findFirstOrThrow({ where: { source: 'queue' }, include: { reservations: { include: { unit: true } } } });
  expect(booking).toMatchObject({ state: 'in_service', contactName: FIRST, storeId: shop.storeId });
  expect(booking.reservations.map((one) => one.unit.name).sort()).toEqual(['小杜', '快拍间'].sort());
  const events = await prisma.event.findMany({ where: { storeId: shop.storeId, type: { startsWith: 'queue.' } }, orderBy: { id: 'asc' } });
  expect(events.map((event) => event.type)).toEqual(['queue.taken', 'queue.taken', 'queue.called', 'queue.served']);
});

test('SC-11 no page of the whole walk threw, and the server had no fault', () => {
  expect(stage.faults).toEqual([]);
});
