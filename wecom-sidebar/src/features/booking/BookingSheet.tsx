import type { BookingView } from '@zhike/domain/booking/contract';
import { Button } from 'antd';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useQuery } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { HeadSkeleton, Loaded } from '../../components/states';
import { VERB_WORDS } from '../../words';
import { AcceptancePart } from './AcceptancePart';
import { CancelForm } from './CancelForm';
import { CautionBand } from './CautionBand';
import { ConfirmForm } from './ConfirmForm';
import { BookingFacts } from './BookingFacts';
import { RescheduleForm } from './RescheduleForm';
import { SeriesPart } from './SeriesPart';
import { StateTag } from './StateTag';
import { StepButton, stepsIn } from './StepButton';
import { remainingOf } from '../../components/time';
import { CustomerBand } from '../customers/health/CustomerBand';
import { SettlePart } from '../membership/SettlePart';

const RecordFields = lazy(() => import('../fields/RecordFields').then((m) => ({ default: m.RecordFields })));

type Mode = 'story' | 'confirm' | 'reschedule' | 'cancel';
const FORM_VERBS = ['confirm', 'reschedule', 'cancel'] as const;

/** A booking's whole story with exactly the verbs that the server says this reader has. */
export function BookingSheet({
  bookingId,
  opens = 'story',
  onClose,
  onChanged,
  story,
  onOpenCustomer,
  onSend,
}: {
  bookingId: string;
  /** What it opens on: a list of clashes leads straight to another time, the next booking of whoever is in front of you to either form. */
  opens?: 'story' | 'reschedule' | 'cancel';
  onClose: () => void;
  onChanged?: (booking: BookingView) => void;
  /** The customer's timeline, drawn beneath by whoever has room for it. */
  story?: (booking: BookingView) => ReactNode;
  onOpenCustomer?: (customerId: string) => void;
  onSend?: (booking: BookingView) => void;
}) {
  const query = useQuery('booking.get', { bookingId }, { follow: (m) => m.id === bookingId });
  const [chosen, setMode] = useState<Mode>(opens);
  const now = useNow();
  const booking = query.data?.booking;
  // A form whose verb is gone (somebody else was faster) gives way to the story.
  const mode: Mode = chosen === 'story' || booking?.can.includes(chosen) ? chosen : 'story';
  const done = (next: BookingView) => {
    query.put({ booking: next });
    setMode('story');
    onChanged?.(next);
  };
  const steps = booking ? stepsIn(booking, now) : [];
  const forms = booking ? FORM_VERBS.filter((v) => booking.can.includes(v)) : [];
  const mainStep = steps.find((s) => s !== 'markNoShow');
  return (
    <Sheet
      open
      wide
      onClose={onClose}
      testid="booking-sheet"
      title={
        booking ? (
          <span className="zk-row">
            {mode === 'story' ? `预约 ${booking.code}` : VERB_WORDS[mode]}
            <StateTag state={booking.state} deposit={booking.deposit} />
          </span>
        ) : (
          '预约'
        )
      }
      foot={
        booking && mode === 'story' && (steps.length > 0 || forms.length > 0) ? (
          <div className="zk-foot zk-foot-wrap">
            {forms.map((verb) => (
              <Button
                key={verb}
                size="large"
                danger={verb === 'cancel'}
                type={verb === 'confirm' ? 'primary' : 'default'}
                onClick={() => setMode(verb)}
                data-testid={`verb-${verb}`}
              >
                {VERB_WORDS[verb]}
              </Button>
            ))}
            {steps.map((verb) => (
              <StepButton
                key={verb}
                verb={verb}
                bookingId={booking.id}
                version={booking.version}
                primary={verb === mainStep}
                size="large"
                onDone={done}
                onRefused={query.reload}
              />
            ))}
          </div>
        ) : undefined
      }
    >
      <Loaded query={query} skeleton={<HeadSkeleton />}>
        {({ booking: b }) => {
          const back = () => setMode('story');
          if (mode === 'cancel') return <CancelForm booking={b} onDone={done} onBack={back} />;
          if (mode !== 'story')
            return (
              <div className="zk-stack">
                <CustomerBand customerId={b.customerId} />
                {mode === 'confirm' ? <ConfirmForm booking={b} onDone={done} onBack={back} /> : <RescheduleForm booking={b} onDone={done} onBack={back} />}
              </div>
            );
          return (
            <div className="zk-stack">
              <CustomerBand customerId={b.customerId} />
              <CautionBand cautions={b.cautions} />
              {b.overbooked && (
                <div className="zk-caution" data-testid="overbooked">
                  <b>超额安排：和别的预约重叠</b>
                  <p>
                    {b.overbooked.reason}（{b.overbooked.by}）
                  </p>
                </div>
              )}
              <SettlePart booking={b} />
              <AcceptancePart booking={b} onDone={done} onRefused={query.reload} />
              {b.state === 'held' && b.holdExpiresAt && (
                <div className="zk-notice zk-row">
                  <span className="zk-grow">
                    {b.fromWaitlist ? '候补轮到她了，' : ''}
                    {b.deposit.state === 'none' ? '等客户确认' : '等客户付定金'}，时间保留{remainingOf(b.holdExpiresAt, now)}
                  </span>
                  {onSend && b.deposit.state !== 'none' && (
                    <Button size="small" onClick={() => onSend(b)} data-testid="send-pay-card">
                      发付款卡片
                    </Button>
                  )}
                </div>
              )}
              {b.seriesId && <SeriesPart seriesId={b.seriesId} mayCancel={b.can.includes('cancel')} onCancelled={query.reload} />}
              <BookingFacts booking={b} {...(onOpenCustomer ? { onOpenCustomer } : {})} />
              <Suspense fallback={null}>
                <RecordFields entity="booking" recordId={b.id} />
              </Suspense>
              {story?.(b)}
            </div>
          );
        }}
      </Loaded>
    </Sheet>
  );
}
