import { startOptions } from './words';
import fc from 'fast-check';
import { addWay, canRemove, draw, type Drawn, EMPTY_FLOW, type FlowBody, insertOn, lead, type NewKind, outletsIn, removeNode, setNode } from './draft-flow';

const KINDS: readonly NewKind[] = ['approval', 'task', 'customer', 'message', 'action', 'delay', 'wait', 'branch', 'parallel', 'subflow', 'end'];
const drawnIn = (steps: readonly Drawn[]): string[] => steps.flatMap((step) => [step.id, ...step.ways.flatMap((way) => drawnIn(way.steps))]);
const reached = (flow: FlowBody): string[] => {
  const found = new Set<string>();
  const queue = [flow.entry];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    queue.push(...outletsIn(flow, id).map((outlet) => outlet.to));
  }
  return [...found];
};

describe('FL-01 a flow is put together on its lines', () => {
  test('a step goes between two others; taken out, the line is whole again', () => {
    const { flow, id } = insertOn(EMPTY_FLOW, null, 'message');
    expect([flow.entry, outletsIn(flow, id).map(({ to }) => to)]).toEqual(['message', ['done']]);
    const more = insertOn(flow, { from: 'message', name: 'next' }, 'delay');
    expect(drawnIn(draw(more.flow).steps)).toEqual(['message', 'delay', 'done']);
    expect(removeNode(removeNode(more.flow, 'delay'), 'message')).toEqual(EMPTY_FLOW);
  });

  test('a step that may fail has a way of its own for it, which can be taken away again', () => {
    const { flow, id } = insertOn(EMPTY_FLOW, null, 'action');
    const failing = setNode(flow, id, { failed: 'done' });
    expect(outletsIn(failing, id)).toContainEqual(expect.objectContaining({ name: 'failed', to: 'done', mayLeave: true }));
    expect(setNode(failing, id, { failed: undefined })).toEqual(flow);
  });

  test('ways that part are drawn beside each other until they meet', () => {
    const { flow } = insertOn(EMPTY_FLOW, null, 'branch');
    const one = insertOn(addWay(flow, 'branch'), { from: 'branch', name: 'rows/0/to' }, 'task').flow;
    const [first, last] = draw(one).steps;
    expect(first?.ways.map((way) => [way.outlet.name, drawnIn(way.steps)])).toEqual([
      ['rows/0/to', ['task']],
      ['rows/1/to', []],
      ['else', []],
    ]);
    expect(last?.id).toBe('done');
  });

  test('what leads back is said, not drawn again', () => {
    const { flow } = insertOn(insertOn(EMPTY_FLOW, null, 'task').flow, { from: 'task', name: 'done' }, 'approval');
    const back = lead(flow, { from: 'approval', name: 'reject' }, 'task');
    const reject = draw(back)
      .steps.find((step) => step.id === 'approval')
      ?.ways.find((way) => way.outlet.name === 'reject');
    expect(reject).toMatchObject({ steps: [], leadsTo: 'task' });
  });

  test('a parallel block comes with its join, and goes with all that is inside of it', () => {
    const { flow, id } = insertOn(EMPTY_FLOW, null, 'parallel');
    const fuller = insertOn(flow, { from: 'task', name: 'done' }, 'message').flow;
    expect(drawnIn(draw(fuller).steps)).toEqual(['parallel', 'task', 'message', 'task2', 'join', 'done']);
    expect(canRemove(fuller, 'join')).toBe(false);
    expect(removeNode(fuller, id)).toEqual(EMPTY_FLOW);
  });

  test('law: whatever is done, no line leads nowhere, and all that can be reached is drawn once', () => {
    const step = fc.tuple(fc.constantFrom('insert', 'remove', 'way', 'lead'), fc.nat(20), fc.nat(6), fc.nat(KINDS.length - 1), fc.nat(20));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 14 }), (steps) => {
        let flow = EMPTY_FLOW;
        for (const [what, n, o, k, m] of steps) {
          const ids = Object.keys(flow.nodes);
          const id = ids[n % ids.length] ?? '';
          const outlets = outletsIn(flow, id);
          const outlet = outlets[o % Math.max(1, outlets.length)] ?? null;
          if (what === 'insert') flow = insertOn(flow, outlet && { from: id, name: outlet.name }, KINDS[k] ?? 'task').flow;
          else if (what === 'remove') flow = removeNode(flow, id);
          else if (what === 'way') flow = addWay(flow, id);
          else if (outlet?.mayLeave) flow = lead(flow, { from: id, name: outlet.name }, ids[m % ids.length] ?? id);
          for (const one of Object.keys(flow.nodes)) for (const { to } of outletsIn(flow, one)) expect(Object.keys(flow.nodes)).toContain(to);
          const drawn = drawnIn(draw(flow).steps);
          expect(new Set(drawn).size).toBe(drawn.length);
          expect([...drawn].sort()).toEqual(reached(flow).sort());
        }
      }),
      { numRuns: 300 },
    );
  });
});

test('FL-02 a flow about a kind of the shop’s own begins with what becomes of its records, any other with anything else; what a file says stays', () => {
  expect(startOptions('rt_design', '').map((one) => one.value)).toEqual(['record.changed', 'record.created']);
  const others = startOptions('order', '').map((one) => one.value);
  expect(others).toContain('order.advanced');
  expect(others.some((one) => one.startsWith('record.'))).toBe(false);
  expect(startOptions('customer', 'something.else').at(-1)?.value).toBe('something.else');
});
