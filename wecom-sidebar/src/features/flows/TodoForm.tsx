import type { TodoView } from '@zhike/domain/flows/contract';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useCommand } from '../../api/hooks';
import { Field } from '../../components/parts';
import { RefusalNote } from '../../components/states';
import { say } from '../../components/toast';
import { MemberPick } from './MemberPick';
import { StepPick } from './StepPick';

/** What can be done to a to-do that needs words or a person first. */
export type TodoAct = 'approve' | 'reject' | 'done' | 'transfer' | 'before' | 'after' | 'return';

export const ACT_WORDS: Readonly<Record<TodoAct, string>> = {
  approve: '同意',
  reject: '不同意',
  done: '完成',
  transfer: '转交',
  before: '加签在我之前',
  after: '加签在我之后',
  return: '退回',
};
const SAID: Readonly<Record<TodoAct, string>> = {
  approve: '已同意',
  reject: '已拒绝',
  done: '已完成',
  transfer: '已转交',
  before: '已请同事先看',
  after: '已请同事在你之后看',
  return: '已退回',
};

/** Sends whatever the act means; the answer tells whether it came about. */
export function useTodoAct(todo: TodoView) {
  const decide = useCommand('flows.decide');
  const pass = useCommand('flows.pass');
  const back = useCommand('flows.sendBack');
  const send = async (act: TodoAct, facts: { comment: string; staffId: string | null; to: string | null }) => {
    const { token } = todo;
    const comment = facts.comment.trim() ? { comment: facts.comment.trim() } : {};
    if (act === 'return') return facts.to === null ? null : back.run({ token, to: facts.to, ...comment });
    if (act === 'transfer' || act === 'before' || act === 'after') return facts.staffId === null ? null : pass.run({ token, how: act, staffId: facts.staffId });
    return decide.run({ token, d: act, ...comment });
  };
  return {
    busy: decide.busy || pass.busy || back.busy,
    refusal: decide.refusal ?? pass.refusal ?? back.refusal,
    async run(act: TodoAct, facts: { comment: string; staffId: string | null; to: string | null }) {
      const answer = await send(act, facts);
      if (answer?.ok) say(SAID[act]);
      return answer;
    },
  };
}

/** The words, the colleague or the step that an act needs. */
export function TodoForm({ todo, act, onDone, onBack }: { todo: TodoView; act: TodoAct; onDone: () => void; onBack: () => void }) {
  const acting = useTodoAct(todo);
  const [comment, setComment] = useState('');
  const [staffId, setStaff] = useState<string | null>(null);
  const [to, setTo] = useState<string | null>(todo.returnTo[0]?.node ?? null);
  const [asked, setAsked] = useState(false);
  const passes = act === 'transfer' || act === 'before' || act === 'after';
  const must = (act === 'reject' && todo.needComment !== 'never') || (act === 'approve' && todo.needComment === 'always');
  const missing = must && comment.trim() === '';
  const submit = async () => {
    setAsked(true);
    if (missing || (passes && staffId === null)) return;
    const answer = await acting.run(act, { comment, staffId, to });
    if (answer?.ok) onDone();
  };
  return (
    <form
      className="zk-stack"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      data-testid="todo-form"
    >
      {passes && <MemberPick label={act === 'transfer' ? '转交给谁' : '请谁也来看'} value={staffId} onChange={setStaff} />}
      {act === 'return' && <StepPick label="退回到哪一步" value={to} steps={todo.returnTo} onChange={setTo} />}
      {!passes && (
        <Field label={must ? '意见（必填）' : '意见'} problem={asked && missing ? '请写明意见。' : undefined}>
          {(ids) => (
            <Input.TextArea
              {...ids}
              autoFocus
              autoSize={{ minRows: 2, maxRows: 6 }}
              maxLength={500}
              value={comment}
              onChange={(event) => setComment(event.target.value)}
              data-testid="todo-comment"
            />
          )}
        </Field>
      )}
      <RefusalNote refusal={acting.refusal} />
      <div className="zk-foot">
        <Button onClick={onBack} data-testid="todo-back">
          返回
        </Button>
        <Button
          type="primary"
          danger={act === 'reject'}
          htmlType="submit"
          loading={acting.busy}
          disabled={passes && staffId === null}
          data-testid="todo-submit"
        >
          {ACT_WORDS[act]}
        </Button>
      </div>
    </form>
  );
}
