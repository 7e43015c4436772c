import type { CalendarView } from '@zhike/domain/booking/contract';
import type { BookingState } from '@zhike/domain/booking/lifecycle';
import { useState } from 'react';
import { useNow } from '../../components/parts';
import { clockOf } from '../../components/time';
import { Nothing } from '../../components/states';
import { HealthBand } from '../customers/health/HealthBand';
import { useHealthBands } from '../customers/health/useHealthBands';
import { WrittenOffLine } from '../membership/WrittenOff';
import { StateTag } from './StateTag';
import { StepButton, stepsIn } from './StepButton';
import './booking.css';

export interface DayEntry {
  readonly bookingId: string;
  readonly version: number;
  readonly state: BookingState;
  readonly startsAt: string;
  readonly customerId: string | null;
  readonly customerName: string;
  readonly serviceName: string;
  readonly unitNames: readonly string[];
  readonly can: readonly string[];
}

/** A day's bookings by time: a booking that occupies five units is one line. */
export function entriesOf(calendar: CalendarView, unitIds: ReadonlySet<string> | null): DayEntry[] {
  const names = new Map(calendar.units.map((u) => [u.id, u.name]));
  const entries = new Map<string, DayEntry & { unitNames: string[] }>();
  const shown = new Set<string>();
  for (const item of calendar.items) {
    if (item.kind !== 'booking' || !item.bookingId || !item.state) continue;
    if (!unitIds || unitIds.has(item.unitId)) shown.add(item.bookingId);
    const known = entries.get(item.bookingId);
    if (known) known.unitNames.push(names.get(item.unitId) ?? '');
    else
      entries.set(item.bookingId, {
        bookingId: item.bookingId,
        version: item.version ?? 0,
        state: item.state,
        startsAt: item.bookingStartsAt ?? item.startsAt,
        customerId: item.customerId,
        customerName: item.customerName ?? '客户',
        serviceName: item.serviceName ?? item.label,
        unitNames: [names.get(item.unitId) ?? ''],
        can: item.can,
      });
  }
  return [...entries.values()]
    .filter((e) => shown.has(e.bookingId))
    .sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt) || a.customerName.localeCompare(b.customerName, 'zh'));
}

/** The units that are the reader herself. */
export function ownUnits(calendar: CalendarView, staffId: string): ReadonlySet<string> {
  return new Set(calendar.units.filter((u) => u.kind === 'person' && u.staffId === staffId).map((u) => u.id));
}

export function DayList({
  entries,
  offsetMinutes,
  onOpen,
  onChanged,
  showUses = false,
  emptyTitle,
  emptyHint,
}: {
  entries: readonly DayEntry[];
  offsetMinutes: number;
  onOpen: (bookingId: string) => void;
  onChanged: () => void;
  /** Draw what cards gave for every visit that is done; otherwise for those that are finished here. */
  showUses?: boolean;
  emptyTitle: string;
  emptyHint: string;
}) {
  const [finished, setFinished] = useState<readonly string[]>([]);
  const now = useNow();
  const bands = useHealthBands(entries.map((entry) => entry.customerId));
  if (entries.length === 0) return <Nothing title={emptyTitle} hint={emptyHint} />;
  return (
    <div data-testid="day-list">
      {entries.map((entry) => {
        const steps = stepsIn(entry, now);
        return (
          <div key={entry.bookingId} className="zk-booking-line" data-testid="day-entry" data-state={entry.state}>
            <div className="zk-booking-time">{clockOf(entry.startsAt, offsetMinutes)}</div>
            <div className="zk-grow">
              <button type="button" className="zk-booking-open" onClick={() => onOpen(entry.bookingId)} data-testid="open-booking">
                <span className="zk-row">
                  <b className="zk-grow zk-ellipsis">{entry.customerName}</b>
                  <StateTag state={entry.state} />
                </span>
                <span className="zk-second" style={{ display: 'block' }}>
                  {entry.serviceName}
                </span>
                <span className="zk-hint" style={{ display: 'block' }}>
                  {entry.unitNames.filter(Boolean).join(' · ')}
                </span>
              </button>
              <HealthBand items={(entry.customerId && bands.of.get(entry.customerId)) || null} />
              {steps.length > 0 && (
                <div className="zk-verbs">
                  {steps.map((verb) => (
                    <StepButton
                      key={verb}
                      verb={verb}
                      bookingId={entry.bookingId}
                      version={entry.version}
                      primary={verb !== 'markNoShow'}
                      size="middle"
                      onDone={() => {
                        if (verb === 'finish') setFinished((before) => [...before, entry.bookingId]);
                        onChanged();
                      }}
                      onRefused={onChanged}
                    />
                  ))}
                </div>
              )}
              {entry.state === 'done' && (showUses || finished.includes(entry.bookingId)) && (
                <WrittenOffLine bookingId={entry.bookingId} offsetMinutes={offsetMinutes} onOpen={() => onOpen(entry.bookingId)} />
              )}
            </div>
          </div>
        );
      })}
    </div>
  );
}
