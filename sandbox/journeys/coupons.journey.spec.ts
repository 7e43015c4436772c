import type { ApiInput } from '@zhike/domain/api';
import type { Page } from 'playwright-core';
import { customerVoice, openDesk, openPhone, type Phone, snap, staffVoice, type Voice } from './cast';
import { addCustomer, serviceNamed, storeNamed } from './headquarters';
import { openStage, type Stage } from './stage';

/** A manager sends a coupon to the 38 holders of a course that runs out within a month; one of them finds it in her wallet. */
let stage: Stage;
let hq: Voice;
let desk: Page;
let phone: Phone;
const SHE = '林小雨';
const HOLDERS = 38;
const COUPON = '老客满减券';
const PUSH = '疗程快到期的老客';
const story = { storeId: '', customerId: '', name: '', pushId: '' };

const COURSE: ApiInput<'membership.saveProduct'>['terms'] = {
  name: '写真疗程三次',
  kind: 'course',
  text: '',
  priceFen: 120_000,
  bonusFen: 0,
  sessions: 3,
  singlePriceFen: null,
  serviceIds: [],
  intervalDays: 7,
  validDays: 21,
  storeIds: [],
  coupons: [],
  online: false,
  active: true,
};

/** The course is sold to her and to so many others; and one that runs out much later to somebody whom the push must not reach. */
async function sellCourses(): Promise<void> {
  const service = await serviceNamed(hq, '情绪写真');
  const product = async (over: Partial<typeof COURSE>) =>
    (await hq.ask('membership.saveProduct', { productId: null, version: 0, terms: { ...COURSE, serviceIds: [service.id], ...over } })).product;
  const [short, long] = [await product({}), await product({ name: '写真疗程全年', validDays: 365 })];
  const sell = (customerId: string, { id: productId, version }: typeof short) =>
    hq.ask('membership.sell', { customerId, storeId: story.storeId, productId, version, payments: [{ till: 'cash', amountFen: COURSE.priceFen }] });
  await sell(story.customerId, short);
  for (let n = 1; n < HOLDERS; n += 1) await sell((await addCustomer(hq, story.storeId, `持卡人${n}`, `1370000${String(1000 + n)}`)).id, short);
  await sell((await addCustomer(hq, story.storeId, '还早的人', '13700009999')).id, long);
}

/** Once a sheet that slides has come to rest. */
async function picture(name: string): Promise<void> {
  await desk.waitForTimeout(500);
  await stage.picture(desk, name);
}
const wording = () => desk.locator('input[data-testid="push-wording"], [data-testid="push-wording"] input');

beforeAll(async () => {
  stage = await openStage();
  hq = await staffVoice(stage.house, 'zongbu');
  const { me } = await (await customerVoice(stage.house, SHE)).ask('access.me', {});
  Object.assign(story, { customerId: me.customerId, name: me.name });
  story.storeId = await storeNamed(hq, '静安');
  await sellCourses();
});
afterAll(async () => {
  await stage?.close();
});

test('CD-13 the manager picks holders of a course that ends within 30 days, sees that they are 38, and reads every name', async () => {
  desk = await openDesk(stage, '徐立', 'pushes');
  await desk.getByTestId('push-new').click();
  await desk.locator('input[data-testid="push-name"], [data-testid="push-name"] input').fill(PUSH);
  await desk.getByTestId('push-template').click();
  await desk.locator('.ant-select-item-option', { hasText: COUPON }).click();
  await desk
    .getByTestId('push-count')
    .filter({ hasText: String(HOLDERS) })
    .waitFor();
  const names = desk.getByTestId('push-person');
  const more = desk.getByTestId('push-preview').getByRole('button');
  while ((await names.count()) < HOLDERS) {
    const before = await names.count();
    await more.last().click();
    await names.nth(before).waitFor();
  }
  expect(await names.count()).toBe(HOLDERS);
  await names.filter({ hasText: story.name }).waitFor();
  expect(await names.filter({ hasText: '还早的人' }).count()).toBe(0);
  await picture('push-names');
});

test('CD-13 words that advertising law forbids are marked, and nothing can be sent with them', async () => {
  await wording().fill('全国最好的影楼送你一张券');
  await desk.getByTestId('push-sheet').getByText('广告法不让用').waitFor();
  expect(await desk.getByTestId('push-sheet').textContent()).toContain('「最好」');
  expect(await desk.getByTestId('push-send').isDisabled()).toBe(true);
  await picture('push-forbidden');
  await wording().fill('疗程快到期了，送你一张满减券');
  await desk
    .getByTestId('push-send')
    .filter({ hasText: `发给 ${HOLDERS} 人` })
    .waitFor();
});

test('CD-13 she sends it and watches it go; each of the 38 has one coupon, and nobody else', async () => {
  const sent = desk.waitForResponse((answer) => answer.url().endsWith('/api/marketing.push') && answer.ok());
  await desk.getByTestId('push-send').click();
  story.pushId = ((await (await sent).json()) as { push: { id: string } }).push.id;
  const tale = desk.getByTestId('push-story');
  await tale.waitFor();
  await picture('push-under-way');
  await tale
    .getByTestId('push-given')
    .filter({ hasText: `${HOLDERS} 人` })
    .waitFor();
  await tale.getByText('已发完').waitFor();
  await picture('push-done');
  const { items } = await hq.ask('marketing.pushPeople', { pushId: story.pushId, part: 'given', cursor: null });
  const { push } = await hq.ask('marketing.getPush', { pushId: story.pushId });
  expect(push).toMatchObject({ state: 'done', planned: HOLDERS, given: HOLDERS, skipped: 0 });
  expect(new Set(items.map((one) => one.customerId)).size).toBe(items.length);
  const { coupons } = await hq.ask('marketing.couponsOf', { customerId: story.customerId, orderId: null });
  expect(coupons.map((one) => [one.terms.name, one.state])).toEqual([[COUPON, 'active']]);
});

test('CD-13 she finds it in the wallet on her phone, and the manager sees that she looked', async () => {
  phone = await openPhone(stage, SHE, 'packages/membership/coupons/index');
  await phone.app.locator('#coupon-list:visible').filter({ hasText: COUPON }).waitFor();
  await snap(stage, phone, 'wallet-coupons');
  await desk.reload();
  await desk.getByTestId('push-row').filter({ hasText: PUSH }).click();
  await desk.getByTestId('push-seen').filter({ hasText: '1 人' }).click();
  await desk.getByTestId('push-row-person').filter({ hasText: story.name }).waitFor();
  await picture('push-seen');
  expect(stage.faults).toEqual([]);
});
