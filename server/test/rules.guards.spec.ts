import { openRuleStage, ruleBody, type RuleStage } from './rules.stage';
import { draft } from './customers.fixtures';

let shop: RuleStage;
beforeAll(async () => {
  shop = await openRuleStage();
}, 90_000);
afterAll(() => shop?.stage.harness.close());

const guard = (more: object) => ({
  entity: 'customer',
  on: ['create', 'update'],
  when: { f: 'source', op: 'empty' },
  answer: { refuse: '请先选客户来源' },
  ...more,
});

test('RU-09 a check before saving keeps a customer out with its own words and the field, and nothing is written', async () => {
  const id = await shop.somebody();
  const guardId = await shop.publish('guard', '来源必填', guard({}));
  const before = await shop.sql('SELECT count(*)::int AS n FROM customers');
  const answer = await shop.stage.harness.send('customers.create', { ...draft('没来源'), source: '' }, await shop.boss());
  expect([answer.status, answer.refusal]).toEqual([
    409,
    {
      code: 'rule.guard_refused',
      facts: { noun: 'customer', id: expect.any(String), problems: [{ title: '来源必填', message: '请先选客户来源', fields: ['来源'] }] },
    },
  ]);
  expect(await shop.sql('SELECT count(*)::int AS n FROM customers')).toEqual(before);
  await shop.stage.harness.do('customers.create', { ...draft('有来源'), source: '抖音' }, await shop.boss());
  const [{ version, name } = { version: 0, name: '' }] = await shop.sql<{ version: number; name: string }>(
    'SELECT version, name FROM customers WHERE id = $1::uuid',
    [id],
  );
  const change = { customerId: id, version, name, gender: 'female' as const, birthday: null, weddingDate: null, source: '', note: '改' };
  expect((await shop.stage.harness.send('customers.update', change, await shop.boss())).refusal?.code).toBe('rule.guard_refused');
  expect(await shop.sql('SELECT 1 FROM record_changes')).toEqual([]);
  await shop.off(guardId);
  await shop.stage.harness.do('customers.update', change, await shop.boss());
});

test('RU-09 a check on one verb lets every other one pass: a booking that may not be cancelled can still be moved', async () => {
  const booked = await shop.stage.booked('不能取消', '13900002001', '2027-03-12T14:00');
  const guardId = await shop.publish(
    'guard',
    '已定妆',
    guard({ entity: 'booking', on: ['booking.cancel'], when: { all: [] }, answer: { refuse: '已排化妆师，先和店长说' } }),
  );
  const cancel = { bookingId: booked.bookingId, version: booked.version, reason: '', expectedRefundFen: 0 };
  const answer = await shop.stage.harness.send('booking.cancel', cancel, await shop.boss());
  expect(answer.refusal).toMatchObject({ code: 'rule.guard_refused', facts: { problems: [{ message: '已排化妆师，先和店长说' }] } });
  await shop.stage.harness.do(
    'booking.reschedule',
    { bookingId: booked.bookingId, version: booked.version, startsAt: new Date('2027-03-13T15:00:00+08:00').toISOString(), choices: {} },
    await shop.boss(),
  );
  await shop.off(guardId);
});

test('RU-09 what a rule does is judged as well: it is refused, visibly, and not tried again', async () => {
  const note = await shop.field('customer', '黑名单', 'bool');
  const guardId = await shop.publish(
    'guard',
    '不许标',
    guard({ on: ['update'], when: { f: note, op: 'eq', v: true }, answer: { refuse: '黑名单只能由总部标' } }),
  );
  const ruleId = await shop.publish(
    'rule',
    '自动标',
    ruleBody({ trigger: { on: 'created' }, effects: [{ id: 's', what: { do: 'record.set', values: { [note]: true } } }] }),
  );
  const id = await shop.somebody();
  await shop.round();
  expect([await shop.effects(ruleId, id), await shop.occurrences(ruleId, id)]).toEqual([['record.set refused:rule.guard_refused'], ['c failed']]);
  await shop.off(ruleId);
  await shop.off(guardId);
});

test('RU-09 of a crowd that saves at once exactly as many get in as a counting check allows', async () => {
  const most = { rel: 'customer', q: 'some', where: { rel: 'orders', q: 'count', op: 'gt', v: 2 } };
  const counting = { entity: 'order', on: ['create'], when: most, answer: { refuse: '一位客户最多两笔订单' }, lockOn: ['customer'] };
  const guardId = await shop.publish('guard', '最多两笔', guard(counting));
  for (let round = 0; round < 3; round++) {
    const customerId = await shop.somebody();
    const done = await Promise.allSettled(Array.from({ length: 8 }, () => shop.order(customerId)));
    const refused = done.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
    expect(refused).toHaveLength(6);
    for (const words of refused) expect(words).toContain('一位客户最多两笔订单');
    expect(await shop.sql('SELECT count(*)::int AS n FROM orders WHERE customer_id = $1::uuid', [customerId])).toEqual([{ n: 2 }]);
  }
  await shop.off(guardId);
});

test('RU-09 a check that counts without saying what it locks, one that nobody can pass, and one on a record that is not noted are not put in force', async () => {
  const most = { rel: 'bookings', q: 'count', op: 'gt', v: 0 };
  expect(await shop.problems('guard', guard({ entity: 'order', on: ['create'], when: most }))).toContain('count_without_lock /when');
  expect(await shop.problems('guard', guard({ answer: { warn: '确定吗', needReason: true, right: 'customer.write' } }))).toEqual([]);
  expect(await shop.problems('guard', guard({ answer: { warn: '确定吗', needReason: true, right: 'nobody.can' } }))).toContain('unknown_right /answer/right');
  expect(await shop.problems('guard', guard({ entity: 'payment', when: { f: 'amount', op: 'gt', v: 1 } }))).toContain('trigger_not_heard /entity');
});
