import { Writable } from 'node:stream';
import { issueCode } from '@zhike/sandbox/world/codes';
import { createLog } from '../src/platform/log';
import { seedFixture, wish, type Fixture } from './fixture';
import { startHarness, testKeys, type Harness, type Login } from './harness';

const lines: string[] = [];
const stream = new Writable({
  write(chunk: Buffer, _encoding, done) {
    lines.push(chunk.toString('utf8'));
    done();
  },
});
let shop: Harness;
let fixture: Fixture;
beforeAll(async () => {
  shop = await startHarness({ log: createLog('debug', stream), simulators: { timeScale: 0.0005 } });
  fixture = await seedFixture(shop.server.ports);
}, 60_000);
afterAll(() => shop?.close());

const CANARY = { name: '欧阳金丝雀', phone: '15912340987', note: '只说一次的悄悄话', tag: '金丝雀标签', allergy: '金丝雀过敏原' };

/** A day of the shop, its mistakes and its faults included. Answers every secret that came up. */
async function liveADay(): Promise<string[]> {
  const secrets: string[] = [];
  const lin = await shop.customer('林小雨');
  const boss = await shop.staff('zongbu');
  const code = issueCode(shop.world, 'phone', lin.person.openid);
  await shop.do('access.bindPhone', { code }, lin);
  const { ticket } = await shop.do('access.liveTicket', {}, boss);
  secrets.push(lin.token, boss.token, code, ticket);

  const { booking } = await shop.do(
    'booking.request',
    { ...wish(fixture, fixture.at('10:00'), { contactName: CANARY.name, contactPhone: CANARY.phone }), note: CANARY.note },
    lin,
  );
  const { requestPayment } = await shop.do('orders.payDeposit', { bookingId: booking.id }, lin);
  secrets.push(requestPayment.paySign, requestPayment.package.replace('prepay_id=', ''));
  shop.world.state.faults.signatureProbe = true;
  shop.world.state.faults.notification = 'wrong-signature';
  expect(await shop.pay(requestPayment, lin.person)).toBe(true);
  await shop.eventually(() =>
    Promise.resolve(shop.world.state.notifications.some((notification) => notification.attempts.some((attempt) => attempt.as === 'wrong-signature'))),
  );
  shop.world.state.faults.notification = 'wrong-amount';
  await shop.eventually(() =>
    Promise.resolve(shop.world.state.notifications.some((notification) => notification.attempts.some((attempt) => attempt.as === 'wrong-amount'))),
  );
  shop.world.state.faults.notification = 'once';
  const confirmed = await shop.eventually(async () => {
    const { booking: now } = await shop.do('booking.get', { bookingId: booking.id }, lin);
    return now.state === 'confirmed' ? now : null;
  });
  await shop.do('booking.cancel', { bookingId: booking.id, version: confirmed.version, reason: CANARY.note, expectedRefundFen: 50_000 }, lin);
  await shop.eventually(async () => (await shop.do('booking.get', { bookingId: booking.id }, lin)).booking.deposit.state === 'refunded');

  const { profile } = await shop.do(
    'customers.create',
    { name: CANARY.name, phone: CANARY.phone, gender: 'female', birthday: '1994-06-01', weddingDate: null, source: '', note: CANARY.note, storeId: null },
    boss,
  );
  await shop.do('customers.addNote', { customerId: profile.id, text: CANARY.note, nextContactOn: null }, boss);
  await shop.do('customers.saveTagGroup', { groupId: null, name: CANARY.tag, colour: '#112233', tags: [{ id: null, name: CANARY.tag }] }, boss);
  await shop.do('customers.revealPhone', { customerId: profile.id }, boss);
  const health = { allergies: [CANARY.allergy], chronicConditions: [], recentStates: [], aims: [], taboos: [] };
  await shop.send('customers.saveHealth', { customerId: profile.id, version: 0, consent: 'kept', record: health }, boss);
  await shop.do('customers.saveHealth', { customerId: profile.id, version: 0, consent: 'given', record: health }, boss);
  await shop.do('customers.health', { customerId: profile.id }, boss);
  await shop.do('customers.find', { by: 'phone', value: CANARY.phone }, boss);
  await shop.do('customers.list', { search: CANARY.name, tagIds: [] }, boss);
  await shop.send('customers.inChat', { externalUserId: lin.person.externalUserId }, await shop.staff('xiaotang'));

  // What does not work: refusals, strangers, services that are away, and a fault of our own.
  await shop.send(
    'customers.create',
    { name: CANARY.name, phone: `${CANARY.phone}0`, gender: 'female', birthday: null, weddingDate: null, source: '', note: '', storeId: null },
    boss,
  );
  await shop.send(
    'customers.create',
    { name: CANARY.name, phone: CANARY.phone, gender: 'female', birthday: null, weddingDate: null, source: '', note: '', storeId: null },
    boss,
  );
  await shop.send('booking.get', { bookingId: CANARY.phone }, lin);
  await shop.send('access.me', {}, { token: `${lin.token.slice(0, -4)}AAAA` } as Login);
  await fetch(`${shop.url}/api/booking.mine?phone=${CANARY.phone}&token=${lin.token}`, {
    method: 'POST',
    body: `{"phone":"${CANARY.phone}"`,
    headers: { 'content-type': 'application/json' },
  });
  await fetch(`${shop.url}/callbacks/wechat-pay/payment`, { method: 'POST', body: JSON.stringify({ name: CANARY.name, phone: CANARY.phone }) });
  shop.world.state.faults.refuseConnections = { wechat: '503', 'wechat-pay': '503', wecom: '503', sms: '503' };
  const second = await shop.do('booking.request', wish(fixture, fixture.at('10:00', 1), { contactName: CANARY.name, contactPhone: CANARY.phone }), lin);
  expect((await shop.send('orders.payDeposit', { bookingId: second.booking.id }, lin)).status).toBe(503);
  expect((await shop.send('access.customerLogin', { code: issueCode(shop.world, 'login', lin.person.openid) })).status).toBe(503);
  shop.world.state.faults.refuseConnections = { wechat: 'none', 'wechat-pay': 'none', wecom: 'none', sms: 'none' };
  const { prisma } = shop.server.ports.db;
  await prisma.$executeRawUnsafe('ALTER TABLE customers ADD CONSTRAINT out_of_order CHECK (false) NOT VALID');
  const broken = await shop.send(
    'customers.create',
    { name: CANARY.name, phone: '15912340988', gender: 'female', birthday: null, weddingDate: null, source: '', note: CANARY.note, storeId: null },
    boss,
  );
  expect(broken.refusal?.code).toBe('server.fault');
  await prisma.$executeRawUnsafe('ALTER TABLE customers DROP CONSTRAINT out_of_order');
  await shop.do('access.logout', {}, lin);
  return secrets;
}

test('P21 whatever happens, no log line holds a phone, a name, a note, a token, an openid or a secret, at debug level too', async () => {
  const secrets = await liveADay();
  const keys = testKeys('public-key');
  const { env, world } = shop;
  const people = world.state.people;
  const canaries = [
    ...secrets,
    ...Object.values(CANARY),
    '15912340988',
    ...people.customers.flatMap((person) => [person.name, person.phone, person.openid, person.unionid, person.externalUserId]),
    ...people.members.map((member) => member.name),
    ...world.state.tokens.map((token) => token.token),
    ...world.state.tickets.map((ticket) => ticket.ticket),
    ...world.state.codes.map((code) => code.code),
    env.WECHAT_SECRET,
    env.WECOM_SECRET,
    env.WECHAT_PAY_APIV3_KEY,
    env.WECOM_CALLBACK_TOKEN,
    env.WECOM_CALLBACK_AES_KEY,
    env.SESSION_KEY,
    env.INDEX_KEY,
    env.FIELD_KEYS.split(':')[1] ?? '',
    keys.appSecret,
    'BEGIN PRIVATE KEY',
    new URL(env.DATABASE_URL).password,
  ].filter((canary) => canary.length > 1);
  const log = lines.join('');
  // The log was really written, and about all of this.
  for (const word of [
    '"request"',
    'server.fault.detail',
    'notification refused',
    'signature probe refused',
    'payment.mismatch',
    'wechat pay answer is not authentic',
    '"refusal":"request.invalid"',
  ])
    expect([word, log.includes(word)]).toEqual([word, true]);
  expect(canaries.length).toBeGreaterThan(60);
  expect(canaries.filter((canary) => log.includes(canary))).toEqual([]);
});

test('P21 neither do the metrics, the answers to strangers and the error pages', async () => {
  const texts = await Promise.all(
    ['/metrics', '/openapi.json', '/healthz', `/nowhere/${CANARY.phone}`, '/api/access/wecom/callback?code=x&state=y'].map(async (path) =>
      (await fetch(`${shop.url}${path}`)).text(),
    ),
  );
  for (const text of texts)
    for (const canary of [...Object.values(CANARY), shop.env.WECHAT_SECRET, shop.env.WECHAT_PAY_APIV3_KEY]) expect(text).not.toContain(canary);
});
