import { InputNumber } from 'antd';
import { Field } from './parts';

/** Money as people type it, in yuan; kept in whole fen. */
export function YuanField({
  label,
  fen,
  hint,
  problem,
  onChange,
  testid,
}: {
  label: string;
  fen: number;
  hint?: string | undefined;
  problem?: string | undefined;
  onChange: (fen: number) => void;
  testid?: string;
}) {
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(ids) => (
        <InputNumber
          id={ids.id}
          aria-describedby={ids['aria-describedby']}
          prefix="¥"
          min={0}
          max={1_000_000}
          precision={2}
          style={{ width: '100%' }}
          status={problem ? 'error' : ''}
          value={fen / 100}
          onChange={(yuan) => onChange(Math.round((yuan ?? 0) * 100))}
          data-testid={testid}
        />
      )}
    </Field>
  );
}

/** A whole number with its unit behind it. */
export function CountField({
  label,
  unit,
  value,
  min,
  max,
  step = 1,
  hint,
  problem,
  onChange,
  testid,
}: {
  label: string;
  unit: string;
  value: number;
  min: number;
  max: number;
  step?: number;
  hint?: string | undefined;
  problem?: string | undefined;
  onChange: (value: number) => void;
  testid?: string;
}) {
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(ids) => (
        <InputNumber
          id={ids.id}
          aria-describedby={ids['aria-describedby']}
          suffix={unit}
          min={min}
          max={max}
          step={step}
          precision={0}
          style={{ width: '100%' }}
          status={problem ? 'error' : ''}
          value={value}
          onChange={(n) => onChange(Math.round((n ?? min) / step) * step)}
          data-testid={testid}
        />
      )}
    </Field>
  );
}
