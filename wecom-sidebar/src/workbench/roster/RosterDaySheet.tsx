import type { RosterView } from '@zhike/domain/booking/contract';
import { addDays, formatDateZh } from '@zhike/domain/kernel/calendar-date';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { call, newIntent } from '../../api/call';
import { useCommand } from '../../api/hooks';
import { Chips, Field } from '../../components/parts';
import { useMe } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { instantAt } from '../../components/time';
import { say } from '../../components/toast';
import { type Span, spanProblems, spansWords } from '../../components/week';
import { SpansEditor } from '../../components/WeekEditor';
import { AbsenceSheet } from '../AbsenceSheet';
import { wordRefusal } from '../../words';
import { ClashChoice } from '../ClashList';
import { cellKey, cellsOf, halvesOf, NO_CELL, patternSpans } from './roster';

type Unit = RosterView['units'][number];
type How = 'pattern' | 'hours' | 'off';

/** One person's day: as the pattern says, other hours (perhaps in another store), or off; and leave, which takes her like a booking. */
export function RosterDaySheet({
  roster,
  unit,
  date,
  onClose,
  onSaved,
  onChanged,
}: {
  roster: RosterView;
  unit: Unit;
  date: string;
  onClose: () => void;
  onSaved: () => void;
  onChanged: () => void;
}) {
  const me = useMe();
  const offset = roster.utcOffsetMinutes;
  const cell = cellsOf(roster).get(cellKey(unit.id, date)) ?? NO_CELL;
  const { exception } = cell;
  const pattern = roster.patterns.filter((p) => p.unitId === unit.id).flatMap((p) => patternSpans(p, date) ?? []);
  // Shifts from before there were patterns stand by themselves.
  const byHand = pattern.length === 0 && !exception ? cell.spans : [];
  const [how, setHow] = useState<How>(exception ? (exception.spans.length > 0 ? 'hours' : 'off') : 'pattern');
  const [spans, setSpans] = useState<readonly Span[]>(
    exception?.spans.length ? exception.spans : pattern.length > 0 ? pattern : byHand.length > 0 ? byHand : [{ from: '10:00', to: '19:00' }],
  );
  const [storeId, setStoreId] = useState(exception?.storeId ?? roster.storeId);
  const [reason, setReason] = useState(exception?.reason ?? '');
  const save = useCommand('booking.saveRosterException');
  const stores = me.stores.filter((s) => unit.storeIds.includes(s.id));
  const bad = how === 'hours' && (spans.length === 0 || spanProblems(spans, 'overnight').some((p) => p !== null));
  const unchanged = how === 'pattern' && !exception;

  const submit = async (whenClashing: 'refuse' | 'keep') => {
    if (bad || unchanged) return;
    const wanted = how === 'pattern' ? null : how === 'off' ? [] : spans.map(({ from, to }) => ({ from, to }));
    const answer = await save.run({ unitId: unit.id, storeId, date, spans: wanted, reason: reason.trim(), whenClashing });
    if (!answer.ok) return;
    // What was written by hand has no pattern to come back from.
    const before = exception?.spans ?? (byHand.length > 0 ? byHand : null);
    const undo = async () => {
      const back = await call(
        'booking.saveRosterException',
        {
          unitId: unit.id,
          storeId: exception?.storeId ?? storeId,
          date,
          spans: before ? before.map(({ from, to }) => ({ from, to })) : null,
          reason: exception?.reason ?? '',
          whenClashing: 'keep',
        },
        newIntent(),
      );
      say(back.ok ? '已恢复原来的班' : wordRefusal(back.refusal, offset), back.ok ? {} : { tone: 'bad' });
      onChanged();
    };
    const left = answer.value.clashes.length + answer.value.classes.length;
    say(`${unit.name} ${formatDateZh(date)} 的班已改${left > 0 ? `，还有 ${left} 个预约或课程要改约` : ''}`, { undo: () => void undo() });
    onSaved();
  };

  return (
    <Sheet
      open
      onClose={onClose}
      title={`${unit.name} · ${formatDateZh(date)}`}
      testid="roster-day"
      onSubmit={() => void submit('refuse')}
      foot={
        <Button
          block
          size="large"
          type="primary"
          disabled={bad || unchanged}
          loading={save.busy}
          onClick={() => void submit('refuse')}
          data-testid="roster-day-save"
        >
          保存这一天
        </Button>
      }
    >
      <p className="zk-second" style={{ marginBottom: 12 }}>
        {byHand.length > 0 ? `还没有排班规律，这天排的是 ${spansWords(byHand)}` : `排班规律：${pattern.length > 0 ? spansWords(pattern) : '这天不上班'}`}
      </p>
      <Chips
        name="day-how"
        label="这一天"
        value={how}
        choices={[
          { key: 'pattern', title: '照规律' },
          { key: 'hours', title: '改时间' },
          { key: 'off', title: '休息' },
        ]}
        onChange={(next) => {
          save.clear();
          setHow(next);
        }}
      />
      {how === 'hours' && (
        <div style={{ marginTop: 12 }}>
          {stores.length > 1 && (
            <Field label="在哪家门店">
              {() => <Chips name="day-store" label="门店" value={storeId} choices={stores.map((s) => ({ key: s.id, title: s.name }))} onChange={setStoreId} />}
            </Field>
          )}
          <Field label="上班时间">
            {() => (
              <SpansEditor
                spans={spans}
                manner="overnight"
                label="这一天"
                closedWord="还没有时间"
                onChange={(next) => {
                  save.clear();
                  setSpans(next);
                }}
              />
            )}
          </Field>
        </div>
      )}
      {how !== 'pattern' && (
        <Field label="原因">
          {(ids) => (
            <Input
              {...ids}
              value={reason}
              maxLength={40}
              placeholder="例如：和林晓换班"
              onChange={(e) => setReason(e.target.value)}
              data-testid="roster-day-reason"
            />
          )}
        </Field>
      )}
      <ClashChoice refusal={save.refusal} offsetMinutes={offset} busy={save.busy} onKeep={() => void submit('keep')} />
      <Leave unit={unit} date={date} storeId={roster.storeId} offsetMinutes={offset} spans={cell.spans} absences={cell.absences} onChanged={onChanged} />
    </Sheet>
  );
}

/** Leave in one tap: the whole day or a half of it; anything else in the form for days and hours. */
function Leave({
  unit,
  date,
  storeId,
  offsetMinutes,
  spans,
  absences,
  onChanged,
}: {
  unit: Unit;
  date: string;
  storeId: string;
  offsetMinutes: number;
  spans: readonly Span[];
  absences: readonly { reservationId: string; words: string; label: string }[];
  onChanged: () => void;
}) {
  const add = useCommand('booking.addAbsence');
  const remove = useCommand('booking.removeAbsence');
  const [pressed, setPressed] = useState('');
  const [more, setMore] = useState(false);
  const halves = halvesOf(spans);
  const take = async (key: string, from: string, to: string) => {
    setPressed(key);
    const startsAt = instantAt(date, from, offsetMinutes);
    const endsAt = to === '24:00' ? instantAt(addDays(date, 1), '00:00', offsetMinutes) : instantAt(date, to, offsetMinutes);
    const answer = await add.run({ unitId: unit.id, kind: 'leave', startsAt, endsAt, label: '请假' });
    if (!answer.ok) return;
    const undo = async () => {
      const back = await call('booking.removeAbsence', { reservationId: answer.value.reservationId }, newIntent());
      say(back.ok ? '已撤销请假' : wordRefusal(back.refusal, offsetMinutes), back.ok ? {} : { tone: 'bad' });
      onChanged();
    };
    say(`${unit.name} 已登记请假，这段时间不再可约`, { undo: () => void undo() });
    onChanged();
  };
  const end = async (reservationId: string) => {
    setPressed(reservationId);
    const answer = await remove.run({ reservationId });
    say(answer.ok ? '已取消请假，时间重新可约' : wordRefusal(answer.refusal, offsetMinutes), answer.ok ? {} : { tone: 'bad' });
    onChanged();
  };
  const busy = add.busy || remove.busy;
  return (
    <section style={{ marginTop: 24 }}>
      <h3 style={{ marginBottom: 8 }}>请假</h3>
      {absences.map((a) => (
        <div key={a.reservationId} className="zk-row" style={{ marginBottom: 8 }} data-testid="roster-absence">
          <span className="zk-grow">
            {a.words} <span className="zk-hint">{a.label}</span>
          </span>
          <Button size="small" disabled={busy} loading={remove.busy && pressed === a.reservationId} onClick={() => void end(a.reservationId)}>
            取消请假
          </Button>
        </div>
      ))}
      <div className="zk-row wrap">
        <Button disabled={busy} loading={add.busy && pressed === 'whole'} onClick={() => void take('whole', '00:00', '24:00')} data-testid="leave-whole">
          请全天
        </Button>
        {halves && (
          <>
            <Button
              disabled={busy}
              loading={add.busy && pressed === 'first'}
              onClick={() => void take('first', halves.first.from, halves.first.to)}
              data-testid="leave-first"
            >
              上半天 {halves.first.from}–{halves.first.to}
            </Button>
            <Button
              disabled={busy}
              loading={add.busy && pressed === 'second'}
              onClick={() => void take('second', halves.second.from, halves.second.to)}
              data-testid="leave-second"
            >
              下半天 {halves.second.from}–{halves.second.to}
            </Button>
          </>
        )}
        <Button type="link" onClick={() => setMore(true)} data-testid="leave-more">
          其他时间或多天
        </Button>
      </div>
      <ClashChoice refusal={add.refusal} offsetMinutes={offsetMinutes} busy={add.busy} />
      {more && (
        <AbsenceSheet
          unit={{ id: unit.id, name: unit.name, kind: 'person' }}
          storeId={storeId}
          offsetMinutes={offsetMinutes}
          date={date}
          onClose={() => {
            setMore(false);
            onChanged();
          }}
        />
      )}
    </section>
  );
}
