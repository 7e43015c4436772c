import { checkFlow, FLOW_PROBLEMS, type FlowSurroundings } from './check';
import type { FlowNode } from './definition';
import { sampleFlow } from './laws.support';
import type { FlowBody } from './shape';

const around: FlowSurroundings = {
  checkCondition: (cond) => ('f' in cond && cond.f === 'nothing' ? [{ code: 'unknown_field', path: '/f', level: 'error', facts: {} }] : []),
  checkEffect: () => [],
  verbs: { 'booking.confirm': 'booking.write', 'order.refund': 'payment.refund' },
  rights: new Set(['booking.write']),
  events: new Set(['order.paid', 'booking.cancelled']),
  templates: { booked: [], odd: ['星座'], t: [] },
  flows: { survey: { results: ['good', 'bad'], calls: [] }, ring: { results: [], calls: ['flow.main'] }, g: { results: ['ok', 'no'], calls: [] } },
  roles: { technician: 3 },
  reaches: new Set(['booking']),
};
const WHO = { role: 'technician', scope: 'store' } as const;
const end: FlowNode = { kind: 'end', title: '结束', result: 'ok' };
const delay = (next: string): FlowNode => ({ kind: 'delay', title: '等一小时', for: { n: 1, unit: 'hour' }, next });
const message = (next: string, template = 'booked'): FlowNode => ({ kind: 'message', title: '通知', template, to: 'customer', channels: ['sms'], next });
const act = (verb: string, next: string): FlowNode => ({ kind: 'action', title: '确认预约', do: { do: 'call', verb }, next });
const body = (nodes: FlowBody['nodes'], fields: Partial<FlowBody> = {}): FlowBody => ({
  entity: 'booking',
  kind: 'business',
  start: { on: 'form', form: 'booking' },
  nodes: { Z: end, ...nodes },
  entry: 'A',
  vars: {},
  maxVisits: 50,
  owner: { users: ['boss'] },
  ...fields,
});
const find = (raw: unknown, surroundings = around): string[] =>
  checkFlow(raw, { id: 'flow.main', title: '预约' }, surroundings).map(({ code, path }) => `${code} ${path}`);

const WELLNESS = body({
  A: { kind: 'approval', title: '技师确认', mode: 'or', who: { skillOf: 'service.id', scope: 'store' }, approve: 'B', reject: 'X', empty: 'admin' },
  B: { kind: 'action', title: '确认预约', do: { do: 'call', verb: 'booking.confirm' }, next: 'C' },
  C: message('D'),
  D: { kind: 'delay', title: '服务完成后 24 小时', until: { path: 'endsAt', offset: { n: 24, unit: 'hour' } }, next: 'E' },
  E: { kind: 'subflow', title: '满意度调研', flow: 'survey', input: {}, wait: true, outcomes: { good: 'Z', bad: 'X' }, else: 'Z' },
  X: { kind: 'end', title: '未成', result: 'refused' },
});

test('FL-01 a flow without a fault has no problem: the club’s booking, and every shape that can be drawn', () => {
  expect(find(WELLNESS)).toEqual([]);
  for (let seed = 1; seed <= 200; seed++) {
    const { id: _, version: __, title: ___, store: ____, ...drawn } = sampleFlow(seed);
    expect({ seed, found: find(drawn).filter((one) => !one.startsWith('dead_node')) }).toEqual({ seed, found: [] });
  }
});

const two = (a: string, b: string) => [
  { label: '一', to: a },
  { label: '二', to: b },
];
const EXAMPLES: Readonly<Record<(typeof FLOW_PROBLEMS)[number], readonly [unknown, string]>> = {
  shape: [{ ...WELLNESS, nodes: { 'a/b': end } }, 'shape /nodes/a/b'],
  unknown_node: [body({ A: delay('nowhere') }), 'unknown_node /nodes/A/next'],
  no_end_reachable: [body({ A: delay('B'), B: delay('A') }), 'no_end_reachable /nodes/A'],
  dead_node: [body({ A: delay('Z'), B: delay('Z') }), 'dead_node /nodes/B'],
  join_mismatch: [
    body({ A: { kind: 'parallel', title: '同时', branches: two('B', 'C'), join: 'Z' }, B: delay('Z'), C: delay('Z') }),
    'join_mismatch /nodes/A/join',
  ],
  end_inside_parallel: [
    body({
      A: { kind: 'parallel', title: '同时', branches: two('B', 'C'), join: 'J' },
      B: delay('Z'),
      C: delay('J'),
      J: { kind: 'join', title: '汇合', next: 'Z', how: 'all' },
    }),
    'end_inside_parallel /nodes/A/branches/0/to',
  ],
  edge_leaves_block: [
    body({
      A: { kind: 'parallel', title: '同时', branches: two('B', 'C'), join: 'J' },
      B: { kind: 'branch', title: '分支', rows: [{ label: '一', if: { all: [] }, to: 'D' }], else: 'J' },
      D: { kind: 'branch', title: '分支', rows: [{ label: '一', if: { all: [] }, to: 'J' }], else: 'E' },
      E: message('J'),
      C: { kind: 'parallel', title: '同时', branches: two('F', 'K'), join: 'K' },
      F: { kind: 'approval', title: '审', mode: 'or', who: WHO, approve: 'J', reject: 'K', empty: 'skip' },
      K: { kind: 'join', title: '汇合', next: 'J', how: 'all' },
      J: { kind: 'join', title: '汇合', next: 'Z', how: 'all' },
    }),
    'edge_leaves_block /nodes/F/approve',
  ],
  loop_without_wait: [
    body({ A: { kind: 'branch', title: '分支', rows: [{ label: '一', if: { all: [] }, to: 'B' }], else: 'Z' }, B: message('A') }),
    'loop_without_wait /nodes/A',
  ],
  delay_without_length: [body({ A: { kind: 'delay', title: '等', next: 'Z' } }), 'delay_without_length /nodes/A'],
  timeout_without_due: [
    body({ A: { kind: 'wait', title: '等付款', event: 'order.paid', match: { path: 'id' }, next: 'Z', timeout: 'Z' } }),
    'timeout_without_due /nodes/A/timeout',
  ],
  due_without_way: [
    body({
      A: { kind: 'wait', title: '等付款', event: 'order.paid', match: { path: 'id' }, next: 'Z', due: { after: { n: 1, unit: 'day' }, clock: 'hours' } },
    }),
    'due_without_way /nodes/A/due',
  ],
  template_unknown: [body({ A: message('Z', 'lost') }), 'template_unknown /nodes/A/template'],
  template_variable_missing: [body({ A: message('Z', 'odd') }), 'template_variable_missing /nodes/A/template'],
  effect_verb_unknown: [body({ A: act('booking.explode', 'Z') }), 'effect_verb_unknown /nodes/A/do/verb'],
  no_right: [body({ A: act('order.refund', 'Z') }), 'no_right /nodes/A/do/verb'],
  assign_may_be_empty: [
    body({ A: { kind: 'task', title: '办', who: { role: 'astronaut', scope: 'store' }, what: '办', done: 'Z' } }),
    'assign_may_be_empty /nodes/A/who',
  ],
  event_never_emitted: [
    body({ A: { kind: 'wait', title: '等', event: 'moon.landed', match: { path: 'id' }, next: 'Z' } }),
    'event_never_emitted /nodes/A/event',
  ],
  subflow_unknown: [
    body({ A: { kind: 'subflow', title: '子', flow: 'lost', input: {}, wait: true, outcomes: {}, else: 'Z' } }),
    'subflow_unknown /nodes/A/flow',
  ],
  subflow_cycle: [body({ A: { kind: 'subflow', title: '子', flow: 'ring', input: {}, wait: true, outcomes: {}, else: 'Z' } }), 'subflow_cycle /nodes/A/flow'],
  outcome_unmapped: [
    body({ A: { kind: 'subflow', title: '子', flow: 'survey', input: {}, wait: true, outcomes: { splendid: 'Z' }, else: 'Z' } }),
    'outcome_unmapped /nodes/A/outcomes',
  ],
  customer_without_channel: [body({ A: message('Z') }, { entity: 'shelf' }), 'customer_without_channel /nodes/A'],
};

test.each(FLOW_PROBLEMS)('FL-01 %s: the check finds it and says where', (code) => {
  const [raw, expected] = EXAMPLES[code];
  expect(find(raw)).toContain(expected);
});

test('FL-08 the variables of a template that its records have no word for are named', () => {
  const [found] = checkFlow(body({ A: message('Z', 'odd') }), { id: 'f', title: 'f' }, around);
  expect(found).toMatchObject({ code: 'template_variable_missing', level: 'error', facts: { missing: ['星座'] } });
  expect(find(body({ A: message('Z', 'booked') }))).toEqual([]);
});

test('FL-01 problems of a condition are told at its place; names that every object has are nobody', () => {
  const branch: FlowNode = { kind: 'branch', title: '分支', rows: [{ label: '一', if: { f: 'nothing', op: 'empty' }, to: 'Z' }], else: 'constructor' };
  expect(find(body({ A: branch }))).toEqual(expect.arrayContaining(['unknown_field /nodes/A/rows/0/if/f', 'unknown_node /nodes/A/else']));
  expect(find(body({ A: act('__proto__', 'Z') }))).toContain('effect_verb_unknown /nodes/A/do/verb');
  expect(find(null)).toEqual(['shape ']);
});
