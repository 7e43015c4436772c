import { MINI } from '../conditions/vectors.catalogue';
import { checkGuard, checkRule, RULE_PROBLEMS, type RuleSurroundings } from './check';
import type { GuardBody, RuleBody, RuleDef } from './definition';
import { ringOf } from './loops';
import { sayRule } from './say';

const message = { id: 'm', what: { do: 'message', template: 'birthday', to: 'self', channels: ['sms'] } } as const;
const rule = (more: object = {}): RuleBody => ({
  entity: 'customer',
  runAs: 'store',
  trigger: { on: 'yearly', path: 'birthday', offset: { days: -3 }, at: '09:00' },
  recheck: true,
  reentry: 'everyTime',
  catchUp: { days: 2 },
  effects: [message],
  priority: 5,
  category: 'service',
  ...more,
});
const guard = (more: object = {}): GuardBody => ({
  entity: 'order',
  on: ['create', 'update'],
  when: { f: 'amount', op: 'gt', v: 1_000_000 },
  answer: { refuse: '金额过大' },
  ...more,
});
const set = (values: object) => ({ id: 's', what: { do: 'record.set', values } });
const other = (id: string, trigger: object, effects: readonly object[]): RuleDef => ({
  ...rule({ trigger, effects }),
  id,
  version: 1,
  title: id,
  on: true,
  store: 'org',
});
const around = (more: Partial<RuleSurroundings> = {}): RuleSurroundings => ({
  catalogue: MINI,
  segments: { vip: { entity: 'customer', title: '贵宾', where: { all: [] } } },
  templates: new Set(['birthday']),
  things: {
    coupon: new Set(['c20']),
    tag: new Set(['vip']),
    flow: new Set(['review']),
    webhook: new Set(['erp']),
    item: new Set(['pack']),
    contract: new Set(['deal']),
  },
  rights: new Set(['order.discount']),
  events: new Set(['order.paid']),
  triggers: new Set(['created', 'updated', 'verb', 'after', 'date', 'yearly', 'moment', 'enter', 'schedule']),
  effects: new Set(['message', 'tag.add', 'record.set', 'coupon.issue']),
  others: [],
  tagField: 'cf_tags',
  ...more,
});
const self = { id: 'r1', title: '生日关怀' };
const found = (body: unknown, more: Partial<RuleSurroundings> = {}) => checkRule(body, self, around(more)).map((one) => `${one.code} ${one.path}`);
const foundIn = (body: unknown) => checkGuard(body, around()).map((one) => `${one.code} ${one.path}`);

test('RU-16 a rule and a guard without fault have no problem', () => {
  expect(found(rule())).toEqual([]);
  expect(
    found(rule({ trigger: { on: 'enter', segment: 'vip', at: '10:00' }, reentry: { whenLeft: true }, when: { f: 'cf_skin', op: 'eq', v: 'dry' } })),
  ).toEqual([]);
  expect(foundIn(guard())).toEqual([]);
});

const EXAMPLES: readonly (readonly [string, unknown])[] = [
  ['shape ', rule({ extra: 1 })],
  ['shape ', null],
  ['shape /trigger/at', rule({ trigger: { on: 'yearly', path: 'birthday', offset: { days: 0 }, at: '24:00' } })],
  ['shape /trigger/offset/days', rule({ trigger: { on: 'date', path: 'birthday', offset: { days: 366 }, at: '09:00' } })],
  ['shape /effects', rule({ effects: [] })],
  ['shape /catchUp/days', rule({ catchUp: { days: 8 } })],
  ['shape /priority', rule({ priority: 10 })],
  ['unknown_entity /entity', rule({ entity: 'constructor' })],
  ['unknown_field /trigger/path', rule({ trigger: { on: 'date', path: '__proto__', offset: { days: 0 }, at: '09:00' } })],
  ['unknown_field /trigger/field', rule({ trigger: { on: 'updated', field: 'toString' } })],
  ['field_retired /trigger/field', rule({ trigger: { on: 'updated', field: 'cf_gone' } })],
  ['path_not_to_one /trigger/path', rule({ trigger: { on: 'date', path: 'orders.due', offset: { days: 0 }, at: '09:00' } })],
  ['not_a_date /trigger/path', rule({ trigger: { on: 'yearly', path: 'name', offset: { days: 0 }, at: '09:00' } })],
  ['not_a_moment /trigger/path', rule({ trigger: { on: 'moment', path: 'birthday', offset: { hours: -24 } } })],
  ['unknown_verb /trigger/verb', rule({ trigger: { on: 'verb', verb: 'order.vanish' } })],
  ['trigger_not_heard /trigger', rule({ trigger: { on: 'since', event: 'cf_since', days: 90, at: '10:00' } })],
  ['effect_not_done /effects/0/what', rule({ effects: [{ id: 'p', what: { do: 'points.add', points: 10, reason: '欢迎' } }] })],
  ['unknown_verb /stopOn/0', rule({ stopOn: ['order.vanish'] })],
  ['unknown_segment /trigger/segment', rule({ trigger: { on: 'enter', segment: 'gone', at: '10:00' } })],
  ['unknown_template /effects/0/what/template', rule({ effects: [{ id: 'm', what: { ...message.what, template: 'nope' } }] })],
  ['unknown_thing /effects/0/what/tag', rule({ effects: [{ id: 't', what: { do: 'tag.add', tag: 'nope' } }] })],
  ['field_not_writable /effects/0/what/values/state', rule({ entity: 'order', trigger: { on: 'created' }, effects: [set({ state: 'paid' })] })],
  ['value_invalid /effects/0/what/values/cf_skin', rule({ effects: [set({ cf_skin: 'purple' })] })],
  ['value_invalid /trigger/to/0', rule({ trigger: { on: 'updated', field: 'cf_skin', to: ['purple'] } })],
  ['effect_id_twice /effects/1/id', rule({ effects: [message, message] })],
  ['days_twice /trigger/days', rule({ trigger: { on: 'after', verb: 'customer.tag', days: [1, 1], at: '10:00' } })],
  ['left_without_segment /reentry', rule({ reentry: { whenLeft: true } })],
  ['catch_up_not_for_trigger /catchUp', rule({ catchUp: { untilPassed: 'cf_visit' } })],
  ['marketing_without_end /expires', rule({ category: 'marketing' })],
  ['late_without_recheck /recheck', rule({ recheck: false, trigger: { on: 'moment', path: 'cf_visit', offset: { hours: -24 } } })],
  ['may_loop /effects', rule({ trigger: { on: 'updated', field: 'cf_skin' }, effects: [set({ cf_skin: 'dry' })] })],
  ['op_not_for_type /when', rule({ when: { f: 'name', op: 'gt', v: 1 } })],
  ['me_without_actor /when', rule({ when: { f: 'owner', op: 'me' } })],
  ['changed_outside_update /when', rule({ when: { changed: 'name' } })],
];
const GUARDS: readonly (readonly [string, unknown])[] = [
  ['shape /answer/refuse', guard({ answer: { refuse: '' } })],
  ['unknown_verb /on/0', guard({ on: ['order.vanish'] })],
  ['unknown_right /answer/right', guard({ answer: { warn: '价格偏高', needReason: true, right: 'nobody' } })],
  [
    'count_without_lock /when/all/0',
    guard({
      when: {
        all: [
          { rel: 'lines', q: 'count', op: 'gt', v: 6 },
          { f: 'amount', op: 'gt', v: 0 },
        ],
      },
    }),
  ],
  ['unknown_field /lockOn/0', guard({ lockOn: ['doctor'] })],
  ['field_not_writable /answer/set/0/state', guard({ answer: { set: [{ field: 'state', formula: { value: 'paid' } }] } })],
];

test.each(EXAMPLES)('RU-16 a rule is refused or doubted for %s', (code, body) => expect(found(body)).toContain(code));
test.each(GUARDS)('RU-09 a guard is refused for %s', (code, body) => expect(foundIn(body)).toContain(code));

test('RU-16 every code has an example that fails, and warnings alone do not keep a rule from being published', () => {
  const shown = new Set([...EXAMPLES, ...GUARDS].map(([code]) => code.split(' ')[0]));
  expect(RULE_PROBLEMS.filter((code) => !shown.has(code))).toEqual([]);
  const warned = checkRule(rule({ category: 'marketing' }), self, around());
  expect(warned.map((one) => one.level)).toEqual(['warning']);
  expect(checkGuard(guard({ when: { rel: 'lines', q: 'count', op: 'gt', v: 6 }, lockOn: ['customer', 'due'] }), around())).toEqual([]);
});

test('RU-16 a text with keys that mean something to JavaScript, or far too large, is refused and breaks nothing', () => {
  for (const body of ['{"__proto__":{"on":true}}', '{"constructor":1}', '[]', '1', '"x"', 'null']) expect(found(JSON.parse(body)).length).toBeGreaterThan(0);
  expect(found(rule({ when: JSON.parse('{"f":"__proto__","op":"eq","v":1}') }))[0]).toContain('unknown_field');
  expect(found(rule({ effects: Array.from({ length: 11 }, (_, i) => ({ ...message, id: `m${i}` })) }))).toEqual(['shape /effects']);
  let deep: object = { all: [] };
  for (let i = 0; i < 60; i++) deep = { all: [deep] };
  expect(found(rule({ when: deep })).some((one) => one.startsWith('depth'))).toBe(true);
});

test('RU-16 the circle of three rules is named by all of them, and a rule that only stands beside one is not in it', () => {
  const a = other('a', { on: 'verb', verb: 'customer.tag' }, [set({ cf_skin: 'dry' })]);
  const b = other('b', { on: 'updated', field: 'cf_skin' }, [{ id: 't', what: { do: 'tag.add', tag: 'vip' } }]);
  const c = other('c', { on: 'updated', field: 'cf_tags' }, [set({ cf_skin: 'oily' })]);
  expect(ringOf(b, [a, c], 'cf_tags')?.map((one) => one.id)).toEqual(['b', 'c']);
  expect(ringOf(a, [b, c], 'cf_tags')).toBeNull();
  expect(ringOf(b, [a], 'cf_tags')).toBeNull();
});

test('RU-10 a rule is one sentence: 当…时，如果…，就…', () => {
  const say = (body: RuleBody) => sayRule(body, MINI, { things: { birthday: '生日祝福', c20: '20 元券', vip: '贵宾', 'customer.tag': '打标签' } });
  expect(say(rule({ when: { f: 'cf_skin', op: 'eq', v: 'dry' }, effects: [message, { id: 'c', what: { do: 'coupon.issue', template: 'c20' } }] }))).toBe(
    '当到了每年生日前 3 天 09:00 时，如果肤质等于「干性」，就发消息「生日祝福」，并发放优惠券「20 元券」。',
  );
  expect(say(rule({ trigger: { on: 'updated', field: 'cf_skin', from: ['dry'], to: ['oily'] }, effects: [set({ cf_score: 1 })] }))).toBe(
    '当客户的肤质从「干性」变为「油性」时，就修改「评分」。',
  );
  expect(say(rule({ trigger: { on: 'after', verb: 'customer.tag', days: [1, 3, 7], at: '10:00' } }))).toBe(
    '当打标签后第 1、3、7 天 10:00 时，就发消息「生日祝福」。',
  );
  expect(say(rule({ trigger: { on: 'moment', path: 'cf_visit', offset: { hours: -24 } } }))).toBe('当到了下次回访前 24 小时时，就发消息「生日祝福」。');
  expect(say(rule({ trigger: { on: 'schedule', cron: { at: '10:00', weekdays: [1, 5] }, each: { f: 'cf_agreed', op: 'eq', v: true } } }))).toContain(
    '当到了每周一、五 10:00 时，如果',
  );
  expect(say(rule({ entity: 'gone' }))).toContain('已删除');
  expect(say(rule({ trigger: { on: 'updated', field: 'gone' } }))).toContain('已删除的字段');
});
