import type { BookingView } from '@zhike/domain/booking/contract';
import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { useQuery } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { HeadSkeleton, Loaded } from '../../components/states';
import { VERB_WORDS } from '../../words';
import { CancelForm } from './CancelForm';
import { ConfirmForm } from './ConfirmForm';
import { BookingFacts } from './BookingFacts';
import { RescheduleForm } from './RescheduleForm';
import { StateTag } from './StateTag';
import { StepButton, stepsIn } from './StepButton';
import { remainingOf } from '../../components/time';

type Mode = 'story' | 'confirm' | 'reschedule' | 'cancel';
const FORM_VERBS = ['confirm', 'reschedule', 'cancel'] as const;

/** A booking's whole story with exactly the verbs that the server says this reader has. */
export function BookingSheet({
  bookingId,
  onClose,
  onChanged,
  story,
  onOpenCustomer,
  onSend,
}: {
  bookingId: string;
  onClose: () => void;
  onChanged?: (booking: BookingView) => void;
  /** The customer's timeline, drawn beneath by whoever has room for it. */
  story?: (booking: BookingView) => ReactNode;
  onOpenCustomer?: (customerId: string) => void;
  onSend?: (booking: BookingView) => void;
}) {
  const query = useQuery('booking.get', { bookingId }, { follow: (m) => m.id === bookingId });
  const [mode, setMode] = useState<Mode>('story');
  const now = useNow();
  const booking = query.data?.booking;
  const done = (next: BookingView) => {
    query.put({ booking: next });
    setMode('story');
    onChanged?.(next);
  };
  const steps = booking ? stepsIn(booking.can) : [];
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
          if (mode === 'confirm') return <ConfirmForm booking={b} onDone={done} onBack={() => setMode('story')} />;
          if (mode === 'cancel') return <CancelForm booking={b} onDone={done} onBack={() => setMode('story')} />;
          if (mode === 'reschedule') return <RescheduleForm booking={b} onDone={done} onBack={() => setMode('story')} />;
          return (
            <div className="zk-stack">
              {b.state === 'held' && b.holdExpiresAt && (
                <div className="zk-notice zk-row">
                  <span className="zk-grow">等客户付定金，时间保留{remainingOf(b.holdExpiresAt, now)}</span>
                  {onSend && (
                    <Button size="small" onClick={() => onSend(b)} data-testid="send-pay-card">
                      发付款卡片
                    </Button>
                  )}
                </div>
              )}
              <BookingFacts booking={b} {...(onOpenCustomer ? { onOpenCustomer } : {})} />
              {story?.(b)}
            </div>
          );
        }}
      </Loaded>
    </Sheet>
  );
}
