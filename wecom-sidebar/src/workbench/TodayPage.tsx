import { dateAt, formatDateZh } from '@zhike/domain/kernel/calendar-date';
import { Button } from 'antd';
import { useState } from 'react';
import { useQuery } from '../api/hooks';
import { Chips, useNow } from '../components/parts';
import { go } from '../components/route';
import { useMe } from '../components/SessionGate';
import { Loaded, RowsSkeleton } from '../components/states';
import { type DayEntry, DayList, entriesOf, ownUnits } from '../features/booking/DayList';
import { StoryOf } from './StoryOf';
import { StoreSelect } from './StoreSelect';
import { useStore } from './useStore';

const GROUPS: readonly { key: string; title: string; is: (e: DayEntry) => boolean }[] = [
  { key: 'all', title: '全部', is: () => true },
  { key: 'coming', title: '待到店', is: (e) => e.state === 'confirmed' },
  { key: 'here', title: '在店', is: (e) => e.state === 'checked_in' || e.state === 'in_service' },
  { key: 'unpaid', title: '待支付', is: (e) => e.state === 'held' },
  { key: 'done', title: '已完成', is: (e) => e.state === 'done' },
];

/** Today at the counter: who comes, who is here, and the next verb on each. */
export function TodayPage() {
  const me = useMe();
  const now = useNow();
  const { storeId, offset, setStore } = useStore();
  const today = dateAt(now, offset);
  const calendar = useQuery('booking.calendar', storeId ? { storeId, from: today, days: 1 } : null, {
    keepPrevious: true,
    follow: (m) => m.topic === 'booking' && (m.storeId === null || m.storeId === storeId),
  });
  const [group, setGroup] = useState('all');
  const [whose, setWhose] = useState<'mine' | 'store' | null>(null);
  const [bookingId, setBookingId] = useState<string | null>(null);
  return (
    <div className="zk-page narrow" data-testid="today-page">
      <header className="zk-page-head">
        <div>
          <h1>今天</h1>
          <span className="zk-hint">{formatDateZh(today)}</span>
        </div>
        <StoreSelect value={storeId} onChange={setStore} />
      </header>
      <Loaded query={calendar} skeleton={<RowsSkeleton rows={6} />}>
        {({ calendar: c }) => {
          const own = ownUnits(c, me.staffId);
          const servesOnly = !me.rights.includes('booking.write');
          const shown = whose ?? (own.size > 0 && servesOnly ? 'mine' : 'store');
          const entries = entriesOf(c, shown === 'mine' ? own : null);
          const picked = GROUPS.find((g) => g.key === group) ?? GROUPS[0];
          return (
            <>
              <div className="zk-counts">
                {GROUPS.map((g) => (
                  <button
                    key={g.key}
                    type="button"
                    className="zk-count"
                    aria-pressed={group === g.key}
                    onClick={() => setGroup(g.key)}
                    data-testid={`count-${g.key}`}
                  >
                    <b>{entries.filter(g.is).length}</b>
                    <span>{g.title}</span>
                  </button>
                ))}
              </div>
              {own.size > 0 && (
                <div style={{ margin: '12px 0' }}>
                  <Chips
                    name="whose"
                    label="看谁的"
                    value={shown}
                    choices={[
                      { key: 'store', title: '全店' },
                      { key: 'mine', title: '我的' },
                    ]}
                    onChange={setWhose}
                  />
                </div>
              )}
              <div className="zk-card" style={{ paddingTop: 4, paddingBottom: 4 }}>
                <DayList
                  entries={entries.filter((e) => picked?.is(e))}
                  offsetMinutes={c.utcOffsetMinutes}
                  onOpen={setBookingId}
                  onChanged={calendar.reload}
                  emptyTitle={group === 'all' ? '今天没有预约' : '没有这一类'}
                  emptyHint="新预约会自动出现在这里。"
                />
              </div>
              {entries.length === 0 && (
                <div style={{ textAlign: 'center', marginTop: 12 }}>
                  <Button onClick={() => go('/bookings')}>去档期里约一个</Button>
                </div>
              )}
            </>
          );
        }}
      </Loaded>
      {bookingId && <StoryOf bookingId={bookingId} onClose={() => setBookingId(null)} onChanged={calendar.reload} />}
    </div>
  );
}
