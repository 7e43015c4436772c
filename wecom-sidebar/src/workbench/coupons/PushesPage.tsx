import type { PushView } from '@zhike/domain/marketing/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { ListFoot, usePages } from '../../components/more';
import { useNow } from '../../components/parts';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { audienceWords, PUSH_WORDS } from '../../features/marketing/words';
import { PushSheet } from './PushSheet';
import { PushStory } from './PushStory';
import '../books/books.css';

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
