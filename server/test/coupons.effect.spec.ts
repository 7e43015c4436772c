import type { PushPart, PushPerson, PushView } from '@zhike/domain/marketing/contract';
import { heldOutOf } from '@zhike/domain/marketing/rules';
import { runPush } from '../src/modules/marketing/jobs';
import { sqlOf } from '../src/platform/db';
import { couponTerms, EVERYBODY } from './contract.stage.coupons';
import { storedTerms } from './membership.shop';
import { openOrderShop, type OrderShop } from './orders.shop';

const HOLDERS = 25;
let shop: OrderShop;
let push: PushView;
const people = (part: PushPart, pushId = push.id) => listAll(pushId, part);
const api = () => shop.pay.shop;
const boss = () => shop.pay.boss();
const get = async () => (await api().do('marketing.getPush', { pushId: push.id }, await boss())).push;
const effect = async () => (await api().do('marketing.pushEffect', { pushId: push.id }, await boss())).effect;

async function listAll(pushId: string, part: PushPart): Promise<PushPerson[]> {
  const all: PushPerson[] = [];
  for (let cursor: string | null = null; ; ) {
    const page: { items: PushPerson[]; next: string | null } = await api().do('marketing.pushPeople', { pushId, part, cursor }, await boss());
    all.push(...page.items);
    cursor = page.next;
    if (cursor === null) return all;
  }
}

beforeAll(async () => {
  shop = await openOrderShop();
  const { product } = await api().do('membership.saveProduct', { productId: null, version: 0, terms: storedTerms() }, await boss());
  for (let n = 0; n < HOLDERS; n++) {
    const payments = [{ till: 'cash' as const, amountFen: product.priceFen }];
    const sale = { productId: product.id, version: product.version, payments, storeId: shop.pay.fixture.storeId, customerId: await shop.customer() };
    await api().do('membership.sell', sale, await boss());
  }
  const template = (
    await api().do('marketing.saveTemplate', { templateId: null, version: 0, terms: couponTerms({ totalLimit: 20 }), active: true }, await boss())
  ).template;
  const who = { templateId: template.id, audience: EVERYBODY, wording: '送你一张券', holdOutPercent: 22 };
  const preview = await api().do('marketing.previewPush', who, await boss());
  expect([preview.count, preview.heldOut, preview.maxCostFen]).toEqual([HOLDERS, heldOutOf(HOLDERS, 22), 20 * 3_000]);
  ({ push } = await api().do('marketing.push', { ...who, name: '回访', viaMembers: false, expectedCount: HOLDERS, at: null }, await boss()));
  await runPush(push.id, api().server.ports);
  await shop.pay.pass({ seconds: 30 });
}, 120_000);
afterAll(() => shop?.pay.shop.close());

test('MK-11 a share of the audience is held out: no coupon, no message, no place in the limit; the same people whoever asks', async () => {
  expect(await get()).toMatchObject({ state: 'done', holdOutPercent: 22, heldOut: 5, planned: 20, given: 20, skipped: 0 });
  const heldOut = await people('held_out');
  expect(heldOut).toHaveLength(5);
  const sql = sqlOf(api().server.ports.db);
  const ids = heldOut.map((one) => one.customerId);
  expect(await sql('SELECT 1 FROM coupons WHERE customer_id = ANY($1::uuid[])', [ids])).toEqual([]);
  expect(await sql(`SELECT 1 FROM messages WHERE customer_id = ANY($1::uuid[]) AND template_key = 'coupon_given'`, [ids])).toEqual([]);
  const again = await sql<{ id: string }>(
    `SELECT customer_id AS id FROM push_recipients WHERE push_id = $1::uuid ORDER BY md5($1::uuid::text || customer_id::text) LIMIT 5`,
    [push.id],
  );
  expect(again.map((row) => row.id).sort()).toEqual([...ids].sort());
});

test('MK-11 every number of a push is the count or the sum of the rows that it leads to, used and revenue to the fen', async () => {
  const [first, second] = await people('given');
  const used = [];
  for (const person of [first!, second!]) {
    const { coupons } = await api().do('marketing.couponsOf', { customerId: person.customerId, orderId: null }, await boss());
    const order = await shop.order({ customerId: person.customerId });
    used.push((await api().do('marketing.use', { couponId: coupons[0]!.id, orderId: order.id }, await boss())).order);
  }
  const { customerId } = first!;
  await sqlOf(api().server.ports.db)('UPDATE coupons SET seen_at = $2::timestamptz WHERE customer_id = $1::uuid', [
    customerId,
    api().server.ports.clock.now().toISOString(),
  ]);
  const now = await get();
  for (const part of ['planned', 'given', 'skipped', 'told', 'seen', 'used'] as const) expect([part, (await people(part)).length]).toEqual([part, now[part]]);
  const rows = await people('used');
  expect(rows.flatMap((row) => row.orders.map((order) => order.id)).sort()).toEqual(used.map((order) => order.id).sort());
  expect(rows.reduce((sum, row) => sum + row.offFen, 0)).toBe(now.offFen);
  expect(rows.flatMap((row) => row.orders).reduce((sum, order) => sum + order.billedFen, 0)).toBe(now.revenueFen);
  expect(now).toMatchObject({ seen: 1, used: 2, offFen: 6_000 });
});

test('MK-11 what those with a coupon bought stands beside what the held-out bought, over the same days; cancelled orders count for nobody', async () => {
  const [held] = await people('held_out');
  const bought = await shop.order({ customerId: held!.customerId });
  const [, , third] = await people('given');
  const gone = await shop.order({ customerId: third!.customerId });
  await sqlOf(api().server.ports.db)(`UPDATE orders SET phase = 'cancelled' WHERE id = $1::uuid`, [gone.id]);
  const before = await effect();
  expect(before).toMatchObject({ days: 30, over: false, heldOut: { people: 5, buyers: 1, orders: 1, revenueFen: bought.billedFen } });
  expect(before.pushed).toMatchObject({ people: 20, buyers: 2, orders: 2 });
  for (const [part, group] of [
    ['bought', before.pushed],
    ['held_out_bought', before.heldOut],
  ] as const) {
    const rows = await people(part);
    expect(rows).toHaveLength(group?.buyers ?? -1);
    expect(rows.flatMap((row) => row.orders).reduce((sum, order) => sum + order.billedFen, 0)).toBe(group?.revenueFen);
  }
  await shop.pay.pass({ hours: 31 * 24 });
  const [, late] = await people('held_out');
  await shop.order({ customerId: late!.customerId });
  expect(await effect()).toMatchObject({ over: true, heldOut: { buyers: 1 } });
});

test('MK-11 a member who did not order the push and does not reach the whole shop finds neither its people nor its effect', async () => {
  const other = await shop.as('laoxu');
  for (const name of ['marketing.pushEffect', 'marketing.getPush'] as const)
    expect((await api().send(name, { pushId: push.id }, other)).refusal?.code).toBe('record.not_found');
  expect((await api().send('marketing.pushPeople', { pushId: push.id, part: 'given' }, other)).refusal?.code).toBe('record.not_found');
});
