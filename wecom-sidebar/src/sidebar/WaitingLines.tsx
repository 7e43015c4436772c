import type { WaitlistView } from '@zhike/domain/booking/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../api/hooks';
import { useNow } from '../components/parts';
import { useMay } from '../components/SessionGate';
import { remainingOf } from '../components/time';
import { say } from '../components/toast';
import { WAITING_WORDS, windowWords } from '../features/booking/words.waiting';
import { wordRefusal } from '../words';

/** What she waits for at her store: position, what is offered, and the way out of the line; nothing is drawn when she waits for nothing. */
export function WaitingLines({ customerId, storeId, onOpenBooking }: { customerId: string; storeId: string; onOpenBooking: (bookingId: string) => void }) {
  const mayRead = useMay('booking.read');
  const query = useQuery('booking.waitlist', mayRead && storeId ? { storeId, open: true, cursor: null } : null, {
    follow: (m) => m.customerId === customerId || m.id === customerId || m.storeId === storeId,
  });
  const hers = (query.data?.items ?? []).filter((entry) => entry.customerId === customerId);
  if (hers.length === 0) return null;
  return (
    <section className="zk-card" aria-label="候补" data-testid="waiting-lines">
      <h3 style={{ marginBottom: 4 }}>候补</h3>
      {hers.map((entry) => (
        <Line key={entry.id} entry={entry} onOpenBooking={onOpenBooking} onLeft={query.reload} />
      ))}
    </section>
  );
}

function Line({ entry, onOpenBooking, onLeft }: { entry: WaitlistView; onOpenBooking: (bookingId: string) => void; onLeft: () => void }) {
  const now = useNow();
  const mayWrite = useMay('booking.write');
  const leave = useCommand('booking.leaveWaitlist');
  const [sure, setSure] = useState(false);
  const press = async () => {
    if (!sure) return setSure(true);
    const answer = await leave.run({ entryId: entry.id });
    if (answer.ok) say('已退出候补');
    else say(wordRefusal(answer.refusal), { tone: 'bad' });
    onLeft();
  };
  const { bookingId } = entry;
  return (
    <div className="zk-waiting" data-testid="waiting-line" data-state={entry.state}>
      <div className="zk-grow">
        <b>{windowWords(entry, entry.utcOffsetMinutes, now)}</b>
        <div className="zk-hint">
          {entry.serviceName} · {WAITING_WORDS[entry.state]}
          {entry.state === 'waiting' && (entry.before === 0 ? '，排第一位' : `，前面 ${entry.before} 位`)}
          {entry.state === 'offered' && entry.offerUntil && `，${remainingOf(entry.offerUntil, now)}`}
        </div>
      </div>
      {entry.state === 'offered' && bookingId ? (
        <Button size="small" type="primary" onClick={() => onOpenBooking(bookingId)}>
          看预约
        </Button>
      ) : (
        mayWrite && (
          <Button size="small" danger={sure} loading={leave.busy} onClick={() => void press()} onBlur={() => setSure(false)} data-testid="waiting-leave">
            {sure ? '确定退出？' : '退出'}
          </Button>
        )
      )}
    </div>
  );
}
