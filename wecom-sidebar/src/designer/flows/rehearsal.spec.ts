import { begin, type Rehearsal, waitingOf } from './rehearsal';
import type { FlowBody } from './draft-flow';
import { EMPTY_FLOW } from './draft-flow';

const flow: FlowBody = {
  ...EMPTY_FLOW,
  entry: 'ask',
  nodes: {
    ask: {
      kind: 'approval',
      title: '技师确认',
      mode: 'or',
      who: { skillOf: 'service', scope: 'store' },
      approve: 'tell',
      reject: 'no',
      empty: 'admin',
      due: { after: { n: 2, unit: 'hour' }, clock: 'hours' },
      onDue: { goto: 'no' },
    },
    tell: { kind: 'message', title: '通知客户', template: 'text.x', to: 'customer', channels: ['weapp'], next: 'later' },
    later: { kind: 'delay', title: '等一天', for: { n: 24, unit: 'hour' }, next: 'which' },
    which: { kind: 'branch', title: '来过吗', rows: [{ label: '来过', if: { f: 'state', op: 'eq', v: 'finished' }, to: 'yes' }], else: 'no' },
    yes: { kind: 'end', title: '办成了', result: 'yes' },
    no: { kind: 'end', title: '没办成', result: 'no' },
  },
};

const labels = (one: Rehearsal) => waitingOf(one).flatMap((waiting) => waiting.choices.map((choice) => choice.label));
function press(one: Rehearsal, label: string): Rehearsal {
  const found = waitingOf(one)
    .flatMap((waiting) => waiting.choices)
    .find((choice) => choice.label === label);
  if (!found) throw new Error(`${label} is not among ${labels(one).join('、')}`);
  return found.play(one);
}

test('FL-01 a draft is walked through with made-up people and a clock moved by hand: every step is told, and it ends as its author drew it', () => {
  const asked = begin(flow);
  expect(labels(asked)).toEqual([
    '会做这个项目的人甲：同意',
    '会做这个项目的人甲：不同意',
    '会做这个项目的人乙：同意',
    '会做这个项目的人乙：不同意',
    '快进到2 小时后，还没有回应',
  ]);
  const agreed = press(asked, '会做这个项目的人乙：同意');
  expect(agreed.lines.map((line) => `${line.title}：${line.words}`)).toEqual(
    expect.arrayContaining(['技师确认：会做这个项目的人乙：同意', '通知客户：会给客户发消息']),
  );
  const later = press(agreed, '快进到24 小时后');
  expect(labels(later)).toEqual(['来过', '其他情况']);
  const end = press(later, '来过');
  expect([end.instance.status, end.instance.result, waitingOf(end)]).toEqual(['done', 'yes', []]);
  // What was played before is still there to go back to.
  expect(press(later, '其他情况').instance.result).toBe('no');
});

test('FL-01 nobody answers in the rehearsal: the clock goes on and the way of the time limit is taken', () => {
  const late = press(begin(flow), '快进到2 小时后，还没有回应');
  expect(late.instance).toMatchObject({ status: 'done', result: 'no' });
  expect(late.lines.map((line) => line.words)).toContain('超过时限');
});
