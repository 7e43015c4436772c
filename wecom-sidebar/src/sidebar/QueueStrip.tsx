import type { TicketView } from '@zhike/domain/booking/contract';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useCommand, useQuery } from '../api/hooks';
import { useMay } from '../components/SessionGate';
import { clockOf } from '../components/time';
import { say } from '../components/toast';
import { wordRefusal } from '../words';
import { WalkIn } from './WalkIn';

/** A guest at the door has no event of a booking to tell of: the line is looked at by itself, too. */
const LOOK_EVERY_MS = 10_000;

/** The line of today at a store, for whoever receives: call, begin, skip, and a number for somebody who just walked in. */
export function QueueStrip({ storeId, offsetMinutes, onServed }: { storeId: string; offsetMinutes: number; onServed: (bookingId: string) => void }) {
  const mayServe = useMay('booking.serve');
  const query = useQuery('booking.queue', mayServe ? { storeId } : null, { follow: (m) => m.storeId === null || m.storeId === storeId });
  const { reload } = query;
  useEffect(() => {
    if (!mayServe) return undefined;
    const timer = setInterval(reload, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [mayServe, reload]);
  const [adding, setAdding] = useState(false);
  const tickets = (query.data?.tickets ?? []).filter((t) => t.state === 'waiting' || t.state === 'called');
  if (!query.data) return null;
  return (
    <section className="zk-card zk-queue" aria-label="排队" data-testid="queue-strip">
      <div className="zk-card-head">
        <h3>{tickets.length === 0 ? '现在没有人排队' : `排队 ${tickets.length} 位`}</h3>
        <Button size="small" onClick={() => setAdding(!adding)} data-testid="walk-in-open">
          {adding ? '收起' : '取号'}
        </Button>
      </div>
      {adding && (
        <WalkIn
          storeId={storeId}
          onTaken={() => {
            setAdding(false);
            reload();
          }}
        />
      )}
      {tickets.map((ticket) => (
        <Ticket key={ticket.id} ticket={ticket} offsetMinutes={offsetMinutes} onChanged={reload} onServed={onServed} />
      ))}
    </section>
  );
}

function Ticket({
  ticket,
  offsetMinutes,
  onChanged,
  onServed,
}: {
  ticket: TicketView;
  offsetMinutes: number;
  onChanged: () => void;
  onServed: (bookingId: string) => void;
}) {
  const call = useCommand('booking.callTicket');
  const serve = useCommand('booking.serveTicket');
  const close = useCommand('booking.closeTicket');
  const [sure, setSure] = useState(false);
  const busy = call.busy || serve.busy || close.busy;
  const called = ticket.state === 'called';
  const refused = (refusal: Parameters<typeof wordRefusal>[0]) => {
    say(wordRefusal(refusal, offsetMinutes), { tone: 'bad' });
    onChanged();
  };
  const callHer = async () => {
    const answer = await call.run({ ticketId: ticket.id });
    if (!answer.ok) return refused(answer.refusal);
    say(`已叫 ${ticket.number} 号 ${ticket.name}`);
    onChanged();
  };
  const begin = async () => {
    const answer = await serve.run({ ticketId: ticket.id });
    if (!answer.ok) return refused(answer.refusal);
    say(`${ticket.number} 号 ${ticket.name} 开始服务`);
    onChanged();
    onServed(answer.value.bookingId);
  };
  const skip = async () => {
    if (!sure) return setSure(true);
    const answer = await close.run({ ticketId: ticket.id, how: 'skipped' });
    if (!answer.ok) return refused(answer.refusal);
    say(`${ticket.number} 号已过号`);
    onChanged();
  };
  return (
    <div className={called ? 'zk-ticket called' : 'zk-ticket'} data-testid="ticket" data-state={ticket.state}>
      <div className="zk-row">
        <b className="zk-ticket-number">{ticket.number}</b>
        <div className="zk-grow">
          <div className="zk-ellipsis">
            {ticket.name}
            {ticket.partySize > 1 && ` 等 ${ticket.partySize} 位`}
          </div>
          <div className="zk-hint zk-ellipsis">
            {ticket.serviceName} · {called ? '已叫号' : ticket.expectedAt ? `约 ${clockOf(ticket.expectedAt, offsetMinutes)}` : '今天排不上'}
          </div>
        </div>
      </div>
      <div className="zk-verbs">
        <Button
          type={called ? 'default' : 'primary'}
          disabled={busy && !call.busy}
          loading={call.busy}
          onClick={() => void callHer()}
          data-testid="ticket-call"
        >
          {called ? '再叫一次' : '叫号'}
        </Button>
        <Button
          type={called ? 'primary' : 'default'}
          disabled={busy && !serve.busy}
          loading={serve.busy}
          onClick={() => void begin()}
          data-testid="ticket-serve"
        >
          开始服务
        </Button>
        <Button
          danger={sure}
          disabled={busy && !close.busy}
          loading={close.busy}
          onClick={() => void skip()}
          onBlur={() => setSure(false)}
          data-testid="ticket-skip"
        >
          {sure ? '确定过号？' : '过号'}
        </Button>
      </div>
    </div>
  );
}
