import type { FlowView } from '@zhike/domain/flows/contract';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { Field } from '../../components/parts';
import { RefusalNote } from '../../components/states';
import { say } from '../../components/toast';
import { MemberPick } from './MemberPick';
import { TodoCard } from './TodoCard';

type Act = { readonly kind: 'withdraw' | 'stop' } | { readonly kind: 'reassign'; readonly token: string };
const LABELS: Readonly<Record<Act['kind'], string>> = { withdraw: '撤回', stop: '终止流程', reassign: '改由他人处理' };

/** What the reader can do about this flow: her own to-do in it, taking it back, giving a step to somebody else, ending it. */
export function InstanceActs({ flow, onChanged }: { flow: FlowView; onChanged: () => void }) {
  const { instanceId } = flow;
  const mine = useQuery('flows.todos', flow.endedAt === null ? { state: 'open', instanceId } : null, { follow: (m) => m.topic === 'todo' });
  const [act, setAct] = useState<Act | null>(null);
  const changed = () => {
    setAct(null);
    mine.reload();
    onChanged();
  };
  const given = flow.waiting.filter((one) => one.can.includes('reassign'));
  return (
    <>
      {(mine.data?.items ?? []).map((todo) => (
        <TodoCard key={todo.token} todo={todo} onOpen={() => undefined} onChanged={changed} />
      ))}
      {act ? (
        <ActForm flow={flow} act={act} onDone={changed} onBack={() => setAct(null)} />
      ) : (
        <div className="zk-row wrap">
          {flow.can.includes('withdraw') && (
            <Button onClick={() => setAct({ kind: 'withdraw' })} data-testid="flow-withdraw">
              撤回
            </Button>
          )}
          {given.map((one) => (
            <Button key={one.token} onClick={() => setAct({ kind: 'reassign', token: one.token })} data-testid="flow-reassign">
              {given.length > 1 ? `「${one.title}」改由他人` : '改由他人处理'}
            </Button>
          ))}
          {flow.can.includes('stop') && (
            <Button danger onClick={() => setAct({ kind: 'stop' })} data-testid="flow-stop">
              终止流程
            </Button>
          )}
        </div>
      )}
    </>
  );
}

function ActForm({ flow, act, onDone, onBack }: { flow: FlowView; act: Act; onDone: () => void; onBack: () => void }) {
  const withdraw = useCommand('flows.withdraw');
  const resolve = useCommand('flows.resolve');
  const [reason, setReason] = useState('');
  const [staffId, setStaff] = useState<string | null>(null);
  const said = reason.trim();
  const ready = act.kind === 'withdraw' || (said !== '' && (act.kind === 'stop' || staffId !== null));
  const send = () => {
    if (act.kind === 'withdraw') return withdraw.run({ instanceId: flow.instanceId, ...(said ? { reason: said } : {}) });
    if (act.kind === 'reassign') return resolve.run({ how: 'reassign', token: act.token, staffId: staffId ?? '', reason: said });
    return resolve.run({ how: 'stop', token: flow.waiting[0]?.token ?? `${flow.instanceId}/-/1`, reason: said });
  };
  const submit = async () => {
    if (!ready) return;
    if (!(await send()).ok) return;
    say({ withdraw: '已撤回', reassign: '已改由他人处理', stop: '流程已终止' }[act.kind]);
    onDone();
  };
  return (
    <form
      className="zk-card zk-stack"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      data-testid="flow-act"
    >
      {act.kind === 'reassign' && <MemberPick label="改由谁处理" value={staffId} onChange={setStaff} />}
      <Field label={act.kind === 'withdraw' ? '原因' : '原因（必填）'} hint={act.kind === 'stop' ? '还没做的都不再做；已经做的不会撤销。' : undefined}>
        {(ids) => (
          <Input.TextArea
            {...ids}
            autoFocus
            autoSize={{ minRows: 2, maxRows: 5 }}
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            data-testid="flow-reason"
          />
        )}
      </Field>
      <RefusalNote refusal={withdraw.refusal ?? resolve.refusal} />
      <div className="zk-foot">
        <Button onClick={onBack}>返回</Button>
        <Button
          type="primary"
          danger={act.kind === 'stop'}
          htmlType="submit"
          loading={withdraw.busy || resolve.busy}
          disabled={!ready}
          data-testid="flow-act-submit"
        >
          {LABELS[act.kind]}
        </Button>
      </div>
    </form>
  );
}
