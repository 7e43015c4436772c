import type { BookingView } from '@zhike/domain/booking/contract';
import type { CustomerProfile } from '@zhike/domain/customers/contract';
import { Button } from 'antd';
import { useNow } from '../../components/parts';
import { CHINA_OFFSET } from '../../components/time';
import { StepButton } from '../booking/StepButton';
import { nextCardOf } from './nextStep';

export interface NextStepActs {
  readonly onBook: () => void;
  readonly onSendPayCard: (booking: BookingView) => void;
  readonly onOpenBooking: (bookingId: string) => void;
  readonly onWriteNote: () => void;
  readonly onChanged: () => void;
}

/** One card, one button: what this customer needs now. */
export function NextStepCard({ profile, acts }: { profile: CustomerProfile; acts: NextStepActs }) {
  const now = useNow();
  const card = nextCardOf(profile, now, profile.nextBooking?.utcOffsetMinutes ?? CHINA_OFFSET);
  if (!card)
    return (
      <section className="zk-next calm" aria-label="下一步" data-testid="next-step" data-kind="none">
        <div className="zk-grow">
          <span className="zk-hint">下一步</span>
          <p className="zk-second">暂时没有要做的事</p>
        </div>
      </section>
    );
  const { act } = card;
  const press = () => {
    if (act?.kind === 'book') acts.onBook();
    else if (act?.kind === 'write_note') acts.onWriteNote();
    else if (act?.kind === 'send_pay_card' && profile.nextBooking) acts.onSendPayCard(profile.nextBooking);
    else if (card.bookingId) acts.onOpenBooking(card.bookingId);
  };
  return (
    <section className={`zk-next ${card.tone}`} aria-label="下一步" data-testid="next-step" data-kind={profile.nextStep?.kind}>
      <div className="zk-grow">
        <span className="zk-hint">下一步</span>
        <h2>{card.title}</h2>
        {card.detail && <p className="zk-second">{card.detail}</p>}
      </div>
      {act?.kind === 'step' && card.bookingId ? (
        <StepButton verb={act.verb} bookingId={card.bookingId} version={act.version} primary size="large" onDone={acts.onChanged} onRefused={acts.onChanged} />
      ) : (
        act &&
        act.kind !== 'step' && (
          <Button type="primary" size="large" onClick={press} data-testid="next-step-act">
            {act.label}
          </Button>
        )
      )}
    </section>
  );
}
