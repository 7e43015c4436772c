import { formatDateZh, dateAt } from '@zhike/domain/kernel/calendar-date';
import { lazy, Suspense, useState } from 'react';
import { followPlan } from '../api/follow';
import { useQuery } from '../api/hooks';
import { Chips, useKept, useNow } from '../components/parts';
import { useMay, useMe } from '../components/SessionGate';
import { Loaded, Nothing, RowsSkeleton } from '../components/states';
import { CHINA_OFFSET } from '../components/time';
import { DayList, entriesOf, ownUnits } from '../features/booking/DayList';
import { OpenTodos } from '../features/flows/OpenTodos';
import { ToSettle } from '../features/membership/ToSettle';
import { QueueStrip } from './QueueStrip';
import { ToAccept } from './ToAccept';

const MemberCode = lazy(() => import('../features/membership/MemberCode').then((m) => ({ default: m.MemberCode })));
const NoteForm = lazy(() => import('../features/customers/NoteForm').then((m) => ({ default: m.NoteForm })));
const BookingSheet = lazy(() => import('../features/booking/BookingSheet').then((m) => ({ default: m.BookingSheet })));

/** My bookings of today; who serves nobody herself (前台, 店长) sees the whole store. */
export function MyToday({ note }: { note?: string }) {
  const me = useMe();
  const mayRead = useMay('calendar.read');
  const mayNote = useMay('customer.write');
  const now = useNow();
  const [store, setStore] = useKept('store', me.stores[0]?.id ?? '');
  const storeId = me.stores.some((s) => s.id === store) ? store : (me.stores[0]?.id ?? '');
  const stores = useQuery('stores.list', {});
  const offset = stores.data?.stores.find((s) => s.id === storeId)?.utcOffsetMinutes ?? CHINA_OFFSET;
  const today = dateAt(now, offset);
  const calendar = useQuery('booking.calendar', mayRead && storeId ? { storeId, from: today, days: 1 } : null, {
    follow: followPlan(storeId),
  });
  // Who serves nobody herself receives: the line is hers even while it is empty.
  const receives = calendar.data !== undefined && ownUnits(calendar.data.calendar, me.staffId).size === 0;
  const [whose, setWhose] = useState<'mine' | 'store' | null>(null);
  const [bookingId, setBookingId] = useState<string | null>(null);

  return (
    <div className="zk-today" data-testid="my-today">
      <h1>我的今天</h1>
      <p className="zk-hint">
        {me.name} · {formatDateZh(today)}
      </p>
      {note && (
        <p className="zk-notice" style={{ marginTop: 12 }}>
          {note}
        </p>
      )}
      {me.stores.length > 1 && (
        <div style={{ marginTop: 12 }}>
          <Chips name="store" label="门店" value={storeId} choices={me.stores.map((s) => ({ key: s.id, title: s.name }))} onChange={setStore} />
        </div>
      )}
      <OpenTodos />
      <ToAccept onOpen={setBookingId} onChanged={calendar.reload} />
      <ToSettle storeId={storeId} onOpen={setBookingId} />
      <div style={{ marginTop: 12 }}>
        <Suspense fallback={null}>
          <MemberCode onOpenBooking={setBookingId} />
        </Suspense>
      </div>
      {storeId && <QueueStrip storeId={storeId} offsetMinutes={offset} whenEmpty={receives ? 'shown' : 'hidden'} onServed={setBookingId} />}
      {!mayRead || !storeId ? (
        <Nothing title="没有可看的档期" hint="你的岗位还没有查看档期的权限，或还没有分到门店。" />
      ) : (
        <Loaded query={calendar} skeleton={<RowsSkeleton rows={5} />}>
          {({ calendar: c }) => {
            const own = ownUnits(c, me.staffId);
            const shown = whose ?? (own.size > 0 ? 'mine' : 'store');
            return (
              <>
                {own.size > 0 && (
                  <div style={{ marginTop: 12 }}>
                    <Chips
                      name="whose"
                      label="看谁的"
                      value={shown}
                      choices={[
                        { key: 'mine', title: '我的' },
                        { key: 'store', title: '全店' },
                      ]}
                      onChange={setWhose}
                    />
                  </div>
                )}
                <div className="zk-card" style={{ marginTop: 12, paddingTop: 4, paddingBottom: 4 }}>
                  <DayList
                    entries={entriesOf(c, shown === 'mine' ? own : null)}
                    offsetMinutes={c.utcOffsetMinutes}
                    onOpen={setBookingId}
                    onChanged={calendar.reload}
                    showUses={shown === 'mine'}
                    emptyTitle={shown === 'mine' ? '今天没有你的预约' : '今天没有预约'}
                    emptyHint="有新预约时会自动出现在这里。打开和客户的聊天，可以帮客户约时间。"
                  />
                </div>
              </>
            );
          }}
        </Loaded>
      )}
      <Suspense fallback={null}>
        {bookingId && (
          <BookingSheet
            bookingId={bookingId}
            onClose={() => setBookingId(null)}
            onChanged={calendar.reload}
            story={(b) => (mayNote && b.customerId ? <NoteForm customerId={b.customerId} onSaved={calendar.reload} /> : null)}
          />
        )}
      </Suspense>
    </div>
  );
}
