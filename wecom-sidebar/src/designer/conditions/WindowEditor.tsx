import type { Period, Window, YearDay } from '@zhike/domain/engines/conditions/definition';
import { Input, InputNumber, Select } from 'antd';

type Kind = 'last' | 'next' | 'this' | 'prev' | 'before' | 'within' | 'range';
const KINDS: Readonly<Record<Kind, string>> = {
  last: '最近',
  next: '未来',
  this: '本',
  prev: '上一个',
  before: '早于',
  within: '最近几小时',
  range: '指定日期',
};
const PERIODS: readonly { value: Period; label: string }[] = [
  { value: 'day', label: '天' },
  { value: 'week', label: '周' },
  { value: 'month', label: '月' },
  { value: 'quarter', label: '季度' },
  { value: 'year', label: '年' },
];
const UNITS = [
  { value: 'day', label: '天' },
  { value: 'month', label: '个月' },
] as const;

function kindOf(window: Window): Kind {
  if ('last' in window) return 'last';
  if ('next' in window) return 'next';
  if ('this' in window) return 'this';
  if ('prev' in window) return 'prev';
  if ('before' in window) return 'before';
  return 'within' in window ? 'within' : 'range';
}
const BEGIN: Readonly<Record<Kind, Window>> = {
  last: { last: 30, unit: 'day' },
  next: { next: 30, unit: 'day' },
  this: { this: 'month' },
  prev: { prev: 'month' },
  before: { before: 90, unit: 'day' },
  within: { within: { hours: 24 } },
  range: {},
};
const count = (value: number | null): number => Math.max(1, Math.round(value ?? 1));

/** A stretch of days that is told from today. Hours are offered for moments only. */
export function WindowEditor({ value, moments, onChange }: { value: Window; moments: boolean; onChange: (window: Window) => void }) {
  const kind = kindOf(value);
  const kinds = (Object.keys(KINDS) as Kind[]).filter((one) => moments || one !== 'within');
  return (
    <span className="zk-row wrap">
      <Select
        aria-label="哪段时间"
        value={kind}
        options={kinds.map((one) => ({ value: one, label: KINDS[one] }))}
        popupMatchSelectWidth={false}
        onChange={(next) => onChange(BEGIN[next])}
      />
      {'last' in value && (
        <>
          <InputNumber aria-label="多少" min={1} max={3650} precision={0} value={value.last} onChange={(n) => onChange({ ...value, last: count(n) })} />
          <Select aria-label="单位" value={value.unit} options={[...UNITS]} onChange={(unit) => onChange({ ...value, unit })} />
        </>
      )}
      {'next' in value && (
        <>
          <InputNumber aria-label="多少" min={1} max={3650} precision={0} value={value.next} onChange={(n) => onChange({ ...value, next: count(n) })} />
          <Select aria-label="单位" value={value.unit} options={[...UNITS]} onChange={(unit) => onChange({ ...value, unit })} />
        </>
      )}
      {'this' in value && <Select aria-label="单位" value={value.this} options={[...PERIODS]} onChange={(period) => onChange({ this: period })} />}
      {'prev' in value && <Select aria-label="单位" value={value.prev} options={[...PERIODS]} onChange={(period) => onChange({ prev: period })} />}
      {'before' in value && (
        <>
          <InputNumber aria-label="多少" min={1} max={3650} precision={0} value={value.before} onChange={(n) => onChange({ before: count(n), unit: 'day' })} />
          <span>天以前</span>
        </>
      )}
      {'within' in value && (
        <>
          <InputNumber
            aria-label="多少小时"
            min={1}
            max={8760}
            precision={0}
            value={value.within.hours}
            onChange={(n) => onChange({ within: { hours: count(n) } })}
          />
          <span>小时</span>
        </>
      )}
      {kind === 'range' && <Range value={value as { from?: unknown; to?: unknown }} onChange={onChange} />}
    </span>
  );
}

function Range({ value, onChange }: { value: { from?: unknown; to?: unknown }; onChange: (window: Window) => void }) {
  const set = (key: 'from' | 'to', day: string) => {
    const next: { from?: string; to?: string } = { ...(value as { from?: string; to?: string }) };
    if (day === '') delete next[key];
    else next[key] = day;
    onChange(next);
  };
  const day = (key: 'from' | 'to') => (typeof value[key] === 'string' ? value[key] : '');
  return (
    <>
      <Input type="date" aria-label="从哪天" value={day('from')} onChange={(e) => set('from', e.target.value)} />
      <span>到</span>
      <Input type="date" aria-label="到哪天" value={day('to')} onChange={(e) => set('to', e.target.value)} />
    </>
  );
}

const YEAR_DAYS = [
  { value: 'today', label: '今天' },
  { value: 'week', label: '本周' },
  { value: 'month', label: '本月' },
  { value: 'days', label: '今天起的几天内' },
] as const;

/** When in the year a birthday or another yearly day falls. */
export function YearDayEditor({ value, onChange }: { value: YearDay; onChange: (day: YearDay) => void }) {
  const kind = 'this' in value ? value.this : value.from === 0 && value.to === 0 ? 'today' : 'days';
  const choose = (next: (typeof YEAR_DAYS)[number]['value']) => {
    if (next === 'today') onChange({ from: 0, to: 0 });
    else onChange(next === 'days' ? { from: 0, to: 7 } : { this: next });
  };
  return (
    <span className="zk-row wrap">
      <Select aria-label="一年里的哪天" value={kind} options={[...YEAR_DAYS]} popupMatchSelectWidth={false} onChange={choose} />
      {kind === 'days' && !('this' in value) && (
        <>
          <InputNumber aria-label="从第几天" min={-365} max={365} precision={0} value={value.from} onChange={(n) => onChange({ ...value, from: n ?? 0 })} />
          <span>到</span>
          <InputNumber aria-label="到第几天" min={value.from} max={365} precision={0} value={value.to} onChange={(n) => onChange({ ...value, to: n ?? 0 })} />
          <span>天后</span>
        </>
      )}
    </span>
  );
}
