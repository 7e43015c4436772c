import type { Schedule, Trigger } from '@zhike/domain/engines/rules/definition';
import { Checkbox, InputNumber, Select } from 'antd';
import { useQuery } from '../../api/hooks';
import { ClockInput } from '../../components/ClockInput';
import type { CatalogueAnswer } from '../conditions/catalogue';
import { beginTrigger, type TriggerKind } from './draft-rule';
import { verbWords } from './words';

const KINDS: readonly { readonly value: TriggerKind; readonly label: string }[] = [
  { value: 'yearly', label: '每年到了某一天（生日）' },
  { value: 'date', label: '到了某个日期（到期日）' },
  { value: 'moment', label: '到了某个时刻（预约开始）' },
  { value: 'since', label: '很久没有动静（沉默客户）' },
  { value: 'verb', label: '发生了某件事' },
  { value: 'after', label: '某件事之后第几天' },
  { value: 'created', label: '新增了一条' },
  { value: 'updated', label: '某一项改了' },
  { value: 'enter', label: '进入一个客群' },
  { value: 'leave', label: '离开一个客群' },
  { value: 'schedule', label: '固定的时间' },
];

interface Editing {
  readonly trigger: Trigger;
  readonly onChange: (trigger: Trigger) => void;
}

/** 当…时: what sets the rule off, and what that kind needs to know. */
export function TriggerEditor({ trigger, onChange, entity }: Editing & { entity: CatalogueAnswer['entities'][number] }) {
  const of = (...types: readonly string[]) =>
    entity.fields.filter((field) => types.includes(field.type) && !field.retired).map((field) => ({ value: field.id, label: field.label }));
  const dates = of('date', 'monthday');
  const moments = of('datetime');
  const verbs = entity.verbs.map((verb) => ({ value: verb, label: verbWords(verb) }));
  const fields = entity.fields.map((field) => ({ value: field.id, label: field.label }));
  const known = {
    dates: dates.map((one) => one.value),
    moments: moments.map((one) => one.value),
    verbs: [...entity.verbs],
    fields: fields.map((one) => one.value),
  };
  const pick = (label: string, options: readonly { value: string; label: string }[], value: string, set: (next: string) => void) => (
    <Select aria-label={label} value={value} options={[...options]} popupMatchSelectWidth={false} showSearch={{ optionFilterProp: 'label' }} onChange={set} />
  );
  return (
    <span className="zk-row wrap">
      <Select
        aria-label="什么时候"
        value={trigger.on}
        options={[...KINDS]}
        popupMatchSelectWidth={false}
        onChange={(kind) => onChange(beginTrigger(kind, known))}
        data-testid="trigger-kind"
      />
      {(trigger.on === 'date' || trigger.on === 'yearly') && (
        <>
          {pick('哪个日期', trigger.on === 'yearly' ? dates : [...dates, ...moments], trigger.path, (path) => onChange({ ...trigger, path }))}
          <Days days={trigger.offset.days} onChange={(days) => onChange({ ...trigger, offset: { days } })} />
        </>
      )}
      {trigger.on === 'moment' && (
        <>
          {pick('哪个时刻', moments, trigger.path, (path) => onChange({ ...trigger, path }))}
          <Hours trigger={trigger} onChange={onChange} />
        </>
      )}
      {trigger.on === 'since' && (
        <>
          {pick('最近一次什么', moments, trigger.event, (event) => onChange({ ...trigger, event }))}
          <span>之后满</span>
          <InputNumber aria-label="几天" min={1} max={3650} precision={0} value={trigger.days} onChange={(n) => onChange({ ...trigger, days: n ?? 1 })} />
          <span>天没有新的</span>
        </>
      )}
      {(trigger.on === 'verb' || trigger.on === 'after') && pick('什么事', verbs, trigger.verb, (verb) => onChange({ ...trigger, verb }))}
      {trigger.on === 'after' && (
        <Select
          mode="tags"
          aria-label="第几天"
          style={{ minWidth: 140 }}
          value={trigger.days.map(String)}
          onChange={(list: string[]) =>
            onChange({ ...trigger, days: [...new Set(list.map(Number))].filter((n) => Number.isInteger(n) && n > 0).sort((a, b) => a - b) })
          }
        />
      )}
      {trigger.on === 'updated' && pick('哪一项', fields, trigger.field, (field) => onChange({ ...trigger, field }))}
      {(trigger.on === 'enter' || trigger.on === 'leave') && (
        <SegmentPicker value={trigger.segment} onChange={(segment) => onChange({ ...trigger, segment })} />
      )}
      {trigger.on === 'schedule' && <ScheduleEditor cron={trigger.cron} onChange={(cron) => onChange({ ...trigger, cron })} />}
      {'at' in trigger && <ClockInput label="几点" value={trigger.at} onChange={(at) => onChange({ ...trigger, at })} />}
    </span>
  );
}

/** 前 3 天, 当天, 后 7 天: people do not count with minus signs. */
function Days({ days, onChange }: { days: number; onChange: (days: number) => void }) {
  const side = days < 0 ? 'before' : days > 0 ? 'after' : 'on';
  return (
    <>
      <Select
        aria-label="前还是后"
        value={side}
        options={[
          { value: 'before', label: '前' },
          { value: 'on', label: '当天' },
          { value: 'after', label: '后' },
        ]}
        onChange={(next) => onChange(next === 'on' ? 0 : next === 'before' ? -Math.max(1, Math.abs(days)) : Math.max(1, Math.abs(days)))}
      />
      {side !== 'on' && (
        <>
          <InputNumber
            aria-label="几天"
            min={1}
            max={365}
            precision={0}
            value={Math.abs(days)}
            onChange={(n) => onChange((days < 0 ? -1 : 1) * Math.max(1, n ?? 1))}
          />
          <span>天</span>
        </>
      )}
    </>
  );
}

function Hours({ trigger, onChange }: { trigger: Extract<Trigger, { on: 'moment' }>; onChange: (trigger: Trigger) => void }) {
  const [n, unit] = 'hours' in trigger.offset ? [trigger.offset.hours, 'hours' as const] : [trigger.offset.minutes, 'minutes' as const];
  const set = (next: number, as: 'hours' | 'minutes') => onChange({ ...trigger, offset: as === 'hours' ? { hours: next } : { minutes: next } });
  return (
    <>
      <Select
        aria-label="前还是后"
        value={n < 0 ? 'before' : 'after'}
        options={[
          { value: 'before', label: '前' },
          { value: 'after', label: '后' },
        ]}
        onChange={(side) => set((side === 'before' ? -1 : 1) * Math.abs(n), unit)}
      />
      <InputNumber
        aria-label="多久"
        min={1}
        max={8760}
        precision={0}
        value={Math.abs(n)}
        onChange={(value) => set((n < 0 ? -1 : 1) * Math.max(1, value ?? 1), unit)}
      />
      <Select
        aria-label="单位"
        value={unit}
        options={[
          { value: 'hours', label: '小时' },
          { value: 'minutes', label: '分钟' },
        ]}
        onChange={(as) => set(n, as)}
      />
    </>
  );
}

function SegmentPicker({ value, onChange }: { value: string; onChange: (segment: string) => void }) {
  const list = useQuery('definitions.list', { kind: 'segment' });
  const options = (list.data?.items ?? []).filter((row) => row.current > 0).map((row) => ({ value: row.id, label: row.title }));
  return (
    <Select
      aria-label="哪个客群"
      style={{ minWidth: 160 }}
      placeholder="选一个客群"
      value={value || undefined}
      options={options}
      popupMatchSelectWidth={false}
      onChange={onChange}
    />
  );
}

const WEEK = ['一', '二', '三', '四', '五', '六', '日'];
function ScheduleEditor({ cron, onChange }: { cron: Schedule; onChange: (cron: Schedule) => void }) {
  const kind = 'weekdays' in cron ? 'week' : 'monthDays' in cron ? 'month' : 'day';
  return (
    <>
      <Select
        aria-label="多久一次"
        value={kind}
        options={[
          { value: 'day', label: '每天' },
          { value: 'week', label: '每周' },
          { value: 'month', label: '每月' },
        ]}
        onChange={(next) => onChange(next === 'day' ? { at: cron.at } : next === 'week' ? { at: cron.at, weekdays: [1] } : { at: cron.at, monthDays: [1] })}
      />
      {'weekdays' in cron && (
        <Checkbox.Group
          options={WEEK.map((label, i) => ({ label, value: i + 1 }))}
          value={[...cron.weekdays]}
          onChange={(days) => days.length > 0 && onChange({ at: cron.at, weekdays: [...(days as number[])].sort((a, b) => a - b) })}
        />
      )}
      {'monthDays' in cron && (
        <Select
          mode="multiple"
          aria-label="几号"
          style={{ minWidth: 120 }}
          value={[...cron.monthDays]}
          options={Array.from({ length: 31 }, (_, i) => ({ value: i + 1, label: `${i + 1} 日` }))}
          onChange={(days) => days.length > 0 && onChange({ at: cron.at, monthDays: [...days].sort((a, b) => a - b) })}
        />
      )}
      <ClockInput label="几点" value={cron.at} onChange={(at) => onChange({ ...cron, at })} />
    </>
  );
}
