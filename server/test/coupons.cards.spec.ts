import type { CouponView } from '@zhike/domain/marketing/contract';
import type { CardTerms, CardView } from '@zhike/domain/membership/contract';
import { giveGifts } from '../src/modules/marketing/gifts';
import { sqlOf } from '../src/platform/db';
import type { StoredEvent } from '../src/platform/reactions';
import { couponTerms } from './contract.stage.coupons';
import { storedTerms } from './membership.shop';
import { openOrderShop, type OrderShop } from './orders.shop';

let shop: OrderShop;
beforeAll(async () => (shop = await openOrderShop()), 60_000);
afterAll(() => shop?.pay.shop.close());
afterEach(() => shop.soundly());

const boss = () => shop.pay.boss();
const api = () => shop.pay.shop;
const sql = <Row>(text: string, values: unknown[]) => sqlOf(api().server.ports.db)<Row>(text, values);
const template = async (over = {}) =>
  (await api().do('marketing.saveTemplate', { templateId: null, version: 0, terms: couponTerms(over), active: true }, await boss())).template;
const product = async (terms: CardTerms) => (await api().do('membership.saveProduct', { productId: null, version: 0, terms }, await boss())).product;
const sale = (of: { id: string; version: number; priceFen: number }) => ({
  storeId: shop.pay.fixture.storeId,
  productId: of.id,
  version: of.version,
  payments: [{ till: 'cash' as const, amountFen: of.priceFen }],
});
const couponsOf = async (customerId: string): Promise<CouponView[]> =>
  (await api().do('marketing.couponsOf', { customerId, orderId: null }, await boss())).coupons;
const states = async (customerId: string) => (await couponsOf(customerId)).map((one) => one.state).sort();
const refund = async ({ id, version }: CardView) => {
  const { backFen } = await api().do('membership.refundPreview', { cardId: id }, await boss());
  const body = { cardId: id, version, storeId: shop.pay.fixture.storeId, till: 'cash' as const, expectedBackFen: backFen, reason: '搬走了' };
  await api().do('membership.refund', body, await boss());
  await shop.pay.pass({ seconds: 5 });
};
/** A card that gives two of one coupon and one of another, which nobody may get by hand any more; sold to somebody new. */
async function sold() {
  const [twice, once] = [await template({ personLimit: 1 }), await template({ totalLimit: 1 })];
  await api().do('marketing.saveTemplate', { templateId: once.id, version: once.version, terms: once.terms, active: false }, await boss());
  const coupons = [
    { templateId: twice.id, count: 2 },
    { templateId: once.id, count: 1 },
  ];
  const offer = await product(storedTerms({ coupons }));
  const customerId = await shop.customer();
  const { card } = await api().do('membership.sell', { ...sale(offer), customerId }, await boss());
  await shop.pay.pass({ seconds: 5 });
  return { offer, customerId, card, names: [twice.terms.name, twice.terms.name, once.terms.name] };
}

test('MK-04 a card with coupons gives them when it is sold and again with each charge, and says on the shelf how many of which', async () => {
  const { offer, customerId, card, names } = await sold();
  expect(offer.gifts).toEqual([
    { name: names[0], count: 2 },
    { name: names[2], count: 1 },
  ]);
  const { products } = await api().do('membership.shelf', {}, null);
  expect(products.find((one) => one.id === offer.id)?.gifts).toEqual(offer.gifts);
  const first = await couponsOf(customerId);
  expect(first.map((one) => one.terms.name).sort()).toEqual([...names].sort());
  expect(first.every((one) => one.card?.id === card.id && one.card.name === offer.name && one.state === 'active')).toBe(true);
  await api().do('membership.charge', { ...sale(offer), cardId: card.id }, await boss());
  await shop.pay.pass({ seconds: 5 });
  expect(await couponsOf(customerId)).toHaveLength(6);
});

test('MK-04 a sale that is told again, by two workers at once, gives no coupon twice; the customer is told once', async () => {
  const { customerId, card } = await sold();
  const events = await sql<StoredEvent>(
    `SELECT id, type, at, store_id AS "storeId", customer_id AS "customerId", booking_id AS "bookingId", data FROM events WHERE type = 'card.sold' AND data->>'cardId' = $1`,
    [card.id],
  );
  const again = () =>
    api().server.ports.writer.transaction({ actor: { kind: 'system', job: 'test' }, requestId: null }, (write) => giveGifts(events[0]!, write));
  await Promise.all([again(), again(), again()]);
  expect(await couponsOf(customerId)).toHaveLength(3);
  const told = await sql(`SELECT 1 FROM messages WHERE customer_id = $1::uuid AND template_key = 'coupon_given'`, [customerId]);
  expect(told).toHaveLength(1);
});

test('MK-04 a refund takes back the coupons that are not used; a used one stays on its order, and is nobody’s when that order gives it back', async () => {
  const { customerId, card } = await sold();
  const order = await shop.order({ customerId });
  const [used] = await couponsOf(customerId);
  await api().do('marketing.use', { couponId: used!.id, orderId: order.id }, await boss());
  await refund(card);
  expect(await states(customerId)).toEqual(['used', 'withdrawn', 'withdrawn']);
  const other = (await couponsOf(customerId)).find((one) => one.state === 'withdrawn')!;
  expect((await api().send('marketing.use', { couponId: other.id, orderId: order.id }, await boss())).refusal).toMatchObject({
    code: 'marketing.coupon_misfit',
    facts: { reason: 'withdrawn' },
  });
  const back = await api().do('marketing.giveBack', { couponId: used!.id }, await boss());
  expect(back.coupon.state).toBe('withdrawn');
  expect(back.order.billedFen).toBe(order.billedFen);
});

test('MK-04 a card that was refunded before its coupons were given gives none', async () => {
  const gift = await template();
  const offer = await product(storedTerms({ coupons: [{ templateId: gift.id, count: 2 }] }));
  const customerId = await shop.customer();
  const { card } = await api().do('membership.sell', { ...sale(offer), customerId }, await boss());
  const { backFen } = await api().do('membership.refundPreview', { cardId: card.id }, await boss());
  const body = { cardId: card.id, version: card.version, storeId: shop.pay.fixture.storeId, till: 'cash' as const, expectedBackFen: backFen, reason: '改主意' };
  await api().do('membership.refund', body, await boss());
  await shop.pay.pass({ seconds: 5 });
  expect(await states(customerId)).toEqual([]);
});

test('MK-04 terms that name a coupon twice, or one that is not there, are refused by name; a card from before coupons still sells', async () => {
  const gift = await template();
  const save = async (coupons: CardTerms['coupons']) =>
    (await api().send('membership.saveProduct', { productId: null, version: 0, terms: storedTerms({ coupons }) }, await boss())).refusal;
  const line = { templateId: gift.id, count: 1 };
  expect(await save([line, line])).toMatchObject({ code: 'membership.terms_invalid', facts: { field: 'coupons', problem: 'twice' } });
  expect(await save([{ templateId: shop.lineId, count: 1 }])).toMatchObject({ code: 'record.not_found', facts: { noun: 'coupon_template' } });
  const old = await product(storedTerms());
  await sql('ALTER TABLE card_product_versions DISABLE TRIGGER USER', []);
  await sql(`UPDATE card_product_versions SET terms = terms - 'coupons' WHERE product_id = $1::uuid`, [old.id]);
  await sql('ALTER TABLE card_product_versions ENABLE TRIGGER USER', []);
  const read = await api().do('membership.product', { productId: old.id }, await boss());
  expect([read.product.coupons, read.product.gifts, read.versions[0]?.terms.coupons]).toEqual([[], [], []]);
  const customerId = await shop.customer();
  await api().do('membership.sell', { ...sale(old), customerId }, await boss());
  await shop.pay.pass({ seconds: 5 });
  expect(await states(customerId)).toEqual([]);
});
