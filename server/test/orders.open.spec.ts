import { sqlOf } from '../src/platform/db';
import { openOrderShop, type OrderShop } from './orders.shop';

let orders: OrderShop;
beforeAll(async () => {
  orders = await openOrderShop();
}, 60_000);
afterAll(() => orders?.pay.shop.close());
afterEach(() => orders.soundly());

const shop = () => orders.pay.shop;
const newKey = async (storeId = orders.pay.fixture.storeId) =>
  shop().do('orders.createApiKey', { name: '收银台', storeId, scopes: ['payments'] }, await orders.pay.boss());

async function post(secret: string | null, body: unknown, type = 'application/json') {
  const headers = { 'content-type': type, ...(secret ? { authorization: `Bearer ${secret}` } : {}) };
  const answer = await fetch(`${shop().url}/open/v1/payments`, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
  const json = (await answer.json()) as {
    refusal?: { code: string; facts: Record<string, unknown> };
    paymentId?: string;
    owedFen?: number;
    repeated?: boolean;
  };
  return { status: answer.status, code: json.refusal?.code ?? null, json };
}

test('OR-08 a cashier posts a payment with a key: it is in the order, in the books, and told by its number', async () => {
  const { secret, key } = await newKey();
  const order = await orders.order();
  const sent = await post(secret, { number: 'POS1-0042', orderCode: order.code, amountFen: 100_000, till: 'pos', note: '一号收银台' });
  expect([sent.status, sent.json.owedFen, sent.json.repeated]).toEqual([200, order.billedFen - 100_000, false]);
  const boss = await orders.pay.boss();
  const { order: seen } = await shop().do('orders.get', { orderId: order.id }, boss);
  expect(seen.payments.map((one) => [one.id, one.till, one.amountFen, one.note])).toEqual([[sent.json.paymentId, 'pos', 100_000, '一号收银台']]);
  const { keys } = await shop().do('orders.apiKeys', {}, boss);
  expect(keys.find((one) => one.id === key.id)).toMatchObject({ hint: secret.slice(-4), revokedAt: null });
  expect(keys.find((one) => one.id === key.id)?.usedAt).not.toBeNull();
  const stored = JSON.stringify(await sqlOf(shop().server.ports.db)('SELECT * FROM api_keys', []));
  expect(stored).not.toContain(secret);
});

test('OR-08 the same number thirty times at once is one payment; with another content it is refused', async () => {
  const { secret } = await newKey();
  const order = await orders.order();
  const body = { number: 'N-1', orderCode: order.code, amountFen: 1_000, till: 'cash' };
  const sent = await Promise.all(Array.from({ length: 30 }, () => post(secret, body)));
  expect(new Set(sent.map((one) => one.status))).toEqual(new Set([200]));
  expect(new Set(sent.map((one) => one.json.paymentId)).size).toBe(1);
  expect(sent.filter((one) => one.json.repeated === false)).toHaveLength(1);
  expect((await shop().do('orders.get', { orderId: order.id }, await orders.pay.boss())).order.paidFen).toBe(1_000);
  expect((await post(secret, { ...body, amountFen: 2_000 })).code).toBe('request.idempotency_key_reused');
  expect((await post(secret, { ...body, orderCode: (await orders.order()).code })).code).toBe('request.idempotency_key_reused');
  // Another key counts its own numbers.
  expect((await post((await newKey()).secret, body)).json.repeated).toBe(false);
});

test('OR-08 a key that is missing, unknown or revoked opens nothing, and one of another store does not see the order', async () => {
  const { secret, key } = await newKey();
  const order = await orders.order();
  const body = { number: 'N-2', orderCode: order.code, amountFen: 1_000, till: 'cash' };
  expect([(await post(null, body)).code, (await post(`${secret}x`, body)).code]).toEqual(['access.login_required', 'access.login_required']);
  expect((await post((await newKey(orders.pay.fixture.otherStoreId)).secret, body)).code).toBe('record.not_found');
  const boss = await orders.pay.boss();
  expect(
    (await shop().send('orders.createApiKey', { name: 'x', storeId: orders.pay.fixture.storeId, scopes: ['payments'] }, await orders.as('laoxu'))).refusal
      ?.code,
  ).toBe('access.forbidden');
  await shop().do('orders.revokeApiKey', { keyId: key.id }, boss);
  const late = await post(secret, body);
  expect([late.status, late.json.refusal?.facts]).toEqual([401, { reason: 'revoked' }]);
  expect((await shop().do('orders.get', { orderId: order.id }, boss)).order.paidFen).toBe(0);
});

test('OR-08 too much, nonsense and a wrong type are refused by name', async () => {
  const { secret } = await newKey();
  const order = await orders.order();
  const body = { number: 'N-3', orderCode: order.code, amountFen: order.billedFen + 1, till: 'cash' };
  expect((await post(secret, body)).json.refusal).toEqual({ code: 'orders.more_than_owed', facts: { owedFen: order.billedFen } });
  for (const wrong of [
    '{',
    '[]',
    { ...body, amountFen: 0 },
    { ...body, amountFen: 1.5 },
    { ...body, till: 'gold' },
    { ...body, number: '' },
    { ...body, extra: 1 },
  ])
    expect((await post(secret, wrong)).code).toBe('request.invalid');
  expect((await post(secret, body, 'text/plain')).code).toBe('request.not_json');
  expect((await post(secret, { ...body, note: 'x'.repeat(70_000) })).code).toBe('request.too_large');
});

test('OR-08 a key in too much of a hurry waits', async () => {
  const { secret } = await newKey();
  const { key } = await newKey();
  const { ephemeral, shop: settings } = shop().server.ports;
  const { keys } = await shop().do('orders.apiKeys', {}, await orders.pay.boss());
  const mine = keys.find((one) => one.hint === secret.slice(-4) && one.id !== key.id);
  const limit = 120 * settings.rateLimitFactor;
  // The test's factor is large: the counter is brought to its edge instead of knocking a hundred thousand times.
  for (let n = 0; n < limit; n++) await ephemeral.hit(`rate:open:${mine?.id ?? ''}`, limit, 60);
  const sent = await post(secret, { number: 'N-4', orderCode: 'x', amountFen: 1, till: 'cash' });
  expect([sent.status, sent.code]).toEqual([429, 'request.rate_limited']);
});
