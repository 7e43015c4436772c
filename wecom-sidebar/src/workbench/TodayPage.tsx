import type { BookingView } from '@zhike/domain/booking/contract';
import { dateAt, formatDateZh } from '@zhike/domain/kernel/calendar-date';
import { Button } from 'antd';
import { useState } from 'react';
import { followPlan } from '../api/follow';
import type { AppRefusal } from '../api/call';
import { useQuery } from '../api/hooks';
import { Chips, useNow } from '../components/parts';
import { go } from '../components/route';
import { useMay, useMe } from '../components/SessionGate';
import { Loaded, RowsSkeleton } from '../components/states';
import { remainingOf, spanOf } from '../components/time';
import { say } from '../components/toast';
import { AcceptButtons } from '../features/booking/AcceptancePart';
import { CautionBand } from '../features/booking/CautionBand';
import { type DayEntry, DayList, entriesOf, ownUnits } from '../features/booking/DayList';
import { ToSettle } from '../features/membership/ToSettle';
import { ClashList, clashLine } from './ClashList';
import { ClassClashes } from './ClassClashes';
import { StoreSelect } from './StoreSelect';
import { StoryOf } from './StoryOf';
import { useStore } from './useStore';
import { wordRefusal } from '../words';

const GROUPS: readonly { key: string; title: string; is: (e: DayEntry) => boolean }[] = [
  { key: 'all', title: '全部', is: () => true },
  { key: 'coming', title: '待到店', is: (e) => e.state === 'confirmed' },
  { key: 'here', title: '在店', is: (e) => e.state === 'checked_in' || e.state === 'in_service' },
  { key: 'unpaid', title: '待定', is: (e) => e.state === 'held' || e.state === 'requested' },
  { key: 'done', title: '已完成', is: (e) => e.state === 'done' },
];

/** Today at the counter: what waits for my yes, what has lost its person, who comes and who is here, with the next verb on each. */
export function TodayPage() {
  const me = useMe();
  const now = useNow();
  const { storeId, offset, setStore } = useStore();
  const today = dateAt(now, offset);
  const calendar = useQuery('booking.calendar', storeId ? { storeId, from: today, days: 1 } : null, {
    keepPrevious: true,
    follow: followPlan(storeId),
  });
  const opening = useQuery('stores.openingDays', storeId ? { storeId, from: today, days: 1 } : null, { keepPrevious: true });
  const [group, setGroup] = useState('all');
  const [whose, setWhose] = useState<'mine' | 'store' | null>(null);
  const [bookingId, setBookingId] = useState<string | null>(null);
  const notice = opening.data?.days[0]?.notice;
  return (
    <div className="zk-page narrow" data-testid="today-page">
      <header className="zk-page-head">
        <div>
          <h1>今天</h1>
          <span className="zk-hint">
            {formatDateZh(today)}
            {notice ? ` · ${notice}` : ''}
          </span>
        </div>
        <StoreSelect value={storeId} onChange={setStore} />
      </header>
      <ToAccept onOpen={setBookingId} />
      <ToSettle storeId={storeId} onOpen={setBookingId} />
      <Clashes storeId={storeId} offsetMinutes={offset} />
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
              {entries.length === 0 && !servesOnly && (
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

/** What waits for my yes, the soonest deadline on top. */
function ToAccept({ onOpen }: { onOpen: (bookingId: string) => void }) {
  const mayServe = useMay('booking.serve');
  const now = useNow();
  const asked = useQuery('booking.toAccept', mayServe ? {} : null, { follow: (m) => m.topic === 'booking' });
  const list = asked.data?.bookings ?? [];
  if (list.length === 0) return null;
  // Taken by somebody who was faster: the line goes at once, so who it was is said where it stays.
  const refused = (booking: BookingView, refusal: AppRefusal) => {
    say(wordRefusal(refusal, booking.utcOffsetMinutes), { tone: 'bad' });
    asked.reload();
  };
  return (
    <section className="zk-card zk-to-accept" data-testid="to-accept">
      <h2>
        等我接单 <span className="zk-hint">{list.length} 个</span>
      </h2>
      {list.map((b) => (
        <div key={b.id} className="zk-booking-line" data-testid="to-accept-line" data-code={b.code}>
          <div className="zk-grow">
            <button type="button" className="zk-booking-open" onClick={() => onOpen(b.id)}>
              <span className="zk-row">
                <b className="zk-grow">{spanOf(b, now)}</b>
                {b.acceptBy && <span className="zk-booking-state amber">{remainingOf(b.acceptBy, now)}</span>}
              </span>
              <span className="zk-second" style={{ display: 'block' }}>
                {b.contactName} · {b.serviceName} · {b.storeName}
              </span>
            </button>
            <CautionBand cautions={b.cautions} />
          </div>
          <div className="zk-accept-verbs">
            <AcceptButtons booking={b} onDone={asked.reload} onRefused={(refusal) => refused(b, refusal)} />
          </div>
        </div>
      ))}
    </section>
  );
}

/** Coming bookings that have lost their person, their room or their hours. */
function Clashes({ storeId, offsetMinutes }: { storeId: string; offsetMinutes: number }) {
  const mayMove = useMay('booking.write');
  const clashes = useQuery('booking.clashes', mayMove && storeId ? { storeId } : null, {
    keepPrevious: true,
    follow: followPlan(storeId),
  });
  const list = clashes.data?.clashes ?? [];
  const classes = clashes.data?.classes ?? [];
  if (list.length + classes.length === 0) return null;
  return (
    <section className="zk-card zk-clash-card" data-testid="today-clashes">
      <h2>要改约的 {list.length + classes.length} 个</h2>
      <p className="zk-second">排班、请假或营业时间变了，这些预约或课程没了人、场地或时间。</p>
      <ClashList clashes={list.map(clashLine)} offsetMinutes={offsetMinutes} onChanged={clashes.reload} />
      <ClassClashes classes={classes} offsetMinutes={offsetMinutes} />
    </section>
  );
}
