import type { ApiOutput } from '@zhike/domain/api';
import type { ServiceView } from '@zhike/domain/booking/contract';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { Button, Checkbox, Input, InputNumber } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { Chips, Field, useNow } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { Loaded, RefusalNote, RowsSkeleton } from '../../components/states';
import { clockOf, momentOf, todayAt } from '../../components/time';
import { say } from '../../components/toast';
import type { ExtrasWish } from './BookExtras';
import type { BookFor } from './bookFor';
import { PeoplePicker } from './PeoplePicker';
import { SeriesRow, type Takes } from './SeriesRow';
import type { Wish } from './SlotPicker';
import { missedWords } from './words.series';
import './book.css';

const EVERY = [
  { key: '1', title: '每周' },
  { key: '2', title: '每两周' },
  { key: '4', title: '每四周' },
] as const;
type Result = ApiOutput<'booking.bookSeries'>;

/** 连续预约: every Tuesday at three, ten times; which fit and which do not, another time for those, then all at once. */
export function SeriesSheet({
  customer,
  storeId,
  service,
  extras,
  wish,
  offsetMinutes,
  onBack,
  onBooked,
}: {
  customer: BookFor;
  storeId: string;
  service: ServiceView;
  extras: ExtrasWish;
  wish: Wish;
  offsetMinutes: number;
  onBack: () => void;
  onBooked: () => void;
}) {
  const now = useNow();
  const today = todayAt(now, offsetMinutes);
  const [firstDate, setFirstDate] = useState(wish.startsAt ? dateAt(Date.parse(wish.startsAt), offsetMinutes) : wish.date || today);
  const [time, setTime] = useState(wish.startsAt ? clockOf(wish.startsAt, offsetMinutes) : '10:00');
  const [every, setEvery] = useState<(typeof EVERY)[number]['key']>('1');
  const [count, setCount] = useState(10);
  const [choices, setChoices] = useState<Readonly<Record<string, string>>>(wish.choices);
  const [note, setNote] = useState('');
  const [takes, setTakes] = useState<Takes>({});
  const [result, setResult] = useState<Result | null>(null);
  const [read, setRead] = useState(false);
  const book = useCommand('booking.bookSeries');
  const cautions = book.refusal?.code === 'booking.caution' ? book.refusal.facts.cautions : [];
  const warned = cautions.length > 0 && cautions.every((c) => c.effect === 'warn');
  const plan = {
    storeId,
    serviceId: service.id,
    firstDate,
    time,
    everyWeeks: Number(every),
    count,
    choices: { ...choices },
    addonIds: [...extras.addonIds],
    partySize: extras.partySize,
  };
  const preview = useQuery('booking.previewSeries', result ? null : plan, { keepPrevious: true });
  const change = <Value,>(set: (value: Value) => void) => {
    return (value: Value) => {
      set(value);
      setTakes({});
      book.clear();
    };
  };
  const sessions = preview.data?.sessions ?? [];
  const booked = sessions.filter((s) => s.fits || takes[s.startsAt] !== undefined).length;
  const submit = async () => {
    const instead = sessions.flatMap((s) => {
      const start = takes[s.startsAt];
      return start ? [{ startsAt: s.startsAt, takes: start }] : [];
    });
    const answer = await book.run({
      ...plan,
      customerId: customer.customerId,
      note,
      instead,
      ...(warned && read ? { acceptedCautions: cautions.map((c) => c.name) } : {}),
    });
    if (!answer.ok) return;
    const { booked: made, missed } = answer.value;
    say(missed.length === 0 ? `${made.length} 次都约好了` : `约好 ${made.length} 次，${missed.length} 次没约上`);
    if (missed.length === 0) onBooked();
    else setResult(answer.value);
  };
  return (
    <Sheet
      open
      onClose={result ? onBooked : onBack}
      title={`给 ${customer.name} 连续预约`}
      testid="series-sheet"
      foot={
        <div className="zk-foot">
          {result ? (
            <Button size="large" type="primary" onClick={onBooked} data-testid="series-done">
              知道了
            </Button>
          ) : (
            <>
              <Button size="large" onClick={onBack}>
                返回
              </Button>
              <Button
                size="large"
                type="primary"
                disabled={booked === 0 || (warned && !read)}
                loading={book.busy}
                onClick={() => void submit()}
                data-testid="series-book"
              >
                {booked > 0 ? `预约 ${booked} 次` : '没有能约的'}
              </Button>
            </>
          )}
        </div>
      }
    >
      {result ? (
        <Outcome result={result} offsetMinutes={offsetMinutes} now={now} />
      ) : (
        <div className="zk-stack">
          <p>
            <b>{service.name}</b>
          </p>
          <div className="zk-series-plan">
            <Field label="第一次">
              {(ids) => (
                <Input
                  {...ids}
                  type="date"
                  min={today}
                  value={firstDate}
                  onChange={(e) => e.target.value && change(setFirstDate)(e.target.value)}
                  data-testid="series-date"
                />
              )}
            </Field>
            <Field label="时间">
              {(ids) => (
                <Input
                  {...ids}
                  type="time"
                  step={service.stepMinutes * 60}
                  value={time}
                  onChange={(e) => e.target.value && change(setTime)(e.target.value)}
                  data-testid="series-time"
                />
              )}
            </Field>
            <Field label="次数">
              {(ids) => (
                <InputNumber
                  id={ids.id}
                  min={2}
                  max={52}
                  value={count}
                  onChange={(value) => value && change(setCount)(value)}
                  style={{ width: '100%' }}
                  data-testid="series-count"
                />
              )}
            </Field>
            <div className="zk-field">
              <div className="zk-second">隔多久</div>
              <Chips name="every" label="隔多久" value={every} choices={EVERY} onChange={change(setEvery)} />
            </div>
          </div>
          <PeoplePicker storeId={storeId} service={service} free={undefined} choices={choices} onChange={change(setChoices)} />
          <Loaded query={preview} skeleton={<RowsSkeleton rows={5} />}>
            {({ sessions: list }) => (
              <ol className="zk-series" data-testid="series-preview">
                {list.map((session, n) => (
                  <SeriesRow
                    key={session.startsAt}
                    number={n + 1}
                    session={session}
                    plan={plan}
                    offsetMinutes={offsetMinutes}
                    taken={takes[session.startsAt]}
                    onTake={(start) => setTakes((before) => ({ ...before, [session.startsAt]: start }))}
                  />
                ))}
              </ol>
            )}
          </Loaded>
          <Field label="备注">
            {(ids) => <Input {...ids} value={note} maxLength={500} onChange={(e) => setNote(e.target.value)} data-testid="series-note" />}
          </Field>
          <p className="zk-hint">约好就是已确认，不收定金；约不上的不影响其他几次。</p>
          <RefusalNote refusal={book.refusal} offsetMinutes={offsetMinutes}>
            {warned && (
              <Checkbox checked={read} onChange={(e) => setRead(e.target.checked)} data-testid="cautions-read">
                已和客户当面确认
              </Checkbox>
            )}
          </RefusalNote>
        </div>
      )}
    </Sheet>
  );
}

/** What came of it: somebody may have been faster since the preview. */
function Outcome({ result, offsetMinutes, now }: { result: Result; offsetMinutes: number; now: number }) {
  return (
    <div className="zk-stack" data-testid="series-outcome">
      <p className="zk-good">约好了 {result.booked.length} 次</p>
      <ol className="zk-series">
        {result.missed.map((miss) => (
          <li key={miss.startsAt} className="miss">
            <b>{momentOf(miss.startsAt, offsetMinutes, now)}</b>
            <span>{missedWords(miss.code)}</span>
          </li>
        ))}
      </ol>
      <p className="zk-hint">没约上的，可以回到「约」里单独挑时间。</p>
    </div>
  );
}
