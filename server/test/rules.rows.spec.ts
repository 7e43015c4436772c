import { randomUUID } from 'node:crypto';
import { customer } from '../../sandbox/world/people';
import { sessionTerms } from './membership.shop';
import { openRuleStage, ruleBody, type RuleStage } from './rules.stage';

/* The examples that the requirements give for dates that matter: each with the recipe that a manager switches on. */

let shop: RuleStage;
beforeAll(async () => {
  shop = await openRuleStage();
}, 120_000);
afterAll(() => shop?.stage.harness.close());

const api = () => shop.stage.harness;
const use = async (recipeId: string, given: Record<string, number | string> = {}) => {
  const { recipe } = await api().do('rules.useRecipe', { recipeId, given }, await shop.boss());
  expect(recipe.state).toBe('on');
  return `rc.rule.${recipeId}`;
};
let made = 0;
/** She reads what the shop tells her in the mini-program. */
async function reachable(more: object = {}): Promise<string> {
  const id = await shop.somebody(more);
  const person = customer(`rows-${id}`, `纪念${++made}`, `1392000${String(made).padStart(4, '0')}`);
  api().world.state.people.customers.push(person);
  const { prisma } = shop.ports.db;
  const identity = await prisma.customerIdentity.create({ data: { id: randomUUID(), provider: 'weapp', subject: person.openid, customerId: id } });
  await prisma.subscriptionGrant.create({ data: { identityId: identity.id, templateKey: 'shop_message', accepted: 9 } });
  api().world.state.acceptances[`${person.openid}|${shop.ports.shop.templates.shop_message ?? ''}`] = 9;
  return id;
}
/** What reached her, by the day in Shanghai. */
const told = async (customerId: string): Promise<string[]> =>
  (
    await shop.sql<{ day: string; text: string }>(
      `SELECT (created_at AT TIME ZONE 'Asia/Shanghai')::date::text AS day, variables->>'shopText' AS text FROM messages
       WHERE customer_id = $1::uuid AND template_key = 'shop_message' AND channel = 'weapp' AND state = 'sent' ORDER BY created_at`,
      [customerId],
    )
  ).map(({ day, text }) => `${day} ${text}`);
/** To-dos of a rule about a record: by the day on which they appeared and until when they are due. */
const todos = (title: string) =>
  shop.sql<{ day: string; due: string; who: string }>(
    `SELECT (t.opened_at AT TIME ZONE 'Asia/Shanghai')::date::text AS day, (t.due_at AT TIME ZONE 'Asia/Shanghai')::date::text AS due, m.wecom_user_id AS who
     FROM flow_tasks t JOIN staff_members m ON m.id = t.person_id WHERE t.title = $1 ORDER BY t.opened_at`,
    [title],
  );
async function days(...dates: string[]): Promise<void> {
  for (const date of dates) {
    await shop.stage.until(`${date}T10:30`);
    await shop.round();
  }
}
async function served(name: string, phone: string, startsAt: string) {
  const visit = await shop.stage.booked(name, phone, startsAt);
  await shop.stage.until(startsAt);
  let { version } = visit;
  for (const verb of ['booking.checkIn', 'booking.start', 'booking.finish'] as const)
    version = (await api().do(verb, { bookingId: visit.bookingId, version }, await shop.boss())).booking.version;
  await shop.round();
  return visit;
}

test('RU-06 completing a treatment makes dated to-dos for the first, third and seventh day; cancelling it takes back those that are still to come', async () => {
  const rule = await use('care', { at: '10:00' });
  const kept = await served('术后甲', '13930000001', '2027-03-02T14:00');
  const void_ = await served('术后乙', '13930000002', '2027-03-02T16:00');
  await days('2027-03-03');
  // The treatment of the second one turns out to be void.
  await shop.ports.writer.transaction({ actor: { kind: 'system', job: 'test' }, requestId: null }, (write) =>
    write.event({
      ...{ type: 'card.use_undone', storeId: shop.stage.shop.stores.jing, customerId: void_.customerId, bookingId: void_.bookingId },
      data: { useId: randomUUID(), cardId: randomUUID() },
    }),
  );
  await days('2027-03-04', '2027-03-05', '2027-03-08', '2027-03-09');
  expect(await shop.occurrences(rule, kept.bookingId)).toEqual(['s:+1 done', 's:+3 done', 's:+7 done']);
  expect(await shop.occurrences(rule, void_.bookingId)).toEqual(['s:+1 done', 's:+3 cancelled:stopped', 's:+7 cancelled:stopped']);
  expect((await todos('术后回访')).map(({ day, due }) => `${day} until ${due}`)).toEqual([
    '2027-03-03 until 2027-03-04',
    '2027-03-03 until 2027-03-04',
    '2027-03-05 until 2027-03-06',
    '2027-03-09 until 2027-03-10',
  ]);
});

test('RU-08 an item of 28 days: she is reminded on day 25 after her last session, and not when she has booked the next', async () => {
  const rule = await use('recheck', { days: 25, at: '10:00', words: '[客户姓名]，该来下一次了' });
  const waits = await served('复查甲', '13930000011', '2027-03-10T14:00');
  const books = await served('复查乙', '13930000012', '2027-03-10T16:00');
  const asks = { storeId: shop.stage.shop.stores.jing, serviceId: shop.stage.shop.serviceId, choices: {}, note: '', awaitDeposit: false, weddingDate: null };
  const next = { contactName: '复查乙', contactPhone: '13930000012', startsAt: new Date('2027-03-24T14:00:00+08:00').toISOString() };
  await api().do('booking.create', { ...asks, ...next, customerId: books.customerId, source: 'workbench' }, await shop.boss());
  await shop.round();
  await days('2027-04-03');
  expect(await shop.occurrences(rule, waits.customerId)).toEqual(['s:+25 due']);
  await days('2027-04-04', '2027-04-05');
  expect(await shop.occurrences(rule, waits.customerId)).toEqual(['s:+25 done']);
  expect(await shop.occurrences(rule, books.customerId)).toEqual(['s:+25 cancelled:stopped']);
});

test('RU-07 a card that ends in 15 days brings one reminder and one to-do, however often the job looks', async () => {
  const rule = await use('cardending', { days: 15, at: '10:00', words: '[客户姓名]，您的卡[卡号]将于[有效期]到期' });
  const her = await reachable();
  const terms = sessionTerms(shop.stage.shop.serviceId, { validDays: 20 });
  const { product } = await api().do('membership.saveProduct', { productId: null, version: 0, terms }, await shop.boss());
  const { card } = await api().do(
    'membership.sell',
    {
      ...{ customerId: her, productId: product.id, version: product.version, storeId: shop.stage.shop.stores.jing },
      payments: [{ till: 'cash', amountFen: terms.priceFen }],
    },
    await shop.boss(),
  );
  await shop.round();
  const due = await shop.sql<{ on: string }>(`SELECT (valid_until - 15)::text AS on FROM cards WHERE id = $1::uuid`, [card.id]);
  const day = due[0]?.on ?? '';
  const after = (n: number): string => new Date(Date.parse(day) + n * 86_400_000).toISOString().slice(0, 10);
  await days(after(-1));
  expect(await told(her)).toEqual([]);
  await days(day, day, after(1), after(5));
  expect(await told(her)).toEqual([expect.stringContaining(`${day} `)]);
  expect((await told(her))[0]).toMatch(/您的卡.+将于.+到期/);
  expect(await todos('卡快到期，约客户来用')).toHaveLength(1);
  expect(await shop.occurrences(rule, card.id)).toHaveLength(1);
});

test('RU-13 who is to be contacted today stands in her consultant’s list, and she is told of it once', async () => {
  await use('nextcontact', { at: '09:00' });
  const her = await shop.somebody();
  await api().do('customers.addNote', { customerId: her, text: '下周再联系', nextContactOn: '2027-05-10' }, await shop.boss());
  const count = async () =>
    (await shop.sql<{ n: number }>(`SELECT count(*)::int AS n FROM messages WHERE channel = 'wecom' AND variables::text LIKE '%今天要联系的客户%'`))[0]?.n;
  await days('2027-05-09');
  expect([await todos('今天联系这位客户'), await count()]).toEqual([[], 0]);
  await days('2027-05-10', '2027-05-10', '2027-05-11');
  const list = await todos('今天联系这位客户');
  expect(list.map(({ day }) => day)).toEqual(['2027-05-10']);
  expect(await count()).toBe(1);
  // In the list of whom it is for, and of nobody else.
  const mine = async (who: string) =>
    (await api().do('flows.todos', { state: 'open' }, await api().staff(who))).items.filter((one) => one.title === '今天联系这位客户').length;
  expect(await mine(list[0]?.who ?? '')).toBe(1);
  expect(await mine(list[0]?.who === 'mei' ? 'laoxu' : 'mei')).toBe(0);
});

test('RU-05 a couple who married on 2024-10-01 hears of it each 10-01 with the text 周年照, and a child’s birthday is kept in a field of the shop’s own', async () => {
  const text = await shop.publish('text', '周年照', {
    ...{ entity: 'customer', title: '纪念日快乐', text: '[客户姓名]，结婚纪念日快乐，来拍周年照吧' },
    variables: { 客户姓名: { path: 'name', or: '贵宾' } },
  });
  const say = { id: 'say', what: { do: 'message', template: text, to: 'self', channels: ['weapp'] } } as const;
  const yearly = (path: string) => ({ on: 'yearly', path, offset: { days: 0 }, at: '10:00' }) as const;
  await shop.publish('rule', '结婚纪念日', ruleBody({ trigger: yearly('weddingDate'), effects: [say] }));
  const baby = await shop.field('customer', '宝宝生日', 'date');
  await shop.publish('rule', '宝宝生日', ruleBody({ trigger: yearly(baby), effects: [say] }));
  const couple = await reachable({ weddingDate: '2024-10-01' });
  const family = await reachable();
  await api().do('fields.write', { entity: 'customer', recordId: family, values: { [baby]: '2025-10-03' } } as never, await shop.boss());
  const year = async (y: number) => days(`${y}-09-30`, `${y}-10-01`, `${y}-10-01`, `${y}-10-02`, `${y}-10-03`, `${y}-10-04`);
  await year(2027);
  await year(2028);
  expect((await told(couple)).map((line) => line.slice(0, 10))).toEqual(['2027-10-01', '2028-10-01']);
  expect((await told(couple))[0]).toContain('来拍周年照吧');
  expect((await told(family)).map((line) => line.slice(0, 10))).toEqual(['2027-10-03', '2028-10-03']);
});
