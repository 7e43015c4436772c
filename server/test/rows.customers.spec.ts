import { issueCode } from '@zhike/sandbox/world/codes';
import { seedFixture, wish, type Fixture } from './fixture';
import { startHarness, type Harness, type Login } from './harness';

/* Promises about the one customer record by the very example that the shop was given, through the API. */

let shop: Harness;
let fixture: Fixture;
let tang: Login;
beforeAll(async () => {
  shop = await startHarness();
  fixture = await seedFixture(shop.server.ports);
  tang = await shop.staff('xiaotang');
}, 120_000);
afterAll(() => shop?.close());

/** In the mini-program, with her own phone; known to the consultant in WeCom. */
async function guest(name: string) {
  const login = await shop.customer(name);
  await shop.do('access.bindPhone', { code: issueCode(shop.world, 'phone', login.person.openid) }, login);
  return login;
}

test('CU-01 opened by phone, by WeCom external id, or by the code on her phone, it is the same record, and one page shows all of it', async () => {
  const chen = await guest('陈思远');
  const { booking } = await shop.do('booking.request', wish(fixture, fixture.at('10:00', 4), { contactName: '陈思远', contactPhone: chen.person.phone }), chen);
  const { memberCode } = await shop.do('customers.myCode', {}, chen);
  const inChat = await shop.do('customers.inChat', { externalUserId: chen.person.externalUserId }, tang);
  if (inChat.status !== 'linked') throw new Error('the consultant talks to her in WeCom, and the same person booked');
  const byPhone = await shop.do('customers.find', { by: 'phone', value: chen.person.phone }, tang);
  const byCode = await shop.do('customers.find', { by: 'code', value: `c=${memberCode}` }, tang);
  expect([byPhone.customerId, byCode.customerId]).toEqual([inChat.profile.id, inChat.profile.id]);
  await shop.do('customers.addNote', { customerId: inChat.profile.id, text: '喜欢自然光', nextContactOn: null }, tang);
  const { profile } = await shop.do('customers.get', { customerId: inChat.profile.id }, tang);
  expect(profile).toMatchObject({ memberCode, nextBooking: { id: booking.id }, linkedWechat: true, linkedWecom: true });
  const { items } = await shop.do('customers.timeline', { customerId: profile.id, kinds: [] }, tang);
  expect(items.map((item) => item.type)).toEqual(expect.arrayContaining(['booking.held', 'customer.note_added']));
});

test('CU-03 call note, WeCom follow-up, booking, payment and text message stand in order, each with who did it', async () => {
  const lin = await guest('林小雨');
  const customerId = (await shop.do('access.me', {}, lin)).me.customerId ?? '';
  await shop.server.ports.db.prisma.customer.update({ where: { id: customerId }, data: { storeId: fixture.storeId } });
  const boss = await shop.staff('zongbu');
  await shop.do('customers.addNote', { customerId, text: '电话：问了周末档期', nextContactOn: null }, boss);
  // In the chat beside which she writes: the same person is hers from then on.
  expect(await shop.do('customers.inChat', { externalUserId: lin.person.externalUserId }, tang)).toMatchObject({ status: 'linked' });
  await shop.do('customers.addNote', { customerId, text: '企业微信跟进：发了样片', nextContactOn: null }, tang);
  const { booking } = await shop.do('booking.request', wish(fixture, fixture.at('13:00', 5)), lin);
  const { requestPayment } = await shop.do('orders.payDeposit', { bookingId: booking.id }, lin);
  expect(await shop.pay(requestPayment, lin.person)).toBe(true);
  const lines = await shop.eventually(async () => {
    const { items } = await shop.do('customers.timeline', { customerId, kinds: [] }, boss);
    const sms = items.find((item) => item.type === 'message.sent' && JSON.stringify(item).includes('sms'));
    return sms ? [...items].reverse() : null;
  });
  const at = (type: string, text = '') => lines.findIndex((line) => line.type === type && JSON.stringify(line).includes(text));
  const order = [
    at('customer.note_added', '电话'),
    at('customer.note_added', '企业微信跟进'),
    at('booking.held'),
    at('payment.paid'),
    at('booking.confirmed'),
    at('message.sent', 'sms'),
  ];
  expect(order).not.toContain(-1);
  expect([...order].sort((a, b) => a - b)).toEqual(order);
  const who = (i: number | undefined) => [lines[i ?? -1]?.actorKind, lines[i ?? -1]?.actorName];
  expect([who(order[0]), who(order[1])]).toEqual([
    ['staff', '沈言'],
    ['staff', '唐小棠'],
  ]);
  expect(who(order[2])[0]).toBe('customer');
});
