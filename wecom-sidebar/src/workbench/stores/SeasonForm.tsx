import type { SeasonView, StoreSheet } from '@zhike/domain/stores/contract';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useCommand } from '../../api/hooks';
import { Field } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { say } from '../../components/toast';
import { openingOf, type Week, weekIsSound, weekOfOpening } from '../../components/week';
import { WeekEditor } from '../../components/WeekEditor';
import { ClashChoice } from '../ClashList';
import { useStore } from '../useStore';

/** Other hours for a part of the year, both days included. */
export function SeasonForm({ store, season, onClose, onSaved }: { store: StoreSheet; season: SeasonView | null; onClose: () => void; onSaved: () => void }) {
  const { offset } = useStore();
  const [name, setName] = useState(season?.name ?? '');
  const [fromDate, setFromDate] = useState(season?.fromDate ?? '');
  const [untilDate, setUntilDate] = useState(season?.untilDate ?? '');
  const [week, setWeek] = useState<Week>(weekOfOpening(season?.opening ?? store.opening));
  const [asked, setAsked] = useState(false);
  const [sure, setSure] = useState(false);
  const save = useCommand('stores.saveSeason');
  const remove = useCommand('stores.removeSeason');
  const backwards = fromDate !== '' && untilDate !== '' && untilDate < fromDate;
  const sound = name.trim() !== '' && fromDate !== '' && untilDate !== '' && !backwards && weekIsSound(week, 'day');
  const clear = () => {
    save.clear();
    remove.clear();
  };
  const submit = async (whenClashing: 'refuse' | 'keep') => {
    setAsked(true);
    if (!sound) return;
    const answer = await save.run({
      seasonId: season?.id ?? null,
      storeId: store.id,
      name: name.trim(),
      fromDate,
      untilDate,
      opening: openingOf(week),
      whenClashing,
    });
    if (!answer.ok) return;
    say('季节时间已保存');
    onSaved();
  };
  const drop = async (whenClashing: 'refuse' | 'keep') => {
    if (!season) return;
    const answer = await remove.run({ seasonId: season.id, whenClashing });
    if (!answer.ok) return;
    say('已删除，恢复平常的营业时间');
    onSaved();
  };
  return (
    <Sheet
      open
      wide
      onClose={onClose}
      title={season ? `修改「${season.name}」` : `${store.name} 的季节时间`}
      testid="season-form"
      onSubmit={() => void submit('refuse')}
      foot={
        <div className="zk-foot">
          {season && (
            <Button
              size="large"
              danger
              disabled={save.busy}
              loading={remove.busy}
              onClick={() => (sure ? void drop('refuse') : setSure(true))}
              onBlur={() => setSure(false)}
              data-testid="season-remove"
            >
              {sure ? '确定删除？' : '删除'}
            </Button>
          )}
          <Button size="large" type="primary" disabled={remove.busy} loading={save.busy} onClick={() => void submit('refuse')} data-testid="season-save">
            保存
          </Button>
        </div>
      }
    >
      <Field label="名称" problem={asked && name.trim() === '' ? '请填名称' : undefined}>
        {(ids) => (
          <Input {...ids} autoFocus value={name} maxLength={20} placeholder="例如：暑期" onChange={(e) => setName(e.target.value)} data-testid="season-name" />
        )}
      </Field>
      <div className="zk-two">
        <Field label="从" problem={asked && fromDate === '' ? '请选日期' : undefined}>
          {(ids) => (
            <Input
              {...ids}
              type="date"
              value={fromDate}
              onChange={(e) => {
                clear();
                setFromDate(e.target.value);
              }}
              data-testid="season-from"
            />
          )}
        </Field>
        <Field label="到（含当天）" problem={backwards ? '要晚于开始日期' : asked && untilDate === '' ? '请选日期' : undefined}>
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
              data-testid="season-until"
            />
          )}
        </Field>
      </div>
      <WeekEditor
        week={week}
        manner="day"
        closedWord="不营业"
        onChange={(next) => {
          clear();
          setWeek(next);
        }}
      />
      <ClashChoice refusal={save.refusal} offsetMinutes={offset} busy={save.busy} onKeep={() => void submit('keep')} />
      <ClashChoice refusal={remove.refusal} offsetMinutes={offset} busy={remove.busy} keepWord="仍然删除，之后再改约" onKeep={() => void drop('keep')} />
    </Sheet>
  );
}
