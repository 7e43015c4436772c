import type { BookingView } from '@zhike/domain/booking/contract';
import type { BookingState } from '@zhike/domain/booking/lifecycle';
import { stateMark } from './words';

export function StateTag({ state, deposit }: { state: BookingState; deposit?: BookingView['deposit'] }) {
  const mark = stateMark(state, deposit);
  return (
    <span className={`zk-booking-state ${mark.tone}${mark.struck ? ' struck' : ''}`} data-testid="booking-state" data-state={state}>
      {mark.word}
    </span>
  );
}
