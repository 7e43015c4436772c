import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import type { ClassSessionView } from '@zhike/domain/booking/contract';
import { addDays, dateAt, formatDateZh, isCalendarDate } from '@zhike/domain/kernel/calendar-date';
import { Button } from 'antd';
import { useState } from 'react';
import { followPlan } from '../../api/follow';
import { useQuery } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { useQueryValues } from '../../components/route';
import { useMay } from '../../components/SessionGate';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { clockOf } from '../../components/time';
import { StoreSelect } from '../StoreSelect';
import { useStore } from '../useStore';
import { mondayOf } from '../roster/roster';
import { ScheduleForm } from './ScheduleForm';
import { SessionSheet } from './SessionSheet';
import './classes.css';

/** The timetable of a week: what is taught when, by whom and where, and how many seats are left. */
export function ClassesPage() {
  const now = useNow();
  const may = useMay('resource.manage');
  const { storeId, offset, setStore } = useStore();
  const [query, setQuery] = useQueryValues();
  const today = dateAt(now, offset);
  const asked = query.get('date') ?? '';
  const from = mondayOf(isCalendarDate(asked) ? asked : today);
  const [scheduling, setScheduling] = useState<string | null>(null);
  const sessions = useQuery('booking.classSessions', storeId ? { storeId, from, days: 7 } : null, {
    keepPrevious: true,
    follow: followPlan(storeId),
  });
  const services = useQuery('booking.services', storeId ? { storeId } : null);
  const classes = (services.data?.services ?? []).filter((s) => s.mode === 'class' && s.active);
  const goTo = (date: string) => setQuery({ date: mondayOf(date) === mondayOf(today) ? null : mondayOf(date), session: null });
  const opened = sessions.data?.sessions.find((s) => s.id === query.get('session'));
  return (
    <div className="zk-page" data-testid="classes-page">
      <header className="zk-page-head">
        <h1>课程</h1>
        <div className="zk-row wrap">
          <StoreSelect value={storeId} onChange={setStore} />
          {may && (
            <Button type="primary" disabled={classes.length === 0} onClick={() => setScheduling(today > from ? today : from)} data-testid="schedule-class">
              排一场
            </Button>
          )}
        </div>
      </header>
      <div className="zk-row wrap" style={{ marginBottom: 12 }}>
        <Button icon={<LeftOutlined />} aria-label="上一周" onClick={() => goTo(addDays(from, -7))} />
        <Button disabled={from === mondayOf(today)} onClick={() => goTo(today)}>
          本周
        </Button>
        <Button icon={<RightOutlined />} aria-label="下一周" onClick={() => goTo(addDays(from, 7))} data-testid="classes-forward" />
        <span className="zk-second">
          {formatDateZh(from, today)} – {formatDateZh(addDays(from, 6), today)}
        </span>
      </div>
      <Loaded query={sessions} skeleton={<RowsSkeleton rows={4} tall />}>
        {({ sessions: list }) => {
          if (list.length === 0)
            return (
              <Nothing
                title="这一周没有课"
                hint={
                  services.data && classes.length === 0
                    ? '先在「设置 → 服务项目」里把一个项目的时间改成「按课表」，并添加座位资源。'
                    : '排好课，客户就能在小程序里约名额。'
                }
              >
                {may && classes.length > 0 && <Button onClick={() => setScheduling(today > from ? today : from)}>排一场</Button>}
                {services.data && classes.length === 0 && <Button href="#/settings/services">去服务项目</Button>}
              </Nothing>
            );
          const days = Array.from({ length: 7 }, (_, i) => addDays(from, i));
          return (
            <>
              {days.map((day) => {
                const of = list.filter((s) => dateAt(Date.parse(s.startsAt), offset) === day).sort((a, b) => a.startsAt.localeCompare(b.startsAt));
                if (of.length === 0) return null;
                return (
                  <section key={day} className="zk-class-day">
                    <h2>{formatDateZh(day, today)}</h2>
                    <div className="zk-class-list">
                      {of.map((s) => (
                        <SessionCard key={s.id} session={s} offsetMinutes={offset} now={now} onOpen={() => setQuery({ session: s.id })} />
                      ))}
                    </div>
                  </section>
                );
              })}
              <p className="zk-list-end">这一周共 {list.filter((s) => s.state === 'scheduled').length} 场</p>
            </>
          );
        }}
      </Loaded>
      {scheduling && (
        <ScheduleForm
          storeId={storeId}
          offsetMinutes={offset}
          date={scheduling}
          services={classes}
          onClose={() => setScheduling(null)}
          onScheduled={(first) => {
            setScheduling(null);
            sessions.reload();
            if (first) goTo(dateAt(Date.parse(first), offset));
          }}
        />
      )}
      {opened && <SessionSheet session={opened} offsetMinutes={offset} onClose={() => setQuery({ session: null })} onChanged={sessions.reload} />}
    </div>
  );
}

function SessionCard({ session: s, offsetMinutes, now, onOpen }: { session: ClassSessionView; offsetMinutes: number; now: number; onOpen: () => void }) {
  const left = s.seats - s.taken;
  const over = Date.parse(s.endsAt) < now;
  const cancelled = s.state === 'cancelled';
  return (
    <button
      type="button"
      className={`zk-card zk-session${over || cancelled ? ' zk-faded' : ''}`}
      onClick={onOpen}
      data-testid="session"
      data-service={s.serviceName}
      data-taken={s.taken}
    >
      <span className="zk-session-time">
        {clockOf(s.startsAt, offsetMinutes)}–{clockOf(s.endsAt, offsetMinutes)}
      </span>
      <b className={cancelled ? 'zk-struck' : ''}>{s.serviceName}</b>
      {s.label && <span className="zk-second">{s.label}</span>}
      <span className="zk-hint">{s.units.map((u) => u.name).join(' · ')}</span>
      <span className="zk-session-seats">
        {cancelled ? (
          <span className="zk-booking-state grey">已取消</span>
        ) : (
          <>
            <i>
              <u style={{ width: `${Math.min(100, (s.taken / Math.max(1, s.seats)) * 100)}%` }} />
            </i>
            <small>
              {s.taken} / {s.seats} {over ? '已结束' : left <= 0 ? '已满' : `余 ${left}`}
            </small>
          </>
        )}
      </span>
    </button>
  );
}
