import { randomUUID } from 'node:crypto';
import type { Cond } from '@zhike/domain/engines/conditions/definition';
import type { StandingBody } from '@zhike/domain/standing/definition';
import { standingDefaults } from '@zhike/config/standing';
import { lookAtAll, standingJobs, standingReactions } from '../src/engines/standing/jobs';
import { sqlIn } from '../src/platform/db';
import type { StoredEvent } from '../src/platform/reactions';
import { couponTerms, EVERYBODY } from './contract.stage.coupons';
import { openRuleStage, type RuleStage } from './rules.stage';

// Whole months pass here, on a machine that does other things as well.
jest.setTimeout(180_000);
let shop: RuleStage;
let tagId: string;
let otherTagId: string;
beforeAll(async () => {
  shop = await openRuleStage();
  const { prisma } = shop.ports.db;
  const group = await prisma.tagGroup.create({ data: { id: randomUUID(), name: '价值', colour: '#b83280' } });
  [tagId, otherTagId] = [randomUUID(), randomUUID()];
  await prisma.tag.create({ data: { id: tagId, groupId: group.id, name: '高价值客户' } });
  await prisma.tag.create({ data: { id: otherTagId, groupId: group.id, name: '贵宾' } });
}, 400_000);
afterAll(() => shop?.stage.harness.close());

const SPENT: Cond = { rel: 'orders', q: 'sum', of: 'paid', where: { f: 'createdAt', op: 'inWindow', v: { last: 12, unit: 'month' } }, op: 'gt', v: 1_000_000 };
const tagsOf = async (customerId: string): Promise<string[]> =>
  (
    await shop.sql<{ line: string }>(
      `SELECT t.name || CASE WHEN ct.given_by IS NULL THEN '' ELSE ' auto' END AS line FROM customer_tags ct JOIN tags t ON t.id = ct.tag_id WHERE ct.customer_id = $1::uuid ORDER BY 1`,
      [customerId],
    )
  ).map((row) => row.line);
const standingOf = async (customerId: string) => shop.stage.harness.do('standing.of', { customerId }, await shop.boss());
/** Orders for so much, paid in full. */
async function spends(customerId: string, orders: number): Promise<void> {
  for (let i = 0; i < orders; i++) {
    const order = await shop.order(customerId);
    await shop.pays(order.id, order.billedFen);
  }
}
const timeline = async (customerId: string): Promise<string[]> =>
  (await shop.sql<{ type: string }>(`SELECT type FROM events WHERE customer_id = $1::uuid AND type ~ 'tagged|standing' ORDER BY at, id`, [customerId])).map(
    (row) => row.type,
  );

test('CU-05 spending > 10,000 in 12 months adds 高价值客户; falling under it removes it; the reason stands beside it, and what a person gave is never touched', async () => {
  const [her, hand] = [await shop.somebody(), await shop.somebody()];
  const boss = await shop.boss();
  await shop.stage.harness.do('customers.setTags', { customerId: hand, add: [tagId], remove: [] }, boss);
  const rule = await shop.publish('tagging', '一年消费过万', { tag: tagId, where: SPENT, removes: true });
  await shop.round();
  // 3,999 each: two are not enough, and nobody has more than ten thousand.
  await spends(her, 2);
  expect(await tagsOf(her)).toEqual([]);
  const before = await shop.stage.harness.do('standing.previewTag', { id: rule, body: { tag: tagId, where: SPENT as object, removes: true } as never }, boss);
  expect([before.gets.count, before.loses.count]).toEqual([0, 0]);
  await spends(her, 1);
  await spends(hand, 3);
  expect([await tagsOf(her), await tagsOf(hand)]).toEqual([['高价值客户 auto'], ['高价值客户']]);
  const told = await standingOf(her);
  expect(told.tags).toMatchObject([{ name: '高价值客户', title: '一年消费过万' }]);
  expect(told.tags[0]?.lines.map((line) => line.text)).toEqual([
    expect.stringMatching(/^满足〔下单时间在最近 12 个月内（含今天）〕的订单的已收合计大于 10,000 元 —— 现在是 [\d,]+\.\d\d 元$/),
  ]);
  expect((await standingOf(hand)).tags).toEqual([]);
  // Thirteen months later it lies outside of the window: nobody does anything, and the day's look finds it.
  await shop.stage.until('2028-04-02T00:30');
  await lookAtAll(shop.ports, { unlessToday: true });
  expect([await tagsOf(her), await tagsOf(hand)]).toEqual([[], ['高价值客户']]);
  expect((await timeline(her)).filter((type) => type !== 'customer.standing_changed')).toEqual(['customer.tagged', 'customer.untagged']);
  await shop.off(rule);
});

test('CU-05 what a person takes away stays away until she fits anew; what two give is taken when neither does; without 「移除」 it stays', async () => {
  const score = await shop.field('customer', '积极度', 'number');
  const set = async (id: string, value: number): Promise<void> => {
    await shop.sql('UPDATE customers SET custom = jsonb_build_object($2::text, $3::int) WHERE id = $1::uuid', [id, score, value]);
    await lookAtAll(shop.ports);
  };
  const over = (v: number): Cond => ({ f: score, op: 'gte', v });
  const [five, nine] = [
    await shop.publish('tagging', '五分', { tag: otherTagId, where: over(5), removes: true }),
    await shop.publish('tagging', '九分', { tag: otherTagId, where: over(9), removes: true }),
  ];
  await shop.round();
  const her = await shop.somebody();
  await set(her, 9);
  expect(await tagsOf(her)).toEqual(['贵宾 auto']);
  await shop.stage.harness.do('customers.setTags', { customerId: her, add: [], remove: [otherTagId] }, await shop.boss());
  await shop.round();
  await lookAtAll(shop.ports);
  expect(await tagsOf(her)).toEqual([]);
  await set(her, 1);
  await set(her, 10);
  expect(await tagsOf(her)).toEqual(['贵宾 auto']);
  await set(her, 6);
  expect([await tagsOf(her), (await standingOf(her)).tags[0]?.title]).toEqual([['贵宾 auto'], '五分']);
  await set(her, 1);
  expect(await tagsOf(her)).toEqual([]);
  await shop.off(five);
  await shop.off(nine);
  const stays = await shop.publish('tagging', '留着', { tag: otherTagId, where: over(5), removes: false });
  await shop.round();
  await set(her, 6);
  await set(her, 1);
  expect(await tagsOf(her)).toEqual(['贵宾 auto']);
  await shop.off(stays);
});

test('CU-05 a tag that hangs on itself is refused, also by way of a segment; an unknown tag and a broken condition are told with their place', async () => {
  const own = { f: 'tags', op: 'anyOf', v: [tagId] };
  const segment = await shop.publish('segment', '已是高价值', { entity: 'customer', where: own });
  expect(await shop.problems('tagging', { tag: tagId, where: { not: own }, removes: true })).toEqual(['tag_asks_itself /where']);
  expect(await shop.problems('tagging', { tag: tagId, where: { seg: segment }, removes: true })).toEqual(['tag_asks_itself /where']);
  expect(await shop.problems('tagging', { tag: otherTagId, where: { seg: segment }, removes: true })).toEqual([]);
  expect(await shop.problems('tagging', { tag: randomUUID(), where: { f: 'nothing', op: 'eq', v: 1 }, removes: true })).toEqual([
    'tag_unknown /tag',
    'unknown_field /where',
  ]);
  expect(await shop.problems('tagging', { tag: tagId })).toEqual(['malformed /where']);
});

test('CU-06 a new customer is 潜在, after her visit 新客, then 活跃, 沉默 and 流失, each with its reason, by events and by the day', async () => {
  const her = await shop.somebody();
  await shop.round();
  const label = async (): Promise<string> => (await standingOf(her)).standing.label;
  expect(await label()).toBe('潜在');
  await shop.stage.until('2028-05-01T10:00');
  await spends(her, 1);
  const fresh = await standingOf(her);
  expect([fresh.standing.label, fresh.standing.lines.length > 0, fresh.standing.lines.every((line) => line.mark === 'ok')]).toEqual(['新客', true, true]);
  const seen: string[] = [];
  for (const day of ['2028-06-15', '2028-08-15', '2028-11-15']) {
    await shop.stage.until(`${day}T00:30`);
    await lookAtAll(shop.ports, { unlessToday: true });
    seen.push(await label());
  }
  expect(seen).toEqual(['活跃', '沉默', '流失']);
  expect((await timeline(her)).filter((type) => type === 'customer.standing_changed')).toHaveLength(4);
  // Usable wherever conditions are: by the words of the shop.
  const found = await shop.stage.harness.do('segments.preview', { entity: 'customer', where: { f: 'standing', op: 'eq', v: 'lost' } }, await shop.boss());
  expect([found.rows.map((row) => row.id), found.sentence]).toEqual([expect.arrayContaining([her]), '客户阶段等于「流失」']);
});

test('CU-06 law: whatever the list of stages, every customer is in exactly one, the first that fits, and the preview said so', async () => {
  const score = await shop.field('customer', '层级', 'number');
  for (let i = 0; i < 12; i++) {
    const id = await shop.somebody();
    await shop.sql('UPDATE customers SET custom = jsonb_build_object($2::text, $3::int) WHERE id = $1::uuid', [id, score, i % 7]);
  }
  const boss = await shop.boss();
  const leaf = (n: number): Cond =>
    [
      { f: score, op: 'gte', v: n % 7 },
      { f: score, op: 'between', v: [n % 3, (n * 3) % 7] },
      { not: { f: score, op: 'lt', v: n % 5 } },
      {
        any: [
          { f: 'name', op: 'contains', v: String(n % 10) },
          { f: score, op: 'empty' },
        ],
      },
    ][n % 4] as Cond;
  for (const seed of [3, 8, 13, 21]) {
    const states = Array.from({ length: 1 + (seed % 5) }, (_, i) => ({ id: `s${i}`, label: `第${i}层`, where: leaf(seed * 7 + i * 5) }));
    const body: StandingBody = { states: [...states, { id: 'else', label: '其他' }] };
    const said = await shop.stage.harness.do('standing.previewStates', { body: body as never }, boss);
    await shop.publish('standing', `阶段 ${seed}`, body);
    await shop.round();
    const rows = await shop.sql<{ id: string; n: number }>(`SELECT standing AS id, count(*)::int AS n FROM customers WHERE merged_into_id IS NULL GROUP BY 1`);
    const counted = body.states.map(({ id }) => rows.find((row) => row.id === id)?.n ?? 0);
    expect(counted).toEqual(said.states.map((state) => state.count));
    expect([rows.every((row) => body.states.some((state) => state.id === row.id)), counted.reduce((sum, n) => sum + n, 0)]).toEqual([true, said.total]);
    // The first that fits: each stage is its condition without those before it, by the same asking as every list.
    for (const [i, state] of states.entries()) {
      const where = { all: [state.where, ...states.slice(0, i).map((before) => ({ not: before.where }))] };
      const alone = await shop.stage.harness.do('segments.preview', { entity: 'customer', where: where as never }, boss);
      const kept = await shop.stage.harness.do('segments.preview', { entity: 'customer', where: { f: 'standing', op: 'eq', v: state.id } }, boss);
      expect([alone.count, alone.rows]).toEqual([kept.count, kept.rows]);
    }
  }
  const on = await shop.sql<{ n: number }>(`SELECT count(*)::int AS n FROM definitions WHERE kind = 'standing' AND "on" AND retired_at IS NULL`);
  expect(on).toEqual([{ n: 1 }]);
});

test('CU-06 a list without a last stage for all others, with one name twice, or that asks for itself is refused', async () => {
  const [first, ...rest] = standingDefaults.states;
  expect(await shop.problems('standing', { ...standingDefaults })).toEqual([]);
  expect(await shop.problems('standing', { states: [...rest, first] })).toContain('standing_last /states/4');
  expect(await shop.problems('standing', { states: [first, ...standingDefaults.states] })).toEqual(['standing_twice /states/1']);
  const itself = { ...first, where: { f: 'standing', op: 'eq', v: 'else' } };
  expect(await shop.problems('standing', { states: [itself, ...rest] })).toEqual(['standing_asks_itself /states/0/where']);
});

test('CU-16 a saved segment follows at once when a tag is given or taken', async () => {
  const segment = await shop.publish('segment', '婚纱照客户', { entity: 'customer', where: { f: 'tags', op: 'anyOf', v: [otherTagId] } });
  const who = async (): Promise<string[]> =>
    (await shop.stage.harness.do('segments.preview', { entity: 'customer', where: { seg: segment } }, await shop.boss())).rows.map((row) => row.id);
  const her = await shop.somebody();
  expect(await who()).not.toContain(her);
  await shop.stage.harness.do('customers.setTags', { customerId: her, add: [otherTagId], remove: [] }, await shop.boss());
  expect(await who()).toContain(her);
  await shop.stage.harness.do('customers.setTags', { customerId: her, add: [], remove: [otherTagId] }, await shop.boss());
  expect(await who()).not.toContain(her);
});

test('MK-01 the count of the preview is the count of those who get it, names and all; who wants no advertising is in neither', async () => {
  const score = await shop.field('customer', '投放分', 'number');
  const boss = await shop.boss();
  const people: string[] = [];
  for (let i = 0; i < 6; i++) {
    const id = await shop.somebody();
    await shop.sql('UPDATE customers SET custom = jsonb_build_object($2::text, $3::int) WHERE id = $1::uuid', [id, score, i]);
    people.push(id);
  }
  const [, , , , refuses, offersOff] = people;
  await shop.sql('INSERT INTO advertising_refusals (customer_id, at) VALUES ($1::uuid, now())', [refuses]);
  await shop.sql(`INSERT INTO message_refusals (customer_id, kind, at) VALUES ($1::uuid, 'offers', now())`, [offersOff]);
  const segmentId = await shop.publish('segment', '投放对象', {
    entity: 'customer',
    where: {
      all: [
        { f: score, op: 'gte', v: 2 },
        { f: 'name', op: 'contains', v: '客人' },
      ],
    },
  });
  const inSegment = await shop.stage.harness.do('segments.preview', { entity: 'customer', where: { seg: segmentId } }, boss);
  const { template } = await shop.stage.harness.do('marketing.saveTemplate', { templateId: null, version: 0, terms: couponTerms(), active: true }, boss);
  const who = { templateId: template.id, audience: { ...EVERYBODY, segmentId }, wording: '老朋友专享', holdOutPercent: 0 };
  const seen = await shop.stage.harness.do('marketing.previewPush', { ...who, cursor: null }, boss);
  expect([inSegment.count, seen.count, seen.refused, seen.people.items.map((one) => one.customerId).sort()]).toEqual([4, 2, 2, people.slice(2, 4).sort()]);
  const { push } = await shop.stage.harness.do('marketing.push', { ...who, name: '按客群', viaMembers: false, expectedCount: seen.count, at: null }, boss);
  await shop.round();
  const { push: sent } = await shop.stage.harness.do('marketing.getPush', { pushId: push.id }, boss);
  expect([sent.planned, sent.given]).toEqual([seen.count, seen.count]);
  const gone = await shop.stage.harness.send('marketing.previewPush', { ...who, audience: { ...EVERYBODY, segmentId: 'segment.nowhere' }, cursor: null }, boss);
  expect(gone.refusal).toMatchObject({ code: 'record.not_found', facts: { noun: 'segment' } });
});

test('CU-06 whoever writes about a customer does not wait for somebody who is looking at her, and is not waited for in a ring', async () => {
  const her = await shop.somebody();
  await shop.round();
  // She is marked, and stands where she does not belong: whoever looks must write to her row.
  await shop.sql(`UPDATE customers SET standing = 'nowhere' WHERE id = $1::uuid RETURNING id`, [her]);
  await shop.sql('INSERT INTO standing_touched (customer_id) VALUES ($1::uuid) RETURNING id', [her]);
  const look = standingJobs(shop.ports).find((handler) => handler.kind.name === 'standing.touched');
  const hears = standingReactions['customer.updated'];
  const event: StoredEvent = { id: '', type: 'customer.updated', at: new Date(), storeId: null, customerId: her, bookingId: null, data: {}, requestId: null };
  const isWaiting = async () => (await shop.sql(`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)).length > 0;
  let looking: Promise<void> | undefined;
  await shop.ports.writer.transaction({ actor: { kind: 'system', job: 'test' }, requestId: null }, async (write) => {
    await sqlIn(write.tx)('UPDATE customers SET note = note WHERE id = $1::uuid RETURNING id', [her]);
    looking = look?.run({});
    looking?.catch(() => undefined);
    await shop.stage.harness.eventually(isWaiting);
    await hears?.(event, write, shop.ports);
  });
  await looking;
  const [row] = await shop.sql<{ standing: string }>('SELECT standing FROM customers WHERE id = $1::uuid', [her]);
  expect(row?.standing).not.toBe('nowhere');
  expect(await shop.sql('SELECT 1 FROM standing_touched WHERE customer_id = $1::uuid', [her])).toHaveLength(1);
});
