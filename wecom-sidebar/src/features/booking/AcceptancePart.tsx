import type { BookingView } from '@zhike/domain/booking/contract';
import { Button, Input } from 'antd';
import { useState } from 'react';
import type { AppRefusal } from '../../api/call';
import { useCommand } from '../../api/hooks';
import { Chips, Field, useNow } from '../../components/parts';
import { RefusalNote } from '../../components/states';
import { remainingOf } from '../../components/time';
import { say } from '../../components/toast';

type OfferState = BookingView['offers'][number]['state'];
const OFFER_WORDS: Record<OfferState, string> = {
  open: '等回复',
  accepted: '已接单',
  declined: '已婉拒',
  lost: '别人先接了',
  expired: '超时没回复',
  withdrawn: '已收回',
};
const TONES: Record<OfferState, string> = { open: 'blue', accepted: 'green', declined: 'red', lost: 'grey', expired: 'red', withdrawn: 'grey' };

/** Who was asked to take it, and what each answered. */
export function OfferList({ offers }: { offers: BookingView['offers'] }) {
  if (offers.length === 0) return null;
  return (
    <ul className="zk-offers" aria-label="派单情况" data-testid="offers">
      {offers.map((offer) => (
        <li key={`${offer.roleName}-${offer.unitId}`} className="zk-row">
          <span className="zk-hint zk-unit-role">{offer.roleName}</span>
          <span className="zk-grow">
            {offer.unitName}
            {offer.mine ? '（我）' : ''}
          </span>
          <span className={`zk-booking-state ${TONES[offer.state]}`} data-state={offer.state}>
            {OFFER_WORDS[offer.state]}
          </span>
        </li>
      ))}
    </ul>
  );
}

const REASONS = ['那天有别的安排', '不擅长这个项目', '身体不适'] as const;

/** My yes or no to a booking that was offered to me. Declining asks for a reason, and says what comes of it. */
export function AcceptButtons({
  booking,
  onDone,
  onRefused,
}: {
  booking: BookingView;
  onDone: (booking: BookingView) => void;
  onRefused: (refusal: AppRefusal) => void;
}) {
  const accept = useCommand('booking.accept');
  const decline = useCommand('booking.decline');
  const [declining, setDeclining] = useState(false);
  const [reason, setReason] = useState('');
  const busy = accept.busy || decline.busy;
  const yes = async () => {
    const answer = await accept.run({ bookingId: booking.id });
    if (!answer.ok) return onRefused(answer.refusal);
    say(answer.value.booking.state === 'confirmed' ? '已接单，预约确认了' : '已接单，还等另一位');
    onDone(answer.value.booking);
  };
  const no = async () => {
    const answer = await decline.run({ bookingId: booking.id, reason: reason.trim() });
    if (!answer.ok) return onRefused(answer.refusal);
    say(answer.value.booking.state === 'declined' ? '已婉拒，没有别人能接，时间已放开、定金退回' : '已婉拒，会问下一位');
    onDone(answer.value.booking);
  };
  if (!booking.can.includes('accept') && !booking.can.includes('decline')) return <RefusalNote refusal={accept.refusal ?? decline.refusal} />;
  return (
    <div data-testid="accept-buttons">
      {declining && (
        <Field label="为什么不接（可以不写）">
          {(ids) => (
            <>
              <Chips
                name="decline-reason"
                label="常用原因"
                value={(REASONS as readonly string[]).includes(reason) ? reason : null}
                choices={REASONS.map((r) => ({ key: r, title: r }))}
                onChange={setReason}
              />
              <Input
                {...ids}
                style={{ marginTop: 8 }}
                value={reason}
                maxLength={200}
                onChange={(e) => setReason(e.target.value)}
                data-testid="decline-reason"
              />
            </>
          )}
        </Field>
      )}
      <RefusalNote refusal={accept.refusal ?? decline.refusal} offsetMinutes={booking.utcOffsetMinutes} />
      <div className="zk-foot">
        {booking.can.includes('decline') && (
          <Button
            size="large"
            danger={declining}
            disabled={accept.busy}
            loading={decline.busy}
            onClick={() => (declining ? void no() : setDeclining(true))}
            data-testid="decline"
          >
            {declining ? '确定婉拒' : '婉拒'}
          </Button>
        )}
        {declining ? (
          <Button size="large" disabled={busy} onClick={() => setDeclining(false)}>
            再想想
          </Button>
        ) : (
          booking.can.includes('accept') && (
            <Button size="large" type="primary" disabled={decline.busy} loading={accept.busy} onClick={() => void yes()} data-testid="accept">
              接单
            </Button>
          )
        )}
      </div>
    </div>
  );
}

/** The band of a booking that waits for a technician. */
export function AcceptancePart({ booking, onDone, onRefused }: { booking: BookingView; onDone: (booking: BookingView) => void; onRefused: () => void }) {
  const now = useNow();
  if (booking.offers.length === 0 && booking.state !== 'requested') return null;
  return (
    <section className="zk-card" data-testid="acceptance">
      {booking.state === 'requested' && (
        <p className="zk-notice" style={{ marginBottom: 8 }}>
          等技师接单{booking.acceptBy ? `，${remainingOf(booking.acceptBy, now)}` : ''}。时间已为客户留着。
        </p>
      )}
      <OfferList offers={booking.offers} />
      <AcceptButtons booking={booking} onDone={onDone} onRefused={onRefused} />
    </section>
  );
}
