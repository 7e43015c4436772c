import type { SlotView } from '@zhike/domain/booking/contract';
import { useNow } from '../../components/parts';
import { momentOf } from '../../components/time';
import { reasonWord } from './words.advice';
import './book.css';

/** The best starts first, each with why; the one that is taken stays marked among them. */
export function Recommended({
  slots,
  chosen,
  offsetMinutes,
  onPick,
}: {
  slots: readonly SlotView[];
  chosen: string | null;
  offsetMinutes: number;
  onPick: (startsAt: string) => void;
}) {
  const now = useNow();
  if (slots.length === 0) return null;
  return (
    <div className="zk-recommended" role="group" aria-label="推荐时间" data-testid="recommended">
      {slots.map((slot) => (
        <button
          key={slot.startsAt}
          type="button"
          className="zk-offer"
          aria-pressed={slot.startsAt === chosen}
          data-testid="next-slot"
          onClick={() => onPick(slot.startsAt)}
        >
          <b>{momentOf(slot.startsAt, offsetMinutes, now)}</b>
          <span>{reasonWord(slot) ?? '有空'}</span>
        </button>
      ))}
    </div>
  );
}
