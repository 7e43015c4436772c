import { addDays, dateAt, formatSpanZh } from '@zhike/domain/kernel/calendar-date';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { followPlan } from '../api/follow';
import { useCommand, useQuery } from '../api/hooks';
import { ClockInput } from '../components/ClockInput';
import { Field, useNow } from '../components/parts';
import { useMay } from '../components/SessionGate';
import { Sheet } from '../components/Sheet';
import { Loaded, Nothing } from '../components/states';
import { instantAt } from '../components/time';
import { say } from '../components/toast';
import { wordRefusal } from '../words';
import { ClashChoice } from './ClashList';

const AHEAD_DAYS = 31;

/** Leave of a person, repair of a thing: what is coming, and a new one. The database refuses one that clashes with a booking. */
export function AbsenceSheet({
  unit,
  storeId,
  offsetMinutes,
  date,
  onClose,
}: {
  unit: { readonly id: string; readonly name: string; readonly kind: 'person' | 'place' | 'thing' } | undefined;
  storeId: string;
  offsetMinutes: number;
  /** The day it is about; today when absent. */
  date?: string;
  onClose: () => void;
}) {
  const now = useNow();
  const mayManage = useMay('resource.manage');
  const today = dateAt(now, offsetMinutes);
  const calendar = useQuery('booking.calendar', { storeId, from: today, days: AHEAD_DAYS }, { follow: followPlan(storeId) });
  const add = useCommand('booking.addAbsence');
  const remove = useCommand('booking.removeAbsence');
  const [from, setFrom] = useState({ date: date ?? today, time: '09:00' });
  const [until, setUntil] = useState({ date: date ?? today, time: '18:00' });
  const [label, setLabel] = useState('');
  const [ending, setEnding] = useState('');
  if (!unit) return null;
  const person = unit.kind === 'person';
  const word = person ? '请假' : '维修';
  const startsAt = instantAt(from.date, from.time, offsetMinutes);
  const endsAt = instantAt(until.date, until.time, offsetMinutes);
  const backwards = endsAt <= startsAt;
  const submit = async () => {
    if (backwards) return;
    const answer = await add.run({ unitId: unit.id, kind: person ? 'leave' : 'maintenance', startsAt, endsAt, label: label.trim() || word });
    if (!answer.ok) return;
    setLabel('');
    say(`已登记${word}，这段时间不再可约`);
    calendar.reload();
  };
  const end = async (reservationId: string) => {
    setEnding(reservationId);
    const answer = await remove.run({ reservationId });
    say(answer.ok ? `已取消${word}，时间重新可约` : wordRefusal(answer.refusal, offsetMinutes), answer.ok ? {} : { tone: 'bad' });
    calendar.reload();
  };
  return (
    <Sheet open onClose={onClose} title={`${unit.name} · ${word}`} testid="absence-sheet">
      <h3 style={{ marginBottom: 8 }}>今后一个月</h3>
      <Loaded query={calendar}>
        {({ calendar: c }) => {
          const items = c.items
            .filter((i) => i.unitId === unit.id && (i.kind === 'leave' || i.kind === 'maintenance'))
            .sort((a, b) => a.startsAt.localeCompare(b.startsAt));
          if (items.length === 0) return <Nothing title={`没有登记${word}`} />;
          return items.map((i) => (
            <div key={i.reservationId} className="zk-card zk-row" data-testid="absence">
              <div className="zk-grow">
                <b>{formatSpanZh(Date.parse(i.startsAt), Date.parse(i.endsAt), offsetMinutes, today)}</b>
                <div className="zk-hint">{i.label}</div>
              </div>
              {mayManage && (
                <Button
                  size="small"
                  disabled={remove.busy}
                  loading={remove.busy && ending === i.reservationId}
                  onClick={() => void end(i.reservationId)}
                  data-testid="absence-remove"
                >
                  取消
                </Button>
              )}
            </div>
          ));
        }}
      </Loaded>
      {mayManage && (
        <form
          style={{ marginTop: 24 }}
          onSubmit={(e) => {
            e.preventDefault();
            void submit();
          }}
        >
          <h3 style={{ marginBottom: 8 }}>登记{word}</h3>
          <Field label="从">
            {(ids) => (
              <div className="zk-row">
                <Input
                  {...ids}
                  type="date"
                  min={today}
                  max={addDays(today, 365)}
                  value={from.date}
                  onChange={(e) => {
                    setFrom({ ...from, date: e.target.value || today });
                    if (until.date < e.target.value) setUntil({ ...until, date: e.target.value });
                  }}
                  data-testid="absence-from-date"
                />
                <ClockInput label="开始时间" value={from.time} onChange={(time) => setFrom({ ...from, time })} testid="absence-from-time" />
              </div>
            )}
          </Field>
          <Field label="到" problem={backwards ? '结束要晚于开始' : undefined}>
            {(ids) => (
              <div className="zk-row">
                <Input
                  {...ids}
                  type="date"
                  min={from.date}
                  value={until.date}
                  onChange={(e) => setUntil({ ...until, date: e.target.value || from.date })}
                  data-testid="absence-until-date"
                />
                <ClockInput label="结束时间" value={until.time} onChange={(time) => setUntil({ ...until, time })} testid="absence-until-time" />
              </div>
            )}
          </Field>
          <Field label="说明">
            {(ids) => (
              <Input
                {...ids}
                value={label}
                maxLength={40}
                placeholder={person ? '例如：年假' : '例如：换背景纸'}
                onChange={(e) => setLabel(e.target.value)}
                data-testid="absence-label"
              />
            )}
          </Field>
          <ClashChoice refusal={add.refusal} offsetMinutes={offsetMinutes} busy={add.busy} />
          <Button block size="large" type="primary" htmlType="submit" loading={add.busy} data-testid="absence-submit">
            登记
          </Button>
        </form>
      )}
    </Sheet>
  );
}
