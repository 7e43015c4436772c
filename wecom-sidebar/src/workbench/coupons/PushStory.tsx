import type { PushPart, PushView } from '@zhike/domain/marketing/contract';
import { Button, Progress } from 'antd';
import { useEffect, useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { Sheet } from '../../components/Sheet';
import { Loaded, RefusalNote, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { say } from '../../components/toast';
import { audienceWords, PUSH_WORDS } from '../../features/marketing/words';
import { yuan } from '../../features/membership/words';
import { PushEffect } from './PushEffect';
import { PushPeople } from './PushPeople';
import { PushTasks } from './PushTasks';

/** How often a push that is under way is asked for. */
const LOOK_MS = 2_000;

/** A push while it runs and afterwards: every number opens the people that it counts. */
export function PushStory({ pushId, now, onClose }: { pushId: string; now: number; onClose: () => void }) {
  const query = useQuery('marketing.getPush', { pushId }, { keepPrevious: true });
  const cancel = useCommand('marketing.cancelPush');
  const [part, setPart] = useState<PushPart | null>(null);
  const state = query.data?.push.state;
  const { reload } = query;
  useEffect(() => {
    if (state !== 'sending' && state !== 'scheduled') return;
    const timer = setInterval(reload, LOOK_MS);
    return () => clearInterval(timer);
  }, [state, reload]);
  const stop = async () => {
    const answer = await cancel.run({ pushId });
    if (answer.ok) say('已停止。已经收到券的人照样能用');
    reload();
  };
  if (part) return <PushPeople pushId={pushId} part={part} now={now} onBack={() => setPart(null)} onClose={onClose} />;
  return (
    <Sheet open title={query.data?.push.name ?? '发券'} onClose={onClose} testid="push-story">
      <Loaded query={query} skeleton={<RowsSkeleton rows={5} />}>
        {({ push }) => (
          <>
            <Progress
              percent={push.planned === 0 ? 100 : Math.floor(((push.given + push.skipped) / push.planned) * 100)}
              status={push.state === 'sending' ? 'active' : 'normal'}
            />
            <Facts push={push} now={now} onPart={setPart} />
            <PushEffect pushId={pushId} onPart={setPart} />
            {push.viaMembers && <PushTasks pushId={pushId} now={now} onPart={setPart} />}
            {(push.state === 'scheduled' || push.state === 'sending') && (
              <Button danger block loading={cancel.busy} onClick={() => void stop()} style={{ marginTop: 16 }} data-testid="push-stop">
                停止发放
              </Button>
            )}
            <RefusalNote refusal={cancel.refusal} />
          </>
        )}
      </Loaded>
    </Sheet>
  );
}

function Facts({ push, now, onPart }: { push: PushView; now: number; onPart: (part: PushPart) => void }) {
  const count = (part: PushPart, number: number, unit: string) =>
    number === 0 ? (
      <span>0 {unit}</span>
    ) : (
      <button type="button" className="zk-link" onClick={() => onPart(part)} data-testid={`push-${part}`}>
        {number} {unit}
      </button>
    );
  return (
    <dl className="zk-facts" style={{ marginTop: 12 }}>
      <dt>状态</dt>
      <dd>{PUSH_WORDS[push.state]}</dd>
      <dt>券</dt>
      <dd>{push.couponName}</dd>
      <dt>发给</dt>
      <dd>
        {audienceWords(push.audience)}，{count('planned', push.planned, '人')}
      </dd>
      {push.heldOut > 0 && (
        <>
          <dt>对照组</dt>
          <dd>{count('held_out', push.heldOut, '人')} 不发、不通知</dd>
        </>
      )}
      <dt>时间</dt>
      <dd>
        {momentOf(push.dueAt, CHINA_OFFSET, now)} · {push.byName}
      </dd>
      <dt>进券包</dt>
      <dd>
        {count('given', push.given, '人')}
        {push.skipped > 0 && <>，跳过 {count('skipped', push.skipped, '人')}</>}
      </dd>
      <dt>微信通知</dt>
      <dd>{count('told', push.told, '人')} 收到（没有同意接收通知的，只在券包里看到）</dd>
      <dt>看过</dt>
      <dd>{count('seen', push.seen, '人')}在小程序里打开过券包</dd>
      <dt>用了</dt>
      <dd>{count('used', push.used, '张')}</dd>
      <dt>用券订单</dt>
      <dd>
        {yuan(push.revenueFen)}，让利 {yuan(push.offFen)}
      </dd>
    </dl>
  );
}
