import { Input } from 'antd';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { parseClock, stepClock } from './week';

const STEP_MINUTES = 15;

/** A time of day that may also be 24:00: typed as people type it (9, 930, 9:30), or stepped by ↑ and ↓. What is no time goes back. */
export function ClockInput({
  value,
  label,
  bad = false,
  onChange,
  testid,
}: {
  value: string;
  label: string;
  bad?: boolean;
  onChange: (clock: string) => void;
  testid?: string;
}) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const settle = () => {
    const clock = parseClock(typed);
    setTyped(clock ?? value);
    if (clock && clock !== value) onChange(clock);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowUp' ? STEP_MINUTES : event.key === 'ArrowDown' ? -STEP_MINUTES : 0;
    if (by === 0) return;
    event.preventDefault();
    onChange(stepClock(parseClock(typed) ?? value, by));
  };
  return (
    <Input
      className="zk-clock"
      value={typed}
      aria-label={label}
      aria-invalid={bad}
      status={bad ? 'error' : ''}
      inputMode="decimal"
      maxLength={5}
      onChange={(e) => setTyped(e.target.value)}
      onFocus={(e) => e.target.select()}
      onBlur={settle}
      onPressEnter={(event) => {
        // What is typed must settle before a form may send it.
        event.preventDefault();
        settle();
      }}
      onKeyDown={onKeyDown}
      data-testid={testid}
    />
  );
}
