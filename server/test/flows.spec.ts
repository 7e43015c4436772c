import type { ApiRefusal } from '@zhike/domain/api';
import { seedFixture, type Fixture } from './fixture';
import { begin, bodyOf, inForce, newCustomer, TECHNICIANS } from './flows.fixture';
import { startHarness, type Harness, type Login } from './harness';

/** To-dos and flows as people use them: over HTTP, with the worker running. */
let harness: Harness;
let shop: Fixture;
let mei: Login;
let lao: Login;
let ayue: Login;
let ids: Record<string, string>;

beforeAll(async () => {
  harness = await startHarness();
  shop = await seedFixture(harness.server.ports);
  [mei, lao, ayue] = [await harness.staff('mei'), await harness.staff('laoxu'), await harness.staff('ayue')];
  const { rows } = await harness.server.ports.db.pool.query<{ id: string; key: string }>('SELECT id, wecom_user_id AS key FROM staff_members');
  ids = Object.fromEntries(rows.map((row) => [row.key, row.id]));
}, 90_000);
afterAll(async () => await harness.close());

const ports = () => harness.server.ports;
const code = (refusal: ApiRefusal | null): string => refusal?.code ?? '';
const both = () => ({ users: [ids.mei ?? '', ids.ayue ?? ''] });

test('FL-03 a flow that is begun by hand asks the technicians; one agrees, the other is told who, both lists are empty, the record tells it', async () => {
  const body = bodyOf(
    {
      A: { kind: 'approval', title: '技师确认', mode: 'or', who: both(), approve: 'B', reject: 'X', empty: 'admin', needComment: 'onReject' },
      B: { kind: 'action', title: '打标签', do: { do: 'tag.add', tag: shop.tagIds[0] ?? '' }, next: 'Z' },
    },
    { start: { on: 'manual', by: ['manager'] } },
  );
  await inForce(ports(), 'flow.confirm', body);
  const customerId = await newCustomer(ports(), shop.storeId);
  expect(code((await harness.send('flows.start', { flowId: 'flow.confirm', subjectId: customerId }, mei)).refusal)).toBe('flow.not_started');
  const { instanceId } = await harness.do('flows.start', { flowId: 'flow.confirm', subjectId: customerId }, lao);
  const [todo] = (await harness.do('flows.todos', { state: 'open' }, mei)).items;
  expect(todo).toMatchObject({
    kind: 'approval',
    title: '技师确认',
    subject: { title: '林小雨', customerId },
    can: ['approve', 'reject'],
    needComment: 'onReject',
  });
  const token = todo?.token ?? '';
  expect(code((await harness.send('flows.decide', { token, d: 'reject' }, mei)).refusal)).toBe('flow.comment_missing');
  expect(code((await harness.send('flows.decide', { token, d: 'done' }, mei)).refusal)).toBe('flow.not_possible');
  expect(code((await harness.send('flows.decide', { token, d: 'approve' }, lao)).refusal)).toBe('record.not_found');
  const sent = await Promise.all([harness.send('flows.decide', { token, d: 'approve' }, mei), harness.send('flows.decide', { token, d: 'approve' }, ayue)]);
  const winner = sent[0].status === 200 ? '梅清' : '阿月';
  expect(sent.map((one) => one.status).sort()).toEqual([200, 409]);
  expect(sent.find((one) => one.status === 409)?.refusal).toEqual({ code: 'flow.todo_closed', facts: { byName: winner } });
  for (const who of [mei, ayue]) expect(await harness.do('flows.todos', { state: 'open' }, who)).toMatchObject({ items: [], open: 0 });
  const flow = await harness.eventually(async () => {
    const got = (await harness.do('flows.instance', { instanceId }, lao)).flow;
    return got.status === 'done' ? got : null;
  });
  expect(flow).toMatchObject({ result: 'ok', startedByName: '徐立', waiting: [], done: [{ kind: 'tag.add' }] });
  expect(flow.steps.find((one) => one.what === 'decided')).toMatchObject({ title: '技师确认', actorName: winner, facts: { d: 'approve' }, version: 1 });
  const history = (await harness.do('flows.todos', { state: 'ended' }, winner === '梅清' ? ayue : mei)).items[0];
  expect(history).toMatchObject({ token, state: 'closed', byName: winner, can: [] });
  expect((await harness.do('flows.list', { customerId }, lao)).items.map((one) => one.instanceId)).toEqual([instanceId]);
}, 60_000);

test('FL-05 in sequence the second cannot act before the first; a signer who is added speaks first; what is sent back begins anew', async () => {
  const who = { users: [ids.mei ?? '', ids.ayue ?? ''] };
  const body = bodyOf(
    {
      A: { kind: 'task', title: '起草', who: { users: [ids.laoxu ?? ''] }, what: '起草合同', done: 'B' },
      B: {
        kind: 'approval',
        title: '审核',
        mode: 'seq',
        who,
        allow: ['transfer', 'addSigner', 'return'],
        returnTo: ['A'],
        approve: 'Z',
        reject: 'X',
        empty: 'admin',
      },
    },
    { entry: 'B' },
  );
  const flow = await inForce(ports(), 'flow.contract', body);
  const { id } = await begin(ports(), flow, await newCustomer(ports(), shop.storeId), undefined, ids.laoxu);
  const token = `${id}/B/1`;
  // She is not asked yet, so there is no to-do of hers to act on.
  expect(code((await harness.send('flows.decide', { token, d: 'approve' }, ayue)).refusal)).toBe('record.not_found');
  await harness.do('flows.pass', { token, how: 'before', staffId: ids.laoxu ?? '' }, mei);
  expect(code((await harness.send('flows.decide', { token, d: 'approve' }, mei)).refusal)).toBe('flow.not_for_you');
  expect(code((await harness.send('flows.pass', { token, how: 'after', staffId: ids.qianqian ?? '' }, lao)).refusal)).toBe('flow.not_possible');
  await harness.do('flows.decide', { token, d: 'approve' }, lao);
  await harness.do('flows.decide', { token, d: 'approve' }, mei);
  expect(code((await harness.send('flows.withdraw', { instanceId: id }, mei)).refusal)).toBe('flow.not_for_you');
  await harness.do('flows.sendBack', { token, to: 'A', comment: '金额不对' }, ayue);
  await harness.do('flows.decide', { token: `${id}/A/1`, d: 'done' }, lao);
  const waiting = (await harness.do('flows.instance', { instanceId: id }, lao)).flow.waiting;
  expect(waiting).toMatchObject([{ token: `${id}/B/2`, people: ['梅清'] }]);
  expect(code((await harness.send('flows.withdraw', { instanceId: id }, lao)).refusal)).toBe('flow.too_late');
}, 60_000);

test('FL-19 what is stuck is shown to the manager, who gives it to somebody; nobody else may', async () => {
  const body = bodyOf({ A: { kind: 'task', title: '回访', who: { users: [] }, what: '回访客户', done: 'Z' } }, { owner: { users: [] } });
  const flow = await inForce(ports(), 'flow.nobody', body);
  const { id } = await begin(ports(), flow, await newCustomer(ports(), shop.storeId));
  const incidents = (await harness.do('flows.incidents', {}, lao)).items.filter((one) => one.flow.instanceId === id);
  expect(incidents).toMatchObject([{ reason: 'nobody', title: '回访', can: ['retry', 'skip', 'reassign', 'goto', 'stop'] }]);
  expect((await harness.send('flows.incidents', {}, mei)).status).toBe(403);
  const token = incidents[0]?.token ?? '';
  await harness.do('flows.resolve', { how: 'reassign', token, staffId: ids.mei ?? '', reason: '原定的人离职' }, lao);
  await harness.do('flows.decide', { token, d: 'done' }, mei);
  expect(await harness.do('flows.instance', { instanceId: id }, mei)).toMatchObject({ flow: { status: 'done' } });
  expect((await harness.do('flows.incidents', {}, lao)).items.filter((one) => one.flow.instanceId === id)).toEqual([]);
}, 60_000);

test('FL-14 whoever stands in is asked in her name; after the end of it she is asked herself', async () => {
  const [startsAt, endsAt] = [new Date(Date.now() - 60_000).toISOString(), new Date(Date.now() + 3_600_000).toISOString()];
  const { delegation } = await harness.do('flows.delegate', { toId: ids.ayue ?? '', startsAt, endsAt, flows: [] }, mei);
  expect(code((await harness.send('flows.delegate', { toId: ids.mei ?? '', startsAt, endsAt, flows: [] }, mei)).refusal)).toBe('request.invalid');
  const flow = await inForce(ports(), 'flow.standin', bodyOf({ A: { kind: 'task', title: '回访', who: TECHNICIANS, what: '回访客户', done: 'Z' } }));
  const first = await begin(ports(), flow, await newCustomer(ports(), shop.storeId));
  expect((await harness.do('flows.todos', { state: 'open' }, ayue)).items.find((one) => one.instanceId === first.id)).toMatchObject({ insteadOfName: '梅清' });
  await harness.do('flows.endDelegation', { id: delegation.id }, mei);
  expect(await harness.do('flows.delegations', {}, mei)).toEqual({ delegations: [] });
  const second = await begin(ports(), flow, await newCustomer(ports(), shop.storeId));
  expect((await harness.do('flows.todos', { state: 'open' }, mei)).items.map((one) => one.instanceId)).toContain(second.id);
}, 60_000);

test('FL-12 FL-02 an event begins a flow once; the branch reads the record, and another event of the same record wakes it', async () => {
  await inForce(
    ports(),
    'flow.tagged',
    bodyOf(
      {
        A: { kind: 'branch', title: '来源', rows: [{ label: '抖音', if: { f: 'source', op: 'eq', v: '抖音' }, to: 'B' }], else: 'X' },
        B: { kind: 'wait', title: '等备注', event: 'customer.note_added', match: { path: 'id' }, next: 'Z' },
      },
      { start: { on: 'verb', verb: 'customer.tagged' } },
    ),
  );
  const [douyin, other] = [await newCustomer(ports(), shop.storeId), await newCustomer(ports(), shop.storeId)];
  await ports().db.prisma.customer.update({ where: { id: douyin }, data: { source: '抖音' } });
  for (const customerId of [douyin, other]) await harness.do('customers.setTags', { customerId, add: [shop.tagIds[2] ?? ''], remove: [] }, lao);
  const flowOf = (customerId: string, status: string) =>
    harness.eventually(async () => {
      const { items } = await harness.do('flows.list', { customerId }, lao);
      return items.length === 1 && items[0]?.status === status ? items[0] : null;
    });
  expect(await flowOf(other, 'done')).toMatchObject({ result: 'refused' });
  await flowOf(douyin, 'running');
  await harness.do('customers.addNote', { customerId: douyin, text: '已联系', nextContactOn: null }, lao);
  expect(await flowOf(douyin, 'done')).toMatchObject({ result: 'ok' });
}, 60_000);

test('FL-01 FL-07 a manager draws start, approval, message, end and publishes; the next one runs it and the message is written once, under the key of its effect', async () => {
  const boss = await harness.staff('zongbu');
  const text = (
    await harness.do(
      'definitions.create',
      {
        kind: 'text',
        title: '预约成功',
        body: { entity: 'customer', title: '预约成功', text: '[客户姓名]您好，期待您的光临', variables: { 客户姓名: { path: 'name' } } },
      },
      boss,
    )
  ).definition;
  await harness.do('definitions.publish', { id: text.id, rev: 1, note: '第一版' }, boss);
  const body = bodyOf({
    A: { kind: 'approval', title: '技师确认', mode: 'or', who: { users: [ids.mei ?? ''] }, approve: 'B', reject: 'X', empty: 'admin' },
    B: { kind: 'message', title: '通知客户', template: text.id, to: 'customer', channels: ['weapp', 'sms'], next: 'Z', wait: 'sent', failed: 'X' },
  });
  const drawn = (await harness.do('definitions.create', { kind: 'flow', title: '预约确认', body: { ...body, entry: 'nowhere' } }, boss)).definition;
  expect(drawn.problems.map((one) => `${one.code} ${one.path}`)).toContain('unknown_node /entry');
  expect(code((await harness.send('definitions.publish', { id: drawn.id, rev: 1, note: '第一版' }, boss)).refusal)).toBe('definition.has_problems');
  await harness.do('definitions.saveDraft', { id: drawn.id, rev: 1, title: '预约确认', body: { ...body } }, boss);
  await harness.do('definitions.publish', { id: drawn.id, rev: 2, note: '第一版' }, boss);
  const customerId = await newCustomer(ports(), shop.storeId, '王芳');
  const { instanceId } = await harness.do('flows.start', { flowId: drawn.id, subjectId: customerId }, lao);
  await harness.do('flows.decide', { token: `${instanceId}/A/1`, d: 'approve' }, mei);
  // She was never in the mini-program, so the message ends without leaving, and the flow takes the way of what failed.
  const ended = await harness.eventually(async () => {
    const got = (await harness.do('flows.instance', { instanceId }, lao)).flow;
    return got.status === 'done' ? got : null;
  }, 20_000);
  expect(ended.result).toBe('refused');
  const { rows } = await ports().db.pool.query<{ key: string; text: string }>(
    `SELECT occurrence_key AS key, variables->>'shopText' AS text FROM messages WHERE customer_id = $1 AND occurrence_key NOT LIKE '%:sms'`,
    [customerId],
  );
  expect(rows).toEqual([{ key: `${instanceId}/B/1#message`, text: '王芳您好，期待您的光临' }]);
}, 60_000);

test('FL-18 a new version leaves the running one on its own', async () => {
  const first = await inForce(
    ports(),
    'flow.versions',
    bodyOf({ A: { kind: 'task', title: '回访', who: { users: [ids.mei ?? ''] }, what: '回访', done: 'Z' } }),
  );
  const old = await begin(ports(), first, await newCustomer(ports(), shop.storeId));
  const second = await inForce(
    ports(),
    'flow.versions',
    bodyOf({ A: { kind: 'task', title: '回访', who: { users: [ids.mei ?? ''] }, what: '回访', done: 'X' } }),
    2,
  );
  const next = await begin(ports(), second, await newCustomer(ports(), shop.storeId));
  for (const one of [old, next]) await harness.do('flows.decide', { token: `${one.id}/A/1`, d: 'done' }, mei);
  expect((await harness.do('flows.instance', { instanceId: old.id }, lao)).flow).toMatchObject({ version: 1, result: 'ok' });
  expect((await harness.do('flows.instance', { instanceId: next.id }, lao)).flow).toMatchObject({ version: 2, result: 'refused' });
}, 60_000);
