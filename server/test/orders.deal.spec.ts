import type { Effect } from '@zhike/domain/engines/effects';
import { jobHandlers } from '../src/composition';
import { begin, bodyOf, inForce } from './flows.fixture';
import { packageTerms } from './contract.stage.orders';
import { openRuleStage, ruleBody, type RuleStage } from './rules.stage';

/* OR-10: 成交 makes the order that follows, by a rule or by a step of a flow, with what was known before. */
let shop: RuleStage;
let lineId: string;
let packageId: string;
let templateId: string;
let ownerId: string;
let phase: string;
let wish: string;

const PACKAGE = '轻奢婚纱套系';
const PRICE = 299_900;

beforeAll(async () => {
  shop = await openRuleStage();
  const boss = await shop.boss();
  const [line] = (await shop.stage.harness.do('catalogue.lines', {}, boss)).lines;
  if (!line) throw new Error('no line of business');
  const { id, key, name, stages, position, active } = line;
  const fields = [{ key: 'source', label: '来源', type: 'text' as const, required: false }];
  lineId = (await shop.stage.harness.do('catalogue.saveLine', { lineId: id, key, name, stages, position, active, fields }, boss)).line.id;
  const terms = packageTerms({ lineId, name: PACKAGE, priceFen: PRICE });
  packageId = (await shop.stage.harness.do('catalogue.saveItem', { itemId: null, version: 0, terms }, boss)).item.id;
  const template = { templateId: null, version: 0, name: '服务合同', body: '甲方【商家】，乙方【顾客】，单号【单号】，金额【金额】。', active: true };
  templateId = (await shop.stage.harness.do('orders.saveContractTemplate', template, boss)).template.id;
  ownerId = shop.stage.shop.staff.xiaotang ?? '';
  phase = await shop.field('customer', '线索阶段', 'text');
  wish = await shop.field('customer', '意向套系', 'text');
}, 300_000);
afterAll(() => shop?.stage.harness.close());

const deal = (more: Partial<Extract<Effect, { do: 'order.create' }>> = {}): Effect => ({
  do: 'order.create',
  as: 'order',
  item: { field: wish },
  note: { field: 'note' },
  form: { source: { field: 'source' } },
  contract: templateId,
  ...more,
});
async function lead(): Promise<string> {
  const id = await shop.somebody({ source: '小红书', note: '想拍海边' });
  await shop.sql('UPDATE customers SET owner_staff_id = $2::uuid WHERE id = $1::uuid', [id, ownerId]);
  return id;
}
const says = async (recordId: string, values: Record<string, string>) =>
  shop.stage.harness.do('fields.write', { entity: 'customer', recordId, values }, await shop.boss());
const ordersOf = async (customerId: string) => {
  const found = await shop.stage.harness.do('orders.list', { storeId: null, customerId, phases: [], owing: false, cursor: null }, await shop.boss());
  return Promise.all(found.items.map(async ({ id }) => (await shop.stage.harness.do('orders.get', { orderId: id }, await shop.boss())).order));
};
const contractsOf = async (orderId: string) => (await shop.stage.harness.do('orders.contracts', { orderId }, await shop.boss())).contracts;

test('OR-10 a lead that is set to 成交 has one order with package, price version, note, source and owner carried over, and its contract; delivered twice it stays one', async () => {
  const ruleId = await shop.publish(
    'rule',
    '成交生成订单',
    ruleBody({ trigger: { on: 'updated', field: phase, to: ['成交'] }, reentry: 'once', effects: [{ id: 'deal', what: deal() }] }),
  );
  const id = await lead();
  await says(id, { [wish]: PACKAGE, [phase]: '跟进中' });
  await shop.round();
  expect(await ordersOf(id)).toEqual([]);
  // Two workers get every job at once.
  await shop.stage.work([jobHandlers(shop.ports), jobHandlers(shop.ports)]);
  await says(id, { [phase]: '成交' });
  // One round after the other: the played queue, unlike the real one, shows a job before what it is about is committed.
  await shop.round();
  await shop.round();
  expect(await shop.effects(ruleId, id)).toEqual(['order.create done']);
  const orders = await ordersOf(id);
  expect(orders).toHaveLength(1);
  const [order] = orders;
  expect(order).toMatchObject({ phase: 'open', stage: 'created', listFen: PRICE, billedFen: PRICE, note: '想拍海边', form: { source: '小红书' } });
  expect(order?.lines.map((line) => [line.itemId, line.itemVersion, line.quantity])).toEqual([[packageId, 1, 1]]);
  expect(order?.shares.map((share) => [share.staffId, share.percent])).toEqual([[ownerId, 100]]);
  expect((await contractsOf(order?.id ?? '')).map((one) => [one.version, one.state])).toEqual([[1, 'draft']]);
  // Set to it again: once is once.
  await says(id, { [phase]: '跟进中' });
  await says(id, { [phase]: '成交' });
  await shop.round();
  expect(await ordersOf(id)).toHaveLength(1);
  await shop.off(ruleId);
}, 120_000);

test('OR-10 a flow’s step 成交 takes her open quote at the prices that it named, though the package costs more by then', async () => {
  const id = await lead();
  const boss = await shop.boss();
  const said = { storeId: shop.stage.shop.stores.jing ?? '', customerId: id, lineId, lines: [{ itemId: packageId, quantity: 1, options: { retouched: 50 } }] };
  const { quote } = await shop.stage.harness.do(
    'orders.saveQuote',
    { ...said, quoteId: null, version: 0, discount: null, form: {}, validUntil: '2027-12-31', note: '含外景' },
    boss,
  );
  const dearer = packageTerms({ lineId, name: PACKAGE, priceFen: PRICE + 100_000 });
  await shop.stage.harness.do('catalogue.saveItem', { itemId: packageId, version: 1, terms: dearer }, boss);
  const flow = await inForce(
    shop.ports,
    'flow.deal',
    bodyOf({ A: { kind: 'action', title: '成交', do: deal({ item: packageId, fromQuote: true }), next: 'Z' } }),
  );
  await begin(shop.ports, flow, id);
  await shop.round();
  const [order, ...others] = await ordersOf(id);
  expect(others).toEqual([]);
  expect(order).toMatchObject({ quoteId: quote.id, listFen: PRICE + 50_000, note: '含外景；想拍海边', form: { source: '小红书' } });
  expect(order?.lines.map((line) => [line.itemVersion, line.options.retouched])).toEqual([[1, 50]]);
  const { quotes } = await shop.stage.harness.do('orders.quotes', { customerId: id }, boss);
  expect(quotes.map((one) => [one.state, one.orderId])).toEqual([['accepted', order?.id]]);
  // Without an open quote it is today's price.
  await begin(shop.ports, flow, id);
  await shop.round();
  expect((await ordersOf(id)).map((one) => one.listFen).sort()).toEqual([PRICE + 50_000, PRICE + 100_000].sort());
}, 120_000);

test('OR-10 a quote may come first; a package that is not sold is refused and leaves nothing; one that never was cannot be published', async () => {
  const id = await lead();
  const flow = await inForce(shop.ports, 'flow.quote', bodyOf({ A: { kind: 'action', title: '报价', do: deal({ as: 'quote', item: packageId }), next: 'Z' } }));
  await begin(shop.ports, flow, id);
  const gone = await inForce(shop.ports, 'flow.gone', bodyOf({ A: { kind: 'action', title: '成交', do: deal({ item: '没有的套系' }), next: 'Z' } }));
  const stuck = await begin(shop.ports, gone, id);
  await shop.round();
  const { quotes } = await shop.stage.harness.do('orders.quotes', { customerId: id }, await shop.boss());
  expect(quotes.map((one) => [one.state, one.versions[0]?.totalFen])).toEqual([['open', PRICE + 100_000]]);
  const { flow: told } = await shop.stage.harness.do('flows.instance', { instanceId: stuck.id }, await shop.boss());
  expect(told.status).toBe('stuck');
  expect(await ordersOf(id)).toEqual([]);
  const effects = [{ id: 'deal', what: deal({ item: '没有的套系', contract: 'nothing', note: { field: 'nothing' } }) }];
  expect(await shop.problems('rule', ruleBody({ effects }))).toEqual(
    expect.arrayContaining(['unknown_thing /effects/0/what/item', 'unknown_thing /effects/0/what/contract', 'unknown_field /effects/0/what/note']),
  );
}, 120_000);
