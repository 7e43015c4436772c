import { instantOfDay } from './when';
import { Input } from 'antd';
import { readNumber, typedNumber } from '@zhike/domain/engines/forms/typed';
import { useEffect, useState } from 'react';
import { type ControlProps, textOf } from './control';

/** One line, or as many as are needed. */
export function TextControl({ slot, field, value, readonly, bad, ids, slotId, label, onChange }: ControlProps) {
  const shared = {
    ...ids,
    'aria-label': label,
    value: textOf(value),
    placeholder: slot.placeholder ?? '',
    readOnly: readonly,
    status: bad ? ('error' as const) : ('' as const),
    'data-testid': `slot-${slotId}`,
  };
  if (field.type === 'longtext' || slot.control === 'textarea') return <Input.TextArea {...shared} rows={4} onChange={(e) => onChange(e.target.value)} />;
  const keyboard = field.type === 'phone' ? ('tel' as const) : field.type === 'email' ? ('email' as const) : ('text' as const);
  return <Input {...shared} inputMode={keyboard} onChange={(e) => onChange(e.target.value)} />;
}

/** A number as people type it; money in yuan. What is no number stays as it was typed, and the form says so. */
export function NumberControl({ slot, field, value, readonly, bad, ids, slotId, label, onChange }: ControlProps) {
  const [typed, setTyped] = useState(() => typedNumber(field, value));
  // What is worked out or filled in elsewhere shows at once; what a person is typing (`1.`) is left alone.
  useEffect(() => setTyped((before) => (readNumber(field, before) === value ? before : typedNumber(field, value))), [field, value]);
  return (
    <Input
      {...ids}
      aria-label={label}
      value={typed}
      inputMode="decimal"
      readOnly={readonly}
      placeholder={slot.placeholder ?? ''}
      prefix={field.type === 'money' ? '¥' : undefined}
      suffix={field.type === 'percent' ? '%' : field.unit}
      status={bad ? 'error' : ''}
      data-testid={`slot-${slotId}`}
      onChange={(e) => {
        setTyped(e.target.value);
        onChange(readNumber(field, e.target.value));
      }}
    />
  );
}

const KIND = { date: 'date', time: 'time', datetime: 'datetime-local' } as const;

/** A day, a time or both, by the device's own picker. */
export function WhenControl({ field, value, readonly, bad, ids, slotId, label, onChange }: ControlProps) {
  const shared = { ...ids, 'aria-label': label, readOnly: readonly, status: bad ? ('error' as const) : ('' as const), 'data-testid': `slot-${slotId}` };
  if (field.type === 'monthday')
    return <Input {...shared} value={textOf(value)} placeholder="05-01" inputMode="numeric" maxLength={5} onChange={(e) => onChange(e.target.value)} />;
  if (field.type === 'datetime')
    return <Input {...shared} type={KIND.datetime} value={instantOfDay.show(textOf(value))} onChange={(e) => onChange(instantOfDay.read(e.target.value))} />;
  return <Input {...shared} type={field.type === 'time' ? KIND.time : KIND.date} value={textOf(value)} onChange={(e) => onChange(e.target.value)} />;
}
