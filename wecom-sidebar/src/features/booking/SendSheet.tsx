import type { BookingView } from '@zhike/domain/booking/contract';
import { formatFen } from '@zhike/domain/kernel/money';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useQuery } from '../../api/hooks';
import { insideWecom, sendCard, sendText, type SendOutcome } from '../../bridge/wecom';
import { useNow } from '../../components/parts';
import { useMe } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { remainingOf, spanOf } from '../../components/time';
import { say } from '../../components/toast';
import './booking.css';

type What = { readonly kind: 'service'; readonly id: string; readonly name: string } | { readonly kind: 'booking'; readonly booking: BookingView };
const OUTCOMES: Record<Exclude<SendOutcome, 'sent' | 'cancelled'>, string> = {
  no_permission: '这个页面没有往聊天里发消息的权限，可以改发文字。',
  failed: '卡片没有发出去，可以改发文字。',
};

/** Into the chat: a card to book a service, or to pay a held booking; words instead when a card cannot be sent. */
export function SendSheet({ held, storeId, onClose }: { held: BookingView | null; storeId: string | null; onClose: () => void }) {
  const me = useMe();
  const store = storeId ?? me.stores[0]?.id ?? '';
  const [what, setWhat] = useState<What | null>(held ? { kind: 'booking', booking: held } : null);
  const services = useQuery('booking.services', store ? { storeId: store } : null);
  const now = useNow();
  return (
    <Sheet open onClose={onClose} title="发到聊天" testid="send-sheet">
      {what ? (
        <Preview what={what} storeId={what.kind === 'booking' ? what.booking.storeId : store} onBack={() => setWhat(null)} onSent={onClose} />
      ) : (
        <div className="zk-stack">
          {held && (
            <button type="button" className="zk-service" onClick={() => setWhat({ kind: 'booking', booking: held })} data-testid="send-held">
              <span className="zk-service-name">付定金：{held.serviceName}</span>
              <span className="zk-hint">
                {spanOf(held, now)} · {held.holdExpiresAt ? remainingOf(held.holdExpiresAt, now) : ''}
              </span>
              <span className="zk-service-price">
                <b>{formatFen(held.deposit.amountFen, 'short')}</b>
              </span>
            </button>
          )}
          <h3>项目预约卡片</h3>
          <Loaded query={services} skeleton={<RowsSkeleton rows={4} />}>
            {({ services: list }) =>
              list.length === 0 ? (
                <Nothing title="这家门店还没有可约的项目" />
              ) : (
                <div className="zk-services">
                  {list
                    .filter((s) => s.active)
                    .map((s) => (
                      <button
                        key={s.id}
                        type="button"
                        className="zk-service"
                        data-testid="send-service"
                        onClick={() => setWhat({ kind: 'service', id: s.id, name: s.name })}
                      >
                        <span className="zk-service-name">{s.name}</span>
                        <span className="zk-hint">{s.summary || s.line}</span>
                        <span className="zk-service-price">
                          <b>{formatFen(s.priceFen, 'short')}</b>
                        </span>
                      </button>
                    ))}
                </div>
              )
            }
          </Loaded>
        </div>
      )}
    </Sheet>
  );
}

function Preview({ what, storeId, onBack, onSent }: { what: What; storeId: string; onBack: () => void; onSent: () => void }) {
  const card = useQuery('booking.card', what.kind === 'booking' ? { storeId, bookingId: what.booking.id } : { storeId, serviceId: what.id });
  const shop = useQuery('stores.shop', {});
  const [busy, setBusy] = useState<'card' | 'text' | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const inside = insideWecom();
  const now = useNow();
  const shopName = shop.data?.name ?? '我们';
  const proposed =
    what.kind === 'booking'
      ? `您好，已为您保留 ${spanOf(what.booking, now)} 的「${what.booking.serviceName}」。请打开小程序「${shopName}」，在“我的预约”里付定金 ${formatFen(what.booking.deposit.amountFen, 'short')} 就确认好啦。`
      : `您好，可以打开小程序「${shopName}」预约「${what.name}」，自己挑喜欢的时间和摄影师。`;
  // Our words until somebody types her own.
  const words = typed ?? proposed;

  const finish = (outcome: SendOutcome) => {
    setBusy(null);
    if (outcome === 'sent') {
      say('已放进聊天');
      onSent();
    } else if (outcome !== 'cancelled') setProblem(OUTCOMES[outcome]);
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(words);
      say('文字已复制');
    } catch {
      setProblem('没能复制，请手动选中上面的文字。');
    }
  };
  return (
    <div className="zk-stack">
      <Loaded query={card} skeleton={<RowsSkeleton rows={2} tall />}>
        {(c) => (
          <>
            <div className="zk-chat-card" data-testid="card-preview">
              <span className="zk-hint">小程序 · {shopName}</span>
              <b>{c.title}</b>
              {c.imageUrl && (
                <img
                  src={c.imageUrl}
                  alt=""
                  onError={(e) => {
                    e.currentTarget.style.display = 'none';
                  }}
                />
              )}
            </div>
            {inside && (
              <Button
                block
                size="large"
                type="primary"
                loading={busy === 'card'}
                disabled={busy !== null}
                data-testid="send-card"
                onClick={() => {
                  setBusy('card');
                  setProblem(null);
                  void sendCard(c).then(finish);
                }}
              >
                发送小程序卡片
              </Button>
            )}
          </>
        )}
      </Loaded>
      {problem && (
        <div className="zk-refusal" role="alert">
          {problem}
        </div>
      )}
      <h3>{inside ? '或者发文字' : '不在聊天里，可以复制文字'}</h3>
      <Input.TextArea
        value={words}
        aria-label="要发的文字"
        autoSize={{ minRows: 3, maxRows: 8 }}
        maxLength={1000}
        onChange={(e) => setTyped(e.target.value)}
        data-testid="send-words"
      />
      <div className="zk-foot">
        <Button onClick={onBack}>换一个</Button>
        {inside ? (
          <Button
            loading={busy === 'text'}
            disabled={busy !== null || words.trim() === ''}
            data-testid="send-text"
            onClick={() => {
              setBusy('text');
              setProblem(null);
              void sendText(words).then(finish);
            }}
          >
            发送文字
          </Button>
        ) : (
          <Button type="primary" disabled={words.trim() === ''} onClick={() => void copy()} data-testid="copy-text">
            复制文字
          </Button>
        )}
      </div>
    </div>
  );
}
