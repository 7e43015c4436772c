import { recipes } from '@zhike/config/recipes/index';
import type { EventType } from '@zhike/domain/events';
import { couponTerms } from './contract.stage.coupons';
import { sessionTerms } from './membership.shop';
import { openRuleStage, type RuleStage } from './rules.stage';

jest.setTimeout(400_000);

/** An empty shop, every recipe in it switched on, and a life in which each of them has something to do. */
let shop: RuleStage;
const given: Record<string, Record<string, number | string>> = { bigorder: { yuan: 100 } };
beforeAll(async () => {
  shop = await openRuleStage();
}, 120_000);
afterAll(() => shop?.stage.harness.close());

const api = () => shop.stage.harness;
const happens = (type: EventType, about: { customerId?: string; bookingId?: string; data?: Record<string, string> }) =>
  shop.ports.writer.transaction({ actor: { kind: 'system', job: 'test' }, requestId: null }, (write) =>
    write.event({ type, storeId: shop.stage.shop.stores.jing, ...about }),
  );
const fired = async (recipe: string): Promise<string[]> =>
  (
    await shop.sql<{ key: string; state: string; failed: string | null }>(
      `SELECT o.occ_key AS key, o.state, (SELECT string_agg((e.what->>'do') || ' ' || e.state || coalesce(':' || e.reason, ''), ',') FROM rule_effects e
         WHERE e.rule_id = o.rule_id AND e.record_id = o.record_id AND e.occ_key = o.occ_key AND e.state <> 'done') AS failed
       FROM rule_occurrences o WHERE o.rule_id = $1 AND o.state IN ('done', 'failed') ORDER BY o.due_at`,
      [`rc.rule.${recipe}`],
    )
  ).map(({ key, state, failed }) => `${key.split(':')[0]} ${state}${failed ? ` ${failed}` : ''}`);
const tasks = async (title: string) => (await shop.sql<{ n: number }>('SELECT count(*)::int AS n FROM flow_tasks WHERE title = $1', [title]))[0]?.n;
async function serve({ bookingId, version: first }: { readonly bookingId: string; readonly version: number }): Promise<void> {
  let version = first;
  for (const verb of ['booking.checkIn', 'booking.start', 'booking.finish'] as const)
    version = (await api().do(verb, { bookingId, version }, await shop.boss())).booking.version;
  await shop.round();
}
async function day(date: string, ...times: string[]): Promise<void> {
  for (const time of times) {
    await shop.stage.until(`${date}T${time}`);
    await shop.round();
  }
}

test('RU-16 every recipe is switched on in an empty shop: its text, its group and its rule are in force, and it is there once', async () => {
  expect(recipes.length).toBeGreaterThanOrEqual(30);
  const before = (await api().do('rules.recipes', {}, await shop.boss())).recipes;
  expect(before.map((one) => one.state)).toEqual(recipes.map(() => 'new'));
  const coupon = await api().do('marketing.saveTemplate', { templateId: null, version: 0, terms: couponTerms(), active: true }, await shop.boss());
  given.birthday3 = { coupon: coupon.template.id };
  for (const { id } of recipes) {
    const { recipe } = await api().do('rules.useRecipe', { recipeId: id, given: given[id] ?? {} }, await shop.boss());
    expect([id, recipe.state]).toEqual([id, 'on']);
  }
  const again = await api().send('rules.useRecipe', { recipeId: 'birthday3', given: {} }, await shop.boss());
  expect(again.refusal).toEqual({ code: 'rules.recipe_used', facts: { ruleId: 'rc.rule.birthday3', title: '生日前送祝福和券' } });
  const misfilled = await api().send('rules.tryRecipe', { recipeId: 'birthday3', given: { days: 99 }, days: 30 }, await shop.boss());
  expect(misfilled.refusal).toEqual({ code: 'rules.recipe_misfilled', facts: { ask: 'days', problem: 'out_of_range' } });
  expect((await api().send('rules.recipes', {}, await api().staff('mei'))).status).toBe(403);
});

test('RU-16 each recipe fires on a fitting history, and everything that it does is done', async () => {
  const boss = () => shop.boss();
  // Somebody of whom nothing is known, and somebody with dates.
  const plain = await shop.somebody();
  const dated = await shop.somebody({ birthday: '1990-03-10', weddingDate: '2020-03-12' });
  await shop.sql(`UPDATE customers SET created_at = '2026-03-06T03:00:00Z' WHERE id = $1::uuid`, [dated]);
  await api().do('customers.addNote', { customerId: dated, text: '约下次', nextContactOn: '2027-03-04' }, await boss());
  // Somebody who came by herself has no consultant: whoever is written down by a member is hers.
  const alone = crypto.randomUUID();
  await shop.sql(`INSERT INTO customers (id, member_code, name, source, store_id) VALUES ($1::uuid, 'ALONE1', '自来客', '小程序', $2::uuid)`, [
    alone,
    shop.stage.shop.stores.jing,
  ]);
  await happens('customer.created', { customerId: alone });
  // A visit that takes place, one that does not, one that is cancelled and one that is never paid.
  const visit = await shop.stage.booked('到店客', '13900008001', '2027-03-03T14:00');
  const away = await shop.stage.booked('没来客', '13900008002', '2027-03-03T18:00');
  const other = await shop.stage.booked('再来客', '13900008004', '2027-03-08T14:00');
  const off = await shop.stage.booked('取消客', '13900008003', '2027-03-20T14:00');
  await api().do('booking.cancel', { bookingId: off.bookingId, version: off.version, reason: '', expectedRefundFen: 0 }, await boss());
  await happens('booking.expired', { customerId: off.customerId, bookingId: off.bookingId });
  // One who owes, one who pays, one who takes it back.
  await shop.order(plain);
  const paying = await shop.order(dated);
  await shop.pays(paying.id, paying.billedFen);
  await happens('order.refunded', { customerId: dated, data: { orderId: paying.id } });
  await happens('order.cancelled', { customerId: dated, data: { orderId: paying.id } });
  await happens('level.raised', { customerId: dated });
  // A card that ends soon, and one that is frozen.
  const terms = sessionTerms(shop.stage.shop.serviceId, { validDays: 20 });
  const { product } = await api().do('membership.saveProduct', { productId: null, version: 0, terms }, await boss());
  const sale = {
    productId: product.id,
    version: product.version,
    payments: [{ till: 'cash' as const, amountFen: terms.priceFen }],
    storeId: shop.stage.shop.stores.jing,
  };
  await api().do('membership.sell', { ...sale, customerId: plain }, await boss());
  const { card: cold } = await api().do('membership.sell', { ...sale, customerId: dated }, await boss());
  await api().do('membership.freeze', { cardId: cold.id, version: cold.version, reason: '出差' }, await boss());
  await shop.round();

  await day('2027-03-02', '14:30');
  await day('2027-03-03', '12:00', '14:30');
  await serve(visit);
  await day('2027-03-03', '19:00');
  await api().do('booking.markNoShow', { bookingId: away.bookingId, version: away.version }, await boss());
  for (const date of ['04', '05', '06', '07', '08']) await day(`2027-03-${date}`, '14:30');
  // Another visit, which turns out to be void: what of its days is still to come goes with it, and nothing of the first one's.
  await serve(other);
  await day('2027-03-09', '14:30');
  await happens('card.use_undone', {
    customerId: other.customerId,
    bookingId: other.bookingId,
    data: { useId: crypto.randomUUID(), cardId: crypto.randomUUID() },
  });
  await day('2027-03-10', '14:30');
  // She books her next one before it is time to be reminded of it.
  const next = { customerId: other.customerId, storeId: shop.stage.shop.stores.jing, serviceId: shop.stage.shop.serviceId, choices: {} };
  const at = { startsAt: new Date('2027-03-23T14:00:00+08:00').toISOString(), contactName: '再来客', contactPhone: '13900008004', weddingDate: null };
  await api().do('booking.create', { ...next, ...at, note: '', awaitDeposit: false, source: 'workbench' }, await boss());
  for (const date of ['12', '15', '22', '28', '31']) await day(`2027-03-${date}`, '14:30');
  await day('2027-04-01', '14:30');
  await day('2027-04-02', '14:30');
  await day('2027-06-05', '14:30');
  // She comes again, and was away for so long.
  await day('2027-06-06', '21:00');
  await shop.sql(`UPDATE bookings SET finished_at = '2027-06-06T06:00:00Z' WHERE id = $1::uuid`, [visit.bookingId]);
  await day('2027-06-07', '21:00');
  await day('2027-12-10', '14:30');
  const all = await Promise.all(recipes.map(async ({ id }) => [id, await fired(id)] as const));
  const wrong = all.filter(([, firings]) => firings.length === 0 || firings.some((one) => !one.endsWith(' done')));
  expect(wrong).toEqual([]);

  // RU-06: three dated to-dos; RU-07: one reminder and one to-do; RU-12: three of them; RU-13: one notice and one to-do.
  expect([await tasks('术后回访'), await tasks('卡快到期，约客户来用'), await tasks('今天联系这位客户')]).toEqual([4, 1, 1]);
  expect([await fired('cardending'), await fired('balance'), await fired('nextcontact'), await fired('recheck')]).toEqual([
    ['d done'],
    ['s done', 's done', 's done'],
    ['d done'],
    ['s done'],
  ]);
  expect(await shop.occurrences('rc.rule.care', visit.bookingId)).toEqual(['s:+1 done', 's:+3 done', 's:+7 done']);
  expect(await shop.occurrences('rc.rule.care', other.bookingId)).toEqual(['s:+1 done', 's:+3 cancelled:stopped', 's:+7 cancelled:stopped']);
  expect(await shop.occurrences('rc.rule.recheck', other.customerId)).toEqual(['s:+25 cancelled:stopped']);
  // RU-10: all that it did is in the log, each with its result.
  const { firings } = await api().do('rules.log', { ruleId: 'rc.rule.birthday3' }, await boss());
  expect(firings.map((one) => [one.recordId, one.state, one.effects])).toEqual([
    [dated, 'done', ['message', 'coupon.issue', 'task.open'].map((does) => ({ does, state: 'done', reason: null }))],
  ]);
});
