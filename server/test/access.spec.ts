import { issueCode } from '@zhike/sandbox/world/codes';
import { seedFixture, wish, type Fixture } from './fixture';
import { startHarness, type Harness } from './harness';

let ahead = 0;
let shop: Harness;
let fixture: Fixture;
beforeAll(async () => {
  shop = await startHarness({ clock: { now: () => new Date(Date.now() + ahead) } });
  fixture = await seedFixture(shop.server.ports);
});
afterAll(() => shop.close());

const mine = (token: string) => shop.send('booking.mine', { when: 'coming' }, { token });

test('SC-11 a missing, an unknown, a revoked and an expired token are told apart, and none gets in', async () => {
  expect((await shop.send('booking.mine', { when: 'coming' })).refusal).toMatchObject({ code: 'access.login_required', facts: { reason: 'missing' } });
  expect((await mine('A'.repeat(43))).refusal).toMatchObject({ facts: { reason: 'unknown' } });
  const lin = await shop.customer('林小雨');
  expect((await mine(lin.token)).status).toBe(200);
  await shop.do('access.logout', {}, lin);
  expect((await mine(lin.token)).refusal).toMatchObject({ facts: { reason: 'revoked' } });
  const again = await shop.customer('林小雨');
  ahead = 31 * 86_400_000;
  expect((await mine(again.token)).refusal).toMatchObject({ facts: { reason: 'expired' } });
  ahead = 0;
});

test('SC-11 only hashes of tokens are stored', async () => {
  const lin = await shop.customer('林小雨');
  const dump = JSON.stringify(await shop.server.ports.db.prisma.session.findMany());
  expect(dump).not.toContain(lin.token);
});

test('IT-03 a used or invented login code is refused', async () => {
  const person = shop.world.state.people.customers[0];
  const code = issueCode(shop.world, 'login', person?.openid ?? '');
  expect((await shop.send('access.customerLogin', { code })).status).toBe(200);
  expect((await shop.send('access.customerLogin', { code })).refusal).toMatchObject({ code: 'access.code_rejected', facts: { reason: 'invalid' } });
  expect((await shop.send('access.customerLogin', { code: 'nonsense' })).refusal?.code).toBe('access.code_rejected');
});

test('CU-22 the first login with a phone binds to the customer who has it, without a duplicate', async () => {
  const tang = await shop.staff('xiaotang');
  const { profile } = await shop.do(
    'customers.create',
    { name: '赵雅琪', phone: '13800138004', gender: 'female', birthday: null, weddingDate: null, source: '大众点评', note: '', storeId: fixture.storeId },
    tang,
  );
  const zhao = await shop.customer('赵雅琪');
  const bound = await shop.do('access.bindPhone', { code: issueCode(shop.world, 'phone', zhao.person.openid) }, zhao);
  expect(bound).toMatchObject({ phone: '13800138004', me: { customerId: profile.id, maskedPhone: '138****8004', phoneVerified: true } });
  expect(await shop.server.ports.db.prisma.customer.count({ where: { phoneLast4: '8004', mergedIntoId: null } })).toBe(1);
});

describe('SC-01 the staff log-in', () => {
  const start = async (entry = 'sidebar') => {
    const answer = await fetch(`${shop.url}/api/access/wecom/start?entry=${entry}`, { redirect: 'manual' });
    return {
      location: answer.headers.get('location') ?? '',
      cookie: answer.headers
        .getSetCookie()
        .map((line) => line.split(';')[0])
        .join('; '),
    };
  };
  const back = async (location: string, cookie: string) => {
    const authorised = await fetch(`${location.replace('#wechat_redirect', '')}&sim_member=mei`, { redirect: 'manual' });
    return fetch(authorised.headers.get('location') ?? '', { redirect: 'manual', headers: { cookie } });
  };
  test("refuses a state that is another browser's, forged, or missing", async () => {
    const one = await start();
    expect((await back(one.location, '')).status).toBe(400);
    const two = await start();
    const crossed = await back(one.location, two.cookie);
    expect(crossed.status).toBe(400);
    expect(await crossed.json()).toMatchObject({ refusal: { code: 'access.state_mismatch' } });
    const forged = one.location.replace(/state=[^&#]+/, 'state=abc.def.ghi');
    expect((await back(forged, one.cookie)).status).toBe(400);
  });
  test('gives a ticket that works once and leads back to the entry', async () => {
    const one = await start('workbench');
    const answer = await back(one.location, one.cookie);
    const location = answer.headers.get('location') ?? '';
    expect(location).toMatch(new RegExp(`^${shop.url}/workbench/#/login\\?ticket=`));
    const ticket = location.split('ticket=')[1] ?? '';
    const both = await Promise.all([shop.send('access.redeemTicket', { ticket }), shop.send('access.redeemTicket', { ticket })]);
    expect(both.map((sent) => sent.status).sort()).toEqual([200, 401]);
  });
  test('turns away a member who is not on the staff list', async () => {
    await shop.server.ports.db.prisma.staffMember.update({ where: { wecomUserId: 'ayue' }, data: { leftAt: new Date() } });
    await expect(shop.staff('ayue')).rejects.toThrow('problem=not_staff');
    await shop.server.ports.db.prisma.staffMember.update({ where: { wecomUserId: 'ayue' }, data: { leftAt: null } });
  });
  test('a member who leaves is out at once, with a token in hand', async () => {
    const mei = await shop.staff('mei');
    expect((await shop.send('access.staffMe', {}, mei)).status).toBe(200);
    await shop.server.ports.db.prisma.staffMember.update({ where: { wecomUserId: 'mei' }, data: { leftAt: new Date() } });
    expect((await shop.send('access.staffMe', {}, mei)).refusal?.code).toBe('access.login_required');
    await shop.server.ports.db.prisma.staffMember.update({ where: { wecomUserId: 'mei' }, data: { leftAt: null } });
  });
});

test('SC-11 a page that is not ours gets no signature', async () => {
  const mei = await shop.staff('mei');
  expect((await shop.send('access.jsapiSignature', { url: 'https://evil.example/sidebar/' }, mei)).refusal).toMatchObject({
    code: 'access.url_not_ours',
    facts: { host: 'evil.example' },
  });
  expect((await shop.send('access.jsapiSignature', { url: `${shop.url}.evil.example/` }, mei)).refusal?.code).toBe('access.url_not_ours');
  expect((await shop.do('access.jsapiSignature', { url: `${shop.url}/sidebar/#/x` }, mei)).config.signature).toMatch(/^[0-9a-f]{40}$/);
});

describe('SC-11 what does not look like a call', () => {
  const raw = (body: BodyInit, headers: Record<string, string>, path = '/api/booking.mine', method = 'POST') =>
    fetch(`${shop.url}${path}`, { method, headers, ...(method === 'GET' ? {} : { body }) });
  const code = async (answer: Response) => [answer.status, ((await answer.json()) as { refusal: { code: string } }).refusal.code];
  const json = { 'content-type': 'application/json' };
  test('a 10 MB body', async () => expect(await code(await raw('x'.repeat(10 * 1024 * 1024), json))).toEqual([413, 'request.too_large']));
  test('invalid JSON', async () => expect(await code(await raw('{"when":', json))).toEqual([422, 'request.invalid']));
  test('a form', async () =>
    expect(await code(await raw('when=coming', { 'content-type': 'application/x-www-form-urlencoded' }))).toEqual([415, 'request.not_json']));
  test('an unknown endpoint', async () => expect(await code(await raw('{}', json, '/api/booking.explode'))).toEqual([404, 'request.unknown_endpoint']));
  test('a property of Object', async () => expect(await code(await raw('{}', json, '/api/constructor'))).toEqual([404, 'request.unknown_endpoint']));
  test('a state change by GET', async () => expect(await code(await raw('', {}, '/api/booking.request', 'GET'))).toEqual([404, 'request.unknown_endpoint']));
});

test('SC-11 too many log-ins from one address are refused with a time to wait', async () => {
  const tight = await startHarness({ env: { RATE_LIMIT_FACTOR: '1' } });
  try {
    const answers = await Promise.all(Array.from({ length: 40 }, () => tight.send('access.customerLogin', { code: 'guess' })));
    const limited = answers.filter((sent) => sent.status === 429);
    expect(limited.length).toBe(10);
    expect(limited[0]?.refusal).toMatchObject({ code: 'request.rate_limited', facts: { retryAfterSeconds: expect.any(Number) } });
  } finally {
    await tight.close();
  }
});

test('SC-04 the phone is cipher in the database and masked for staff without the right', async () => {
  const lin = await shop.customer('林小雨');
  const { booking } = await shop.do('booking.request', wish(fixture, fixture.at('15:00', 3)), lin);
  const { prisma } = shop.server.ports.db;
  const stored = JSON.stringify([
    await prisma.booking.findMany(),
    await prisma.customer.findMany(),
    await prisma.event.findMany(),
    await prisma.message.findMany(),
    await prisma.idempotencyKey.findMany(),
  ]);
  const boss = await shop.staff('zongbu');
  expect((await shop.do('booking.get', { bookingId: booking.id }, boss)).booking.contactPhone).toBe('138****8001');
  expect(stored).not.toContain('13800138001');
});
