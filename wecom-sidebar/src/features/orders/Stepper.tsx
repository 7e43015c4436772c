import { Button, InputNumber } from 'antd';

/** A whole number with − and ＋ within the thumb's reach; it can be typed as well. */
export function Stepper({
  label,
  value,
  min,
  max,
  onChange,
  testid,
}: {
  label: string;
  value: number;
  min: number;
  max: number;
  onChange: (value: number) => void;
  testid: string;
}) {
  const to = (next: number) => onChange(Math.min(max, Math.max(min, Math.round(next))));
  return (
    <span className="zk-stepper" role="group" aria-label={label}>
      <Button aria-label={`${label}减一`} disabled={value <= min} onClick={() => to(value - 1)} data-testid={`${testid}-less`}>
        −
      </Button>
      <InputNumber
        aria-label={label}
        controls={false}
        min={min}
        max={max}
        precision={0}
        value={value}
        onChange={(next) => next !== null && to(next)}
        data-testid={testid}
      />
      <Button aria-label={`${label}加一`} disabled={value >= max} onClick={() => to(value + 1)} data-testid={`${testid}-more`}>
        ＋
      </Button>
    </span>
  );
}
