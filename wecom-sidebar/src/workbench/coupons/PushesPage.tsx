import type { PushView } from '@zhike/domain/marketing/contract';
import { Button, Progress } from 'antd';
import { useEffect, useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { ListFoot, usePages } from '../../components/more';
import { useNow } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { Loaded, Nothing, RefusalNote, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { say } from '../../components/toast';
import { audienceWords, PUSH_WORDS } from '../../features/marketing/words';
import { yuan } from '../../features/membership/words';
import { PushSheet } from './PushSheet';
import '../books/books.css';

/** How often a push that is under way is asked for. */
const LOOK_MS = 2_000;

/** 发券: coupons to card holders, who they are before they are sent, and what came of it. */
export function PushesPage() {
  const now = useNow();
  const { first, pages } = usePages('marketing.pushes', { cursor: null }, () => false);
  const [making, setMaking] = useState(false);
  const [shown, setShown] = useState<PushView | null>(null);
  return (
    <div className="zk-page" data-testid="pushes-page">
      <header className="zk-page-head">
        <h1>发券给持卡客户</h1>
        <Button onClick={first.reload}>刷新</Button>
        <Button type="primary" onClick={() => setMaking(true)} data-testid="push-new">
          发一批
        </Button>
      </header>
      <Loaded query={first} skeleton={<RowsSkeleton rows={4} />}>
        {() =>
          pages.items.length === 0 ? (
            <Nothing title="还没有发过" hint="比如：疗程卡 30 天内到期的客户，每人一张满减券。发之前会列出每一个人。" />
          ) : (
            <>
              {pages.items.map((one) => (
                <button key={one.id} type="button" className="zk-account" onClick={() => setShown(one)} data-testid="push-row">
                  <span>
                    {one.name}
                    <span className="zk-hint zk-block">
                      {one.couponName} · {audienceWords(one.audience)} · {momentOf(one.dueAt, CHINA_OFFSET, now)}
                    </span>
                  </span>
                  <b>
                    {PUSH_WORDS[one.state]} {one.given}/{one.planned}
                  </b>
                </button>
              ))}
              <ListFoot pages={pages} unit="批" />
            </>
          )
        }
      </Loaded>
      {making && (
        <PushSheet
          onClose={() => setMaking(false)}
          onDone={(push) => {
            setMaking(false);
            setShown(push);
            first.reload();
          }}
        />
      )}
      {shown && (
        <PushStory
          pushId={shown.id}
          now={now}
          onClose={() => {
            setShown(null);
            first.reload();
          }}
        />
      )}
    </div>
  );
}

/** A push while it runs and afterwards. */
function PushStory({ pushId, now, onClose }: { pushId: string; now: number; onClose: () => void }) {
  const query = useQuery('marketing.getPush', { pushId }, { keepPrevious: true });
  const cancel = useCommand('marketing.cancelPush');
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
  return (
    <Sheet open title={query.data?.push.name ?? '发券'} onClose={onClose} testid="push-story">
      <Loaded query={query} skeleton={<RowsSkeleton rows={5} />}>
        {({ push }) => (
          <>
            <Progress
              percent={push.planned === 0 ? 100 : Math.floor(((push.given + push.skipped) / push.planned) * 100)}
              status={push.state === 'sending' ? 'active' : 'normal'}
            />
            <dl className="zk-facts" style={{ marginTop: 12 }}>
              <dt>状态</dt>
              <dd>{PUSH_WORDS[push.state]}</dd>
              <dt>券</dt>
              <dd>{push.couponName}</dd>
              <dt>发给</dt>
              <dd>{audienceWords(push.audience)}</dd>
              <dt>时间</dt>
              <dd>
                {momentOf(push.dueAt, CHINA_OFFSET, now)} · {push.byName}
              </dd>
              <dt>进券包</dt>
              <dd data-testid="push-given">
                {push.given} / {push.planned} 人{push.skipped > 0 && `，跳过 ${push.skipped} 人（不想收广告）`}
              </dd>
              <dt>微信通知</dt>
              <dd>{push.told} 人收到（没有同意接收通知的，只在券包里看到）</dd>
              <dt>看过</dt>
              <dd>{push.seen} 人</dd>
              <dt>用了</dt>
              <dd>{push.used} 张</dd>
              <dt>带来订单</dt>
              <dd>
                {yuan(push.revenueFen)}，让利 {yuan(push.offFen)}
              </dd>
            </dl>
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
