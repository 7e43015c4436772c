import { useNow } from '../../components/parts';
import { momentOf } from '../../components/time';

/** The way out of a taken slot: the nearest free starts, one tap each. */
export function SlotAlternatives({ starts, offsetMinutes, onPick }: { starts: readonly string[]; offsetMinutes: number; onPick: (startsAt: string) => void }) {
  const now = useNow();
  if (starts.length === 0) return null;
  return (
    <div className="zk-chips" style={{ marginTop: 8 }}>
      {starts.map((at) => (
        <button key={at} type="button" className="zk-chip" data-testid="alternative" onClick={() => onPick(at)}>
          改到 {momentOf(at, offsetMinutes, now)}
        </button>
      ))}
    </div>
  );
}
