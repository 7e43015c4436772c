import { addDays, dateAt } from '@zhike/domain/kernel/calendar-date';
import type { FrameLocator, Page } from 'playwright-core';
import { openStage, type Stage } from './stage';

/** The first visit in three windows at once: her phone, the consultant's chat, the manager's workbench. */
let stage: Stage;
let phone: Page;
let chat: Page;
let desk: Page;
let app: FrameLocator;
let sidebar: FrameLocator;
const story = { bookingId: '', code: '', date: '' };

beforeAll(async () => {
  stage = await openStage();
  const person = stage.house.world.state.people.customers.find((one) => one.name === '林小雨');
  phone = await stage.open(`/phone?openid=${person?.openid ?? ''}`, { width: 900, height: 900 });
  chat = await stage.open('/chat?member=xiaotang', { width: 1280, height: 860 });
  desk = await stage.open('/workbench/', { width: 1440, height: 900 });
  app = phone.frameLocator('iframe.app');
  sidebar = chat.frameLocator('iframe.sidebar');
});
afterAll(async () => {
  await stage?.close();
});

test('RP-17 the manager logs in through WeCom and sees her store by resource', async () => {
  await desk.getByText('徐立').first().click();
  await desk.getByTestId('nav-bookings').click();
  await desk.getByTestId('resource-calendar').waitFor();
  await stage.picture(desk, 'desk-calendar-before');
});

test('BK-01 the customer books the wedding package: store, day, time, name, and a hold while she pays', async () => {
  await app.locator('#services').waitFor();
  await app.locator('#choose-store').click();
  await app.locator('.store__main', { hasText: '静安店' }).click();
  await stage.picture(phone, 'phone-home');
  await app.locator('.service', { hasText: '经典婚纱套系' }).click();
  await app.locator('#choose-time').click();
  await app.locator('.day--free').first().waitFor();
  const today = dateAt(Date.now(), 480);
  for (let ahead = 4; ahead < 40 && !story.date; ahead += 1) {
    const date = addDays(today, ahead);
    const day = app.locator(`#day-${date}`);
    if ((await day.count()) === 0) {
      await app.locator('#month-next').click();
      await day.waitFor();
      await phone.waitForTimeout(900);
    }
    if (!String(await day.getAttribute('class')).includes('day--free')) continue;
    await day.click();
    story.date = date;
  }
  await app.locator('.slot').first().click();
  await stage.picture(phone, 'phone-time');
  await app.locator('#next').click();
  await app.locator('#contact-name input, input#contact-name').first().fill('林小雨');
  await app.locator('#contact-phone input, input#contact-phone').first().fill('13800138001');
  await app.locator('#contact-note textarea, textarea#contact-note').first().fill('想要自然光');
  await stage.picture(phone, 'phone-confirm');
  expect(await app.locator('#due-now').textContent()).toContain('¥500');
  await app.locator('#submit').click();
  await app.locator('#deposit').waitFor();
  await stage.picture(phone, 'phone-pay');
});

test("OR-02 she pays in WeChat's sheet and the notification confirms the booking", async () => {
  await app.locator('#pay').click();
  await phone.getByRole('button', { name: '确认支付' }).click();
  for (const digit of ['1', '2', '3', '4', '5', '6']) await phone.getByRole('button', { name: digit, exact: true }).click();
  await phone.getByRole('button', { name: '完成' }).click();
  await app.locator('#result-confirmed').waitFor();
  await stage.picture(phone, 'phone-result');
  await app.locator('#view-booking').click();
  story.code = ((await app.locator('#booking-code').textContent()) ?? '').replace(/[^\d-]/g, '');
  const found = await stage.house.server.ports.db.prisma.booking.findFirstOrThrow({
    where: { contactName: '林小雨', state: 'confirmed', contactLast4: '8001' },
    orderBy: { createdAt: 'desc' },
  });
  story.bookingId = found.id;
  expect(story.code).toContain(found.code);
  await stage.picture(phone, 'phone-booking');
});

test('PF-02 the workbench shows the booking on every unit without a reload', async () => {
  await desk.getByTestId('calendar-date').locator('input').or(desk.locator('input[data-testid="calendar-date"]')).first().fill(story.date);
  await desk.keyboard.press('Enter');
  await desk.getByText('林小雨').first().waitFor();
  await stage.picture(desk, 'desk-calendar-after');
  expect(await desk.getByText('林小雨').count()).toBeGreaterThanOrEqual(4);
});

test('IT-02 the sidebar beside the chat shows her, and a note and a tag survive a reload', async () => {
  await chat.locator('.contact', { hasText: '林小雨' }).click();
  await sidebar.getByTestId('customer-view').waitFor();
  await stage.picture(chat, 'chat-sidebar');
  expect(await sidebar.locator('body').textContent()).toContain('138****8001');
  expect(await sidebar.getByTestId('overview').textContent()).toContain('已确认');
  await sidebar.getByTestId('tab-timeline').click();
  await sidebar
    .getByTestId('note-text')
    .locator('textarea')
    .or(sidebar.locator('textarea[data-testid="note-text"]'))
    .first()
    .fill('周六下午再确认一次礼服尺码');
  await sidebar.getByTestId('note-submit').click();
  await sidebar.getByText('周六下午再确认一次礼服尺码').first().waitFor();
  await sidebar.getByTestId('edit-tags').click();
  await sidebar.getByTestId('tag-option').filter({ hasText: '高意向' }).click();
  await sidebar.getByTestId('tags-save').click();
  await sidebar.getByTestId('tag').filter({ hasText: '高意向' }).waitFor();
  await chat.reload();
  await chat.locator('.contact', { hasText: '林小雨' }).click();
  await sidebar.getByTestId('tag').filter({ hasText: '高意向' }).waitFor();
  await sidebar.getByTestId('tab-timeline').click();
  await sidebar.getByText('周六下午再确认一次礼服尺码').first().waitFor();
  expect(await sidebar.getByTestId('timeline').textContent()).toMatch(/定金|支付/);
  await stage.picture(chat, 'chat-timeline');
});

test('IT-02 the consultant sends a booking card into the chat', async () => {
  await sidebar.getByTestId('bar-send').click();
  await sidebar.getByTestId('send-service').first().click();
  await sidebar.getByTestId('send-card').click();
  await chat.getByRole('button', { name: '发送', exact: true }).first().click();
  await chat.locator('.messages .card').first().waitFor();
  await stage.picture(chat, 'chat-card');
});

test('BK-14 she cancels under the policy, sees what comes back, and the refund arrives', async () => {
  await app.locator('#cancel').click();
  await app.locator('#cancel-preview').waitFor();
  expect(await app.locator('#refund').textContent()).toContain('¥500');
  await app.locator('#reason-0').click();
  await stage.picture(phone, 'phone-cancel');
  await app.locator('#cancel-confirm').click();
  await app.locator('.state-cancelled').first().waitFor();
  const { prisma } = stage.house.server.ports.db;
  for (let i = 0; i < 100; i += 1) {
    const refund = await prisma.refund.findFirst({ where: { payment: { bookingId: story.bookingId } } });
    if (refund?.state === 'succeeded') break;
    await phone.waitForTimeout(200);
  }
  expect(await prisma.refund.findFirstOrThrow({ where: { payment: { bookingId: story.bookingId } } })).toMatchObject({ state: 'succeeded', amountFen: 50_000 });
  await stage.picture(phone, 'phone-cancelled');
  await desk.getByText('林小雨').first().waitFor({ state: 'detached' });
});

test('BK-13 a second booking made by the consultant stands in the calendar at once', async () => {
  await sidebar.getByTestId('bar-book').click();
  await sidebar.locator('[data-testid="service"][data-service="经典婚纱套系"]').click();
  await sidebar.getByTestId('slots').locator('button').first().click();
  await stage.picture(chat, 'chat-book');
  await sidebar.getByTestId('book-confirm').click();
  await sidebar.getByTestId('booking-sheet').waitFor();
  await stage.picture(chat, 'chat-booked');
  const made = await stage.house.server.ports.db.prisma.booking.findFirstOrThrow({ where: { source: 'sidebar' }, orderBy: { createdAt: 'desc' } });
  expect(made).toMatchObject({ state: 'confirmed', contactLast4: '8001' });
});

test('SC-11 no page of the whole walk threw, and the server had no fault', () => {
  expect(stage.faults).toEqual([]);
});
