import type { LiveMessage } from '@zhike/domain/api';
import { seedFixture, type Fixture } from './fixture';
import { begin, bodyOf, inForce, newCustomer } from './flows.fixture';
import { startHarness, type Harness, type Login } from './harness';

/** The unified list of to-dos: what is in it, who is told, and that it closes everywhere. */
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
const open = async (who: Login, wanted: { search?: string; customerId?: string; instanceId?: string } = {}) =>
  (await harness.do('flows.todos', { state: 'open', ...wanted }, who)).items;

test('FL-14 a to-do is found by words, by customer and by flow, says who asks and why, and what was said last; it closes for everybody at once', async () => {
  const both = { users: [ids.mei ?? '', ids.ayue ?? ''] };
  const body = bodyOf({
    A: { kind: 'approval', title: '报价审核', mode: 'or', who: { users: [ids.laoxu ?? ''] }, approve: 'B', reject: 'X', empty: 'admin' },
    B: { kind: 'approval', title: '报价确认', note: '金额超过一万元', mode: 'or', who: both, approve: 'Z', reject: 'X', empty: 'admin' },
  });
  const flow = await inForce(ports(), 'flow.quote', body);
  const customerId = await newCustomer(ports(), shop.storeId, '周小舟');
  const { id: instanceId } = await begin(ports(), flow, customerId, undefined, ids.mei);
  await begin(ports(), flow, await newCustomer(ports(), shop.storeId, '吴双'), undefined, ids.mei);
  await harness.do('flows.decide', { token: `${instanceId}/A/1`, d: 'approve', comment: '价格没问题' }, lao);
  const found = await open(ayue, { search: '小舟' });
  expect(found).toMatchObject([
    {
      title: '报价确认',
      note: '金额超过一万元',
      startedByName: '梅清',
      lastWord: { byName: '徐立', text: '价格没问题' },
      subject: { customerId, title: '周小舟' },
    },
  ]);
  for (const wanted of [{ customerId }, { instanceId }, { search: '报价确认' }]) expect(await open(ayue, wanted)).toEqual(found);
  expect(await open(ayue, { search: '没有这个' })).toEqual([]);
  const mine = await harness.do('flows.mine', { search: '周' }, mei);
  expect(mine.items).toMatchObject([{ instanceId, status: 'running', waitingFor: ['梅清', '阿月'] }]);
  expect((await harness.do('flows.mine', {}, mei)).items).toHaveLength(2);
  expect((await harness.do('flows.mine', {}, ayue)).items).toEqual([]);
  await harness.do('flows.decide', { token: `${instanceId}/B/1`, d: 'approve' }, ayue);
  for (const who of [mei, ayue]) expect(await open(who, { customerId })).toEqual([]);
  const { flow: view } = await harness.do('flows.instance', { instanceId }, mei);
  expect(view).toMatchObject({ status: 'done', visits: { A: 1, B: 1, Z: 1 }, body: { entry: 'A' } });
  expect(view.steps.filter((one) => one.what === 'decided').map((one) => [one.node, one.actorName, one.facts.comment])).toEqual([
    ['A', '徐立', '价格没问题'],
    ['B', '阿月', undefined],
  ]);
}, 60_000);

test('FL-13 FL-14 whoever is asked gets one card with a link to it; open pages hear of it, and of its end', async () => {
  const heard: LiveMessage[] = [];
  const stop = await ports().live.listen((message) => heard.push(message));
  const who = { users: [ids.mei ?? ''] };
  const flow = await inForce(ports(), 'flow.card', bodyOf({ A: { kind: 'task', title: '精修', who, what: '开始精修', done: 'Z' } }));
  const { id: instanceId } = await begin(ports(), flow, await newCustomer(ports(), shop.storeId, '郑爽'));
  const sent = await harness.eventually(async () => {
    const { rows } = await ports().db.pool.query<{ state: string; to: string; variables: Record<string, string> }>(
      `SELECT state, recipient_id AS to, variables FROM messages WHERE template_key = 'staff_todo' AND variables->>'instanceId' = $1`,
      [instanceId],
    );
    return rows[0]?.state === 'sent' ? rows : null;
  }, 20_000);
  expect(sent).toEqual([
    {
      state: 'sent',
      to: ids.mei,
      variables: expect.objectContaining({ todoTitle: '开始精修', subjectTitle: '郑爽', startedBy: '系统', dueAt: '不限' }) as unknown,
    },
  ]);
  await harness.do('flows.decide', { token: `${instanceId}/A/1`, d: 'done' }, mei);
  await harness.eventually(() => Promise.resolve(heard.some((one) => one.type === 'flow.ended' && one.id === instanceId) || null));
  expect(heard.filter((one) => one.topic === 'todo' && one.id === ids.mei).map((one) => one.type)).toEqual(['flow.todo_opened', 'flow.todo_closed']);
  await stop();
}, 60_000);

test('FL-18 a new version with a step gone: the preview says who stands where, the choice is made, and those who can move do, once', async () => {
  const who = { users: [ids.mei ?? ''] };
  const task = (title: string, done: string) => ({ kind: 'task', title, who, what: title, done }) as const;
  const first = await inForce(ports(), 'flow.move', bodyOf({ A: task('初访', 'B'), B: task('复访', 'Z') }));
  const [atA, atB, stays] = [
    await begin(ports(), first, await newCustomer(ports(), shop.storeId, '甲')),
    await begin(ports(), first, await newCustomer(ports(), shop.storeId, '乙')),
    await begin(ports(), first, await newCustomer(ports(), shop.storeId, '丙')),
  ];
  await harness.do('flows.decide', { token: `${atB.id}/A/1`, d: 'done' }, mei);
  await harness.do('flows.resolve', { how: 'stop', token: `${stays.id}/A/1`, reason: '不做了' }, lao);
  const boss = await harness.staff('zongbu');
  await inForce(ports(), 'flow.move', bodyOf({ A: task('初访', 'C'), C: task('签约', 'Z') }), 2);
  const asked = { flowId: 'flow.move', choices: {} };
  expect((await harness.send('flows.previewMigration', asked, mei)).status).toBe(403);
  const { preview } = await harness.do('flows.previewMigration', asked, boss);
  expect(preview).toMatchObject({ version: 2, running: 2, moves: 2, ends: 0, dueNow: 0, stays: { chosen: 0, block_changed: 0, nowhere_to_go: 0 } });
  expect(preview.nodes).toEqual([
    { node: 'A', title: '初访', n: 1, gone: false },
    { node: 'B', title: '复访', n: 1, gone: true },
  ]);
  expect((await harness.do('flows.previewMigration', { ...asked, choices: { B: 'stay' } }, boss)).preview).toMatchObject({ moves: 1, stays: { chosen: 1 } });
  expect((await harness.send('flows.migrate', { ...asked, version: 1 }, boss)).refusal?.code).toBe('record.changed');
  await harness.do('flows.migrate', { ...asked, version: 2 }, boss);
  await harness.do('flows.migrate', { ...asked, version: 2 }, boss);
  await harness.eventually(async () => ((await harness.do('flows.previewMigration', asked, boss)).preview.running === 0 ? true : null), 20_000);
  // Whoever stood at a step that stayed keeps her to-do; behind the step that is gone comes the next that is left: the end.
  expect((await open(mei, { instanceId: atA.id })).map((one) => one.token)).toEqual([`${atA.id}/A/1`]);
  await harness.do('flows.decide', { token: `${atA.id}/A/1`, d: 'done' }, mei);
  expect((await harness.do('flows.instance', { instanceId: atA.id }, boss)).flow).toMatchObject({ version: 2, waiting: [{ title: '签约' }] });
  const over = (await harness.do('flows.instance', { instanceId: atB.id }, boss)).flow;
  expect([over.version, over.status, over.steps.filter((one) => one.what === 'migrated').length]).toEqual([2, 'done', 1]);
}, 60_000);

test('FL-19 whoever manages flows gives an open to-do to somebody else and stops a flow, with a reason; nobody else may', async () => {
  const flow = await inForce(ports(), 'flow.give', bodyOf({ A: { kind: 'task', title: '回访', who: { users: [ids.mei ?? ''] }, what: '回访', done: 'Z' } }));
  const first = await begin(ports(), flow, await newCustomer(ports(), shop.storeId, '冯程'));
  const token = `${first.id}/A/1`;
  const ask = { how: 'reassign', token, staffId: ids.ayue ?? '', reason: '梅清今天休息' } as const;
  expect((await harness.send('flows.resolve', ask, mei)).status).toBe(403);
  expect((await harness.do('flows.instance', { instanceId: first.id }, lao)).flow).toMatchObject({ can: ['stop'], waiting: [{ can: ['reassign'] }] });
  await harness.do('flows.resolve', ask, lao);
  expect((await open(ayue, { instanceId: first.id })).map((one) => one.token)).toEqual([token]);
  expect(await open(mei, { instanceId: first.id })).toEqual([]);
  await harness.do('flows.resolve', { how: 'stop', token, reason: '客户不来了' }, lao);
  const { flow: over } = await harness.do('flows.instance', { instanceId: first.id }, lao);
  expect(over).toMatchObject({ status: 'exited', can: [], waiting: [] });
  expect(over.steps.filter((one) => one.what === 'resolved').map((one) => [one.actorName, one.facts.how, one.facts.reason])).toEqual([
    ['徐立', 'reassign', '梅清今天休息'],
    ['徐立', 'stop', '客户不来了'],
  ]);
}, 60_000);
