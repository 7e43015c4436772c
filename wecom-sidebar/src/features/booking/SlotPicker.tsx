import type { ServiceView } from '@zhike/domain/booking/contract';
import { addDays, dateAt, formatDateZh, isoWeekday } from '@zhike/domain/kernel/calendar-date';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { followPlan } from '../../api/follow';
import { useQuery } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { clockOf } from '../../components/time';
import { PeoplePicker } from './PeoplePicker';
import { WhyNot } from './WhyNot';
import { Recommended } from './Recommended';
import { WishedTime } from './WishedTime';

export interface Wish {
  readonly date: string;
  readonly startsAt: string | null;
  /** Role key → unit; an absent role means 不指定. */
  readonly choices: Readonly<Record<string, string>>;
}

const STRIP_DAYS = 14;
const NO_EXTRAS = { addonIds: [], partySize: 1 } as const;
const PARTS = { morning: '上午', afternoon: '下午', evening: '晚上' } as const;
const DAY_REASONS = { closed: '休息', full: '约满', past: '已过', too_soon: '太近', too_far: '未开放' } as const;
const WEEKDAYS = ['一', '二', '三', '四', '五', '六', '日'];

/** A day, a free start, and who serves: the days count only starts that fit the chosen people. */
export function SlotPicker({
  storeId,
  service,
  offsetMinutes,
  wish,
  extras = NO_EXTRAS,
  exceptBookingId,
  forCustomerId,
  onChange,
  onStore,
  onWait,
}: {
  storeId: string;
  service: ServiceView;
  offsetMinutes: number;
  wish: Wish;
  /** Add-ons and party: they decide how long it takes and how many it needs. */
  extras?: { readonly addonIds: readonly string[]; readonly partySize: number };
  /** The booking that is being moved: its own units count as free. */
  exceptBookingId?: string;
  /** For whom: her habits put the best starts first. */
  forCustomerId?: string;
  onChange: (wish: Wish) => void;
  /** Another store was the way out; absent where the store cannot change. */
  onStore?: (storeId: string, wish: Wish) => void;
  /** 加入候补: offered where a wished time is not free. */
  onWait?: () => void;
}) {
  const now = useNow();
  const today = dateAt(now, offsetMinutes);
  const [from, setFrom] = useState(wish.date && wish.date > addDays(today, STRIP_DAYS - 1) ? wish.date : today);
  const choices = { ...wish.choices };
  const more = { addonIds: [...extras.addonIds], partySize: extras.partySize, exceptBookingId };
  const inShop = followPlan(storeId);
  const days = useQuery('booking.days', { storeId, serviceId: service.id, from, days: STRIP_DAYS, choices, ...more }, { keepPrevious: true, follow: inShop });
  const slots = useQuery('booking.slots', wish.date ? { storeId, serviceId: service.id, date: wish.date, choices: {}, ...more } : null, {
    follow: inShop,
  });
  const soon = useQuery(
    'booking.nextSlots',
    { storeId, serviceId: service.id, count: 3, choices, ...more, ...(forCustomerId ? { forCustomerId } : {}) },
    { keepPrevious: true, follow: inShop },
  );

  // The first day with a free start opens by itself: one tap less in the common case.
  const firstFree = days.data?.days.find((d) => d.freeStarts > 0)?.date;
  useEffect(() => {
    if (!wish.date && firstFree) onChange({ ...wish, date: firstFree });
  }, [firstFree, wish, onChange]);

  const fits = (pickable: Record<string, string[]>) =>
    Object.entries(wish.choices).every(([role, unit]) => !(role in pickable) || (pickable[role] ?? []).includes(unit));
  const chosen = slots.data?.slots.find((s) => s.startsAt === wish.startsAt);
  const take = (startsAt: string) => onChange({ ...wish, date: dateAt(Date.parse(startsAt), offsetMinutes), startsAt });

  return (
    <div className="zk-slot-picker">
      <Recommended slots={soon.data?.slots ?? []} chosen={wish.startsAt} offsetMinutes={offsetMinutes} onPick={take} />
      <div className="zk-row" style={{ justifyContent: 'space-between' }}>
        <h3>日期</h3>
        <div className="zk-row">
          <Button
            size="small"
            type="text"
            disabled={from <= today}
            onClick={() => setFrom(addDays(from, -STRIP_DAYS) < today ? today : addDays(from, -STRIP_DAYS))}
            aria-label="前两周"
          >
            ‹ 前两周
          </Button>
          <Button
            size="small"
            type="text"
            disabled={addDays(from, STRIP_DAYS) > addDays(today, service.horizonDays)}
            onClick={() => setFrom(addDays(from, STRIP_DAYS))}
            aria-label="后两周"
          >
            后两周 ›
          </Button>
        </div>
      </div>
      <Loaded query={days} skeleton={<RowsSkeleton rows={1} />}>
        {({ days: list }) => (
          <div className="zk-days" role="group" aria-label="选择日期" data-testid="day-strip">
            {list.map((day) => (
              <button
                key={day.date}
                type="button"
                className="zk-day"
                aria-pressed={day.date === wish.date}
                data-testid={`day-${day.date}`}
                data-free={day.freeStarts}
                aria-label={`${formatDateZh(day.date, today)}，${day.freeStarts > 0 ? `${day.freeStarts} 个空档` : day.reason ? DAY_REASONS[day.reason] : '没有空档'}`}
                onClick={() => onChange({ ...wish, date: day.date, startsAt: null })}
              >
                <span>{day.date === today ? '今天' : `周${WEEKDAYS[isoWeekday(day.date) - 1] ?? ''}`}</span>
                <b>{Number(day.date.slice(8))}</b>
                <small className={day.freeStarts === 0 ? 'none' : ''}>
                  {day.freeStarts > 0 ? `空 ${day.freeStarts}` : day.reason ? DAY_REASONS[day.reason] : '—'}
                </small>
              </button>
            ))}
          </div>
        )}
      </Loaded>
      {wish.date && (
        <>
          <h3 style={{ marginTop: 12 }}>{formatDateZh(wish.date, today)} 的时间</h3>
          {wish.startsAt && slots.data && !chosen && (
            <WhyNot
              wish={{ storeId, serviceId: service.id, startsAt: wish.startsAt, choices, ...more, ...(forCustomerId ? { forCustomerId } : {}) }}
              offsetMinutes={offsetMinutes}
              {...(onWait ? { onWait } : {})}
              swaps={onStore ? ['unit', 'time', 'store'] : ['unit', 'time']}
              onTake={(taken) => {
                const next = { date: dateAt(Date.parse(taken.startsAt), offsetMinutes), startsAt: taken.startsAt, choices: taken.choices ?? wish.choices };
                if (taken.storeId && taken.storeId !== storeId) onStore?.(taken.storeId, next);
                else onChange(next);
              }}
            />
          )}
          <Loaded query={slots} skeleton={<RowsSkeleton rows={2} />}>
            {({ slots: list }) =>
              list.length === 0 ? (
                <Nothing title="这一天约不上" hint="换一天，或点上面的推荐。" />
              ) : (
                <div data-testid="slots">
                  {(['morning', 'afternoon', 'evening'] as const).map((part) => {
                    const of = list.filter((s) => s.part === part);
                    if (of.length === 0) return null;
                    return (
                      <div key={part} className="zk-slot-part">
                        <span className="zk-hint">{PARTS[part]}</span>
                        <div className="zk-chips">
                          {of.map((s) => (
                            <button
                              key={s.startsAt}
                              type="button"
                              className="zk-chip time"
                              disabled={!fits(s.pickable)}
                              aria-pressed={s.startsAt === wish.startsAt}
                              data-testid={`slot-${clockOf(s.startsAt, offsetMinutes)}`}
                              title={fits(s.pickable) ? undefined : '选的人这时没空'}
                              onClick={() => onChange({ ...wish, startsAt: s.startsAt })}
                            >
                              {clockOf(s.startsAt, offsetMinutes)}
                              {s.session && <small> 余 {s.session.seatsLeft}</small>}
                            </button>
                          ))}
                        </div>
                      </div>
                    );
                  })}
                </div>
              )
            }
          </Loaded>
          <WishedTime key={wish.date} date={wish.date} offsetMinutes={offsetMinutes} stepMinutes={service.stepMinutes} onAsk={take} />
        </>
      )}
      {wish.startsAt && (
        <PeoplePicker
          storeId={storeId}
          service={service}
          partySize={extras.partySize}
          free={chosen?.pickable}
          choices={wish.choices}
          onChange={(next) => onChange({ ...wish, choices: next })}
        />
      )}
    </div>
  );
}
