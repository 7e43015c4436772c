import { type ControlProps, textOf } from './control';

/** What only the form or the server fills in. */
export function ShownControl({ value, slotId, ids, label, field }: ControlProps) {
  const shown = Array.isArray(value) ? value.join('、') : typeof value === 'boolean' ? (value ? '是' : '否') : textOf(value);
  return (
    <output id={ids.id} aria-label={label} data-testid={`slot-${slotId}`}>
      {shown || '—'}
      {field.unit ?? ''}
    </output>
  );
}
