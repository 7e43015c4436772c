import { pointsChanged } from '@zhike/domain/ledger/acts.points';
import { post } from '../src/modules/ledger/post';
import { expireAllPoints } from '../src/modules/membership/jobs.members';
import { startHarness, type Harness } from './harness';
import { openMemberShop, type MemberShop } from './members.shop';

let members: MemberShop;
let second: Harness;
beforeAll(async () => {
  members = await openMemberShop();
  const { shop, agenda } = members.orders.pay;
  second = await startHarness({ databaseUrl: shop.env.DATABASE_URL, clock: agenda.clock, jobs: agenda.jobs, env: { WORKER: 'separate' } });
}, 90_000);
afterAll(async () => {
  await second?.close();
  await members?.orders.pay.shop.close();
});
afterEach(() => members.soundly());

const shop = () => members.orders.pay.shop;
const boss = () => members.orders.pay.boss();
const outcome = (sent: readonly { status: number; refusal: { code: string } | null }[]) => ({
  done: sent.filter((one) => one.status === 200).length,
  refused: [...new Set(sent.flatMap((one) => one.refusal?.code ?? []))],
});

describe('RU-17 points for what is paid', () => {
  test('RU-17 paying 300 gives 300 points and one notice, however often the news comes; the refund takes them back', async () => {
    const customerId = await members.orders.customer();
    const order = await members.spends(customerId, 30_000);
    await members.again('order.paid', customerId, 5);
    expect(await members.balance(customerId)).toMatchObject({ points: 300, owedPoints: 0, nextExpiry: { points: 300, on: '2029-03-01' } });
    expect(await members.told(customerId, 'points_changed')).toEqual([{ pointsReason: '消费获得积分', pointsChange: '+300', pointsLeft: '300' }]);
    await members.refunds(order);
    await members.again('order.cancelled', customerId, 5);
    await members.again('order.paid', customerId, 1);
    expect(await members.balance(customerId)).toEqual({ points: 0, owedPoints: 0, nextExpiry: null });
    expect((await members.told(customerId, 'points_changed')).map((one) => one.pointsChange)).toEqual(['+300', '-300']);
    const { items } = await shop().do('membership.pointsOf', { customerId }, await boss());
    expect(items.map((entry) => [entry.act, entry.points, entry.orderId])).toEqual([
      ['points.taken_back', -300, order.id],
      ['points.earned', 300, order.id],
    ]);
  });

  test('RU-17 paid in parts it gives what it gives at once, by the rule of its first payment', async () => {
    const customerId = await members.orders.customer();
    const order = await members.orders.order({ customerId });
    const { rules, defaults } = await shop().do('membership.pointsRules', {}, await boss());
    expect(rules).toEqual(defaults);
    await members.orders.pays(order, 9_950);
    await members.heard();
    expect((await members.balance(customerId)).points).toBe(99);
    await shop().do('membership.savePointsRules', { rules: { ...rules, per100Yuan: 500 } }, await boss());
    await members.orders.pays(order, 9_950);
    await members.heard();
    expect((await members.balance(customerId)).points).toBe(199);
    await members.spends(customerId, 1_000);
    expect((await members.balance(customerId)).points).toBe(249);
    await shop().do('membership.savePointsRules', { rules: defaults }, await boss());
  });

  test('RU-17 spent before the refund: the debt is stated, she is never below zero, and what she earns next pays it', async () => {
    const customerId = await members.orders.customer();
    const order = await members.spends(customerId, 30_000);
    await shop().do('membership.redeemFor', { customerId, ...(await members.item({ pricePoints: 250 })) }, await boss());
    await members.refunds(order);
    expect(await members.balance(customerId)).toMatchObject({ points: 0, owedPoints: 250 });
    const { items } = await shop().do('membership.pointsOf', { customerId }, await boss());
    expect(items[0]).toMatchObject({ act: 'points.taken_back', points: -50, owedPoints: 250 });
    await members.spends(customerId, 20_000);
    expect(await members.balance(customerId)).toMatchObject({ points: 0, owedPoints: 50 });
    await members.spends(customerId, 10_000);
    expect(await members.balance(customerId)).toMatchObject({ points: 50, owedPoints: 0 });
  });

  test('RU-17 the database itself refuses a purse below zero', async () => {
    const customerId = await members.orders.customer();
    await members.gives(customerId, 10);
    const { writer } = shop().server.ports;
    const act = pointsChanged({ customerId, storeId: null }, { key: `test/${customerId}`, act: 'points.spent', change: { points: -11, owedPoints: 0 } });
    await expect(writer.transaction({ actor: { kind: 'system', job: 'test' }, requestId: null }, (write) => post(write, act))).rejects.toThrow(
      'ledger_accounts_never_negative',
    );
    expect((await members.balance(customerId)).points).toBe(10);
  });
});

describe('CD-08 the points mall', () => {
  test('CD-08 500 points for an item: a code, handed out once, at a store where the member works', async () => {
    const customerId = await members.orders.customer();
    await members.gives(customerId, 600);
    const item = await members.item({ stock: 2 });
    const { redemption } = await shop().do('membership.redeemFor', { customerId, ...item }, await boss());
    expect(redemption).toMatchObject({ state: 'open', pricePoints: 500, handedOutAt: null });
    expect((await members.balance(customerId)).points).toBe(100);
    const { storeId, otherStoreId } = members.orders.pay.fixture;
    const desk = await members.orders.as('qianqian');
    expect((await shop().send('membership.handOut', { code: redemption.code, storeId: otherStoreId }, desk)).refusal?.code).toBe('record.not_found');
    const sent = await Promise.all(
      Array.from({ length: 10 }, (_, n) => (n % 2 ? shop() : second).send('membership.handOut', { code: redemption.code.toLowerCase(), storeId }, desk)),
    );
    expect(outcome(sent)).toEqual({ done: 1, refused: ['membership.redemption_over'] });
    const { items } = await shop().do('membership.redemptions', { customerId, state: 'handed_out' }, desk);
    expect(items).toMatchObject([{ id: redemption.id, state: 'handed_out', storeName: '静安店' }]);
    expect((await shop().send('membership.cancelRedemption', { redemptionId: redemption.id, reason: '不要了' }, await boss())).refusal?.code).toBe(
      'membership.redemption_over',
    );
  });

  test('CD-08 twenty at once for the last points: one gets it, nobody is below zero', async () => {
    const customerId = await members.orders.customer();
    await members.gives(customerId, 999);
    const item = await members.item({ stock: 50 });
    const by = await boss();
    const sent = await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 ? shop() : second).send('membership.redeemFor', { customerId, ...item }, by)));
    expect(outcome(sent)).toEqual({ done: 1, refused: ['membership.points_short'] });
    expect((await members.balance(customerId)).points).toBe(499);
  });

  test('CD-08 twenty at once for the last piece: one gets it, the others keep their points', async () => {
    const people = await Promise.all(Array.from({ length: 20 }, () => members.orders.customer()));
    for (const customerId of people) await members.gives(customerId, 500);
    const item = await members.item({ stock: 1 });
    const by = await boss();
    const sent = await Promise.all(people.map((customerId, n) => (n % 2 ? shop() : second).send('membership.redeemFor', { customerId, ...item }, by)));
    expect(outcome(sent)).toEqual({ done: 1, refused: ['membership.sold_out'] });
    const left = await Promise.all(people.map((customerId) => members.balance(customerId)));
    expect(left.reduce((sum, one) => sum + one.points, 0)).toBe(19 * 500);
    const { items } = await shop().do('membership.mallItems', { withInactive: false }, by);
    expect(items.find((one) => one.id === item.itemId)?.stock).toBe(0);
  });

  test('CD-08 not more than one person may have; what changed must be seen again; what is put away is gone', async () => {
    const customerId = await members.orders.customer();
    await members.gives(customerId, 5_000);
    const { itemId, version } = await members.item({ perPerson: 1, name: '纪念册' });
    const by = await boss();
    const take = (seen = version) => shop().send('membership.redeemFor', { customerId, itemId, version: seen }, by);
    expect((await take()).status).toBe(200);
    expect((await take()).refusal).toEqual({ code: 'membership.per_person', facts: { itemId, max: 1, had: 1 } });
    const terms = { name: '纪念册', text: '', pricePoints: 500, stock: 3, perPerson: 2, active: true };
    await shop().do('membership.saveMallItem', { itemId, version, terms }, by);
    expect((await take()).refusal?.code).toBe('record.changed');
    expect((await take(version + 1)).status).toBe(200);
    await shop().do('membership.saveMallItem', { itemId, version: version + 1, terms: { ...terms, active: false } }, by);
    expect((await take(version + 2)).refusal?.code).toBe('membership.not_in_mall');
    expect((await shop().send('membership.saveMallItem', { itemId: null, version: 0, terms }, by)).refusal?.code).toBe('membership.item_name_taken');
  });

  test('CD-08 what is not handed out comes back: points with the day that they had, and the piece', async () => {
    const customerId = await members.orders.customer();
    await members.gives(customerId, 500);
    const before = await members.balance(customerId);
    const item = await members.item({ stock: 1 });
    const by = await boss();
    const { redemption } = await shop().do('membership.redeemFor', { customerId, ...item }, by);
    const sent = await Promise.all(
      Array.from({ length: 5 }, () => shop().send('membership.cancelRedemption', { redemptionId: redemption.id, reason: '缺货' }, by)),
    );
    expect(outcome(sent)).toEqual({ done: 1, refused: ['membership.redemption_over'] });
    expect(await members.balance(customerId)).toEqual(before);
    expect((await shop().send('membership.redeemFor', { customerId, ...item }, by)).status).toBe(200);
  });

  test('CD-08 she herself: her points, the mall, taking, and what she took', async () => {
    const { who, booking } = await members.orders.pay.hold();
    await members.gives(booking.customerId ?? '', 700);
    const { itemId, version } = await members.item({ perPerson: 3 });
    const mall = await shop().do('membership.mall', {}, who);
    expect(mall.balance.points).toBe(700);
    expect(mall.items.find((one) => one.id === itemId)).toMatchObject({ mayTake: 3, pricePoints: 500 });
    const { redemption } = await shop().do('membership.redeem', { itemId, version }, who);
    expect((await shop().send('membership.redeem', { itemId, version }, who)).refusal).toEqual({
      code: 'membership.points_short',
      facts: { neededPoints: 500, heldPoints: 200 },
    });
    expect((await shop().do('membership.myRedemptions', {}, who)).items.map((one) => one.code)).toEqual([redemption.code]);
    const mine = await shop().do('membership.myPoints', {}, who);
    expect(mine.balance.points).toBe(200);
    expect(mine.items.map((one) => one.points)).toEqual([-500, 700]);
  });
});

test('CD-08 points run out once, after their last day, the first earned first; two who clean up at once do it once', async () => {
  const customerId = await members.orders.customer();
  const { rules, defaults } = await shop().do('membership.pointsRules', {}, await boss());
  await shop().do('membership.savePointsRules', { rules: { ...rules, validMonths: 1 } }, await boss());
  await members.gives(customerId, 300);
  await shop().do('membership.savePointsRules', { rules: defaults }, await boss());
  await members.gives(customerId, 100);
  await shop().do('membership.redeemFor', { customerId, ...(await members.item({ pricePoints: 120 })) }, await boss());
  const { nextExpiry } = await members.balance(customerId);
  expect(nextExpiry?.points).toBe(180);
  const { agenda } = members.orders.pay;
  await agenda.runUntil(new Date(`${nextExpiry?.on}T15:59:59.000Z`));
  expect(await expireAllPoints(shop().server.ports)).toBe(0);
  await agenda.runUntil(new Date(`${nextExpiry?.on}T16:00:00.000Z`));
  const runs = await Promise.all([expireAllPoints(shop().server.ports), expireAllPoints(second.server.ports), expireAllPoints(shop().server.ports)]);
  expect(runs.reduce((sum, points) => sum + points, 0)).toBe(180);
  await members.heard();
  expect((await members.balance(customerId)).points).toBe(100);
  expect(await members.told(customerId, 'points_changed')).toEqual([{ pointsReason: '积分到期清零', pointsChange: '-180', pointsLeft: '100' }]);
});

test('CD-08 a correction needs its right and a reason, stays in the books, and leaves nobody below zero', async () => {
  const customerId = await members.orders.customer();
  const input = { customerId, points: 50, reason: '活动补登' };
  expect((await shop().send('membership.correctPoints', input, await members.orders.as('qianqian'))).refusal?.code).toBe('access.forbidden');
  await shop().do('membership.correctPoints', input, await members.orders.as('laoxu'));
  expect((await shop().send('membership.correctPoints', { ...input, reason: '' }, await boss())).refusal?.code).toBe('request.invalid');
  expect((await shop().send('membership.correctPoints', { ...input, points: -51 }, await boss())).refusal).toEqual({
    code: 'membership.points_short',
    facts: { neededPoints: 51, heldPoints: 50 },
  });
  const { items } = await shop().do('membership.pointsOf', { customerId }, await boss());
  expect(items).toMatchObject([{ act: 'points.corrected', points: 50, note: '活动补登' }]);
});

test('CU-02 two records of one person become one: points, debt and what was taken go along', async () => {
  const [intoId, fromId] = [await members.orders.customer(), await members.orders.customer()];
  const order = await members.spends(fromId, 30_000);
  await shop().do('membership.redeemFor', { customerId: fromId, ...(await members.item({ pricePoints: 300 })) }, await boss());
  await members.refunds(order);
  await members.gives(intoId, 400);
  await shop().do('customers.merge', { intoId, fromId }, await boss());
  await members.heard();
  await members.again('customer.merged', intoId, 3);
  expect(await members.balance(intoId)).toMatchObject({ points: 100, owedPoints: 0 });
  expect((await shop().do('membership.redemptions', { customerId: intoId, state: null }, await boss())).items).toHaveLength(1);
  expect((await shop().do('membership.pointsOf', { customerId: fromId }, await boss())).balance.points).toBe(100);
});
