import { randomUUID } from 'node:crypto';
import type { FlowBody } from '@zhike/domain/engines/flows/shape';
import type { RecordTypeBody } from '@zhike/domain/forms/record-type';
import { customer } from '../../sandbox/world/people';
import { createRecord } from '../src/modules/forms/by-engine';
import { sqlIn } from '../src/platform/db';
import { packageTerms } from './contract.stage.orders';
import { bodyOf } from './flows.fixture';
import type { Login } from './harness';
import { openRuleStage, type RuleStage } from './rules.stage';

/* What flows bring about, each by the example of its requirement: messages, records, to-dos. Time is played. */

let shop: RuleStage;
let ids: Record<string, string>;
beforeAll(async () => {
  shop = await openRuleStage();
  const staff = await shop.ports.db.prisma.staffMember.findMany({ select: { id: true, wecomUserId: true } });
  ids = Object.fromEntries(staff.map((one) => [one.wecomUserId, one.id]));
}, 120_000);
afterAll(() => shop?.stage.harness.close());

const api = () => shop.stage.harness;
const only = (name: string) => ({ users: [ids[name] ?? ''] });
const approval = { kind: 'approval', title: '技师确认', mode: 'or', reject: 'X', empty: 'admin' } as const;
const settle = () => shop.stage.agenda.runUntil(shop.stage.agenda.clock.now());
const todos = async (who: Login) => (await api().do('flows.todos', { state: 'open' }, who)).items;
async function agree(instanceId: string, who: Login): Promise<void> {
  const [todo] = (await api().do('flows.todos', { state: 'open', instanceId }, who)).items;
  await api().do('flows.decide', { token: todo?.token ?? '', d: 'approve' }, who);
  await settle();
}
const begun = async (flowId: string, subjectId: string): Promise<string> =>
  (await api().do('flows.start', { flowId, subjectId }, await shop.stage.laoxu())).instanceId;
/** She can be told in the mini-program. */
async function reachable(customerId: string): Promise<void> {
  const person = customer(`acts-${customerId}`, '收信人', '13940000001');
  api().world.state.people.customers.push(person);
  const { prisma } = shop.ports.db;
  const identity = await prisma.customerIdentity.create({ data: { id: randomUUID(), provider: 'weapp', subject: person.openid, customerId } });
  await prisma.subscriptionGrant.create({ data: { identityId: identity.id, templateKey: 'shop_message', accepted: 9 } });
  api().world.state.acceptances[`${person.openid}|${shop.ports.shop.templates.shop_message ?? ''}`] = 9;
}
const messages = (customerId: string) =>
  shop.sql<{ channel: string; state: string; reason: string | null; at: Date | null; text: string }>(
    `SELECT channel, state, reason, sent_at AS at, variables->>'shopText' AS text FROM messages WHERE customer_id = $1::uuid AND template_key = 'shop_message' ORDER BY created_at`,
    [customerId],
  );

test('FL-07 after the approval the customer’s message says sent, by which channel and when; one that could not leave says why', async () => {
  const text = await shop.publish('text', '已确认', {
    ...{ entity: 'customer', title: '预约成功', text: '[客户姓名]您好，已为您确认' },
    variables: { 客户姓名: { path: 'name' } },
  });
  const flow = await shop.publish(
    'flow',
    '确认后通知',
    bodyOf({
      A: { ...approval, who: only('mei'), approve: 'M' },
      M: { kind: 'message', title: '通知客户', template: text, to: 'customer', channels: ['weapp'], next: 'Z', wait: 'sent', failed: 'X' },
    }),
  );
  const [told, untold] = [await shop.somebody(), await shop.somebody()];
  await reachable(told);
  const mei = await api().staff('mei');
  for (const one of [told, untold]) {
    const instanceId = await begun(flow, one);
    expect(await messages(one)).toEqual([]);
    await agree(instanceId, mei);
  }
  expect(await messages(told)).toEqual([
    { channel: 'weapp', state: 'sent', reason: null, at: expect.any(Date) as Date, text: expect.stringContaining('已为您确认') as string },
  ]);
  const [failed] = await messages(untold);
  expect([failed?.state, failed?.at]).not.toContain('sent');
  expect(failed?.reason).toEqual(expect.stringMatching(/\w/));
});

test('FL-08 the text that is sent has no brackets: each variable is what the record says; one without a meaning keeps the text from being put in force', async () => {
  const words = '[客户姓名]您好，您的[服务项目]已确认：[预约时间]，由[技师姓名]为您服务。';
  const variables = { 客户姓名: { path: 'customer.name' }, 服务项目: { path: 'service.name' }, 预约时间: { path: 'startsAt' } };
  const create = async (title: string, known: object) =>
    (
      await api().do(
        'definitions.create',
        { kind: 'text', title, body: { entity: 'booking', title: '预约成功', text: words, variables: known } },
        await shop.boss(),
      )
    ).definition;
  const half = await create('缺一个', variables);
  const refused = await api().send('definitions.publish', { id: half.id, rev: half.open?.rev ?? 0, note: '试试' }, await shop.boss());
  expect(refused.refusal?.code).toBe('definition.has_problems');
  expect(half.problems.map((one) => one.code).join()).toMatch(/variable/);
  const whole = await create('齐了', { ...variables, 技师姓名: { path: 'people' } });
  expect(whole.problems).toEqual([]);
  await api().do('definitions.publish', { id: whole.id, rev: whole.open?.rev ?? 0, note: '第一版' }, await shop.boss());
  const flow = await shop.publish(
    'flow',
    '确认预约',
    bodyOf(
      { A: { kind: 'message', title: '通知客户', template: whole.id, to: 'customer', channels: ['weapp'], next: 'Z', wait: 'sent', failed: 'X' } },
      { entity: 'booking' },
    ),
  );
  const visit = await shop.stage.booked('王小芳', '13940000002', '2027-03-03T14:00');
  await reachable(visit.customerId);
  await begun(flow, visit.bookingId);
  await settle();
  const [sent] = await messages(visit.customerId);
  expect(sent?.state).toBe('sent');
  expect(sent?.text).toBe('王小芳您好，您的婚纱照已确认：2027年3月3日 14:00，由梅清、阿月为您服务。');
  expect(sent?.text).not.toMatch(/[[\]]/);
});

test('FL-09 on a yes the project becomes 方案确认 and the to-do 准备交付文件 is there for the one who keeps the project', async () => {
  const kind: RecordTypeBody = {
    ...{ entity: 'rt_design', label: '设计项目', unit: '个', name: 'cf_title' },
    fields: [
      { id: 'cf_title', label: '名称', type: 'text', sensitivity: 'internal' },
      { id: 'cf_status', label: '状态', type: 'text', sensitivity: 'internal' },
    ],
  };
  await shop.publish('record', '设计项目', kind);
  const flow = await shop.publish(
    'flow',
    '方案确认',
    bodyOf(
      {
        A: { ...approval, title: '客户方案', who: only('laoxu'), approve: 'S' },
        S: { kind: 'action', title: '改状态', do: { do: 'record.set', values: { cf_status: '方案确认' } }, next: 'T' },
        T: { kind: 'task', title: '准备交付文件', what: '准备交付文件', who: { path: 'owner' }, done: 'Z' },
      },
      { entity: 'rt_design' },
    ),
  );
  const id = await shop.ports.writer.transaction({ actor: { kind: 'system', job: 'test' }, requestId: null }, async (write) => {
    const made = { values: { cf_title: '林宅' }, link: null, storeId: shop.stage.shop.stores.jing, ownerId: ids.mei ?? null };
    expect((await createRecord(write, shop.ports, 'rt_design', made)).ok).toBe(true);
    return (await sqlIn(write.tx)<{ id: string }>(`SELECT id FROM records WHERE entity = 'rt_design'`, []))[0]?.id ?? '';
  });
  const instanceId = await begun(flow, id);
  await agree(instanceId, await shop.stage.laoxu());
  expect(await shop.sql('SELECT custom FROM records WHERE id = $1::uuid', [id])).toEqual([{ custom: { cf_title: '林宅', cf_status: '方案确认' } }]);
  const mine = (await todos(await api().staff('mei'))).filter((one) => one.instanceId === instanceId);
  expect(mine.map((one) => one.title)).toEqual(['准备交付文件']);
  expect((await todos(await shop.stage.laoxu())).filter((one) => one.instanceId === instanceId)).toEqual([]);
});

test('FL-13 an order that goes on to 选片完成 gives the retoucher a to-do and a notice, without anybody passing it on', async () => {
  const stages = [
    { key: 'created', name: '创建订单', needs: 'nothing' },
    { key: 'chosen', name: '选片完成', needs: 'nothing' },
    { key: 'settled', name: '支付尾款', needs: 'paid' },
    { key: 'closed', name: '订单完结', needs: 'nothing' },
  ] as const;
  const { line } = await api().do(
    'catalogue.saveLine',
    { lineId: null, key: 'retouch', name: '修片', stages: [...stages], fields: [], position: 9, active: true },
    await shop.boss(),
  );
  const { item } = await api().do('catalogue.saveItem', { itemId: null, version: 0, terms: packageTerms({ name: '精修套系' }) }, await shop.boss());
  const body: FlowBody = bodyOf(
    {
      A: { kind: 'branch', title: '到哪一步', rows: [{ label: '选片完成', if: { f: 'stage', op: 'eq', v: 'chosen' }, to: 'T' }], else: 'X' },
      T: { kind: 'task', title: '精修', what: '开始精修', who: only('mei'), done: 'Z' },
    },
    { entity: 'order', start: { on: 'verb', verb: 'order.advanced' } },
  );
  await shop.publish('flow', '选片后精修', body);
  const { order } = await api().do(
    'orders.create',
    {
      ...{ customerId: await shop.somebody(), storeId: shop.stage.shop.stores.jing, lineId: line.id, discount: null, instalments: [], form: {}, note: '' },
      lines: [{ itemId: item.id, quantity: 1, options: {} }],
    },
    await shop.boss(),
  );
  await settle();
  const mine = async () => (await todos(await api().staff('mei'))).filter((one) => one.title === '开始精修');
  expect(await mine()).toEqual([]);
  const before = shop.stage.agenda.clock.now().getTime();
  await api().do('orders.advance', { orderId: order.id, version: order.version, stage: 'chosen' }, await shop.boss());
  await settle();
  expect(await mine()).toHaveLength(1);
  // Nothing of it waits for a time: it is there as soon as the workers have had their turn.
  expect(shop.stage.agenda.clock.now().getTime() - before).toBeLessThan(5000);
  const cards = await shop.sql(
    `SELECT state FROM messages WHERE template_key = 'staff_todo' AND recipient_id = $1::uuid AND variables->>'todoTitle' = '开始精修'`,
    [ids.mei],
  );
  expect(cards).toEqual([{ state: 'sent' }]);
});

test('FL-02 FL-12 a flow about a kind of the shop’s own begins when a record of it is new, once, goes by what the record says, and speaks of it', async () => {
  const flow = await shop.publish(
    'flow',
    '新设计项目',
    bodyOf(
      {
        A: { kind: 'branch', title: '大小', rows: [{ label: '大项目', if: { f: 'cf_title', op: 'contains', v: '全案' }, to: 'B' }], else: 'S' },
        B: { kind: 'task', title: '大项目', what: '约现场量房', who: only('laoxu'), done: 'Z' },
        S: { kind: 'action', title: '标记', do: { do: 'record.set', values: { cf_status: '小项目' } }, next: 'Z' },
      },
      { entity: 'rt_design', start: { on: 'verb', verb: 'record.created' } },
    ),
  );
  const make = (title: string) =>
    shop.ports.writer.transaction({ actor: { kind: 'system', job: 'test' }, requestId: null }, async (write) => {
      const made = { values: { cf_title: title }, link: null, storeId: shop.stage.shop.stores.jing, ownerId: ids.mei ?? null };
      expect((await createRecord(write, shop.ports, 'rt_design', made)).ok).toBe(true);
    });
  await make('张宅全案');
  await make('李宅软装');
  await shop.round();
  const mine = (await todos(await shop.stage.laoxu())).filter((one) => one.title === '约现场量房');
  expect(mine).toHaveLength(1);
  expect(await shop.sql(`SELECT custom->>'cf_status' AS status FROM records WHERE entity = 'rt_design' AND custom->>'cf_title' = '李宅软装'`)).toEqual([
    { status: '小项目' },
  ]);
  expect((await shop.sql('SELECT 1 FROM flow_instances WHERE flow_id = $1', [flow])).length).toBe(2);
});
