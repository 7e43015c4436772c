import type { BookingView } from '@zhike/domain/booking/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../api/hooks';
import { useNow } from '../components/parts';
import { useMay } from '../components/SessionGate';
import { remainingOf, spanOf } from '../components/time';
import { say } from '../components/toast';
import { CautionBand } from '../features/booking/CautionBand';
import { wordRefusal } from '../words';

/** 待接单: what waits for my yes, soonest deadline first; nothing is drawn when nothing waits. */
export function ToAccept({ onOpen, onChanged }: { onOpen: (bookingId: string) => void; onChanged: () => void }) {
  const mayServe = useMay('booking.serve');
  const query = useQuery('booking.toAccept', mayServe ? {} : null, { follow: (m) => m.topic === 'booking' });
  const bookings = query.data?.bookings ?? [];
  if (bookings.length === 0) return null;
  const settled = () => {
    query.reload();
    onChanged();
  };
  return (
    <section className="zk-to-accept" aria-label="待接单" data-testid="to-accept">
      <h2>待接单 {bookings.length}</h2>
      {bookings.map((booking) => (
        <Asked key={booking.id} booking={booking} onOpen={() => onOpen(booking.id)} onSettled={settled} />
      ))}
    </section>
  );
}

/** One question: for whom, when, until when; yes is one tap, no is two. */
function Asked({ booking, onOpen, onSettled }: { booking: BookingView; onOpen: () => void; onSettled: () => void }) {
  const now = useNow();
  const accept = useCommand('booking.accept');
  const decline = useCommand('booking.decline');
  const [sure, setSure] = useState(false);
  const told = (answer: Awaited<ReturnType<typeof accept.run>>, done: string) => {
    if (answer.ok) say(done);
    else say(wordRefusal(answer.refusal, booking.utcOffsetMinutes), { tone: 'bad' });
    // Taken by somebody else, or over: the list says what is left.
    onSettled();
  };
  const no = async () => {
    if (!sure) return setSure(true);
    const answer = await decline.run({ bookingId: booking.id, reason: '' });
    told(answer, answer.ok && answer.value.booking.state === 'declined' ? '已婉拒，时间放开了' : '已婉拒，会问下一位');
  };
  const yes = async () => {
    const answer = await accept.run({ bookingId: booking.id });
    told(answer, answer.ok && answer.value.booking.state === 'confirmed' ? '已接单，预约确认了' : '已接单，还等另一位');
  };
  return (
    <article className="zk-card" data-testid="asked" data-booking={booking.id}>
      <button type="button" className="zk-booking-open" onClick={onOpen} data-testid="asked-open">
        <span className="zk-row">
          <b className="zk-grow">{spanOf(booking, now)}</b>
          {booking.acceptBy && <span className="zk-hint">{remainingOf(booking.acceptBy, now)}</span>}
        </span>
        <span className="zk-second" style={{ display: 'block' }}>
          {[booking.serviceName, ...booking.addons.map((a) => a.name), booking.partySize > 1 ? `${booking.partySize} 人` : ''].filter(Boolean).join(' · ')}
        </span>
        <span className="zk-hint" style={{ display: 'block' }}>
          {[booking.contactName, booking.storeName, booking.note].filter(Boolean).join(' · ')}
        </span>
      </button>
      <CautionBand cautions={booking.cautions} />
      <div className="zk-foot" style={{ marginTop: 8 }}>
        {booking.can.includes('decline') && (
          <Button
            size="large"
            danger={sure}
            disabled={accept.busy}
            loading={decline.busy}
            onClick={() => void no()}
            onBlur={() => setSure(false)}
            data-testid="asked-decline"
          >
            {sure ? '确定婉拒？' : '婉拒'}
          </Button>
        )}
        {booking.can.includes('accept') && (
          <Button size="large" type="primary" disabled={decline.busy} loading={accept.busy} onClick={() => void yes()} data-testid="asked-accept">
            接单
          </Button>
        )}
      </div>
    </article>
  );
}
