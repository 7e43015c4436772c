import type { FlowView } from '@zhike/domain/flows/contract';
import { useState } from 'react';
import { followFlow } from '../../api/follow';
import { useQuery } from '../../api/hooks';
import { Tabs, useNow } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { Loaded, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { FlowPicture } from './FlowPicture';
import { InstanceActs } from './InstanceActs';
import { doneWords, reasonWords, saidWith, STATUS_TONES, STATUS_WORDS, stepWords, tookWords } from './words';
import './flows.css';

/** FL-19: one flow: who did what when, where it is now, and what can be done about it. */
export function InstanceSheet({ instanceId, onClose }: { instanceId: string; onClose: () => void }) {
  const query = useQuery('flows.instance', { instanceId }, { follow: followFlow(instanceId) });
  const [tab, setTab] = useState<'record' | 'picture'>('record');
  return (
    <Sheet open title={query.data?.flow.flowTitle ?? '流程'} onClose={onClose} wide testid="instance-sheet">
      <Loaded query={query} skeleton={<RowsSkeleton rows={6} />}>
        {({ flow }) => (
          <div className="zk-stack">
            <Head flow={flow} />
            <InstanceActs flow={flow} onChanged={query.reload} />
            <Tabs
              label="看什么"
              active={tab}
              onChange={setTab}
              tabs={[
                { key: 'record', title: '经过' },
                { key: 'picture', title: '流程图' },
              ]}
            />
            {tab === 'record' ? <Record flow={flow} /> : <FlowPicture view={flow} />}
          </div>
        )}
      </Loaded>
    </Sheet>
  );
}

function Head({ flow }: { flow: FlowView }) {
  const now = useNow();
  return (
    <header>
      <div className="zk-row">
        <b className="zk-grow">{flow.subject.title}</b>
        <span className={`zk-booking-state ${STATUS_TONES[flow.status]}`}>{STATUS_WORDS[flow.status]}</span>
      </div>
      <p className="zk-hint">
        {flow.startedByName ?? '系统'}发起 · {momentOf(flow.startedAt, CHINA_OFFSET, now)} · 第 {flow.version} 版
      </p>
      {flow.waiting.map((one) => (
        <p key={one.token} className="zk-second" data-testid="stands-at">
          {one.stuck ? `卡在「${one.title}」：${reasonWords(one.stuck)}` : `现在在「${one.title}」`}
          {one.people.length > 0 ? `，等${one.people.join('、')}` : ''}，已 {tookWords(now - Date.parse(one.since))}
        </p>
      ))}
    </header>
  );
}

function Record({ flow }: { flow: FlowView }) {
  const now = useNow();
  const kept = flow.done.flatMap((one) => doneWords(one.kind) ?? []);
  return (
    <>
      <ol className="zk-flow-record" data-testid="flow-record">
        {flow.steps.map((step, i) => {
          const said = saidWith(step);
          return (
            <li key={`${step.at}-${i}`} className={flow.waiting.some((one) => one.node === step.node) ? 'here' : ''}>
              <div>
                <b>{step.title ?? flow.flowTitle}</b> {step.actorName ?? ''} {stepWords(step)}
              </div>
              {said && <div className="zk-second">「{said}」</div>}
              <div className="zk-hint">
                {momentOf(step.at, CHINA_OFFSET, now)}
                {step.tookMs !== null ? ` · 用时 ${tookWords(step.tookMs)}` : ''}
                {step.version !== flow.version ? ` · 第 ${step.version} 版` : ''}
              </div>
            </li>
          );
        })}
      </ol>
      {kept.length > 0 && flow.status !== 'done' && (
        <p className="zk-hint" data-testid="not-undone">
          以下已执行，不会撤销：{[...new Set(kept)].join('、')}
        </p>
      )}
    </>
  );
}
