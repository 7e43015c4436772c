import { randomUUID } from 'node:crypto';
import { hearLeftOvers } from '../src/engines/rules/changes';
import { openRuleStage, ruleBody, type RuleStage } from './rules.stage';

let shop: RuleStage;
let tagId: string;
beforeAll(async () => {
  shop = await openRuleStage();
  const { prisma } = shop.ports.db;
  const group = await prisma.tagGroup.create({ data: { id: randomUUID(), name: '关怀', colour: 'gray' } });
  tagId = randomUUID();
  await prisma.tag.create({ data: { id: tagId, groupId: group.id, name: '高价值客户' } });
}, 90_000);
afterAll(() => shop?.stage.harness.close());

const give = (kind: 'tag.add' | 'tag.remove') => ({ id: kind === 'tag.add' ? 'a' : 'r', what: { do: kind, tag: tagId } }) as const;
const hasTag = async (customerId: string): Promise<boolean> =>
  (await shop.sql('SELECT 1 FROM customer_tags WHERE customer_id = $1::uuid AND tag_id = $2::uuid', [customerId, tagId])).length > 0;

test('RU-02 an order that goes from one step to another fires once, and no other change of it does', async () => {
  const order = await shop.order(await shop.somebody());
  const ruleId = await shop.publish(
    'rule',
    '进入下一步',
    ruleBody({ entity: 'order', trigger: { on: 'updated', field: 'stage', from: ['created'], to: ['deposit'] }, effects: [give('tag.add')] }),
  );
  const [{ version } = { version: 0 }] = await shop.sql<{ version: number }>('SELECT version FROM orders WHERE id = $1::uuid', [order.id]);
  await shop.sql(`UPDATE orders SET note = '改了备注', version = $2::int + 1 WHERE id = $1::uuid`, [order.id, version]);
  await hearLeftOvers(shop.ports, 0);
  await shop.round();
  expect(await shop.occurrences(ruleId, order.id)).toEqual([]);
  // The deposit takes it a step further; what is paid later is another step, or none.
  await shop.pays(order.id, 10_000);
  await shop.round();
  await shop.pays(order.id, order.billedFen - 10_000);
  await shop.round();
  expect([await shop.occurrences(ruleId, order.id), await shop.effects(ruleId, order.id)]).toEqual([['u done'], ['tag.add done']]);
  // Whatever was heard is gone, and nothing waits to be heard.
  expect(await shop.sql('SELECT 1 FROM record_changes')).toEqual([]);
  await shop.off(ruleId);
  expect(await shop.sql('SELECT entity FROM change_watches')).toEqual([]);
});

test('RU-02 a rule that sets the very field it listens to ends at its second visit, in the open', async () => {
  const level = await shop.field('customer', '意向分', 'number');
  const ruleId = await shop.publish(
    'rule',
    '自己叫自己',
    ruleBody({ trigger: { on: 'updated', field: level }, effects: [{ id: 's', what: { do: 'record.set', values: { [level]: 7 } } }] }),
  );
  const id = await shop.somebody();
  await shop.sql(`UPDATE customers SET custom = jsonb_build_object($2::text, 3) WHERE id = $1::uuid`, [id, level]);
  // Written past every command: a change is a change, and the sweep finds it.
  await hearLeftOvers(shop.ports, 0);
  await shop.round();
  await shop.round();
  const seen = await shop.occurrences(ruleId, id);
  expect(seen).toEqual(['u done', 'u skipped:loop']);
  const [row] = await shop.sql<{ custom: Record<string, unknown> }>('SELECT custom FROM customers WHERE id = $1::uuid', [id]);
  expect(row!.custom[level]).toBe(7);
  await shop.off(ruleId);
});

test('RU-02 a field that lies in no column, and an unknown one, cannot be listened to', async () => {
  const effects = [give('tag.add')];
  expect(await shop.problems('rule', ruleBody({ trigger: { on: 'updated', field: 'tags' }, effects }))).toContain('trigger_not_heard /trigger/field');
  expect(await shop.problems('rule', ruleBody({ trigger: { on: 'updated', field: 'phone' }, effects }))).toContain('trigger_not_heard /trigger/field');
});

test('RU-10 CU-05 what a rule does beside messages: field, points, a card to her consultant, each once and in the log', async () => {
  const score = await shop.field('customer', '打分', 'number');
  const id = await shop.somebody();
  const ownerId = shop.stage.shop.staff.xiaotang;
  await shop.sql('UPDATE customers SET owner_staff_id = $2::uuid WHERE id = $1::uuid', [id, ownerId]);
  const ruleId = await shop.publish(
    'rule',
    '改生日后',
    ruleBody({
      trigger: { on: 'updated', field: 'birthday' },
      effects: [
        { id: 's', what: { do: 'record.set', values: { [score]: 5 } } },
        { id: 'p', what: { do: 'points.add', points: 50, reason: '完善资料' } },
        { id: 'n', what: { do: 'notify', who: { path: 'owner' }, text: '客户补了生日' } },
        { id: 't', what: { do: 'task.open', who: { path: 'owner' }, title: '初次电话回访' } },
      ],
    }),
  );
  const [{ version, name } = { version: 0, name: '' }] = await shop.sql<{ version: number; name: string }>(
    'SELECT version, name FROM customers WHERE id = $1::uuid',
    [id],
  );
  const change = { customerId: id, version, name, gender: 'female' as const, birthday: '1990-05-05', weddingDate: null, source: '', note: '' };
  await shop.stage.harness.do('customers.update', change, await shop.boss());
  await shop.round();
  expect(await shop.effects(ruleId, id)).toEqual(['record.set done', 'points.add done', 'notify done', 'task.open done']);
  const [row] = await shop.sql<{ custom: Record<string, unknown> }>('SELECT custom FROM customers WHERE id = $1::uuid', [id]);
  expect(row!.custom[score]).toBe(5);
  expect(await shop.sql(`SELECT title FROM flow_tasks WHERE person_id = $1::uuid AND title = '初次电话回访'`, [ownerId])).toHaveLength(1);
  await shop.off(ruleId);
});

test('RU-14 CU-05 who comes into a group is tagged once an entry, who leaves it is untagged, and comes in again', async () => {
  const spent = await shop.field('customer', '年消费', 'number');
  const segment = await shop.publish('segment', '高价值', { entity: 'customer', where: { f: spent, op: 'gt', v: 10_000 } });
  const [old, fresh] = [await shop.somebody(), await shop.somebody()];
  const set = (id: string, value: number) =>
    shop.sql(`UPDATE customers SET custom = jsonb_build_object($2::text, $3::int) WHERE id = $1::uuid`, [id, spent, value]);
  await set(old, 20_000);
  const trigger = (on: 'enter' | 'leave') => ({ on, segment, at: '08:00' }) as const;
  const more = { reentry: { whenLeft: true } } as const;
  const comes = await shop.publish('rule', '进入高价值', ruleBody({ trigger: trigger('enter'), effects: [give('tag.add')], ...more }));
  const goes = await shop.publish('rule', '离开高价值', ruleBody({ trigger: trigger('leave'), effects: [give('tag.remove')], ...more }));
  await shop.round();
  await set(fresh, 20_000);
  const days = ['2027-03-05', '2027-03-06', '2027-03-07'];
  await shop.stage.until(`${days[0]}T08:05`);
  await shop.round();
  await shop.round();
  expect([await shop.occurrences(comes, old), await shop.occurrences(comes, fresh), await hasTag(fresh)]).toEqual([[], ['e:1 done'], true]);
  await set(fresh, 5_000);
  await shop.stage.until(`${days[1]}T07:30`);
  await shop.round();
  expect(await shop.occurrences(goes, fresh)).toEqual([]);
  await shop.stage.until(`${days[1]}T08:05`);
  await shop.round();
  expect([await shop.occurrences(goes, fresh), await hasTag(fresh)]).toEqual([['l:1 done'], false]);
  await set(fresh, 30_000);
  await shop.stage.until(`${days[2]}T08:05`);
  await shop.round();
  expect([await shop.occurrences(comes, fresh), await hasTag(fresh)]).toEqual([['e:1 done', 'e:2 done'], true]);
  await shop.off(comes);
  await shop.off(goes);
});

test('RU-12 an unpaid balance three days after the order is dunned, and a payment stops it', async () => {
  const ruleId = await shop.publish(
    'rule',
    '催尾款',
    ruleBody({
      entity: 'order',
      trigger: { on: 'after', verb: 'order.created', days: [3], at: '10:00' },
      when: { f: 'paid', op: 'lt', v: { field: 'billed' } },
      stopOn: ['order.paid'],
      effects: [{ id: 't', what: { do: 'task.open', who: { path: 'seller' }, title: '催尾款' } }],
    }),
  );
  await shop.stage.until('2027-03-08T10:00');
  const [owes, pays] = [await shop.order(await shop.somebody()), await shop.order(await shop.somebody())];
  expect(await shop.occurrences(ruleId, owes.id)).toEqual(['s:+3 due']);
  await shop.pays(pays.id, pays.billedFen);
  await shop.stage.until('2027-03-11T10:05');
  await shop.round();
  expect([await shop.occurrences(ruleId, owes.id), await shop.occurrences(ruleId, pays.id)]).toEqual([['s:+3 done'], ['s:+3 cancelled:stopped']]);
  await shop.off(ruleId);
});
