import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { EMPTY_FLOW, type FlowBody } from './draft-flow';
import { Rehearsing } from './Rehearsing';

afterEach(cleanup);

const flow: FlowBody = {
  ...EMPTY_FLOW,
  entry: 'ask',
  nodes: {
    ask: { kind: 'approval', title: '主管审批', mode: 'or', who: { users: ['m'] }, approve: 'yes', reject: 'no', empty: 'admin' },
    yes: { kind: 'end', title: '已通过', result: 'yes' },
    no: { kind: 'end', title: '未通过', result: 'no' },
  },
};

test('FL-01 试走一遍 tells each step, marks where it stands, takes a step back, and ends in its author’s words', () => {
  const at: (string | null)[] = [];
  render(<Rehearsing flow={flow} onAt={(node) => at.push(node)} onClose={() => undefined} />);
  expect(at).toEqual(['ask']);
  fireEvent.click(screen.getByText('指定的同事：不同意'));
  expect(screen.getByTestId('rehearsal-end').textContent).toBe('流程结束：未通过');
  fireEvent.click(screen.getByText('退一步'));
  expect(screen.queryByTestId('rehearsal-end')).toBeNull();
  fireEvent.click(screen.getByText('指定的同事：同意'));
  expect(screen.getByTestId('rehearsal-end').textContent).toBe('流程结束：已通过');
  expect(at).toEqual(['ask', null, 'ask', null]);
});
