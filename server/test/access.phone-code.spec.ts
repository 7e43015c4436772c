import { seedFixture, type Fixture } from './fixture';
import { startHarness, type Harness, type Login } from './harness';

let ahead = 0;
let shop: Harness;
let fixture: Fixture;
beforeAll(async () => {
  // The limits as a shop has them.
  shop = await startHarness({ env: { RATE_LIMIT_FACTOR: '1' }, clock: { now: () => new Date(Date.now() + ahead) } });
  fixture = await seedFixture(shop.server.ports);
}, 120_000);
afterAll(() => shop?.close());

const send = (phone: string, as: Login) => shop.send('access.sendPhoneCode', { phone }, as);
const bind = (phone: string, code: string, as: Login) => shop.send('access.bindPhoneByCode', { phone, code }, as);
const texts = (phone: string) => shop.world.state.smsMessages.filter((message) => message.phone === `+86${phone}`);
const codeIn = (phone: string): string => /\d{6}/.exec(texts(phone).at(-1)?.text ?? '')?.[0] ?? '';

test('SC-11 brute force of the SMS code is stopped: of twelve guesses at once five are looked at, then the right one is refused too, as is an expired token', async () => {
  const lin = await shop.customer('林小雨');
  const phone = '13900009991';
  expect((await send(phone, lin)).status).toBe(200);
  const right = codeIn(phone);
  expect(right).toHaveLength(6);
  const wrong = String((Number(right) + 1) % 1_000_000).padStart(6, '0');
  const guesses = await Promise.all(Array.from({ length: 12 }, () => bind(phone, wrong, lin)));
  expect(guesses.filter((sent) => sent.refusal?.code === 'access.phone_code_wrong')).toHaveLength(5);
  expect(guesses.filter((sent) => sent.refusal?.code === 'request.rate_limited')).toHaveLength(7);
  expect((await bind(phone, right, lin)).refusal).toEqual({ code: 'request.rate_limited', facts: { retryAfterSeconds: expect.any(Number) } });
  expect(await shop.server.ports.db.prisma.customer.count({ where: { phoneLast4: '9991' } })).toBe(0);
  ahead = 31 * 86_400_000;
  expect((await bind(phone, right, lin)).refusal).toMatchObject({ code: 'access.login_required', facts: { reason: 'expired' } });
  ahead = 0;
});

test('SC-11 a code is good for who asked and for its number only, and asking again at once is refused', async () => {
  const [chen, wang] = [await shop.customer('陈思远'), await shop.customer('王梓涵')];
  const phone = '13900009992';
  expect((await send(phone, chen)).status).toBe(200);
  expect((await send(phone, chen)).refusal?.code).toBe('request.rate_limited');
  expect((await send(phone, wang)).refusal?.code).toBe('request.rate_limited');
  expect(texts(phone)).toHaveLength(1);
  const code = codeIn(phone);
  expect((await bind(phone, code, wang)).refusal).toEqual({ code: 'access.phone_code_wrong', facts: { sent: false } });
  expect((await bind('13900009993', code, chen)).refusal).toEqual({ code: 'access.phone_code_wrong', facts: { sent: false } });
  const { prisma } = shop.server.ports.db;
  expect(JSON.stringify([await prisma.idempotencyKey.findMany(), await prisma.event.findMany()])).not.toContain(code);
});

test('CU-22 bound by the code she read in the text: the customer whom the shop knows by that number, without a duplicate; a repeat changes nothing', async () => {
  const tang = await shop.staff('xiaotang');
  const phone = '13900009994';
  const { profile } = await shop.do(
    'customers.create',
    { name: '赵雅琪', phone, gender: 'female', birthday: null, weddingDate: null, source: '大众点评', note: '', storeId: fixture.storeId },
    tang,
  );
  const zhao = await shop.customer('赵雅琪');
  expect((await send(phone, zhao)).status).toBe(200);
  for (let i = 0; i < 2; i++) {
    const bound = await bind(phone, codeIn(phone), zhao);
    expect([bound.status, bound.value]).toMatchObject([200, { phone, me: { customerId: profile.id, maskedPhone: '139****9994', phoneVerified: true } }]);
  }
  expect(await shop.server.ports.db.prisma.customer.count({ where: { phoneLast4: '9994', mergedIntoId: null } })).toBe(1);
});
