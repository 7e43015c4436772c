import type { Ports } from '../src/platform/ports';
import { sqlOf } from '../src/platform/db';
import { resumePushes, runPush } from '../src/modules/marketing/jobs';
import { couponTerms, EVERYBODY } from './contract.stage.coupons';
import { openCardShop, sessionTerms, type CardShop } from './membership.shop';

let cards: CardShop;
let productId: string;
const HOLDERS = 38;
const HOUR = 3_600_000;
beforeAll(async () => {
  cards = await openCardShop();
  const { fixture, shop, boss } = cards;
  const terms = sessionTerms(fixture.serviceId, { kind: 'course', intervalDays: 7, validDays: 20 });
  const { id, version } = await cards.product(terms);
  productId = id;
  for (let n = 0; n < HOLDERS; n++) {
    const sale = {
      productId,
      version,
      customerId: await cards.person(),
      storeId: fixture.storeId,
      payments: [{ till: 'cash' as const, amountFen: terms.priceFen }],
    };
    await shop.do('membership.sell', sale, boss);
    // One of them holds two: she is one person.
    if (n === 0) await shop.do('membership.sell', sale, boss);
  }
  await cards.sold(sessionTerms(fixture.serviceId, { kind: 'course', intervalDays: 7, validDays: 90 }));
}, 120_000);
afterAll(() => cards?.shop.close());

const ports = (): Ports => cards.shop.server.ports;
const sql = <Row>(text: string, values: unknown[]) => sqlOf(ports().db)<Row>(text, values);
const template = async (over = {}) =>
  (await cards.shop.do('marketing.saveTemplate', { templateId: null, version: 0, terms: couponTerms(over), active: true }, cards.boss)).template;
const wanted = async (over = {}) => ({
  templateId: (await template(over)).id,
  audience: { ...EVERYBODY, cardKinds: ['course' as const], expiringWithinDays: 30 },
  wording: '疗程卡快到期了，送你一张券',
  holdOutPercent: 0,
});
/** Ordered for later, and then let come due in the database: no worker takes it up meanwhile. */
async function ordered(over = {}) {
  const who = await wanted(over);
  const at = new Date(ports().clock.now().getTime() + HOUR).toISOString();
  const { push } = await cards.shop.do('marketing.push', { ...who, name: '到期提醒', viaMembers: false, expectedCount: HOLDERS, at }, cards.boss);
  return push;
}
const come = (pushId: string) => sql(`UPDATE pushes SET due_at = now() - interval '1 minute' WHERE id = $1::uuid`, [pushId]);
const get = async (pushId: string) => (await cards.shop.do('marketing.getPush', { pushId }, cards.boss)).push;
const perPerson = async (pushId: string) =>
  (await sql<{ count: number }>('SELECT count(*)::int AS count FROM coupons WHERE push_id = $1::uuid GROUP BY customer_id', [pushId])).map((row) => row.count);

test('CD-13 a manager sees how many hold a course card that ends within 30 days, every name, the cost, and the forbidden words with their place', async () => {
  const who = await wanted({ amountFen: 5_000 });
  const preview = await cards.shop.do('marketing.previewPush', { ...who, wording: '全城最佳，根治' }, cards.boss);
  expect(preview).toMatchObject({ count: HOLDERS, refused: 0, maxCostFen: HOLDERS * 5_000 });
  expect(new Set(preview.people.items.map((person) => person.customerId)).size).toBe(HOLDERS);
  expect(preview.forbidden).toEqual([
    { word: '最佳', at: 2 },
    { word: '根治', at: 5 },
  ]);
  const send = { ...who, name: '到期提醒', viaMembers: false, expectedCount: HOLDERS, at: null };
  const refused = await cards.shop.send('marketing.push', { ...send, wording: '全城最佳' }, cards.boss);
  expect(refused.refusal).toMatchObject({ code: 'marketing.forbidden_words', facts: { words: [{ word: '最佳', at: 2 }] } });
  expect((await cards.shop.send('marketing.push', { ...send, expectedCount: 37 }, cards.boss)).refusal).toMatchObject({
    code: 'marketing.audience_changed',
    facts: { count: HOLDERS },
  });
  const nobody = { ...send, audience: { ...who.audience, expiringWithinDays: 0 }, expectedCount: 0 };
  expect((await cards.shop.send('marketing.push', nobody, cards.boss)).refusal?.code).toBe('marketing.audience_empty');
});

test('CD-13 a push of 38 gives 38 coupons, one to each, however often and by however many workers it is run', async () => {
  const push = await ordered();
  expect(push).toMatchObject({ state: 'scheduled', planned: HOLDERS, given: 0 });
  await runPush(push.id, ports());
  expect(await get(push.id)).toMatchObject({ state: 'scheduled', given: 0 });
  await come(push.id);
  await Promise.all([runPush(push.id, ports()), runPush(push.id, ports()), runPush(push.id, ports())]);
  await runPush(push.id, ports());
  expect(await perPerson(push.id)).toEqual(Array.from({ length: HOLDERS }, () => 1));
  expect(await get(push.id)).toMatchObject({ state: 'done', given: HOLDERS, skipped: 0, seen: 0, used: 0, revenueFen: 0 });
});

test('CD-13 a worker that dies in the middle leaves whole batches behind, and the next goes on without a second coupon to anybody', async () => {
  const push = await ordered();
  await come(push.id);
  let runs = 0;
  const dying: Ports = {
    ...ports(),
    writer: {
      transaction: (meta, work) =>
        ports().writer.transaction(meta, async (write) => {
          const result = await work(write);
          if (++runs === 2) throw new Error('killed');
          return result;
        }),
    },
  };
  await expect(runPush(push.id, dying)).rejects.toThrow('killed');
  expect(await get(push.id)).toMatchObject({ state: 'sending', given: 20 });
  await runPush(push.id, ports());
  expect(await perPerson(push.id)).toEqual(Array.from({ length: HOLDERS }, () => 1));
  expect(await get(push.id)).toMatchObject({ state: 'done', given: HOLDERS });
});

test('CD-13 a worker that begins goes on with a push whose job was lost', async () => {
  const push = await ordered();
  await come(push.id);
  await resumePushes(ports());
  expect(await get(push.id)).toMatchObject({ state: 'done', given: HOLDERS });
  expect(await perPerson(push.id)).toEqual(Array.from({ length: HOLDERS }, () => 1));
});

test('CD-13 a push that is stopped gives no more coupons, and its promised ones are free again for others', async () => {
  const push = await ordered({ totalLimit: HOLDERS });
  const { templates } = await cards.shop.do('marketing.templates', { withRetired: false }, cards.boss);
  const mine = templates.find((one) => one.terms.name === push.couponName)!;
  expect(mine.issued).toBe(HOLDERS);
  const customerId = await cards.person();
  const issue = () => cards.shop.send('marketing.issue', { templateId: mine.id, customerId }, cards.boss);
  expect((await issue()).refusal).toMatchObject({ code: 'marketing.limit_reached', facts: { which: 'total', left: 0 } });
  expect((await cards.shop.do('marketing.cancelPush', { pushId: push.id }, cards.boss)).push.state).toBe('cancelled');
  await come(push.id);
  await runPush(push.id, ports());
  expect(await get(push.id)).toMatchObject({ state: 'cancelled', given: 0 });
  expect((await issue()).refusal).toBeNull();
  expect((await cards.shop.send('marketing.cancelPush', { pushId: push.id }, cards.boss)).refusal?.code).toBe('marketing.push_over');
});

test('MK-10 who wants no advertising is in no audience, and is passed over when she says so before her turn', async () => {
  const push = await ordered();
  const [person] = await sql<{ id: string }>('SELECT customer_id AS id FROM push_recipients WHERE push_id = $1::uuid ORDER BY customer_id DESC LIMIT 1', [
    push.id,
  ]);
  await sql('INSERT INTO advertising_refusals (customer_id, at) VALUES ($1::uuid, now())', [person!.id]);
  await come(push.id);
  await runPush(push.id, ports());
  expect(await get(push.id)).toMatchObject({ state: 'done', given: HOLDERS - 1, skipped: 1 });
  const preview = await cards.shop.do('marketing.previewPush', await wanted(), cards.boss);
  expect(preview).toMatchObject({ count: HOLDERS - 1, refused: 1 });
  await sql('DELETE FROM advertising_refusals', []);
});

test('CD-13 what a push brought is told in full beyond 21 million yuan', async () => {
  const push = await ordered();
  await come(push.id);
  await runPush(push.id, ports());
  const { prisma } = ports().db;
  const line = await prisma.businessLine.create({ data: { key: 'big', name: '大单', stages: [], fields: [] } });
  const fen = 2_000_000_000;
  const coupons = await prisma.coupon.findMany({ where: { pushId: push.id }, take: 3 });
  for (const [n, { id, customerId }] of coupons.entries()) {
    const money = { listFen: fen, discountFen: 0, billedFen: fen, costFen: 0 };
    const about = { code: `BIG${n}`, storeId: cards.fixture.storeId, customerId, lineId: line.id, phase: 'open', stage: 'created', stages: [] };
    const order = await prisma.order.create({ data: { ...about, ...money } });
    await prisma.coupon.update({ where: { id }, data: { usedOrderId: order.id, usedAt: new Date(), usedFen: fen } });
  }
  expect(await get(push.id)).toMatchObject({ used: 3, offFen: 3 * fen, revenueFen: 3 * fen });
  const { items } = await cards.shop.do('marketing.pushes', { cursor: null }, cards.boss);
  expect(items.find((one) => one.id === push.id)).toMatchObject({ revenueFen: 3 * fen });
});

test('CD-13 a card is sold between the count and the list: the push is refused, not broken, and nothing of it stays', async () => {
  const send = { ...(await wanted()), name: '到期提醒', viaMembers: false, expectedCount: HOLDERS, at: null };
  const { product } = await cards.shop.do('membership.product', { productId }, cards.boss);
  const sale = { productId, version: product.version, payments: [{ till: 'cash' as const, amountFen: product.priceFen }] };
  const customerId = await cards.person();
  const before = await ports().db.prisma.push.count();
  const gate = await ports().db.pool.connect();
  try {
    // Whoever writes a push stands here, after the count.
    await gate.query('BEGIN');
    await gate.query('LOCK TABLE pushes IN SHARE MODE');
    const sent = cards.shop.send('marketing.push', send, cards.boss);
    await cards.shop.eventually(
      async () => (await sql<{ n: number }>(`SELECT count(*)::int AS n FROM pg_locks WHERE NOT granted AND relation = 'pushes'::regclass`, []))[0]?.n === 1,
    );
    await cards.shop.do('membership.sell', { ...sale, customerId, storeId: cards.fixture.storeId }, cards.boss);
    await gate.query('COMMIT');
    expect(await sent).toMatchObject({ status: 409, refusal: { code: 'marketing.audience_changed', facts: { count: HOLDERS + 1 } } });
  } finally {
    await gate.query('ROLLBACK');
    gate.release();
  }
  expect(await ports().db.prisma.push.count()).toBe(before);
});
