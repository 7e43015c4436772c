import type { BookingView, TicketView } from '@zhike/domain/booking/contract';
import { isMobile, normalisePhone } from '@zhike/domain/kernel/phone';
import { Button, Input } from 'antd';
import { lazy, Suspense, useEffect, useState } from 'react';
import type { AppRefusal } from '../api/call';
import { followLine } from '../api/follow';
import { useCommand, useQuery } from '../api/hooks';
import { useMay } from '../components/SessionGate';
import { RowsSkeleton } from '../components/states';
import { clockOf } from '../components/time';
import { say } from '../components/toast';
import { CautionBand } from '../features/booking/CautionBand';
import { guestByPhone } from '../features/booking/guest';
import { wordRefusal } from '../words';

// Its list of services brings half of antd along, and most days nobody walks in.
const WalkIn = lazy(() => import('./WalkIn').then((m) => ({ default: m.WalkIn })));

/** A guest at the door has no event of a booking to tell of: the line is looked at by itself, too. */
const LOOK_EVERY_MS = 10_000;

/** The line of today at a store, for whoever receives: call, begin, skip, and a number for somebody who just walked in. */
export function QueueStrip({
  storeId,
  offsetMinutes,
  whenEmpty,
  onServed,
}: {
  storeId: string;
  offsetMinutes: number;
  whenEmpty: 'shown' | 'hidden';
  onServed: (bookingId: string) => void;
}) {
  const mayServe = useMay('booking.serve');
  const query = useQuery('booking.queue', mayServe ? { storeId } : null, { follow: followLine(storeId) });
  const { reload } = query;
  useEffect(() => {
    if (!mayServe) return undefined;
    const timer = setInterval(reload, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [mayServe, reload]);
  const [adding, setAdding] = useState(false);
  const tickets = (query.data?.tickets ?? []).filter((t) => t.state === 'waiting' || t.state === 'called');
  if (!query.data || (tickets.length === 0 && whenEmpty === 'hidden')) return null;
  return (
    <section className="zk-card zk-queue" aria-label="排队" data-testid="queue-strip">
      <div className="zk-card-head">
        <h3>{tickets.length === 0 ? '现在没有人排队' : `排队 ${tickets.length} 位`}</h3>
        <Button size="small" onClick={() => setAdding(!adding)} data-testid="walk-in-open">
          {adding ? '收起' : '取号'}
        </Button>
      </div>
      {adding && (
        <Suspense fallback={<RowsSkeleton rows={2} />}>
          <WalkIn
            storeId={storeId}
            onTaken={() => {
              setAdding(false);
              reload();
            }}
          />
        </Suspense>
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
  const [asksPhone, setAsksPhone] = useState(false);
  const [guest, setGuest] = useState<string | null>(null);
  const [cautions, setCautions] = useState<NonNullable<BookingView['cautions']>>([]);
  const busy = call.busy || serve.busy || close.busy;
  const called = ticket.state === 'called';
  const refused = (refusal: AppRefusal) => {
    say(wordRefusal(refusal, offsetMinutes), { tone: 'bad' });
    onChanged();
  };
  const callHer = async () => {
    const answer = await call.run({ ticketId: ticket.id });
    if (!answer.ok) return refused(answer.refusal);
    say(`已叫 ${ticket.number} 号 ${ticket.name}`);
    onChanged();
  };
  const begin = async (more: { customerId?: string; acceptedCautions?: string[] } = {}) => {
    const known = { ...(guest ? { customerId: guest } : {}), ...more };
    if (more.customerId) setGuest(more.customerId);
    const answer = await serve.run({ ticketId: ticket.id, ...known });
    if (!answer.ok && answer.refusal.code === 'booking.contact_needed') return setAsksPhone(true);
    if (!answer.ok && answer.refusal.code === 'booking.caution') {
      setAsksPhone(false);
      return setCautions(answer.refusal.facts.cautions);
    }
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
      {asksPhone && (
        <GuestPhone name={ticket.name} storeId={ticket.storeId} busy={serve.busy} onKnown={(customerId) => void begin({ customerId })} onRefused={refused} />
      )}
      {cautions.length > 0 && (
        <div style={{ marginTop: 8 }}>
          <CautionBand cautions={cautions} />
          {cautions.every((c) => c.effect === 'warn') && (
            <Button
              block
              style={{ marginTop: 8 }}
              loading={serve.busy}
              onClick={() => void begin({ acceptedCautions: cautions.map((c) => c.name) })}
              data-testid="ticket-cautions-read"
            >
              已和客户当面确认，开始服务
            </Button>
          )}
        </div>
      )}
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

/** Her number, asked when her turn comes: a booking needs it. */
function GuestPhone({
  name,
  storeId,
  busy,
  onKnown,
  onRefused,
}: {
  name: string;
  storeId: string;
  busy: boolean;
  onKnown: (customerId: string) => void;
  onRefused: (refusal: AppRefusal) => void;
}) {
  const [phone, setPhone] = useState('');
  const [looking, setLooking] = useState(false);
  const right = isMobile(normalisePhone(phone));
  const submit = async () => {
    setLooking(true);
    const guest = await guestByPhone(name, normalisePhone(phone), storeId);
    setLooking(false);
    if (guest.ok) onKnown(guest.value);
    else onRefused(guest.refusal);
  };
  return (
    <div className="zk-row" style={{ marginTop: 8 }}>
      <Input
        autoFocus
        value={phone}
        inputMode="tel"
        aria-label="手机号"
        placeholder="先补一个手机号"
        onChange={(e) => setPhone(e.target.value)}
        data-testid="guest-phone"
      />
      <Button type="primary" disabled={!right} loading={looking || busy} onClick={() => void submit()} data-testid="guest-begin">
        补好并开始
      </Button>
    </div>
  );
}
