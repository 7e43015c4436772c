import type { OrderView } from '@zhike/domain/orders/contract';
import { askUnasked } from '../src/modules/orders/unasked';
import { publishedOf } from '../src/modules/definitions/in-force';
import { sqlOf } from '../src/platform/db';
import type { Login } from './harness';
import { openOrderShop, type OrderShop } from './orders.shop';

/** FL-15: a discount beyond the seller's limit is asked about by a flow that comes with the system and is the shop's to change. */
let orders: OrderShop;
let sales: Login;
let manager: Login;
let boss: Login;

beforeAll(async () => {
  orders = await openOrderShop();
  sales = await orders.as('xiaotang');
  manager = await orders.as('laoxu');
  boss = await orders.pay.boss();
}, 120_000);
afterAll(async () => await orders?.pay.shop.close());

const shop = () => orders.pay.shop;
const ports = () => shop().server.ports;
const percent = (value: number) => ({ kind: 'percent' as const, percent: value });

async function sold(value: number): Promise<OrderView> {
  const draft = { name: '林夏', phone: null, gender: 'female' as const, birthday: null, weddingDate: null, source: '', note: '' };
  const mine = await shop().do('customers.create', { ...draft, storeId: orders.pay.fixture.storeId }, sales);
  return orders.order({ customerId: mine.profile.id, discount: percent(value) }, sales);
}

const open = async (order: OrderView, who = manager) => (await shop().do('flows.todos', { state: 'open', customerId: order.customerId }, who)).items;
/** The manager's to-do about an order, once the flow has begun. */
async function asked(order: OrderView) {
  await orders.pay.pass({ seconds: 1 });
  const [todo] = await open(order);
  if (!todo) throw new Error('nobody is asked');
  return todo;
}
const phase = async (order: OrderView) => (await shop().do('orders.get', { orderId: order.id }, boss)).order.phase;

test('FL-15 5% goes straight through; 15% by a seller with a 5% limit parks the order with the manager, whose yes bills it in the same moment', async () => {
  expect((await sold(5)).phase).toBe('open');
  const order = await sold(15);
  expect([order.phase, order.billedFen]).toEqual(['waiting', 0]);
  const todo = await asked(order);
  expect(todo).toMatchObject({ title: '折扣审批', flowTitle: '折扣审批', note: '优惠超过开单人的权限', can: ['approve', 'reject', 'transfer'] });
  expect(todo.startedByName).not.toBeNull();
  expect((await shop().do('flows.mine', {}, sales)).items[0]).toMatchObject({ instanceId: todo.instanceId, status: 'running' });
  const { status } = await shop().do('flows.decide', { token: todo.token, d: 'approve', comment: '老客户' }, manager);
  expect(status).toBe('done');
  const { order: now } = await shop().do('orders.get', { orderId: order.id }, boss);
  expect([now.phase, now.billedFen, now.reason]).toEqual(['open', now.listFen - now.discountFen, '老客户']);
  await orders.soundly();
}, 60_000);

test('FL-15 who may not give such a discount herself is refused and nothing has changed; she passes it on to somebody who may', async () => {
  const order = await sold(50);
  const todo = await asked(order);
  const no = await shop().send('flows.decide', { token: todo.token, d: 'approve' }, manager);
  expect(no.refusal).toMatchObject({ code: 'orders.discount_too_large', facts: { maxPercent: 20 } });
  expect([await phase(order), (await asked(order)).token]).toEqual(['waiting', todo.token]);
  const { rows } = await ports().db.pool.query<{ id: string }>(`SELECT id FROM staff_members WHERE 'headquarters' = ANY(roles) AND left_at IS NULL LIMIT 1`);
  await shop().do('flows.pass', { token: todo.token, how: 'transfer', staffId: rows[0]?.id ?? '' }, manager);
  await shop().do('flows.decide', { token: todo.token, d: 'approve' }, boss);
  expect(await phase(order)).toBe('open');
}, 60_000);

test('FL-15 the order’s own door decides the same to-do, also for whoever was not asked; of two at once one wins', async () => {
  const order = await sold(15);
  const todo = await asked(order);
  const decide = (who: Login) => shop().send('orders.decide', { orderId: order.id, version: order.version, approve: true, reason: '' }, who);
  const both = await Promise.all([decide(boss), shop().send('flows.decide', { token: todo.token, d: 'approve' }, manager)]);
  expect(both.map((one) => one.status).filter((status) => status === 200)).toHaveLength(1);
  expect(await phase(order)).toBe('open');
  const flow = (await shop().do('flows.instance', { instanceId: todo.instanceId ?? '' }, boss)).flow;
  expect(flow).toMatchObject({ status: 'done', result: 'approved' });
  expect(await open(order)).toEqual([]);
  const turned = await sold(15);
  await asked(turned);
  await shop().do('orders.decide', { orderId: turned.id, version: turned.version, approve: false, reason: '太低了' }, boss);
  expect((await shop().do('orders.get', { orderId: turned.id }, boss)).order).toMatchObject({ phase: 'rejected', reason: '太低了' });
  await orders.soundly();
}, 60_000);

test('FL-15 orders that waited before there was a flow are asked about once; switched off, whoever may decides without it', async () => {
  const { pool } = ports().db;
  await pool.query(`UPDATE definitions SET "on" = FALSE WHERE id = 'core.flow.discount'`);
  const [old, direct] = [await sold(15), await sold(15)];
  await shop().do('orders.decide', { orderId: direct.id, version: direct.version, approve: true, reason: '' }, manager);
  expect(await phase(direct)).toBe('open');
  await orders.pay.pass({ seconds: 1 });
  expect(await open(old)).toEqual([]);
  await pool.query(`UPDATE definitions SET "on" = TRUE WHERE id = 'core.flow.discount'`);
  const by = { kind: 'system' as const, job: 'orders.unasked' };
  const begun = await Promise.all([askUnasked(ports(), by), askUnasked(ports(), by)]);
  expect(begun[0] + begun[1]).toBe(1);
  expect(await askUnasked(ports(), by)).toBe(0);
  const todo = await asked(old);
  await shop().do('flows.decide', { token: todo.token, d: 'reject' }, manager);
  expect(await phase(old)).toBe('rejected');
}, 60_000);

test('FL-15 the flow that comes with the system has no problem', async () => {
  const kind = ports().definitionKinds.flow;
  const shipped = (await publishedOf(sqlOf(ports().db), ['flow'])).filter((one) => one.id.startsWith('core.'));
  expect(shipped.map((one) => one.id)).toContain('core.flow.discount');
  for (const one of shipped)
    expect([one.id, (await kind?.check(sqlOf(ports().db), one.body, null))?.filter((problem) => problem.level === 'error')]).toEqual([one.id, []]);
});
