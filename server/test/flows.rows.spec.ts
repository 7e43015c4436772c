import type { FlowNode } from '@zhike/domain/engines/flows/definition';
import type { FlowBody } from '@zhike/domain/engines/flows/shape';
import type { RecordTypeBody } from '@zhike/domain/forms/record-type';
import type { Actor } from '@zhike/domain/kernel/actor';
import { runEffect } from '../src/engines/flows/effects';
import { startFlow } from '../src/engines/flows/runner';
import { createRecord } from '../src/modules/forms/by-engine';
import { sqlIn } from '../src/platform/db';
import { seedFixture, type Fixture } from './fixture';
import { begin, bodyOf, inForce, newCustomer } from './flows.fixture';
import { publish } from './forms.shop';
import { startHarness, type Harness, type Login } from './harness';

/** What the rows of the requirements say of flows, each as it is told there. */
let harness: Harness;
let shop: Fixture;
let lao: Login;
let mei: Login;
let boss: Login;
let ids: Record<string, string>;

beforeAll(async () => {
  harness = await startHarness();
  shop = await seedFixture(harness.server.ports);
  [lao, mei, boss] = [await harness.staff('laoxu'), await harness.staff('mei'), await harness.staff('zongbu')];
  const staff = await ports().db.prisma.staffMember.findMany({ select: { id: true, wecomUserId: true } });
  ids = Object.fromEntries(staff.map((one) => [one.wecomUserId, one.id]));
}, 300_000);
afterAll(async () => await harness.close());

const ports = () => harness.server.ports;
const BY = { actor: { kind: 'system', job: 'test' } satisfies Actor, requestId: null };
const only = (name: string) => ({ users: [ids[name] ?? ''] });
const approval = (title: string, who: string, over: Partial<Extract<FlowNode, { kind: 'approval' }>> = {}): FlowNode => ({
  kind: 'approval',
  title,
  mode: 'or',
  who: only(who),
  approve: 'Z',
  reject: 'X',
  empty: 'admin',
  ...over,
});
const end = (result: string): FlowNode => ({ kind: 'end', title: result, result });
const flowOf = async (instanceId: string, who = lao) => (await harness.do('flows.instance', { instanceId }, who)).flow;
const ended = (instanceId: string) =>
  harness.eventually(async () => {
    const flow = await flowOf(instanceId, boss);
    return flow.status === 'running' ? null : flow;
  }, 60_000);
const todoOf = async (instanceId: string, who: Login) => (await harness.do('flows.todos', { state: 'open', instanceId }, who)).items[0];
const decide = async (instanceId: string, who: Login, d: 'approve' | 'reject' | 'done', comment = '') =>
  harness.do('flows.decide', { token: (await todoOf(instanceId, who))?.token ?? '', d, ...(comment ? { comment } : {}) }, who);

test('FL-03 the technician taps 同意 and the flow moves on; 不同意 takes the path of the refusal, and the record tells both', async () => {
  const back: FlowNode = { kind: 'task', title: '另约时间', what: '联系客户另约时间', who: only('laoxu'), done: 'X' };
  const flow = await inForce(ports(), 'flow.row3', bodyOf({ A: approval('技师确认', 'mei', { reject: 'N' }), N: back }));
  const [yes, no] = [
    await begin(ports(), flow, await newCustomer(ports(), shop.storeId)),
    await begin(ports(), flow, await newCustomer(ports(), shop.storeId)),
  ];
  expect(await decide(yes.id, mei, 'approve')).toEqual({ status: 'done' });
  expect(await flowOf(yes.id)).toMatchObject({ status: 'done', result: 'ok' });
  expect(await decide(no.id, mei, 'reject', '那天请假')).toEqual({ status: 'running' });
  expect(await todoOf(no.id, lao)).toMatchObject({ kind: 'task', title: '联系客户另约时间', lastWord: { byName: '梅清', text: '那天请假' } });
  await decide(no.id, lao, 'done');
  expect(await flowOf(no.id)).toMatchObject({ status: 'done', result: 'refused' });
}, 120_000);

test('FL-05 a contract is reviewed, then confirmed, in order; the second cannot act before the first', async () => {
  const body = bodyOf({ A: approval('合同审核', 'laoxu', { approve: 'B' }), B: approval('合同确认', 'zongbu') });
  const { id } = await begin(ports(), await inForce(ports(), 'flow.row5', body), await newCustomer(ports(), shop.storeId));
  expect(await todoOf(id, boss)).toBeUndefined();
  const early = await harness.send('flows.decide', { token: `${id}/B/1`, d: 'approve' }, boss);
  expect(early.refusal?.code).toBe('record.not_found');
  await decide(id, lao, 'approve', '条款没问题');
  expect(await todoOf(id, boss)).toMatchObject({ title: '合同确认', lastWord: { text: '条款没问题' } });
  await decide(id, boss, 'approve');
  const flow = await flowOf(id);
  expect(flow).toMatchObject({ status: 'done', result: 'ok' });
  expect(flow.steps.filter((one) => one.what === 'decided').map((one) => one.title)).toEqual(['合同审核', '合同确认']);
}, 120_000);

test('FL-11 the main flow starts 满意度回访, waits for it, and its result is visible in the parent', async () => {
  const survey = { A: { kind: 'task', title: '回访', what: '电话回访', who: only('mei'), done: 'S' }, S: end('satisfied') } as const;
  await inForce(ports(), 'flow.survey', bodyOf(survey, { start: { on: 'subflow' } }));
  const main = bodyOf({
    A: { kind: 'subflow', title: '满意度回访', flow: 'flow.survey', input: {}, wait: true, outcomes: { satisfied: 'G' }, else: 'X' },
    G: end('kept'),
  });
  const { id } = await begin(ports(), await inForce(ports(), 'flow.main', main), await newCustomer(ports(), shop.storeId));
  await runEffect(`${id}/A/1#child`, ports());
  const [child] = (await harness.do('flows.todos', { state: 'open', search: '电话回访' }, mei)).items;
  expect((await flowOf(id)).waiting).toMatchObject([{ title: '满意度回访' }]);
  await harness.do('flows.decide', { token: child?.token ?? '', d: 'done' }, mei);
  await runEffect(`${child?.instanceId ?? ''}#parent`, ports());
  const flow = await flowOf(id);
  expect(flow).toMatchObject({ status: 'done', result: 'kept' });
  expect(flow.steps.find((one) => one.what === 'answered')).toMatchObject({ title: '满意度回访', facts: { result: 'satisfied' } });
}, 120_000);

test('FL-16 a nurse asks for two boxes; on approval the stock falls by two and the request is closed; more than there is is refused and changes nothing', async () => {
  const item: RecordTypeBody = {
    entity: 'rt_supply',
    label: '耗材',
    unit: '种',
    name: 'cf_title',
    fields: [
      { id: 'cf_title', label: '名称', type: 'text', sensitivity: 'internal' },
      { id: 'cf_stock', label: '库存', type: 'number', sensitivity: 'internal' },
    ],
  };
  const request: RecordTypeBody = {
    entity: 'rt_request',
    label: '耗材申领',
    unit: '单',
    name: 'cf_reason',
    fields: [
      { id: 'cf_reason', label: '用途', type: 'text', sensitivity: 'internal' },
      { id: 'cf_supply', label: '耗材', type: 'ref', to: 'rt_supply', sensitivity: 'internal' },
      { id: 'cf_boxes', label: '盒数', type: 'number', sensitivity: 'internal' },
      { id: 'cf_status', label: '状态', type: 'text', sensitivity: 'internal' },
    ],
  };
  await publish(harness, boss, 'record', '耗材', item);
  await publish(harness, boss, 'record', '耗材申领', request);
  const make = async (kind: string, values: Record<string, string | number>): Promise<string> => {
    const made = { values, link: null, storeId: shop.storeId, ownerId: ids.mei ?? null };
    const rows = await ports().writer.transaction(BY, async (write) => {
      expect((await createRecord(write, ports(), kind, made)).ok).toBe(true);
      // Its own, whatever others make at the same time.
      return sqlIn(write.tx)<{ id: string }>('SELECT id FROM records WHERE entity = $1 AND xmin = pg_current_xact_id()::xid', [kind]);
    });
    return rows[0]?.id ?? '';
  };
  const supply = await make('rt_supply', { cf_title: '无菌敷料', cf_stock: 10 });
  const valuesOf = async (id: string) =>
    (await ports().db.pool.query<{ custom: Record<string, unknown> }>('SELECT custom FROM records WHERE id = $1', [id])).rows[0]?.custom ?? {};
  const body: FlowBody = bodyOf(
    {
      A: approval('耗材审批', 'laoxu', { approve: 'out' }),
      out: {
        kind: 'action',
        title: '出库',
        do: { do: 'record.add', on: 'cf_supply', field: 'cf_stock', by: { field: 'cf_boxes' }, times: -1, least: 0 },
        next: 'closed',
        failed: 'short',
      },
      closed: { kind: 'action', title: '办结', do: { do: 'record.set', values: { cf_status: '已出库' } }, next: 'Z' },
      short: end('short'),
    },
    { entity: 'rt_request', start: { on: 'manual', by: [] } },
  );
  const flow = await inForce(ports(), 'flow.supplies', body);
  const ask = async (boxes: number) => {
    const id = await make('rt_request', { cf_reason: '光子术后', cf_supply: supply, cf_boxes: boxes });
    const begun = await ports().writer.transaction(BY, (write) => startFlow(write, ports(), { flow, subjectId: id, cause: id, starterId: ids.mei ?? null }));
    await decide(begun?.id ?? '', lao, 'approve');
    for (const step of ['out', 'closed']) await runEffect(`${begun?.id ?? ''}/${step}/1#action`, ports());
    return { id, flow: await ended(begun?.id ?? '') };
  };
  const two = await ask(2);
  expect(two.flow).toMatchObject({ status: 'done', result: 'ok', startedByName: '梅清' });
  expect([(await valuesOf(supply)).cf_stock, (await valuesOf(two.id)).cf_status]).toEqual([8, '已出库']);
  const nine = await ask(9);
  expect(nine.flow).toMatchObject({ status: 'done', result: 'short' });
  expect([(await valuesOf(supply)).cf_stock, (await valuesOf(nine.id)).cf_status ?? null]).toEqual([8, null]);
  // Two at once both count.
  await Promise.all([ask(3), ask(4)]);
  expect((await valuesOf(supply)).cf_stock).toBe(1);
}, 240_000);

test('FL-17 two stores follow up in their own steps: three here, five with the approval of a supervisor there, in one installation', async () => {
  const { prisma } = ports().db;
  const other = await prisma.store.create({ data: { name: '二店', address: '虹桥路 2 号', phone: '021-62330001', opening: [], position: 8 } });
  const chain = (titles: readonly string[], last?: FlowNode): FlowBody['nodes'] =>
    Object.fromEntries([
      ...titles.map((title, i) => {
        const next = i + 1 < titles.length ? `s${i + 1}` : last ? 'boss' : 'Z';
        return [`s${i}`, { kind: 'task', title, what: title, who: only('laoxu'), done: next }] as const;
      }),
      ...(last ? [['boss', last] as const] : []),
    ]);
  const start = { on: 'verb', verb: 'customer.created' } as const;
  await inForce(ports(), 'flow.three', bodyOf(chain(['咨询', '方案', '成交']), { entry: 's0', start }));
  await inForce(ports(), 'flow.five', bodyOf(chain(['分诊', '面诊', '方案设计', '报价'], approval('主管审批', 'zongbu')), { entry: 's0', start }));
  await prisma.definition.update({ where: { id: 'flow.three' }, data: { storeId: shop.storeId } });
  await prisma.definition.update({ where: { id: 'flow.five' }, data: { storeId: other.id } });
  const comes = async (storeId: string) => {
    const draft = { name: '新客', phone: null, gender: 'female' as const, birthday: null, weddingDate: null, source: '', note: '' };
    const { profile } = await harness.do('customers.create', { ...draft, storeId }, boss);
    const [item] = await harness.eventually(async () => {
      const { items } = await harness.do('flows.list', { customerId: profile.id }, boss);
      return items.length > 0 ? items : null;
    }, 60_000);
    return item?.instanceId ?? '';
  };
  const walk = async (instanceId: string): Promise<string[]> => {
    const titles: string[] = [];
    for (let i = 0; i < 8; i++) {
      const [waits] = (await flowOf(instanceId, boss)).waiting;
      if (!waits) break;
      titles.push(waits.title);
      await decide(instanceId, waits.title === '主管审批' ? boss : lao, waits.title === '主管审批' ? 'approve' : 'done');
    }
    return titles;
  };
  const [here, there] = [await comes(shop.storeId), await comes(other.id)];
  expect(await walk(here)).toEqual(['咨询', '方案', '成交']);
  expect(await walk(there)).toEqual(['分诊', '面诊', '方案设计', '报价', '主管审批']);
  expect([(await flowOf(here, boss)).flowId, (await flowOf(there, boss)).flowId]).toEqual(['flow.three', 'flow.five']);
}, 240_000);

test('FL-18 a flow is changed while three of it run: they finish on the old version, the next one runs the new', async () => {
  const old = await inForce(ports(), 'flow.row18', bodyOf({ A: approval('旧版审批', 'mei') }));
  const running = await Promise.all([1, 2, 3].map(async () => begin(ports(), old, await newCustomer(ports(), shop.storeId))));
  const next = await inForce(ports(), 'flow.row18', bodyOf({ A: approval('新版初审', 'mei', { approve: 'B' }), B: approval('新版复审', 'laoxu') }), 2);
  const fresh = await begin(ports(), next, await newCustomer(ports(), shop.storeId));
  for (const { id } of running) {
    expect(await todoOf(id, mei)).toMatchObject({ title: '旧版审批' });
    expect(await decide(id, mei, 'approve')).toEqual({ status: 'done' });
    expect(await flowOf(id)).toMatchObject({ version: 1, status: 'done', result: 'ok' });
  }
  expect(await todoOf(fresh.id, mei)).toMatchObject({ title: '新版初审' });
  expect(await decide(fresh.id, mei, 'approve')).toEqual({ status: 'running' });
  expect((await flowOf(fresh.id)).waiting).toMatchObject([{ title: '新版复审' }]);
}, 120_000);

test('FL-19 the timeline of a flow lists node, actor, decision, comment and time, and where it is now', async () => {
  const body = bodyOf({ A: approval('初审', 'laoxu', { approve: 'B' }), B: approval('复审', 'mei') });
  const { id } = await begin(ports(), await inForce(ports(), 'flow.row19', body), await newCustomer(ports(), shop.storeId), undefined, ids.zongbu ?? null);
  await decide(id, lao, 'approve', '同意，请复核');
  const flow = await flowOf(id);
  const said = flow.steps.find((one) => one.what === 'decided');
  expect(said).toMatchObject({ title: '初审', actorName: '徐立', facts: { d: 'approve', comment: '同意，请复核' }, version: 1 });
  expect(Number.isNaN(Date.parse(said?.at ?? ''))).toBe(false);
  expect(flow).toMatchObject({ status: 'running', startedByName: expect.any(String) as string, waiting: [{ title: '复审', people: ['梅清'] }] });
}, 120_000);
