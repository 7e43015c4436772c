import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import type { FlowView, TodoView } from '@zhike/domain/flows/contract';
import { no, ok, openTestServer, Stage, type TestServer } from '../../sidebar/test-stage';
import { InstanceSheet } from './InstanceSheet';
import { OpenTodos } from './OpenTodos';
import { reasonWords, stepWords, tookWords } from './words';

const INSTANCE = '00000000-0000-4000-8000-000000000001';
const todo: TodoView = {
  token: `${INSTANCE}/ask/1`,
  kind: 'approval',
  title: '折扣审批',
  flowTitle: '折扣审批',
  instanceId: INSTANCE,
  subject: { entity: 'order', id: 'o1', title: 'D001 林夏', customerId: null },
  openedAt: '2026-11-26T02:00:00.000Z',
  dueAt: null,
  late: false,
  insteadOfName: '梅清',
  startedByName: '小唐',
  note: '优惠超过开单人的权限',
  lastWord: { byName: '阿月', text: '客户是老带新', at: '2026-11-26T02:00:00.000Z' },
  state: 'open',
  how: null,
  byName: null,
  needComment: 'onReject',
  returnTo: [],
  can: ['approve', 'reject', 'transfer'],
};
const page = (items: readonly TodoView[]) => ok({ items, next: null, open: items.length });
let server: TestServer;

test('FL-14 a to-do says who wants what and why; one tap agrees, a no asks for the words that it needs', async () => {
  server = openTestServer({ 'flows.todos': page([todo]), 'flows.decide': ok({ status: 'running' }) });
  render(
    <Stage>
      <OpenTodos />
    </Stage>,
  );
  const card = await screen.findByTestId('todo');
  for (const words of ['折扣审批', 'D001 林夏', '优惠超过开单人的权限', '客户是老带新', '代梅清处理']) expect(card.textContent).toContain(words);
  expect(card.textContent).toContain('小唐发起');
  fireEvent.click(within(card).getByTestId('todo-reject'));
  fireEvent.click(within(card).getByTestId('todo-submit'));
  expect(await within(card).findByText('请写明意见。')).toBeDefined();
  expect(server.sentTo('flows.decide')).toEqual([]);
  fireEvent.change(within(card).getByTestId('todo-comment'), { target: { value: '太低了' } });
  fireEvent.click(within(card).getByTestId('todo-submit'));
  await waitFor(() => expect(server.sentTo('flows.decide')).toEqual([{ token: todo.token, d: 'reject', comment: '太低了' }]));
  server.answer('flows.decide', ok({ status: 'done' }));
  fireEvent.click(await within(card).findByTestId('todo-approve'));
  await waitFor(() => expect(server.sentTo('flows.decide')[1]).toEqual({ token: todo.token, d: 'approve' }));
});

test('FL-04 whoever was slower is told who was faster, and the list says what is left', async () => {
  server = openTestServer({ 'flows.todos': page([todo]), 'flows.decide': no('flow.todo_closed', { byName: '阿月' }) });
  render(
    <Stage>
      <OpenTodos customerId="00000000-0000-4000-8000-000000000002" />
    </Stage>,
  );
  const card = await screen.findByTestId('todo');
  server.answer('flows.todos', page([]));
  fireEvent.click(within(card).getByTestId('todo-approve'));
  expect(await screen.findByText('这件待办已被阿月处理。')).toBeDefined();
  await waitFor(() => expect(screen.queryByTestId('todo')).toBeNull());
  expect(server.sentTo('flows.todos')[0]).toEqual({ state: 'open', customerId: '00000000-0000-4000-8000-000000000002' });
});

const view: FlowView = {
  instanceId: INSTANCE,
  flowId: 'core.flow.discount',
  flowTitle: '折扣审批',
  version: 2,
  subject: todo.subject,
  status: 'running',
  result: null,
  startedAt: '2026-11-26T02:00:00.000Z',
  endedAt: null,
  startedByName: '小唐',
  waitingFor: ['徐立'],
  steps: [
    { at: '2026-11-26T02:00:00.000Z', what: 'started', node: null, title: null, actorName: null, version: 1, facts: {}, tookMs: null },
    {
      at: '2026-11-26T03:00:00.000Z',
      what: 'decided',
      node: 'first',
      title: '初审',
      actorName: '阿月',
      version: 1,
      facts: { d: 'approve', comment: '可以' },
      tookMs: 3_600_000,
    },
  ],
  waiting: [{ token: todo.token, node: 'ask', title: '终审', since: '2026-11-26T03:00:00.000Z', people: ['徐立'], stuck: null, can: ['reassign'] }],
  body: {
    entity: 'order',
    entry: 'first',
    nodes: {
      first: { kind: 'approval', title: '初审', mode: 'or', who: { users: [] }, approve: 'ask', reject: 'end', empty: 'admin' },
      ask: { kind: 'approval', title: '终审', mode: 'or', who: { users: [] }, approve: 'end', reject: 'end', empty: 'admin' },
      end: { kind: 'end', title: '结束', result: 'ok' },
    },
  },
  visits: { first: 1, ask: 2 },
  done: [{ kind: 'message', at: '2026-11-26T03:00:00.000Z' }],
  can: ['withdraw', 'stop'],
};

test('FL-19 the record lists step, actor, decision, comment and time; the picture shows where it is; taking it back asks why', async () => {
  server = openTestServer({ 'flows.instance': ok({ flow: view }), 'flows.todos': page([]), 'flows.withdraw': ok({ status: 'withdrawn' }) });
  render(
    <Stage>
      <InstanceSheet instanceId={INSTANCE} onClose={() => undefined} />
    </Stage>,
  );
  const record = await screen.findByTestId('flow-record');
  expect(record.textContent).toContain('初审 阿月 同意');
  expect(record.textContent).toContain('「可以」');
  expect(record.textContent).toContain('用时 1 小时');
  expect(record.textContent).toContain('第 1 版');
  expect(screen.getByTestId('stands-at').textContent).toContain('现在在「终审」，等徐立');
  expect(screen.getByTestId('not-undone').textContent).toContain('发了消息');
  fireEvent.click(screen.getByTestId('tab-picture'));
  expect(screen.getByTestId('picture-ask').getAttribute('aria-current')).toBe('step');
  expect(screen.getByTestId('picture-ask').textContent).toContain('来过 2 次');
  expect(screen.getByTestId('picture-end').className).toContain('unseen');
  fireEvent.click(screen.getByTestId('flow-withdraw'));
  fireEvent.change(screen.getByTestId('flow-reason'), { target: { value: '填错了' } });
  fireEvent.click(screen.getByTestId('flow-act-submit'));
  await waitFor(() => expect(server.sentTo('flows.withdraw')).toEqual([{ instanceId: INSTANCE, reason: '填错了' }]));
});

test('FL-19 whatever a record may say has words', () => {
  const step = (what: string, facts: Record<string, unknown> = {}) => stepWords({ ...(view.steps[0] as FlowView['steps'][number]), what, facts });
  expect(step('asked', { people: ['梅清', '阿月'] })).toBe('交给梅清、阿月');
  expect(step('answered', { outcome: 'confirmed' })).toBe('客户选了「确认」');
  expect(step('answered', { row: '金额大' })).toBe('按「金额大」走');
  expect(step('migrated', { from: 1, to: 2 })).toContain('第 1 版 → 第 2 版');
  expect([reasonWords('nobody'), reasonWords('booking.refund_changed'), reasonWords('x')]).toEqual([
    '没有找到能处理的人',
    '记录现在的状态不允许这样做',
    '没有做成，请点「再试一次」',
  ]);
  expect([tookWords(10_000), tookWords(300_000), tookWords(7_200_000), tookWords(3 * 86_400_000)]).toEqual(['不到 1 分钟', '5 分钟', '2 小时', '3 天']);
});
