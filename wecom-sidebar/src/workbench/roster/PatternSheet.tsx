import type { RosterPatternView, RosterView } from '@zhike/domain/booking/contract';
import { formatDateZh } from '@zhike/domain/kernel/calendar-date';
import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import { useCommand } from '../../api/hooks';
import { Chips, Field } from '../../components/parts';
import { useMe } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { Nothing } from '../../components/states';
import { say } from '../../components/toast';
import { copyDay, emptyWeek, patternOf, stretch, type Week, weekIsSound, weekOfPattern, weekWords } from '../../components/week';
import { WeekEditor } from '../../components/WeekEditor';
import { ClashChoice } from '../ClashList';
import { weekNow } from './roster';

type Unit = RosterView['units'][number];
/** Ten to seven, Monday to Friday: something to change rather than something to make. */
const USUAL: Week = copyDay([[{ from: '10:00', to: '19:00' }], ...emptyWeek().slice(1)], 0, [1, 2, 3, 4]);

/** A person's repeating weeks, one pattern a store and time of year. */
export function PatternSheet({
  roster,
  unit,
  today,
  onClose,
  onSaved,
}: {
  roster: RosterView;
  unit: Unit;
  today: string;
  onClose: () => void;
  onSaved: () => void;
}) {
  const me = useMe();
  const patterns = roster.patterns.filter((p) => p.unitId === unit.id).sort((a, b) => b.fromDate.localeCompare(a.fromDate));
  const [editing, setEditing] = useState<RosterPatternView | 'new' | null>(patterns.length === 0 ? 'new' : null);
  if (editing)
    return (
      <PatternForm
        key={editing === 'new' ? 'new' : editing.id}
        pattern={editing === 'new' ? null : editing}
        roster={roster}
        unit={unit}
        today={today}
        onBack={patterns.length === 0 ? onClose : () => setEditing(null)}
        onSaved={onSaved}
      />
    );
  return (
    <Sheet
      open
      wide
      onClose={onClose}
      title={`${unit.name} 的排班规律`}
      testid="pattern-list"
      foot={
        <Button block size="large" onClick={() => setEditing('new')} data-testid="pattern-new">
          加一条规律
        </Button>
      }
    >
      {patterns.length === 0 && <Nothing title="还没有排班规律" />}
      {patterns.map((p) => (
        <button key={p.id} type="button" className="zk-card zk-pattern" onClick={() => setEditing(p)} data-testid="pattern">
          <span className="zk-row">
            <b className="zk-grow">
              {formatDateZh(p.fromDate, today)} 起{p.untilDate ? `，到 ${formatDateZh(p.untilDate, today)}` : ''}
            </b>
            <span className="zk-hint">
              {me.stores.find((s) => s.id === p.storeId)?.name ?? '其他门店'}
              {p.cycleWeeks > 1 ? ` · 每 ${p.cycleWeeks} 周一轮` : ''}
            </span>
          </span>
          <span className="zk-second">
            {p.cycleWeeks > 1 ? '第 1 周：' : ''}
            {weekWords(weekOfPattern(p.days, p.cycleWeeks))}
          </span>
        </button>
      ))}
    </Sheet>
  );
}

function PatternForm({
  pattern,
  roster,
  unit,
  today,
  onBack,
  onSaved,
}: {
  pattern: RosterPatternView | null;
  roster: RosterView;
  unit: Unit;
  today: string;
  onBack: () => void;
  onSaved: () => void;
}) {
  const me = useMe();
  const save = useCommand('booking.saveRosterPattern');
  const remove = useCommand('booking.removeRosterPattern');
  const [storeId, setStoreId] = useState(pattern?.storeId ?? roster.storeId);
  const [fromDate, setFromDate] = useState(pattern?.fromDate ?? today);
  const [untilDate, setUntilDate] = useState(pattern?.untilDate ?? '');
  const [week, setWeek] = useState<Week>(() =>
    pattern ? weekOfPattern(pattern.days, pattern.cycleWeeks) : (weekNow(roster, unit.id, roster.storeId) ?? USUAL),
  );
  const [sure, setSure] = useState(false);
  const cycleWeeks = week.length / 7;
  const stores = me.stores.filter((s) => unit.storeIds.includes(s.id));
  const backwards = untilDate !== '' && untilDate < fromDate;
  const sound = weekIsSound(week, 'overnight') && !backwards;
  const clear = () => {
    save.clear();
    remove.clear();
  };
  const submit = async (whenClashing: 'refuse' | 'keep') => {
    if (!sound) return;
    const answer = await save.run({
      patternId: pattern?.id ?? null,
      unitId: unit.id,
      storeId,
      fromDate,
      untilDate: untilDate === '' ? null : untilDate,
      cycleWeeks,
      days: patternOf(week),
      whenClashing,
    });
    if (!answer.ok) return;
    const left = answer.value.clashes.length + answer.value.classes.length;
    say(`${unit.name} 的排班已保存${left > 0 ? `，还有 ${left} 个预约或课程要改约` : ''}`);
    onSaved();
  };
  const end = async (whenClashing: 'refuse' | 'keep') => {
    if (!pattern) return;
    const answer = await remove.run({ patternId: pattern.id, whenClashing });
    if (!answer.ok) return;
    say('这条规律从今天起结束，过去的班还在');
    onSaved();
  };
  return (
    <Sheet
      open
      wide
      onClose={onBack}
      title={pattern ? `改 ${unit.name} 的排班规律` : `${unit.name} 的新排班规律`}
      testid="pattern-form"
      onSubmit={() => void submit('refuse')}
      foot={
        <div className="zk-foot">
          {pattern && (
            <Button
              size="large"
              danger
              disabled={save.busy}
              loading={remove.busy}
              onClick={() => (sure ? void end('refuse') : setSure(true))}
              onBlur={() => setSure(false)}
              data-testid="pattern-end"
            >
              {sure ? '确定从今天起结束？' : '结束规律'}
            </Button>
          )}
          <Button
            size="large"
            type="primary"
            disabled={!sound || remove.busy}
            loading={save.busy}
            onClick={() => void submit('refuse')}
            data-testid="pattern-save"
          >
            保存
          </Button>
        </div>
      }
    >
      {stores.length > 1 && (
        <Field label="门店">
          {() => <Chips name="pattern-store" label="门店" value={storeId} choices={stores.map((s) => ({ key: s.id, title: s.name }))} onChange={setStoreId} />}
        </Field>
      )}
      <div className="zk-two">
        <Field label="从哪天起" hint="过去的班不会变">
          {(ids) => (
            <Input
              {...ids}
              type="date"
              value={fromDate}
              onChange={(e) => {
                clear();
                if (e.target.value) setFromDate(e.target.value);
              }}
              data-testid="pattern-from"
            />
          )}
        </Field>
        <Field label="到哪天为止" hint="不填就一直有效" problem={backwards ? '要晚于开始日期' : undefined}>
          {(ids) => (
            <Input
              {...ids}
              type="date"
              min={fromDate}
              value={untilDate}
              onChange={(e) => {
                clear();
                setUntilDate(e.target.value);
              }}
              data-testid="pattern-until"
            />
          )}
        </Field>
      </div>
      <Field label="几周一轮" hint={cycleWeeks > 1 ? '第 1 周从开始日期那一周的周一算起' : undefined}>
        {(ids) => (
          <Select
            id={ids.id}
            value={cycleWeeks}
            style={{ width: 160 }}
            options={Array.from({ length: 8 }, (_, i) => ({ value: i + 1, label: i === 0 ? '每周一样' : `${i + 1} 周一轮` }))}
            onChange={(n: number) => {
              clear();
              setWeek(stretch(week, n));
            }}
            data-testid="pattern-cycle"
          />
        )}
      </Field>
      <p className="zk-hint" style={{ marginBottom: 8 }}>
        两段之间是午休；结束早于开始表示第二天下班（夜班）。
      </p>
      <WeekEditor
        week={week}
        manner="overnight"
        onChange={(next) => {
          clear();
          setWeek(next);
        }}
      />
      <ClashChoice refusal={save.refusal} offsetMinutes={roster.utcOffsetMinutes} busy={save.busy} onKeep={() => void submit('keep')} />
      <ClashChoice
        refusal={remove.refusal}
        offsetMinutes={roster.utcOffsetMinutes}
        busy={remove.busy}
        keepWord="仍然结束，之后再改约"
        onKeep={() => void end('keep')}
      />
    </Sheet>
  );
}
