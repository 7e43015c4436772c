import type { Advice, Blocker, Swap } from '@zhike/domain/booking/contract';
import { useNow } from '../../components/parts';
import { momentOf } from '../../components/time';
import { reasonWord, wordBlocker, wordSwap } from './words.advice';

const MOST_BLOCKERS = 6;

/** A start and the units it takes, as a button of the advice proposes them. */
export interface Taken {
  readonly storeId: string | null;
  readonly startsAt: string;
  /** Null: the choices that were asked for. */
  readonly choices: Readonly<Record<string, string>> | null;
}

/** Why a start is not possible, and the ways out: each one is a tap. */
export function AdviceNote({
  advice,
  startsAt,
  offsetMinutes,
  busy = false,
  swaps,
  onTake,
  onOpenBooking,
}: {
  advice: Advice;
  startsAt: string;
  offsetMinutes: number;
  busy?: boolean;
  /** Kinds of swap that can be taken here: a booking that exists keeps its store. */
  swaps: readonly Swap['kind'][];
  onTake: (taken: Taken) => void;
  onOpenBooking?: (bookingId: string) => void;
}) {
  const now = useNow();
  // Another time as it is stands among the nearest already.
  const repeated = (swap: Swap): boolean => swap.changes.length === 0 && advice.nearest.some((slot) => slot.startsAt === swap.startsAt);
  const usable = advice.swaps.filter((swap) => swaps.includes(swap.kind) && !(swap.kind === 'time' && repeated(swap)));
  return (
    <div className="zk-advice" data-testid="advice">
      {advice.blockers.length > 0 && (
        <ul className="zk-blockers" aria-label="为什么不行">
          {advice.blockers.slice(0, MOST_BLOCKERS).map((blocker, i) => (
            <li key={i} data-testid="blocker" data-reason={blocker.reason}>
              <span>{wordBlocker(blocker, startsAt, offsetMinutes, now)}</span>
              {blocker.booking && onOpenBooking && <OpenBlocker booking={blocker.booking} onOpen={onOpenBooking} />}
            </li>
          ))}
          {advice.blockers.length > MOST_BLOCKERS && <li className="zk-hint">还有 {advice.blockers.length - MOST_BLOCKERS} 处</li>}
        </ul>
      )}
      {usable.length > 0 && (
        <div className="zk-field">
          <div className="zk-hint">换一换就行</div>
          <div className="zk-chips">
            {usable.map((swap, i) => (
              <button
                key={i}
                type="button"
                className="zk-chip"
                disabled={busy}
                data-testid="swap"
                onClick={() => onTake({ storeId: swap.storeId, startsAt: swap.startsAt, choices: swap.choices })}
              >
                {wordSwap(swap, startsAt, offsetMinutes, now)}
              </button>
            ))}
          </div>
        </div>
      )}
      {advice.nearest.length > 0 && (
        <div className="zk-field">
          <div className="zk-hint">最近能排的时间</div>
          <div className="zk-chips">
            {advice.nearest.map((slot) => (
              <button
                key={slot.startsAt}
                type="button"
                className="zk-chip"
                disabled={busy}
                data-testid="nearest"
                onClick={() => onTake({ storeId: null, startsAt: slot.startsAt, choices: null })}
              >
                {momentOf(slot.startsAt, offsetMinutes, now)}
                {reasonWord(slot) && <small className="zk-hint"> {reasonWord(slot)}</small>}
              </button>
            ))}
          </div>
        </div>
      )}
      {!advice.possible && usable.length === 0 && advice.nearest.length === 0 && <p className="zk-hint">附近没有合适的时间，请换一天看看。</p>}
    </div>
  );
}

function OpenBlocker({ booking, onOpen }: { booking: NonNullable<Blocker['booking']>; onOpen: (bookingId: string) => void }) {
  return (
    <button type="button" className="zk-link" onClick={() => onOpen(booking.id)} data-testid="open-blocker">
      看 {booking.code}
    </button>
  );
}
