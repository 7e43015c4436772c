import type { SpecialDayView } from '@zhike/domain/stores/contract';
import { formatDateZh } from '@zhike/domain/kernel/calendar-date';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useCommand } from '../../api/hooks';
import { Chips, Field } from '../../components/parts';
import { useMay, useMe } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { say } from '../../components/toast';
import { DAYS, type Span, spanProblems } from '../../components/week';
import { SpansEditor } from '../../components/WeekEditor';
import { ClashChoice } from '../ClashList';
import { useStore } from '../useStore';
import { KIND_WORDS } from './special';

type How = 'normal' | 'closed' | 'hours' | 'weekday';
const HOWS = [
  { key: 'closed', title: '休息' },
  { key: 'hours', title: '改时间' },
  { key: 'weekday', title: '按周几的时间' },
  { key: 'normal', title: '照常营业' },
] as const;

function howOf(day: SpecialDayView | null): How {
  if (!day) return 'closed';
  if (day.hours !== null) return day.hours.length === 0 ? 'closed' : 'hours';
  return day.asWeekday === null ? 'normal' : 'weekday';
}

/** One day that differs, of one store or of all. */
export function SpecialDayForm({
  day,
  date: initial,
  onClose,
  onSaved,
}: {
  day: SpecialDayView | null;
  date: string;
  onClose: () => void;
  onSaved: () => void;
}) {
  const me = useMe();
  const mayAll = useMay('store.manage');
  const { offset } = useStore();
  const [date, setDate] = useState(day?.date ?? initial);
  const [name, setName] = useState(day?.name ?? '');
  const [kind, setKind] = useState<SpecialDayView['kind']>(day?.kind ?? 'other');
  const [storeId, setStoreId] = useState(day ? day.storeId : mayAll ? null : (me.stores[0]?.id ?? null));
  const [how, setHow] = useState<How>(howOf(day));
  const [spans, setSpans] = useState<readonly Span[]>(day?.hours?.length ? day.hours : [{ from: '10:00', to: '18:00' }]);
  const [asWeekday, setAsWeekday] = useState(day?.asWeekday ?? 1);
  const [asked, setAsked] = useState(false);
  const [sure, setSure] = useState(false);
  const save = useCommand('stores.saveSpecialDay');
  const remove = useCommand('stores.removeSpecialDay');
  const badHours = how === 'hours' && (spans.length === 0 || spanProblems(spans, 'day').some((p) => p !== null));
  const clear = () => {
    save.clear();
    remove.clear();
  };
  const submit = async (whenClashing: 'refuse' | 'keep') => {
    setAsked(true);
    if (name.trim() === '' || badHours) return;
    const answer = await save.run({
      dayId: day?.id ?? null,
      storeId,
      date,
      name: name.trim(),
      kind,
      hours: how === 'closed' ? [] : how === 'hours' ? spans.map(({ from, to }) => ({ from, to })) : null,
      asWeekday: how === 'weekday' ? asWeekday : null,
      whenClashing,
    });
    if (!answer.ok) return;
    say(`${formatDateZh(date)} 已保存`);
    onSaved();
  };
  const drop = async (whenClashing: 'refuse' | 'keep') => {
    if (!day) return;
    const answer = await remove.run({ dayId: day.id, whenClashing });
    if (!answer.ok) return;
    say('已删除，恢复平常的营业时间');
    onSaved();
  };
  return (
    <Sheet
      open
      onClose={onClose}
      title={day ? `修改 ${formatDateZh(day.date)}` : '加一个特殊日'}
      testid="special-form"
      onSubmit={() => void submit('refuse')}
      foot={
        <div className="zk-foot">
          {day && (
            <Button
              size="large"
              danger
              disabled={save.busy}
              loading={remove.busy}
              onClick={() => (sure ? void drop('refuse') : setSure(true))}
              onBlur={() => setSure(false)}
              data-testid="special-remove"
            >
              {sure ? '确定删除？' : '删除'}
            </Button>
          )}
          <Button size="large" type="primary" disabled={remove.busy} loading={save.busy} onClick={() => void submit('refuse')} data-testid="special-save">
            保存
          </Button>
        </div>
      }
    >
      <div className="zk-two">
        <Field label="日期">
          {(ids) => (
            <Input
              {...ids}
              type="date"
              value={date}
              onChange={(e) => {
                clear();
                if (e.target.value) setDate(e.target.value);
              }}
              data-testid="special-date"
            />
          )}
        </Field>
        <Field label="名称" problem={asked && name.trim() === '' ? '请填名称' : undefined}>
          {(ids) => (
            <Input
              {...ids}
              autoFocus
              value={name}
              maxLength={20}
              placeholder="例如：年会"
              onChange={(e) => setName(e.target.value)}
              data-testid="special-name"
            />
          )}
        </Field>
      </div>
      <Field label="种类">
        {() => (
          <Chips
            name="special-kind"
            label="种类"
            value={kind}
            choices={(Object.keys(KIND_WORDS) as SpecialDayView['kind'][]).map((k) => ({ key: k, title: KIND_WORDS[k] }))}
            onChange={setKind}
          />
        )}
      </Field>
      <Field label="哪些门店">
        {() => (
          <Chips
            name="special-store"
            label="门店"
            value={storeId ?? 'all'}
            choices={[...(mayAll || day?.storeId === null ? [{ key: 'all', title: '全部门店' }] : []), ...me.stores.map((s) => ({ key: s.id, title: s.name }))]}
            onChange={(id) => {
              clear();
              setStoreId(id === 'all' ? null : id);
            }}
          />
        )}
      </Field>
      <Field label="这一天" problem={asked && how === 'hours' && spans.length === 0 ? '请加营业时间，或选「休息」' : undefined}>
        {() => (
          <Chips
            name="special-how"
            label="这一天"
            value={how}
            choices={HOWS}
            onChange={(next) => {
              clear();
              setHow(next);
            }}
          />
        )}
      </Field>
      {how === 'hours' && (
        <SpansEditor
          spans={spans}
          manner="day"
          label="这一天"
          closedWord="还没有时间"
          onChange={(next) => {
            clear();
            setSpans(next);
          }}
        />
      )}
      {how === 'weekday' && (
        <Chips
          name="special-weekday"
          label="按周几"
          value={String(asWeekday)}
          choices={DAYS.map((title, i) => ({ key: String(i + 1), title }))}
          onChange={(n) => {
            clear();
            setAsWeekday(Number(n));
          }}
        />
      )}
      <ClashChoice refusal={save.refusal} offsetMinutes={offset} busy={save.busy} onKeep={() => void submit('keep')} />
      <ClashChoice refusal={remove.refusal} offsetMinutes={offset} busy={remove.busy} keepWord="仍然删除，之后再改约" onKeep={() => void drop('keep')} />
    </Sheet>
  );
}
