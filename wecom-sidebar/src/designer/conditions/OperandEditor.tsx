import type { Field } from '@zhike/domain/engines/catalogue/definition';
import { familyOf } from '@zhike/domain/engines/catalogue/find';
import type { Op, Operand, TimeOfDay, Window, YearDay } from '@zhike/domain/engines/conditions/definition';
import { opRow, type Wants } from '@zhike/domain/engines/conditions/ops';
import { Checkbox, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useQuery } from '../../api/hooks';
import { WindowEditor, YearDayEditor } from './WindowEditor';

interface Editing {
  readonly field: Field;
  readonly value: Operand | undefined;
  readonly onChange: (value: Operand) => void;
}

/** What an operator begins with when it is chosen. Lists begin empty: a made-up choice would look like one. */
export function beginOf(field: Field, op: Op): Operand | undefined {
  const family = familyOf(field);
  const row = family && opRow(family, op);
  if (!row || row.wants === 'none') return undefined;
  if (row.wants === 'many') return [];
  if (row.wants === 'two') return family === 'number' ? [0, 0] : ['', ''];
  if (row.wants !== 'one') return row.example;
  if (family === 'number') return 0;
  return family === 'bool' ? true : '';
}

/** The right side of a test, drawn by what the operator wants and what the field holds. */
export function OperandEditor({ op, ...editing }: Editing & { op: Op }) {
  const family = familyOf(editing.field);
  const wants: Wants = (family && opRow(family, op)?.wants) || 'none';
  const { field, value, onChange } = editing;
  // An operand that this editor does not draw (another field, a variable) stays as it is.
  if (isReference(value)) return <span className="zk-hint">（和另一项比较，按原样保留）</span>;
  if (wants === 'none') return null;
  if (wants === 'window')
    return <WindowEditor value={asObject<Window>(value, { last: 30, unit: 'day' })} moments={family === 'datetime'} onChange={onChange} />;
  if (wants === 'yearDay') return <YearDayEditor value={asObject<YearDay>(value, { from: 0, to: 0 })} onChange={onChange} />;
  if (wants === 'timeOfDay') return <HoursEditor value={asObject<TimeOfDay>(value, { from: '18:00', to: '21:00' })} onChange={onChange} />;
  if (wants === 'weekdays') return <WeekdaysEditor value={value} onChange={onChange} />;
  if (wants === 'many') return <ManyEditor {...editing} />;
  if (wants === 'two') {
    const [low, high] = Array.isArray(value) ? (value as readonly Operand[]) : [];
    return (
      <span className="zk-row">
        <OneEditor field={field} value={low} onChange={(next) => onChange([next, high ?? next] as unknown as Operand)} />
        <span>到</span>
        <OneEditor field={field} value={high} onChange={(next) => onChange([low ?? next, next] as unknown as Operand)} />
      </span>
    );
  }
  return <OneEditor {...editing} />;
}

function isReference(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && ('field' in value || 'var' in value || 'add' in value);
}
function asObject<Shape>(value: unknown, otherwise: Shape): Shape {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Shape) : otherwise;
}

const NATIVE: Readonly<Partial<Record<Field['type'], string>>> = { date: 'date', time: 'time' };

function OneEditor({ field, value, onChange }: Editing) {
  if (field.type === 'bool')
    return (
      <Select
        aria-label={field.label}
        value={value !== false}
        options={[
          { value: true, label: '是' },
          { value: false, label: '否' },
        ]}
        onChange={onChange}
      />
    );
  if (familyOf(field) === 'number') {
    // Money is typed in yuan and kept in fen.
    const unit = field.type === 'money' ? 100 : 1;
    const digits = field.type === 'money' ? 2 : (field.scale ?? 0);
    return (
      <InputNumber
        aria-label={field.label}
        precision={digits}
        value={typeof value === 'number' ? value / unit : 0}
        suffix={field.type === 'money' ? '元' : field.type === 'percent' ? '%' : field.unit}
        onChange={(n) => onChange(unit === 100 ? Math.round((n ?? 0) * 100) : (n ?? 0))}
      />
    );
  }
  if (field.options ?? field.to)
    return <Picker field={field} value={typeof value === 'string' && value ? [value] : []} onChange={([one]) => onChange(one ?? '')} />;
  return (
    <Input
      aria-label={field.label}
      type={NATIVE[field.type] ?? 'text'}
      value={typeof value === 'string' ? value : ''}
      maxLength={200}
      onChange={(e) => onChange(e.target.value)}
    />
  );
}

const words = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []);

function ManyEditor({ field, value, onChange }: Editing) {
  if (field.options ?? field.to) return <Picker field={field} value={words(value)} many onChange={(ids) => onChange([...ids].sort())} />;
  return (
    <Select
      mode="tags"
      aria-label={field.label}
      style={{ minWidth: 180 }}
      placeholder="写一个按回车"
      value={words(value)}
      onChange={(list: string[]) => onChange(list.map((one) => one.trim()).filter(Boolean))}
    />
  );
}

/** Options of the field itself, or records of another entity, found by name. */
function Picker({ field, value, many = false, onChange }: { field: Field; value: string[]; many?: boolean; onChange: (ids: string[]) => void }) {
  const [search, setSearch] = useState('');
  const entity = field.options ? null : (field.to ?? null);
  const found = useQuery('segments.names', entity ? { entity, search, ids: value } : null, { keepPrevious: true });
  const options = field.options
    ? field.options.filter((one) => !one.retired || value.includes(one.id)).map((one) => ({ value: one.id, label: one.label }))
    : (found.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }));
  return (
    <Select
      aria-label={field.label}
      style={{ minWidth: 160 }}
      placeholder="请选择"
      showSearch={{ filterOption: entity === null, optionFilterProp: 'label', ...(entity ? { onSearch: setSearch } : {}) }}
      {...(many ? { mode: 'multiple' as const } : {})}
      value={many ? value : value[0]}
      options={options}
      popupMatchSelectWidth={false}
      onChange={(next: string | string[]) => onChange(Array.isArray(next) ? next : [next])}
    />
  );
}

function HoursEditor({ value, onChange }: { value: TimeOfDay; onChange: (hours: Operand) => void }) {
  return (
    <span className="zk-row">
      <Input type="time" aria-label="从几点" value={value.from} onChange={(e) => onChange({ ...value, from: e.target.value })} />
      <span>到</span>
      <Input type="time" aria-label="到几点" value={value.to} onChange={(e) => onChange({ ...value, to: e.target.value })} />
    </span>
  );
}

const WEEK = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'];
function WeekdaysEditor({ value, onChange }: { value: unknown; onChange: (days: Operand) => void }) {
  const days = Array.isArray(value) ? value.filter((one): one is number => typeof one === 'number') : [];
  return (
    <Checkbox.Group
      options={WEEK.map((label, i) => ({ label, value: i + 1 }))}
      value={days}
      onChange={(next) => onChange([...(next as number[])].sort() as unknown as Operand)}
    />
  );
}
