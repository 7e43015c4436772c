import { customer } from '../../sandbox/world/people';
import { draft } from './customers.fixtures';
import { begin, bodyOf, inForce } from './flows.fixture';
import { openRuleStage, ruleBody, type RuleStage } from './rules.stage';

jest.setTimeout(180_000);

let shop: RuleStage;
let flag: string;
beforeAll(async () => {
  shop = await openRuleStage();
  flag = await shop.field('customer', '黑名单', 'bool');
}, 120_000);
afterAll(() => shop?.stage.harness.close());

const isBad = { f: 'source', op: 'eq', v: '黑名单' };
const onFlag = (more: object = {}) => ({ entity: 'customer', on: ['create', 'update'], when: { any: [isBad, { f: flag, op: 'eq', v: true }] }, ...more });
const send = () => shop.stage.harness;
const versionOf = async (id: string) =>
  (await shop.sql<{ version: number; name: string }>('SELECT version, name FROM customers WHERE id = $1::uuid', [id]))[0] ?? { version: 0, name: '' };
const flagged = async (id: string): Promise<boolean> =>
  (await shop.sql('SELECT 1 FROM customers WHERE id = $1::uuid AND (custom ? $2 OR source = $3)', [id, flag, '黑名单'])).length > 0;
const change = async (id: string, source: string) => ({
  customerId: id,
  ...(await versionOf(id)),
  gender: 'female' as const,
  birthday: null,
  weddingDate: null,
  source,
  note: '',
});
const headers = (passed: Record<string, string>) => ({ headers: { 'Accepted-Warnings': encodeURIComponent(JSON.stringify(passed)) } });

/**
 * The ways in which a row is written: a page's command, the shop's own fields, a change of many, what a rule and a flow do, the calendar's
 * drag, and a customer's own phone. Imports have a test of their own (rules.imports.spec).
 */
test('RU-09 every way of writing meets the check before saving: nothing is written by any of them', async () => {
  const id = await shop.somebody();
  const ruleId = await shop.publish(
    'rule',
    '自动标',
    ruleBody({ trigger: { on: 'verb', verb: 'customer.tagged' }, effects: [{ id: 's', what: { do: 'record.set', values: { [flag]: true } } }] }),
  );
  const flow = await inForce(
    shop.ports,
    'flow.guarded',
    bodyOf({ A: { kind: 'action', title: '标记', do: { do: 'record.set', values: { [flag]: true } }, next: 'Z' } }),
  );
  const guardId = await shop.publish('guard', '黑名单', onFlag({ answer: { refuse: '黑名单只能由总部标' } }));
  const boss = await shop.boss();
  const refused: [string, string | undefined][] = [];
  refused.push(['建档', (await send().send('customers.create', { ...draft('黑名单甲'), source: '黑名单' }, boss)).refusal?.code]);
  refused.push(['修改', (await send().send('customers.update', await change(id, '黑名单'), boss)).refusal?.code]);
  refused.push(['自定义字段', (await send().send('fields.write', { entity: 'customer', recordId: id, values: { [flag]: true } }, boss)).refusal?.code]);
  expect(refused).toEqual(refused.map(([way]) => [way, 'rule.guard_refused']));

  const other = await shop.somebody();
  const { bulk } = await send().do(
    'bulk.begin',
    { selection: { ids: [id, other] }, change: { do: 'set', field: 'source', value: '黑名单' }, expected: 2 },
    boss,
  );
  await shop.round();
  const seen = await send().do('bulk.get', { bulkId: bulk.id }, boss);
  expect([seen.bulk.state, seen.bulk.changed, seen.refused.map((one) => one.reason)]).toEqual(['done', 0, ['黑名单只能由总部标', '黑名单只能由总部标']]);

  await shop.stage.harness.do('customers.setTags', { customerId: id, add: [await tag()], remove: [] }, boss);
  await shop.round();
  await shop.round();
  expect([await shop.occurrences(ruleId, id), await shop.effects(ruleId, id)]).toEqual([
    [expect.stringContaining('failed')],
    ['record.set refused:rule.guard_refused'],
  ]);
  const { id: instanceId } = await begin(shop.ports, flow, id);
  await shop.round();
  expect((await send().do('flows.instance', { instanceId }, boss)).flow.status).toBe('stuck');
  expect([await flagged(id), await flagged(other)]).toEqual([false, false]);
  await shop.off(ruleId);
  await shop.off(guardId);
});

async function tag(): Promise<string> {
  const { group } = await send().do(
    'customers.saveTagGroup',
    { groupId: null, name: '检查', colour: '#1E6F5C', tags: [{ id: null, name: '一次' }] },
    await shop.boss(),
  );
  return group.tags[0]?.id ?? '';
}

test('RU-09 the drag on the calendar, and the customer on her own phone, meet it too', async () => {
  shop.stage.harness.world.state.people.customers.push(customer('guards', '顾盼', '13900007001'));
  const booked = await shop.stage.bookedByApp('顾盼', '2027-03-12T14:00');
  const guardId = await shop.publish('guard', '已定妆', {
    entity: 'booking',
    on: ['booking.reschedule', 'booking.cancel'],
    when: { all: [] },
    answer: { refuse: '已排化妆师，先和店长说' },
  });
  const moved = { bookingId: booked.bookingId, version: booked.version, startsAt: new Date('2027-03-13T15:00:00+08:00').toISOString(), choices: {} };
  expect((await send().send('booking.reschedule', moved, await shop.boss())).refusal?.code).toBe('rule.guard_refused');
  const cancel = { bookingId: booked.bookingId, version: booked.version, reason: '', expectedRefundFen: 0 };
  expect((await send().send('booking.cancel', cancel, booked.login)).refusal?.code).toBe('rule.guard_refused');
  expect(await shop.sql('SELECT state, version FROM bookings WHERE id = $1::uuid', [booked.bookingId])).toEqual([
    { state: 'confirmed', version: booked.version },
  ]);
  await shop.off(guardId);
});

test('RU-09 a check that only warns: she reads it, says why and goes on, once; who may not, and whoever cannot be asked, is refused', async () => {
  const warn = { warn: '这位客户在黑名单上', needReason: true, right: 'store.manage' };
  const guardId = await shop.publish('guard', '提醒', onFlag({ answer: warn }));
  const id = await shop.somebody();
  const body = await change(id, '黑名单');
  const boss = await shop.boss();
  const first = await send().send('customers.update', body, boss);
  const warning = { guardId, title: '提醒', message: '这位客户在黑名单上', fields: ['来源', '黑名单'], needReason: true };
  expect([first.status, first.refusal]).toEqual([
    409,
    { code: 'rule.guard_warned', facts: { noun: 'customer', id, warnings: [{ ...warning, mayGoOn: true }] } },
  ]);
  expect(await flagged(id)).toBe(false);
  // Without a reason, with a reason for another check, and with a header that is none.
  expect((await send().send('customers.update', body, boss, headers({ [guardId]: ' ' }))).refusal?.code).toBe('rule.guard_warned');
  expect((await send().send('customers.update', body, boss, headers({ 'guard.other': '知道' }))).refusal?.code).toBe('rule.guard_warned');
  expect((await send().send('customers.update', body, boss, { headers: { 'Accepted-Warnings': '%7Bx' } })).refusal).toEqual({
    code: 'request.invalid',
    facts: { issues: [{ path: 'Accepted-Warnings', problem: 'not_accepted_warnings' }] },
  });
  // Somebody of a store, who may write customers but not manage the store.
  const mei = await send().staff('xiaotang');
  const asked = await send().send('customers.update', body, mei, headers({ [guardId]: '我知道' }));
  if (asked.refusal?.code === 'rule.guard_warned') expect(asked.refusal.facts.warnings).toEqual([{ ...warning, mayGoOn: false }]);
  else expect(asked.refusal?.code).toMatch(/^(record\.not_found|access\.forbidden)$/);
  expect(await flagged(id)).toBe(false);
  const passed = await send().send('customers.update', body, boss, { key: 'the-same-intent-1', ...headers({ [guardId]: '本人已到店说明' }) });
  const again = await send().send('customers.update', body, boss, { key: 'the-same-intent-1', ...headers({ [guardId]: '本人已到店说明' }) });
  expect([passed.status, again.status, await flagged(id)]).toEqual([200, 200, true]);
  const notes = await shop.sql(
    `SELECT data->>'guardId' AS guard, data->>'reason' AS reason FROM events WHERE type = 'rule.warning_passed' AND customer_id = $1::uuid`,
    [id],
  );
  expect(notes).toEqual([{ guard: guardId, reason: '本人已到店说明' }]);
  const { bulk } = await send().do(
    'bulk.begin',
    { selection: { ids: [await shop.somebody()] }, change: { do: 'set', field: 'source', value: '黑名单' }, expected: 1 },
    boss,
  );
  await shop.round();
  expect((await send().do('bulk.get', { bulkId: bulk.id }, boss)).refused.map((one) => one.reason)).toEqual(['这位客户在黑名单上']);
  await shop.off(guardId);
});

test('RU-09 a right that reaches her own records passes a warning on those, and on nobody else’s', async () => {
  // At the desk she may write every customer of the store; whose number she may see, only her own customers'.
  const tang = await send().staff('xiaotang');
  await shop.sql(`UPDATE staff_members SET roles = '{reception,sales}' WHERE wecom_user_id = 'xiaotang' RETURNING id`, []);
  const guardId = await shop.publish('guard', '本人客户', onFlag({ answer: { warn: '确定吗', needReason: false, right: 'customer.reveal_phone' } }));
  const [hers, another] = [await shop.somebody(), await shop.somebody()];
  await shop.sql(`UPDATE customers SET owner_staff_id = (SELECT id FROM staff_members WHERE wecom_user_id = 'xiaotang') WHERE id = $1::uuid RETURNING id`, [
    hers,
  ]);
  const first = await send().send('customers.update', await change(another, '黑名单'), tang);
  expect(first.refusal).toMatchObject({ code: 'rule.guard_warned', facts: { warnings: [{ guardId, mayGoOn: false }] } });
  expect((await send().send('customers.update', await change(another, '黑名单'), tang, headers({ [guardId]: '' }))).refusal?.code).toBe('rule.guard_warned');
  expect(await flagged(another)).toBe(false);
  expect((await send().send('customers.update', await change(hers, '黑名单'), tang)).refusal).toMatchObject({ facts: { warnings: [{ mayGoOn: true }] } });
  expect((await send().send('customers.update', await change(hers, '黑名单'), tang, headers({ [guardId]: '' }))).status).toBe(200);
  expect(await flagged(hers)).toBe(true);
  await shop.off(guardId);
});
