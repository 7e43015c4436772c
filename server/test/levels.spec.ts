import { decideMove, spendsOf, type DatedSpend } from '@zhike/domain/membership/levels';
import { newId } from '../src/platform/ids';
import { moveEverybody } from '../src/modules/membership/jobs.members';
import { levelDefaults } from '@zhike/config/levels';
import { level, LEVELS, openMemberShop, type MemberShop } from './members.shop';

let members: MemberShop;
beforeAll(async () => {
  members = await openMemberShop();
}, 90_000);
afterAll(() => members?.orders.pay.shop.close());
afterEach(() => members.soundly());

const shop = () => members.orders.pay.shop;
const boss = () => members.orders.pay.boss();
const prisma = () => shop().server.ports.db.prisma;
const levelOf = async (customerId: string) => shop().do('membership.levelOf', { customerId }, await boss());
const today = () => new Date(members.orders.pay.agenda.clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);

test('CD-01 before anybody sets them the levels are the defaults; then they are what was saved, for terms and prices too', async () => {
  expect(await shop().do('membership.levels', {}, await boss())).toEqual({ version: 0, levels: levelDefaults });
  await members.setLevels(LEVELS);
  expect(await shop().do('membership.levels', {}, await boss())).toEqual({ version: 1, levels: LEVELS });
  expect((await shop().do('booking.allServices', {}, await boss())).levels.map((one) => one.key)).toEqual(['normal', 'silver', 'gold']);
  const stale = await shop().send('membership.saveLevels', { version: 0, levels: [] }, await boss());
  expect(stale.refusal?.code).toBe('record.changed');
  const twice = await shop().send('membership.saveLevels', { version: 1, levels: [level({}), level({ key: 'other', rank: 9 })] }, await boss());
  expect(twice.refusal).toEqual({ code: 'membership.levels_invalid', facts: { field: 'levels.1.name', problem: 'twice' } });
  expect((await shop().send('membership.saveLevels', { version: 1, levels: [] }, await members.orders.as('laoxu'))).refusal?.code).toBe('access.forbidden');
  await expect(prisma().$executeRawUnsafe('UPDATE level_rules SET version = 9')).rejects.toThrow('never changed or deleted');
});

test('RP-03 a report tells levels by their names, also those that the shop had before; nobody reads a key', async () => {
  await members.setLevels(LEVELS);
  const { levels } = await shop().do('membership.levels', {}, await boss());
  for (const key of ['silver', 'diamond', '']) await prisma().customer.update({ where: { id: await members.orders.customer() }, data: { level: key } });
  const body = { title: '客户', chart: 'table', measures: [{ m: 'kpi.newCustomers' }], rows: [{ dim: 'level' }], period: { toDate: 'month' }, zeroFill: false };
  const { report } = await shop().do('reports.run', { report: { body } }, await boss());
  const told = report.rows.map((row) => row.labels[0]);
  expect(levels.map((one) => one.key)).not.toContain('diamond');
  expect(told).toEqual(expect.arrayContaining(['银卡', '钻石', '（未填写）']));
  const { rows } = await shop().do(
    'reports.drill',
    { report: { body: { ...body, drill: { list: ['name', 'level'] } } }, measure: 'kpi.newCustomers', keys: {} },
    await boss(),
  );
  expect(rows.rows.map((row) => row.values[1])).toEqual(expect.arrayContaining(['银卡', '钻石', null]));
  expect(JSON.stringify([report.rows.map((row) => row.labels), rows.rows])).not.toMatch(/silver|diamond|无权查看/);
});

test('CD-02 5,000 spent within 12 months make silver, with the reason and one notice; the refund takes it back with notice', async () => {
  const customerId = await members.orders.customer();
  await members.spends(customerId, 300_000);
  expect((await levelOf(customerId)).level).toMatchObject({ name: '普通', spendFen: 300_000 });
  expect((await levelOf(customerId)).next).toMatchObject({ name: '银卡', missingFen: 200_000 });
  const order = await members.spends(customerId, 200_000);
  await members.again('order.paid', customerId, 5);
  const silver = await levelOf(customerId);
  expect(silver.level).toMatchObject({ name: '银卡', spendFen: 500_000 });
  expect(silver.next).toMatchObject({ name: '金卡', missingFen: 1_500_000 });
  expect(silver.moves[0]).toMatchObject({ fromName: '普通', toName: '银卡', raised: true, spendFen: 500_000, months: 12, windowUntil: today() });
  expect((await prisma().customer.findUniqueOrThrow({ where: { id: customerId } })).level).toBe('silver');
  await members.refunds(order);
  await members.again('order.cancelled', customerId, 3);
  const back = await levelOf(customerId);
  expect(back.moves.map((move) => [move.fromName, move.toName, move.spendFen])).toEqual([
    ['银卡', '普通', 300_000],
    ['普通', '银卡', 500_000],
    ['', '普通', 300_000],
  ]);
  expect((await members.told(customerId, 'level_changed')).slice(1)).toEqual([
    { levelName: '银卡', previousLevelName: '普通', levelReason: '近12个月消费已达标' },
    { levelName: '普通', previousLevelName: '银卡', levelReason: '近12个月消费未达标' },
  ]);
});

test('CD-02 a card that is bought counts by what she paid for it', async () => {
  const customerId = await members.orders.customer();
  const terms = { name: '储值 5000', kind: 'stored_value' as const, text: '', priceFen: 500_000, bonusFen: 0, sessions: 0, singlePriceFen: null };
  const { product } = await shop().do(
    'membership.saveProduct',
    {
      productId: null,
      version: 0,
      terms: { ...terms, serviceIds: [], intervalDays: null, validDays: null, storeIds: [], coupons: [], online: true, active: true },
    },
    await boss(),
  );
  const sale = { customerId, storeId: members.orders.pay.fixture.storeId, productId: product.id, version: product.version };
  await shop().do('membership.sell', { ...sale, payments: [{ till: 'cash', amountFen: 500_000 }] }, await boss());
  await members.heard();
  expect((await levelOf(customerId)).level?.name).toBe('银卡');
});

test('CD-02 the query that looks at everybody and the rule that looks at one agree, whatever was spent when', async () => {
  const windows = [
    level({ key: 'a', name: 'A', rank: 1, thresholdFen: 100, months: 1 }),
    level({ key: 'b', name: 'B', rank: 2, thresholdFen: 500, months: 12 }),
  ];
  const { agenda } = members.orders.pay;
  const people: { customerId: string; spends: DatedSpend[] }[] = [];
  for (let n = 0; n < 12; n++) people.push({ customerId: await members.orders.customer(), spends: [] });
  for (const amountFen of [150, 600, 90, 400, 120]) {
    for (const [n, person] of people.entries())
      if ((n * 7 + amountFen) % 3 !== 0) {
        const order = await members.spends(person.customerId, amountFen);
        person.spends.push({ on: today(), amountFen });
        if ((n + amountFen) % 4 === 0) {
          await members.refunds(order);
          person.spends.push({ on: today(), amountFen: -amountFen });
        }
      }
    await agenda.runUntil(new Date(agenda.clock.now().getTime() + 12 * 86_400_000));
  }
  const told = new Map<string, string>();
  for (let cursor: string | null = null; ; ) {
    const answer: { items: { customerId: string; toName: string }[]; next: string | null } = await shop().do(
      'membership.previewLevels',
      { levels: windows, raised: null, cursor },
      await boss(),
    );
    for (const one of answer.items) told.set(one.customerId, one.toName);
    if (!(cursor = answer.next)) break;
  }
  const expected = people.map(({ spends }) => decideMove('normal', spendsOf(spends, windows, today()), windows)?.to.toUpperCase() ?? null);
  expect(people.map(({ customerId }) => told.get(customerId) ?? null)).toEqual(expected);
  expect(new Set(expected).size).toBeGreaterThan(1);
});

test('CD-02 after the window she falls back by the nightly look, with notice', async () => {
  const customerId = await members.orders.customer();
  await members.spends(customerId, 500_000);
  expect((await levelOf(customerId)).level?.name).toBe('银卡');
  const { agenda } = members.orders.pay;
  const paidOn = today();
  const again = new Date(`${Number(paidOn.slice(0, 4)) + 1}${paidOn.slice(4)}T00:00:00+08:00`);
  await agenda.runUntil(new Date(again.getTime() - 1_000));
  await moveEverybody(shop().server.ports);
  expect((await levelOf(customerId)).level?.name).toBe('银卡');
  await agenda.runUntil(again);
  expect(await moveEverybody(shop().server.ports)).toBeGreaterThan(0);
  await members.heard();
  const { level: now, moves } = await levelOf(customerId);
  expect(now?.name).toBe('普通');
  expect(moves[0]).toMatchObject({ fromName: '银卡', toName: '普通', raised: false, spendFen: 0 });
  expect((await members.told(customerId, 'level_changed')).at(-1)).toMatchObject({ levelName: '普通', levelReason: '近12个月消费未达标' });
  expect(await moveEverybody(shop().server.ports)).toBe(0);
});

test('CD-03 gold earns half as many points again', async () => {
  const customerId = await members.orders.customer();
  await members.spends(customerId, 2_000_000);
  expect((await levelOf(customerId)).level?.name).toBe('金卡');
  expect((await members.balance(customerId)).points).toBe(20_000);
  await members.spends(customerId, 10_000);
  expect((await members.balance(customerId)).points).toBe(20_150);
});

test('CD-01 she sees her own level, what it gives and all that there are; a stranger’s is not there for a member out of reach', async () => {
  const who = await shop().customer('林小雨');
  const mine = await shop().do('membership.myLevel', {}, who);
  expect(mine.levels.map((one) => one.name)).toEqual(['普通', '银卡', '金卡']);
  expect(mine.next?.name).toBe('银卡');
  const customerId = await members.orders.customer();
  await prisma().customer.update({ where: { id: customerId }, data: { storeId: members.orders.pay.fixture.otherStoreId } });
  expect((await shop().send('membership.levelOf', { customerId }, await members.orders.as('qianqian'))).refusal?.code).toBe('record.not_found');
});

test('CD-02 the preview tells who would move, page by page, and writes nothing; saved, exactly they move', async () => {
  // Rows as the desk writes them, at the level of whoever has spent nothing.
  const people = Array.from({ length: 60 }, () => newId());
  await prisma().customer.createMany({ data: people.map((id, n) => ({ id, memberCode: `P${n}`, name: `客 ${n}`, level: 'normal' })) });
  const [rich] = people;
  await members.spends(rich ?? '', 600_000);
  const draft = [...LEVELS.slice(1), level({ key: 'bronze', name: '铜卡', rank: 1, thresholdFen: 400_000 })];
  const before = await prisma().levelMove.count();
  const found: { customerId: string; raised: boolean; toName: string }[] = [];
  let cursor: string | null = null;
  let counts: { up: number; down: number };
  do {
    const answer: { up: number; down: number; items: typeof found; next: string | null } = await shop().do(
      'membership.previewLevels',
      { levels: draft, raised: null, cursor },
      await boss(),
    );
    counts = { up: answer.up, down: answer.down };
    found.push(...answer.items);
    cursor = answer.next;
  } while (cursor);
  expect(await prisma().levelMove.count()).toBe(before);
  expect(counts.up + counts.down).toBe(found.length);
  expect(new Set(found.map((one) => one.customerId)).size).toBe(found.length);
  expect(found.length).toBeGreaterThan(50);
  // 普通 is put away: whoever has spent nothing has no level any more.
  expect(found.filter((one) => people.slice(1).includes(one.customerId)).map((one) => one.toName)).toEqual(Array.from({ length: 59 }, () => ''));
  expect(found.some((one) => one.customerId === rich)).toBe(false);
  const down = await shop().do('membership.previewLevels', { levels: draft, raised: false }, await boss());
  expect(down.items.every((one) => !one.raised)).toBe(true);
  await members.setLevels(draft);
  expect(await prisma().levelMove.count()).toBe(before + found.length);
  expect((await shop().do('membership.previewLevels', { levels: draft, raised: null }, await boss())).items).toEqual([]);
});
