import { createChance } from '../../bench/lib/random';
import { openMemberShop, type MemberShop } from './members.shop';
import { openLifeShop, type LifeShop } from './money.life';
import { cardAfter, personAfter, type Done } from './money.oracle';

/** Each seed is two years of one small shop. */
const SEEDS = [1, 2, 3];
const PEOPLE = 3;
const VISITS = 40;

let members: MemberShop;
let shop: LifeShop;
/** What was ever done, over all seeds. */
const kinds = new Set<Done['did']>();
beforeAll(async () => {
  members = await openMemberShop();
  shop = await openLifeShop(members);
}, 120_000);
afterAll(() => members?.orders.pay.shop.close());

test.each(SEEDS)(
  'CD-07 over two years of random sales, uses, refunds, freezes, payments and nights (seed %i) every card, level and purse of points is what a notebook says',
  async (seed) => {
    const chance = createChance(seed);
    const life = await shop.begin(`O${seed}`, PEOPLE, VISITS, chance);
    for (let n = 0; n < 130; n++) {
      const done = chance.next() < 0.12 ? await shop.sleep(chance.between(5, 75), [life]) : await shop.act(life);
      await members.heard();
      if (done && (n % 4 === 0 || done.did === 'night')) expect([n, done.did, await shop.differences(life)]).toEqual([n, done.did, []]);
    }
    expect(await shop.differences(life)).toEqual([]);
    await members.soundly();
    for (const { did } of life.done) kinds.add(did);
  },
  120_000,
);

test('CD-07 in those years everything was done that can be', () => {
  expect([...kinds].sort()).toEqual([
    'card.charged',
    'card.corrected',
    'card.frozen',
    'card.refunded',
    'card.sold',
    'card.undone',
    'card.unfrozen',
    'card.used',
    'night',
    'order.paid',
    'order.refunded',
    'points.given',
  ]);
});

test('CD-07 the notebook notices one fen, one session, one point and one day too many', () => {
  const sold = { did: 'card.sold' as const, day: '2027-01-01', customerId: 'c', cardId: 'k', priceFen: 100, bonusFen: 10, sessions: 0, validDays: 30 };
  const night = (on: string): Done => ({ did: 'night', day: on, customerId: '' });
  expect(cardAfter([sold, night('2027-01-31')], 'k', '2027-01-31').bonusFen).toBe(10);
  expect(cardAfter([sold, night('2027-02-01')], 'k', '2027-02-01')).toMatchObject({ bonusFen: 0, principalFen: 100, state: 'active' });
  const paid = { did: 'order.paid' as const, day: '2028-02-29', customerId: 'c', orderId: 'o', amountFen: 500_000 };
  expect(personAfter([paid, night('2029-02-28')], 'c', '2029-02-28')).toEqual({ level: 'silver', points: 5_000, owedPoints: 0 });
  expect(personAfter([paid, night('2029-03-01')], 'c', '2029-03-01').level).toBe('normal');
  expect(personAfter([paid, night('2030-03-01')], 'c', '2030-03-01').points).toBe(0);
});
