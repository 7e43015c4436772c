import type { Effect } from '@zhike/domain/engines/effects';
import { startByForm } from '../src/engines/flows/start';
import { loadCatalogue } from '../src/modules/forms/catalogue';
import { sqlOf } from '../src/platform/db';
import { seedFixture, type Fixture } from './fixture';
import { begin, bodyOf, inForce, newCustomer } from './flows.fixture';
import { consultType, publish } from './forms.shop';
import { startHarness, type Harness, type Login } from './harness';

/** What flows do in the world: by the nouns' own verbs, each once, and what they ask of customers. */
let harness: Harness;
let shop: Fixture;
let boss: Login;
let lao: Login;

beforeAll(async () => {
  harness = await startHarness();
  shop = await seedFixture(harness.server.ports);
  [boss, lao] = [await harness.staff('zongbu'), await harness.staff('laoxu')];
}, 90_000);
afterAll(async () => await harness.close());

const ports = () => harness.server.ports;
const BY = { actor: { kind: 'system', job: 'test' } as const, requestId: null };
const rows = async <Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> => (await ports().db.pool.query(text, [...values])).rows as Row[];
const ended = (instanceId: string) =>
  harness.eventually(async () => {
    const { flow } = await harness.do('flows.instance', { instanceId }, boss);
    return flow.status === 'running' ? null : flow;
  }, 20_000);
const doing = (effect: Effect) => bodyOf({ A: { kind: 'action', title: '自动做', do: effect, next: 'Z' } });

test('FL-09 a flow gives points, makes a record of the shop’s own kind that leads to the customer, and tells a colleague, each once', async () => {
  const type = consultType();
  await publish(harness, boss, 'record', '咨询单', type);
  const entity = (await loadCatalogue(sqlOf(ports().db))).entities[type.entity];
  const link = Object.values(entity?.fields ?? {}).find((field) => field.to === 'customer');
  expect(link).toBeDefined();
  const customerId = await newCustomer(ports(), shop.storeId, '沈青');
  const effects: readonly [string, Effect][] = [
    ['points', { do: 'points.add', points: 120, reason: '到店礼' }],
    ['record', { do: 'record.create', entity: type.entity, values: {}, link: link?.id ?? '' }],
    ['notify', { do: 'notify', who: { role: 'manager', scope: 'store' }, text: '客户已到店' }],
  ];
  for (const [name, effect] of effects) {
    const flow = await inForce(ports(), `flow.do.${name}`, doing(effect));
    const { id } = await begin(ports(), flow, customerId);
    expect([name, (await ended(id)).status]).toEqual([name, 'done']);
  }
  expect((await harness.do('membership.pointsOf', { customerId }, boss)).balance.points).toBe(120);
  expect(await rows('SELECT r.entity FROM records r JOIN record_links l ON l.from_id = r.id WHERE l.to_id::text = $1', [customerId])).toEqual([
    { entity: type.entity },
  ]);
  const cards = await rows<{ title: string }>(`SELECT variables->>'todoTitle' AS title FROM messages WHERE template_key = 'staff_note'`);
  expect(cards).toEqual([{ title: '客户已到店' }]);
  // A field that the kind does not have is refused, and nothing of the record stays.
  const wrong = await inForce(ports(), 'flow.do.wrong', doing({ do: 'record.create', entity: type.entity, values: { cf_nothing99: 1 } }));
  const { id } = await begin(ports(), wrong, customerId);
  expect((await ended(id)).status).toBe('stuck');
  expect(await rows('SELECT 1 FROM records WHERE entity = $1', [type.entity])).toHaveLength(1);
}, 90_000);

test('FL-02 what is handed in begins exactly one instance of each flow that begins with the form, on the record of its own kind', async () => {
  const node = { kind: 'task', title: '受理', who: { role: 'manager', scope: 'store' }, what: '受理预约表', done: 'Z' } as const;
  await inForce(ports(), 'flow.form', bodyOf({ A: node }, { start: { on: 'form', form: 'form.booking' } }));
  await inForce(ports(), 'flow.otherform', bodyOf({ A: node }, { start: { on: 'form', form: 'form.other' } }));
  const customerId = await newCustomer(ports(), shop.storeId, '何安');
  const handedIn = { formId: 'form.booking', submissionId: crypto.randomUUID(), records: { customer: customerId }, storeId: shop.storeId, starterId: null };
  const hand = () => ports().writer.transaction(BY, (write) => startByForm(write, ports(), handedIn));
  const begun = (await Promise.all([hand(), hand(), hand()])).flat();
  expect(begun).toHaveLength(1);
  expect(await hand()).toEqual([]);
  expect((await harness.do('flows.list', { customerId }, lao)).items.map((one) => [one.instanceId, one.flowId])).toEqual([[begun[0], 'flow.form']]);
  const nobody = { ...handedIn, submissionId: crypto.randomUUID(), records: { booking: crypto.randomUUID() } };
  expect(await ports().writer.transaction(BY, (write) => startByForm(write, ports(), nobody))).toEqual([]);
}, 60_000);

test('FL-12 the customer is asked in the mini-program and told; her answer decides the way, once, and nobody else’s does', async () => {
  const [lin, chen] = [await harness.customer('林小雨'), await harness.customer('陈思远')];
  const customerId = await newCustomer(ports(), shop.storeId, '林小雨');
  await rows('UPDATE customer_identities SET customer_id = $2::uuid WHERE id = $1::uuid', [lin.identityId, customerId]);
  const node = {
    kind: 'customer',
    title: '请确认方案',
    note: '第二版',
    act: 'confirm',
    target: 'id',
    link: 'mini',
    outcomes: { confirmed: 'Z', refused: 'X' },
  } as const;
  const flow = await inForce(ports(), 'flow.ask', bodyOf({ A: node }));
  const { id } = await begin(ports(), flow, customerId);
  const [ask] = await harness.eventually(async () => {
    const { asks } = await harness.do('flows.asks', {}, lin);
    return asks.length > 0 ? asks : null;
  }, 20_000);
  const token = `${id}/A/1`;
  expect(ask).toMatchObject({ token, act: 'confirm', title: '请确认方案', note: '第二版', outcomes: ['refused', 'confirmed'] });
  expect((await harness.do('flows.asks', {}, chen)).asks).toEqual([]);
  expect((await harness.send('flows.answer', { token, outcome: 'refused' }, chen)).refusal?.code).toBe('record.not_found');
  expect((await harness.send('flows.answer', { token, outcome: 'nonsense' }, lin)).refusal?.code).toBe('flow.not_possible');
  const sent = await Promise.all(['confirmed', 'refused'].map((outcome) => harness.send('flows.answer', { token, outcome }, lin)));
  expect(sent.map((one) => one.status).sort()).toEqual([200, 409]);
  const over = await ended(id);
  expect(over.result).toBe(sent[0]?.status === 200 ? 'ok' : 'refused');
  expect((await harness.do('flows.asks', {}, lin)).asks).toEqual([]);
  expect(await rows(`SELECT template_key AS t FROM messages WHERE occurrence_key LIKE $1 AND channel = 'weapp'`, [`${id}%`])).toEqual([{ t: 'shop_message' }]);
}, 60_000);
