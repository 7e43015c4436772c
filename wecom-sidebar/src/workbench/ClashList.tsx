import type { Clash } from '@zhike/domain/booking/contract';
import { Button } from 'antd';
import { useState } from 'react';
import type { AppRefusal } from '../api/call';
import { useNow } from '../components/parts';
import { RefusalNote } from '../components/states';
import { momentOf } from '../components/time';
import { ClassClashes } from './ClassClashes';
import { StoryOf } from './StoryOf';

/** A booking that stands in the way of a change. */
export interface InTheWay {
  readonly bookingId: string;
  readonly code: string;
  readonly startsAt: string;
  /** Whose and what. */
  readonly words: string;
}

export const clashLine = (clash: Clash): InTheWay => ({
  bookingId: clash.bookingId,
  code: clash.code,
  startsAt: clash.startsAt,
  words: `${clash.contactName} · ${clash.serviceName} · ${clash.unitName}`,
});

/** The bookings that a refusal names as being in the way of a change; none for other refusals. */
export function inTheWayOf(refusal: AppRefusal | undefined): readonly InTheWay[] {
  switch (refusal?.code) {
    case 'booking.roster_clashes':
      return refusal.facts.clashes.map(clashLine);
    case 'stores.hours_clash':
    case 'booking.unit_in_use':
      return refusal.facts.bookings.map((b) => ({ bookingId: b.id, code: b.code, startsAt: b.startsAt, words: `${b.contactName} · ${b.serviceName}` }));
    default:
      return [];
  }
}

/** Bookings to be moved one by one: each opens on its other times. */
export function ClashList({ clashes, offsetMinutes, onChanged }: { clashes: readonly InTheWay[]; offsetMinutes: number; onChanged?: () => void }) {
  const now = useNow();
  const [opened, setOpened] = useState<string | null>(null);
  const [moved, setMoved] = useState<readonly string[]>([]);
  const lines = clashes.filter((c, i) => clashes.findIndex((other) => other.bookingId === c.bookingId) === i);
  return (
    <div className="zk-clashes" data-testid="clashes">
      {lines.map((clash) => (
        <div key={clash.bookingId} className="zk-row zk-clash" data-testid="clash" data-code={clash.code}>
          <span className="zk-grow">
            <b>{momentOf(clash.startsAt, offsetMinutes, now)}</b> <span className="zk-hint">{clash.code}</span>
            <span className="zk-second zk-clash-words">{clash.words}</span>
          </span>
          {moved.includes(clash.bookingId) ? (
            <span className="zk-booking-state green">已处理</span>
          ) : (
            <Button size="small" onClick={() => setOpened(clash.bookingId)} data-testid="clash-move">
              改约
            </Button>
          )}
        </div>
      ))}
      {opened && (
        <StoryOf
          bookingId={opened}
          opens="reschedule"
          onClose={() => setOpened(null)}
          onChanged={() => {
            setMoved([...moved, opened]);
            onChanged?.();
          }}
        />
      )}
    </div>
  );
}

/** A change that would strand bookings was refused: their list, and, where it may be, making the change anyway. */
export function ClashChoice({
  refusal,
  offsetMinutes,
  busy,
  keepWord = '仍然保存，之后再改约',
  onKeep,
}: {
  refusal: AppRefusal | undefined;
  offsetMinutes: number;
  busy: boolean;
  keepWord?: string;
  /** Absent: it cannot be done while they are there. */
  onKeep?: () => void;
}) {
  const clashes = inTheWayOf(refusal);
  const classes = refusal?.code === 'booking.roster_clashes' ? refusal.facts.classes : [];
  return (
    <RefusalNote refusal={refusal} offsetMinutes={offsetMinutes}>
      {clashes.length + classes.length > 0 && (
        <>
          <ClashList clashes={clashes} offsetMinutes={offsetMinutes} />
          <ClassClashes classes={classes} offsetMinutes={offsetMinutes} />
          {onKeep && (
            <Button danger block loading={busy} onClick={onKeep} data-testid="keep-clashes">
              {keepWord}
            </Button>
          )}
        </>
      )}
    </RefusalNote>
  );
}
