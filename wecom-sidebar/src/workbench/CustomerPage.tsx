import type { BookingView } from '@zhike/domain/booking/contract';
import { LeftOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useQuery } from '../api/hooks';
import { useNarrow } from '../components/parts';
import { HeadSkeleton, Problem } from '../components/states';
import { BookFlow } from '../features/booking/BookFlow';
import { bookFor } from '../features/booking/bookFor';
import { SendSheet } from '../features/booking/SendSheet';
import { CustomerHead } from '../features/customers/Head';
import { HealthCard } from '../features/customers/health/HealthCard';
import { HealthSheet } from '../features/customers/health/HealthSheet';
import { NextStepCard } from '../features/customers/NextStepCard';
import { NoteForm } from '../features/customers/NoteForm';
import { Overview } from '../features/customers/Overview';
import { PastVisits } from '../features/imports/PastVisits';
import { CustomerCards } from '../features/membership/CustomerCards';
import { CustomerOrders } from '../features/orders/CustomerOrders';
import { RecordFields } from '../features/fields/RecordFields';
import { AboutList } from '../features/forms/AboutList';
import { RecordSheet } from './records/RecordSheet';
import { ProfileForm } from '../features/customers/ProfileForm';
import { TagPicker } from '../features/customers/TagPicker';
import { WishesCard } from '../features/customers/WishesCard';
import { Timeline } from '../features/customers/Timeline';
import { CustomerView } from '../sidebar/CustomerView';
import '../sidebar/sidebar.css';
import { StoryOf } from './StoryOf';

type Open =
  | { readonly kind: 'book' }
  | { readonly kind: 'tags' }
  | { readonly kind: 'health' }
  | { readonly kind: 'booking'; readonly id: string; readonly at?: 'reschedule' | 'cancel' | undefined }
  | { readonly kind: 'send'; readonly held: BookingView }
  | null;

/** The sidebar's own parts, side by side: who she is, what happened, what can be changed. */
export function CustomerPage({ customerId }: { customerId: string }) {
  const query = useQuery('customers.get', { customerId }, { follow: (m) => m.customerId === customerId || m.id === customerId });
  const [open, setOpen] = useState<Open>(null);
  const [written, setWritten] = useState(0);
  const [focusNote, setFocusNote] = useState(0);
  const narrow = useNarrow(1023);
  const profile = query.data?.profile;
  if (!profile) return query.refusal ? <Problem refusal={query.refusal} onRetry={query.reload} /> : <HeadSkeleton />;
  const changed = () => {
    query.reload();
    setWritten((n) => n + 1);
  };
  const back = (
    <a className="zk-link zk-back" href="#/customers">
      <LeftOutlined /> 全部客户
    </a>
  );
  if (narrow)
    return (
      <div className="zk-page phone-customer">
        {back}
        <CustomerView profile={profile} stale={query.refusal} onReload={query.reload} onProfile={(next) => query.put({ profile: next })} />
      </div>
    );
  const openHealth = () => setOpen({ kind: 'health' });
  const openBooking = (id: string) => setOpen({ kind: 'booking', id });
  return (
    <div className="zk-page" data-testid="customer-page">
      <div className="zk-row" style={{ justifyContent: 'space-between', marginBottom: 12 }}>
        {back}
        {profile.can.includes('book') && (
          <Button type="primary" onClick={() => setOpen({ kind: 'book' })} data-testid="bar-book">
            约时间
          </Button>
        )}
      </div>
      <div className="zk-columns">
        <div className="zk-stack">
          <div className="zk-card zk-head-card">
            <CustomerHead profile={profile} onTags={() => setOpen({ kind: 'tags' })} onHealth={openHealth} />
          </div>
          <NextStepCard
            profile={profile}
            acts={{
              onBook: () => setOpen({ kind: 'book' }),
              onSendPayCard: (held) => setOpen({ kind: 'send', held }),
              onOpenBooking: openBooking,
              onWriteNote: () => setFocusNote((n) => n + 1),
              onChanged: changed,
            }}
          />
          <Overview profile={profile} onOpenBooking={(id, at) => setOpen({ kind: 'booking', id, at })} onBook={() => setOpen({ kind: 'book' })} />
          <HealthCard profile={profile} onOpen={openHealth} />
        </div>
        <div>
          <h2 style={{ marginBottom: 8 }}>时间线</h2>
          {profile.can.includes('write') && <NoteForm key={focusNote} customerId={profile.id} focus={focusNote > 0} onSaved={changed} />}
          <Timeline customerId={profile.id} onOpenBooking={openBooking} version={written} />
        </div>
        <div>
          <h2 style={{ marginBottom: 8 }}>订单</h2>
          <CustomerOrders customer={profile} onChanged={changed} onOpenBooking={openBooking} />
          <h2 style={{ margin: '24px 0 8px' }}>会员卡</h2>
          <CustomerCards customer={profile} onChanged={changed} onOpenBooking={openBooking} />
          <PastVisits customerId={profile.id} />
          <h2 style={{ margin: '24px 0 8px' }}>资料</h2>
          <ProfileForm profile={profile} onSaved={(next) => query.put({ profile: next })} onStale={query.reload} />
          <RecordFields entity="customer" recordId={profile.id} />
          <WishesCard customerId={profile.id} />
          <AboutList entity="customer" id={profile.id} Sheet={RecordSheet} />
        </div>
      </div>
      {open?.kind === 'book' && (
        <BookFlow
          source="workbench"
          customer={bookFor(profile)}
          {...(profile.storeId ? { initial: { storeId: profile.storeId } } : {})}
          onClose={() => setOpen(null)}
          onBooked={(b) => {
            changed();
            openBooking(b.id);
          }}
        />
      )}
      {open?.kind === 'booking' && <StoryOf bookingId={open.id} opens={open.at ?? 'story'} onClose={() => setOpen(null)} onChanged={changed} />}
      {open?.kind === 'send' && <SendSheet held={open.held} storeId={open.held.storeId} onClose={() => setOpen(null)} />}
      {open?.kind === 'health' && <HealthSheet profile={profile} onClose={() => setOpen(null)} onSaved={changed} />}
      {open?.kind === 'tags' && (
        <TagPicker
          profile={profile}
          onClose={() => setOpen(null)}
          onSaved={(tags) => {
            query.put({ profile: { ...profile, tags } });
            changed();
          }}
        />
      )}
    </div>
  );
}
