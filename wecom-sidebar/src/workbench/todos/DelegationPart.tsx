import { Button, Input } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { Field, useNow } from '../../components/parts';
import { Loaded, Nothing, RefusalNote, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, instantAt, momentOf, todayAt } from '../../components/time';
import { say } from '../../components/toast';
import { MemberPick } from '../../features/flows/MemberPick';

/** 委托: who stands in for me while I am away. To-dos that are open already stay mine. */
export function DelegationPart() {
  const query = useQuery('flows.delegations', {});
  const end = useCommand('flows.endDelegation');
  const now = useNow();
  const stop = async (id: string) => {
    if ((await end.run({ id })).ok) say('委托已结束');
    query.reload();
  };
  return (
    <>
      <NewDelegation onDone={query.reload} />
      <Loaded query={query} skeleton={<RowsSkeleton rows={2} />}>
        {({ delegations }) =>
          delegations.length === 0 ? (
            <Nothing title="没有委托" hint="休假前可以请一位同事代办：这段时间里新来的待办会交给对方，并写明是代你处理。" />
          ) : (
            <div className="zk-card" style={{ marginTop: 12 }}>
              {delegations.map((one) => (
                <div key={one.id} className="zk-row" data-testid="delegation">
                  <div className="zk-grow">
                    <b>{one.toName}</b> 代办
                    <div className="zk-hint">
                      {momentOf(one.startsAt, CHINA_OFFSET, now)} 到 {momentOf(one.endsAt, CHINA_OFFSET, now)}
                    </div>
                  </div>
                  <Button loading={end.busy} onClick={() => void stop(one.id)} data-testid="delegation-end">
                    结束
                  </Button>
                </div>
              ))}
            </div>
          )
        }
      </Loaded>
    </>
  );
}

function NewDelegation({ onDone }: { onDone: () => void }) {
  const delegate = useCommand('flows.delegate');
  const today = todayAt(useNow(), CHINA_OFFSET);
  const [toId, setTo] = useState<string | null>(null);
  const [from, setFrom] = useState<string>(today);
  const [until, setUntil] = useState<string>(today);
  const wrong = until < from;
  const submit = async () => {
    if (toId === null || wrong) return;
    // The last day is meant as a whole.
    const endsAt = new Date(Date.parse(instantAt(until, '00:00', CHINA_OFFSET)) + 86_400_000).toISOString();
    const answer = await delegate.run({ toId, startsAt: instantAt(from, '00:00', CHINA_OFFSET), endsAt, flows: [] });
    if (!answer.ok) return;
    say(`${answer.value.delegation.toName} 会在这段时间代你处理新的待办`);
    setTo(null);
    onDone();
  };
  return (
    <form
      className="zk-card zk-stack"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      data-testid="delegate-form"
    >
      <MemberPick label="请谁代办" value={toId} onChange={setTo} />
      <div className="zk-row wrap">
        <Field label="从">
          {(ids) => <Input {...ids} type="date" min={today} value={from} onChange={(event) => setFrom(event.target.value)} data-testid="delegate-from" />}
        </Field>
        <Field label="到（含当天）" problem={wrong ? '结束要在开始之后。' : undefined}>
          {(ids) => <Input {...ids} type="date" min={from} value={until} onChange={(event) => setUntil(event.target.value)} data-testid="delegate-until" />}
        </Field>
      </div>
      <RefusalNote refusal={delegate.refusal} />
      <div className="zk-foot">
        <Button type="primary" htmlType="submit" disabled={toId === null || wrong || !from || !until} loading={delegate.busy} data-testid="delegate-submit">
          委托
        </Button>
      </div>
    </form>
  );
}
