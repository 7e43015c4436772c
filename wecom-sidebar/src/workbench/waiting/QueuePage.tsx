import type { TicketView } from '@zhike/domain/booking/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { useCommand } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { useMay } from '../../components/SessionGate';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { clockOf } from '../../components/time';
import { say } from '../../components/toast';
import { CustomerPicker } from '../../features/booking/CustomerPicker';
import { wordRefusal } from '../../words';
import { StoreSelect } from '../StoreSelect';
import { StoryOf } from '../StoryOf';
import { useStore } from '../useStore';
import { TicketForm } from './TicketForm';
import { lineOf, useQueue } from './useQueue';
import './queue.css';

const OVER_WORDS: Record<string, string> = { served: '已开始服务', skipped: '过号', left: '已离开' };
const MOST_OVER = 8;

/** Today's line at the counter: call the next, begin, skip; take a ticket for whoever walks in. */
export function QueuePage() {
  const now = useNow();
  const mayServe = useMay('booking.serve');
  const { storeId, offset, setStore } = useStore();
  const queue = useQueue(storeId);
  const [taking, setTaking] = useState(false);
  const [opened, setOpened] = useState<string | null>(null);
  const [unknown, setUnknown] = useState<TicketView | null>(null);
  const call = useCommand('booking.callTicket');
  const serve = useCommand('booking.serveTicket');
  const close = useCommand('booking.closeTicket');
  const [pressed, setPressed] = useState('');
  const busy = call.busy || serve.busy || close.busy;

  const callTicket = async (ticket: TicketView) => {
    setPressed(`call ${ticket.id}`);
    const answer = await call.run({ ticketId: ticket.id });
    say(answer.ok ? `正在叫 ${ticket.number} 号 ${ticket.name}` : wordRefusal(answer.refusal, offset), answer.ok ? {} : { tone: 'bad' });
    queue.reload();
  };
  const serveTicket = async (ticket: TicketView, customerId?: string) => {
    setPressed(`serve ${ticket.id}`);
    const answer = await serve.run({ ticketId: ticket.id, ...(customerId ? { customerId } : {}) });
    queue.reload();
    if (answer.ok) {
      say(`${ticket.number} 号 ${ticket.name} 开始服务`);
      setOpened(answer.value.bookingId);
    } else if (answer.refusal.code === 'booking.contact_needed') setUnknown(ticket);
    else say(wordRefusal(answer.refusal, offset), { tone: 'bad' });
  };
  const closeTicket = async (ticket: TicketView, how: 'left' | 'skipped') => {
    setPressed(`${how} ${ticket.id}`);
    const answer = await close.run({ ticketId: ticket.id, how });
    say(answer.ok ? `${ticket.number} 号${how === 'left' ? '已离开' : '过号'}` : wordRefusal(answer.refusal, offset), answer.ok ? {} : { tone: 'bad' });
    queue.reload();
  };
  const verb = (key: string, title: string, ticket: TicketView, run: () => void, main = false) => (
    <Button
      size="large"
      type={main ? 'primary' : 'default'}
      disabled={busy && pressed !== `${key} ${ticket.id}`}
      loading={busy && pressed === `${key} ${ticket.id}`}
      onClick={run}
      data-testid={`ticket-${key}`}
    >
      {title}
    </Button>
  );

  return (
    <div className="zk-page" data-testid="queue-page">
      <header className="zk-page-head">
        <h1>排队</h1>
        <div className="zk-row wrap">
          <StoreSelect value={storeId} onChange={setStore} />
          <Button href="#/queue/screen" target="_blank" className="zk-wide-only" data-testid="queue-screen-link">
            打开大屏
          </Button>
          <Button type="primary" onClick={() => setTaking(true)} data-testid="take-ticket">
            取号
          </Button>
        </div>
      </header>
      <Loaded query={queue} skeleton={<RowsSkeleton rows={5} tall />}>
        {({ tickets }) => {
          const line = lineOf(tickets);
          if (tickets.length === 0)
            return (
              <Nothing title="今天还没有人取号" hint="现场来的客人在这里取号，也可以自己在小程序取号。">
                <Button onClick={() => setTaking(true)}>取号</Button>
              </Nothing>
            );
          const [next] = line.waiting;
          return (
            <div className="zk-queue">
              <section className="zk-card" aria-label="正在叫号">
                <div className="zk-card-head">
                  <h2>正在叫号</h2>
                  {mayServe && next && verb('call', `叫下一位 ${next.number} 号`, next, () => void callTicket(next), true)}
                </div>
                {line.called.length === 0 && <p className="zk-hint">没有在叫的号。</p>}
                {line.called.map((t) => (
                  <div key={t.id} className="zk-ticket called" data-testid="ticket" data-state="called" data-number={t.number}>
                    <b className="zk-ticket-number">{t.number}</b>
                    <TicketFacts ticket={t} offsetMinutes={offset} />
                    {mayServe && (
                      <div className="zk-verbs">
                        {verb('serve', '开始服务', t, () => void serveTicket(t), true)}
                        {verb('call', '再叫一次', t, () => void callTicket(t))}
                        {verb('skipped', '过号', t, () => void closeTicket(t, 'skipped'))}
                      </div>
                    )}
                  </div>
                ))}
              </section>
              <section className="zk-card" aria-label="等候中">
                <h2>等候中 {line.waiting.length > 0 && <span className="zk-hint">{line.waiting.length} 位</span>}</h2>
                {line.waiting.length === 0 && <p className="zk-hint">没有人在等。</p>}
                {line.waiting.map((t) => (
                  <div key={t.id} className="zk-ticket" data-testid="ticket" data-state="waiting" data-number={t.number}>
                    <b className="zk-ticket-number">{t.number}</b>
                    <TicketFacts ticket={t} offsetMinutes={offset} />
                    {mayServe && (
                      <div className="zk-verbs">
                        {verb('call', '叫号', t, () => void callTicket(t))}
                        {verb('left', '离开', t, () => void closeTicket(t, 'left'))}
                      </div>
                    )}
                  </div>
                ))}
              </section>
              <section className="zk-card" aria-label="今天已处理">
                <h2>今天已处理 {line.over.length > 0 && <span className="zk-hint">{line.over.length} 位</span>}</h2>
                {line.over.length === 0 && <p className="zk-hint">还没有。</p>}
                {line.over.slice(0, MOST_OVER).map((t) => (
                  <div key={t.id} className="zk-row zk-ticket-over" data-testid="ticket" data-state={t.state} data-number={t.number}>
                    <b>{t.number}</b>
                    <span className="zk-grow zk-ellipsis">{t.name}</span>
                    <span className="zk-hint">{OVER_WORDS[t.state]}</span>
                  </div>
                ))}
                {line.over.length > MOST_OVER && <p className="zk-hint">只列出最近 {MOST_OVER} 位</p>}
              </section>
            </div>
          );
        }}
      </Loaded>
      <span className="zk-sr" aria-live="polite">
        {queue.data
          ? `在叫 ${
              lineOf(queue.data.tickets)
                .called.map((t) => `${t.number} 号`)
                .join('、') || '无'
            }，${clockOf(new Date(now).toISOString(), offset)}`
          : ''}
      </span>
      {taking && (
        <TicketForm
          storeId={storeId}
          onClose={() => setTaking(false)}
          onTaken={() => {
            setTaking(false);
            queue.reload();
          }}
        />
      )}
      {unknown && (
        <CustomerPicker
          storeId={storeId}
          title={`${unknown.number} 号 ${unknown.name} 是哪位客户`}
          onClose={() => setUnknown(null)}
          onPick={(customer) => {
            setUnknown(null);
            void serveTicket(unknown, customer.customerId);
          }}
        />
      )}
      {opened && <StoryOf bookingId={opened} onClose={() => setOpened(null)} onChanged={queue.reload} />}
    </div>
  );
}

function TicketFacts({ ticket: t, offsetMinutes }: { ticket: TicketView; offsetMinutes: number }) {
  const waits = t.state === 'waiting';
  return (
    <div className="zk-grow">
      <b>
        {t.name}
        {t.partySize > 1 ? `（${t.partySize} 人）` : ''}
      </b>
      <div className="zk-second">{t.serviceName}</div>
      <div className="zk-hint">
        {clockOf(t.createdAt, offsetMinutes)} 取号
        {waits && (t.expectedAt ? ` · 预计 ${clockOf(t.expectedAt, offsetMinutes)}` : ' · 今天可能排不上了')}
        {t.state === 'called' && t.calledAt ? ` · ${clockOf(t.calledAt, offsetMinutes)} 叫的` : ''}
      </div>
    </div>
  );
}
