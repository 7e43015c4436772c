import type { RosterView } from '@zhike/domain/booking/contract';
import { isoWeekday } from '@zhike/domain/kernel/calendar-date';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { DAYS } from '../../components/week';
import type { DayMark } from '../../features/booking/calendar/marks';
import { cellKey, cellsOf, datesOf, hoursOf, NO_CELL, type RosterCell } from './roster';

const STEPS: Record<string, [row: number, column: number]> = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** People × days. One tab stop; arrow keys walk, Enter opens. */
export function RosterGrid({
  roster,
  marks,
  today,
  mayManage,
  onDay,
  onPerson,
}: {
  roster: RosterView;
  marks: ReadonlyMap<string, DayMark>;
  today: string;
  mayManage: boolean;
  onDay: (unitId: string, date: string) => void;
  onPerson: (unitId: string) => void;
}) {
  const cells = useMemo(() => cellsOf(roster), [roster]);
  const dates = datesOf(roster.from, roster.days);
  const [at, setAt] = useState<[number, number]>([0, 0]);
  const table = useRef<HTMLTableElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (!step) return;
    const row = at[0] + step[0];
    const column = at[1] + step[1];
    const target = table.current?.querySelector<HTMLElement>(`[data-at="${row},${column}"]`);
    if (!target) return;
    event.preventDefault();
    setAt([row, column]);
    target.focus();
  };
  const dense = roster.days > 14;
  // On a phone the week begins left of the screen: today's column comes into sight by itself.
  useEffect(() => {
    const box = table.current?.parentElement;
    const column = table.current?.querySelector<HTMLElement>('thead th.today');
    const name = table.current?.querySelector<HTMLElement>('thead th');
    if (box && column && name && box.scrollWidth > box.clientWidth) box.scrollLeft = column.offsetLeft - name.offsetWidth;
  }, []);
  return (
    <div className={`zk-roster${dense ? ' dense' : ''}`}>
      <table ref={table} onKeyDown={onKeyDown} data-testid="roster-grid">
        <thead>
          <tr>
            <th scope="col">人员</th>
            {dates.map((date) => {
              const mark = marks.get(date);
              return (
                <th key={date} scope="col" className={`${date === today ? 'today' : ''}${isoWeekday(date) === 1 ? ' monday' : ''}`} title={mark?.text}>
                  <span>{dense ? (DAYS[isoWeekday(date) - 1] ?? '').slice(1) : DAYS[isoWeekday(date) - 1]}</span>
                  <b>{dense ? Number(date.slice(8)) : `${Number(date.slice(5, 7))}/${Number(date.slice(8))}`}</b>
                  {mark && (dense ? <i className={`zk-dot ${mark.tone}`} /> : <em className={`zk-day-mark ${mark.tone}`}>{mark.text}</em>)}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {roster.units.map((unit, row) => (
            <tr key={unit.id} data-testid="roster-row" data-name={unit.name}>
              <th scope="row">
                <button type="button" className="zk-roster-name" disabled={!mayManage} onClick={() => onPerson(unit.id)} data-testid="roster-person">
                  <b>{unit.name}</b>
                  <span className="zk-hint">
                    {unit.typeName}
                    {!dense && <span className="zk-wide-only"> · {hoursOf(roster, unit.id)} 小时</span>}
                  </span>
                </button>
              </th>
              {dates.map((date, column) => (
                <td key={date} className={`${date === today ? 'today' : ''}${isoWeekday(date) === 1 ? ' monday' : ''}`}>
                  <Cell
                    cell={cells.get(cellKey(unit.id, date)) ?? NO_CELL}
                    storeId={roster.storeId}
                    label={`${unit.name} ${date}`}
                    dense={dense}
                    at={`${row},${column}`}
                    tabIndex={at[0] === row && at[1] === column ? 0 : -1}
                    disabled={!mayManage}
                    onFocus={() => setAt([row, column])}
                    onOpen={() => onDay(unit.id, date)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({
  cell,
  storeId,
  label,
  dense,
  at,
  tabIndex,
  disabled,
  onFocus,
  onOpen,
}: {
  cell: RosterCell;
  storeId: string;
  label: string;
  dense: boolean;
  at: string;
  tabIndex: number;
  disabled: boolean;
  onFocus: () => void;
  onOpen: () => void;
}) {
  const away = cell.spans.length > 0 && cell.spans.every((s) => s.storeId !== storeId);
  const here = cell.spans.filter((s) => s.storeId === storeId);
  const whole = cell.absences.some((a) => a.words === '全天');
  const short = (clock: string): string => (dense ? clock.replace(/^0/, '').replace(':00', '') : clock);
  const tone = whole ? 'leave' : away ? 'away' : here.length > 0 ? 'work' : 'off';
  return (
    <button
      type="button"
      className={`zk-roster-cell ${tone}${cell.exception ? ' changed' : ''}`}
      data-at={at}
      data-testid="roster-cell"
      tabIndex={tabIndex}
      aria-disabled={disabled}
      aria-label={`${label}：${wordsOf(cell, storeId)}`}
      title={dense ? wordsOf(cell, storeId) : undefined}
      onFocus={onFocus}
      onClick={() => !disabled && onOpen()}
    >
      {away ? (
        <span>他店</span>
      ) : (
        here.map((s) => (
          <span key={s.from}>
            {short(s.from)}–{short(s.to)}
          </span>
        ))
      )}
      {cell.spans.length === 0 && !whole && <span className="zk-hint">休</span>}
      {cell.absences.map((a) => (
        <em key={a.reservationId}>{dense ? '假' : `假 ${a.words}`}</em>
      ))}
      {cell.exception && !dense && <small>{cell.exception.reason || '临时调班'}</small>}
    </button>
  );
}

function wordsOf(cell: RosterCell, storeId: string): string {
  const spans = cell.spans.map((s) => `${s.from} 到 ${s.to}${s.storeId === storeId ? '' : '（在其他门店）'}`).join('、') || '休息';
  return [spans, ...cell.absences.map((a) => `请假 ${a.words} ${a.label}`), cell.exception ? `临时调班 ${cell.exception.reason}` : '']
    .filter(Boolean)
    .join('，');
}
