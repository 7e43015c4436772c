import { Input, Picker, Textarea, View } from '@tarojs/components';
import { dateAt, timeAt } from '@zhike/domain/kernel/calendar-date';
import { readNumber, typedNumber } from '@zhike/domain/engines/forms/typed';
import { useEffect, useState } from 'react';
import { serverNow } from '@/api/clock';
import { type ControlProps, textOf } from './control';

const MOST_LETTERS = 5_000;
const CHINA_MINUTES = 480;

/** One line, or as many as are needed. */
export function TextControl({ id, slot, field, value, readonly, onChange }: ControlProps) {
  if (readonly) return <Shown id={id} text={textOf(value)} />;
  const shared = { id, value: textOf(value), placeholder: slot.placeholder ?? '', placeholderClass: 'placeholder', maxlength: MOST_LETTERS };
  if (field.type === 'longtext' || slot.control === 'textarea')
    return <Textarea {...shared} className="ask__area" autoHeight onInput={(e) => onChange(e.detail.value)} />;
  const keyboard = field.type === 'phone' ? 'number' : field.type === 'idcard' ? 'idcard' : 'text';
  return <Input {...shared} className="typed" type={keyboard} onInput={(e) => onChange(e.detail.value)} />;
}

/** A number as people type it, money in yuan. What is no number stays as it was typed, and the form says so. */
export function NumberControl({ id, slot, field, value, readonly, onChange }: ControlProps) {
  const [typed, setTyped] = useState(() => typedNumber(field, value));
  useEffect(() => setTyped((before) => (readNumber(field, before) === value ? before : typedNumber(field, value))), [field, value]);
  const unit = field.type === 'money' ? '元' : field.type === 'percent' ? '%' : (field.unit ?? '');
  if (readonly) return <Shown id={id} text={typed === '' ? '' : `${typed}${unit}`} />;
  return (
    <View className="ask__line">
      <Input
        id={id}
        className="typed grow"
        type="digit"
        value={typed}
        placeholder={slot.placeholder ?? ''}
        placeholderClass="placeholder"
        onInput={(e) => {
          setTyped(e.detail.value);
          onChange(readNumber(field, e.detail.value));
        }}
      />
      {unit ? <View className="ask__unit">{unit}</View> : null}
    </View>
  );
}

/** What only the form fills in. */
export function Shown({ id, text }: { id: string; text: string }) {
  return (
    <View className="ask__shown figures" id={id}>
      {text || '—'}
    </View>
  );
}

export function ShownControl({ id, value }: ControlProps) {
  return <Shown id={id} text={Array.isArray(value) ? value.join('、') : typeof value === 'boolean' ? (value ? '是' : '否') : textOf(value)} />;
}

function Wheel({ id, mode, value, empty, onPick }: { id: string; mode: 'date' | 'time'; value: string; empty: string; onPick: (value: string) => void }) {
  const shown = <View className={value ? 'ask__pick figures' : 'ask__pick ask__pick--empty'}>{value || empty}</View>;
  if (mode === 'time')
    return (
      <Picker id={id} mode="time" value={value || '10:00'} onChange={(e) => onPick(e.detail.value)}>
        {shown}
      </Picker>
    );
  return (
    <Picker
      id={id}
      mode="date"
      value={value || dateAt(serverNow(), CHINA_MINUTES)}
      start="1900-01-01"
      end="2099-12-31"
      onChange={(e) => onPick(e.detail.value)}
    >
      {shown}
    </Picker>
  );
}

/** A day, a time or both, by the phone's own wheels. */
export function WhenControl({ id, field, value, readonly, slot, onChange }: ControlProps) {
  const text = textOf(value);
  const at = field.type === 'datetime' ? Date.parse(text) : Number.NaN;
  const [day, time] = Number.isNaN(at) ? ['', ''] : [dateAt(at, CHINA_MINUTES), timeAt(at, CHINA_MINUTES)];
  if (readonly) return <Shown id={id} text={day ? `${day} ${time}` : text} />;
  if (field.type === 'time') return <Wheel id={id} mode="time" value={text} empty={slot.placeholder ?? '选时间'} onPick={onChange} />;
  // The year of a day that comes every year is anybody's; a leap year has all of them.
  if (field.type === 'monthday')
    return <Wheel id={id} mode="date" value={text ? `2024-${text}` : ''} empty="选月和日" onPick={(date) => onChange(date.slice(5))} />;
  if (field.type === 'date') return <Wheel id={id} mode="date" value={text} empty={slot.placeholder ?? '选日期'} onPick={onChange} />;
  const put = (date: string, clock: string): void => onChange(new Date(Date.parse(`${date}T${clock}:00.000Z`) - CHINA_MINUTES * 60_000).toISOString());
  return (
    <View className="ask__line">
      <Wheel id={id} mode="date" value={day} empty="选日期" onPick={(date) => put(date, time || '10:00')} />
      <Wheel id={`${id}-time`} mode="time" value={time} empty="选时间" onPick={(clock) => put(day || dateAt(serverNow(), CHINA_MINUTES), clock)} />
    </View>
  );
}
