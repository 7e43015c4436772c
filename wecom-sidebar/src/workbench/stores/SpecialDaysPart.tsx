import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import type { SpecialDayView } from '@zhike/domain/stores/contract';
import { dateAt, formatDateZh } from '@zhike/domain/kernel/calendar-date';
import { Button } from 'antd';
import { type KeyboardEvent, useRef, useState } from 'react';
import { followSettings } from '../../api/follow';
import { useCommand, useQuery } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { useMay, useMe } from '../../components/SessionGate';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET } from '../../components/time';
import { say } from '../../components/toast';
import { wordRefusal } from '../../words';
import { SpecialDayForm } from './SpecialDayForm';
import { emptyHint, hoursWords, KIND_WORDS, monthCells, runsOf, yearToPlan } from './special';

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

/** A year of days that differ: drawn as twelve months, and told as a list. */
export function SpecialDaysPart() {
  const now = useNow();
  const today = dateAt(now, CHINA_OFFSET);
  const mayHours = useMay('store.hours');
  const mayAll = useMay('store.manage');
  const [year, setYear] = useState(Number(today.slice(0, 4)));
  const days = useQuery('stores.specialDays', { year }, { keepPrevious: true, follow: followSettings('store') });
  const propose = useCommand('stores.proposeHolidays');
  const [open, setOpen] = useState<{ day: SpecialDayView | null; date: string } | null>(null);
  const next = useNextYear(today);
  const bring = async () => {
    const answer = await propose.run({ year });
    if (!answer.ok) return say(wordRefusal(answer.refusal), { tone: 'bad' });
    say(answer.value.added > 0 ? `已导入 ${answer.value.added} 天；已有的没有动` : '都已经在列表里了');
    days.reload();
  };
  return (
    <div data-testid="special-days">
      <div className="zk-row wrap" style={{ marginBottom: 12 }}>
        <Button icon={<LeftOutlined />} aria-label="上一年" disabled={year <= 2020} onClick={() => setYear(year - 1)} />
        <h2 data-testid="special-year">{year} 年</h2>
        <Button icon={<RightOutlined />} aria-label="下一年" disabled={year >= 2100} onClick={() => setYear(year + 1)} data-testid="year-forward" />
        <span className="zk-grow" />
        {mayAll && days.data?.proposable && (
          <Button type="primary" loading={propose.busy} onClick={() => void bring()} data-testid="propose-holidays">
            导入法定节假日
          </Button>
        )}
        {mayHours && (
          <Button onClick={() => setOpen({ day: null, date: today.startsWith(String(year)) ? today : `${year}-01-01` })} data-testid="special-new">
            加一天
          </Button>
        )}
      </div>
      {next && next.year !== year && (
        <p className="zk-notice zk-row" data-testid="next-year-empty">
          <span className="zk-grow">
            {next.year} 年还没有节假日和调休安排，{next.year} 年的预约会按平常的营业时间开放。
          </span>
          <Button size="small" onClick={() => setYear(next.year)} data-testid="see-next-year">
            去看看
          </Button>
        </p>
      )}
      <Loaded query={days} skeleton={<RowsSkeleton rows={4} tall />}>
        {({ days: list, unknown }) => (
          <>
            {unknown && (
              <p className="zk-notice" data-testid="year-unknown">
                还没有 {year} 年的法定节假日安排。国务院公布后，请按通知逐天添加（放假与调休上班都要加），没加的日子照平常营业。
              </p>
            )}
            <div className="zk-year">
              <Months
                year={year}
                today={today}
                days={list}
                mayEdit={mayHours}
                onDay={(date) => setOpen({ day: list.find((d) => d.date === date) ?? null, date })}
              />
              <section className="zk-card zk-year-list" aria-label="特殊日">
                {list.length === 0 ? (
                  <Nothing title="这一年还没有特殊日" hint={emptyHint({ mayAll, mayHours, proposable: days.data?.proposable ?? false })} />
                ) : (
                  runsOf(list).map((run) => <Run key={run[0]?.id} run={run} mayEdit={mayHours} onOpen={(day) => setOpen({ day, date: day.date })} />)
                )}
              </section>
            </div>
          </>
        )}
      </Loaded>
      {open && (
        <SpecialDayForm
          key={open.day?.id ?? open.date}
          day={open.day}
          date={open.date}
          onClose={() => setOpen(null)}
          onSaved={() => {
            setOpen(null);
            days.reload();
          }}
        />
      )}
    </div>
  );
}

/** The year that people book into already and that has no days of its own yet; null: there is none. */
function useNextYear(today: string): { year: number } | null {
  const year = yearToPlan(today);
  const days = useQuery('stores.specialDays', year === null ? null : { year }, { follow: followSettings('store') });
  return year && days.data?.days.every((day) => day.kind === 'other') ? { year } : null;
}

function Months({
  year,
  today,
  days,
  mayEdit,
  onDay,
}: {
  year: number;
  today: string;
  days: readonly SpecialDayView[];
  mayEdit: boolean;
  onDay: (date: string) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [focus, setFocus] = useState(today.startsWith(String(year)) ? today : `${year}-01-01`);
  const at = focus.startsWith(String(year)) ? focus : `${year}-01-01`;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    const next = new Date(Date.parse(`${at}T00:00:00Z`) + step * 86_400_000).toISOString().slice(0, 10);
    const cell = box.current?.querySelector<HTMLElement>(`[data-date="${next}"]`);
    if (!cell) return;
    event.preventDefault();
    setFocus(next);
    cell.focus();
  };
  return (
    <div className="zk-months" ref={box} role="group" aria-label={`${year} 年，用方向键选日子，回车修改`} onKeyDown={onKeyDown}>
      {Array.from({ length: 12 }, (_, m) => (
        <div key={m} className="zk-mini">
          <b>{m + 1} 月</b>
          <div className="zk-mini-days">
            {['一', '二', '三', '四', '五', '六', '日'].map((word) => (
              <span key={word} className="zk-hint">
                {word}
              </span>
            ))}
            {monthCells(year, m + 1).map((date, i) => {
              if (!date) return <span key={i} />;
              const special = days.filter((d) => d.date === date);
              const [one] = special;
              const tone = one ? (one.kind === 'holiday' ? 'holiday' : one.kind === 'workday' ? 'workday' : 'other') : '';
              return (
                <button
                  key={date}
                  type="button"
                  className={`zk-mini-day ${tone}${date === today ? ' today' : ''}`}
                  data-date={date}
                  tabIndex={date === at ? 0 : -1}
                  disabled={!mayEdit && !one}
                  title={one ? `${one.name} ${hoursWords(one)}` : undefined}
                  aria-label={`${formatDateZh(date)}${one ? `，${one.name}，${hoursWords(one)}` : ''}`}
                  onFocus={() => setFocus(date)}
                  onClick={() => mayEdit && onDay(date)}
                >
                  {Number(date.slice(8))}
                  {one && <i>{one.kind === 'holiday' ? '休' : one.kind === 'workday' ? '班' : '特'}</i>}
                </button>
              );
            })}
          </div>
        </div>
      ))}
    </div>
  );
}

function Run({ run, mayEdit, onOpen }: { run: readonly SpecialDayView[]; mayEdit: boolean; onOpen: (day: SpecialDayView) => void }) {
  const me = useMe();
  const [first] = run;
  const last = run[run.length - 1];
  if (!first || !last) return null;
  const mayThis = mayEdit && (first.storeId !== null || me.rights.includes('store.manage'));
  return (
    <div className="zk-line" data-testid="special-day" data-name={first.name}>
      <div className="zk-grow">
        <b>{first.name}</b>{' '}
        <span className={`zk-day-mark ${first.kind === 'holiday' ? 'red' : first.kind === 'workday' ? 'amber' : 'grey'}`}>{KIND_WORDS[first.kind]}</span>
        <div className="zk-second">
          {formatDateZh(first.date)}
          {run.length > 1 ? ` – ${formatDateZh(last.date)}，共 ${run.length} 天` : ''}
        </div>
        <div className="zk-hint">
          {hoursWords(first)} · {first.storeId === null ? '全部门店' : (me.stores.find((s) => s.id === first.storeId)?.name ?? '其他门店')}
        </div>
        {mayThis && run.length > 1 && (
          <div className="zk-chips" style={{ marginTop: 6 }}>
            {run.map((day) => (
              <button key={day.id} type="button" className="zk-chip" onClick={() => onOpen(day)}>
                {Number(day.date.slice(5, 7))}/{Number(day.date.slice(8))}
              </button>
            ))}
          </div>
        )}
      </div>
      {mayThis && run.length === 1 && (
        <Button size="small" onClick={() => onOpen(first)} data-testid="special-edit">
          修改
        </Button>
      )}
    </div>
  );
}
