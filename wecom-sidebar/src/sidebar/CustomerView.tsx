import type { BookingView } from '@zhike/domain/booking/contract';
import type { CustomerProfile } from '@zhike/domain/customers/contract';
import { lazy, Suspense, useEffect, useState } from 'react';
import type { AppRefusal } from '../api/call';
import { Tabs } from '../components/parts';
import { Net } from '../components/Net';
import { useMay } from '../components/SessionGate';
import { RowsSkeleton } from '../components/states';
import { say } from '../components/toast';
import { bookFor } from '../features/booking/bookFor';
import { CustomerHead } from '../features/customers/Head';
import { HealthCard } from '../features/customers/health/HealthCard';
import { NextStepCard } from '../features/customers/NextStepCard';
import { Overview } from '../features/customers/Overview';
import { OpenTodos } from '../features/flows/OpenTodos';
import { wordUnread } from '../words';
import { WaitingLines } from './WaitingLines';

// Drawn first: head, next step, overview. The rest is fetched in the quiet moment after that, before anybody can reach for it.
const loadNotes = () => import('../features/customers/Notes');
const Notes = lazy(() => loadNotes().then((m) => ({ default: m.Notes })));
const QUIET_MS = 600;

const BookFlow = lazy(() => import('../features/booking/BookFlow').then((m) => ({ default: m.BookFlow })));
const BookingSheet = lazy(() => import('../features/booking/BookingSheet').then((m) => ({ default: m.BookingSheet })));
const SendSheet = lazy(() => import('../features/booking/SendSheet').then((m) => ({ default: m.SendSheet })));
const TagPicker = lazy(() => import('../features/customers/TagPicker').then((m) => ({ default: m.TagPicker })));
const HealthSheet = lazy(() => import('../features/customers/health/HealthSheet').then((m) => ({ default: m.HealthSheet })));
const CardsGlance = lazy(() => import('../features/membership/CardsGlance').then((m) => ({ default: m.CardsGlance })));
const CustomerCards = lazy(() => import('../features/membership/CustomerCards').then((m) => ({ default: m.CustomerCards })));
const CustomerOrders = lazy(() => import('../features/orders/CustomerOrders').then((m) => ({ default: m.CustomerOrders })));
const OrderComposer = lazy(() => import('../features/orders/OrderComposer').then((m) => ({ default: m.OrderComposer })));
const OrderSheet = lazy(() => import('../features/orders/OrderSheet').then((m) => ({ default: m.OrderSheet })));
const AboutList = lazy(() => import('../features/forms/AboutList').then((m) => ({ default: m.AboutList })));
const RecordSheet = lazy(() => import('../workbench/records/RecordSheet').then((m) => ({ default: m.RecordSheet })));
const RecordFields = lazy(() => import('../features/fields/RecordFields').then((m) => ({ default: m.RecordFields })));
const WishesCard = lazy(() => import('../features/customers/WishesCard').then((m) => ({ default: m.WishesCard })));
const ProfileForm = lazy(() => import('../features/customers/ProfileForm').then((m) => ({ default: m.ProfileForm })));

type Open =
  | { readonly kind: 'book' }
  | { readonly kind: 'tags' }
  | { readonly kind: 'health' }
  | { readonly kind: 'sell' }
  | { readonly kind: 'order'; readonly id: string }
  | { readonly kind: 'booking'; readonly id: string; readonly at?: 'reschedule' | 'cancel' | undefined }
  | { readonly kind: 'send'; readonly held: BookingView | null }
  | null;
type Tab = 'overview' | 'timeline' | 'orders' | 'cards' | 'profile';

/** The customer in front of you: head, next step, tabs, and three things to do within the thumb's reach. */
export function CustomerView({
  profile,
  stale,
  onReload,
  onProfile,
}: {
  profile: CustomerProfile;
  stale: AppRefusal | undefined;
  onReload: () => void;
  onProfile: (profile: CustomerProfile) => void;
}) {
  const maySell = useMay('order.write');
  const [tab, setTab] = useState<Tab>('overview');
  const [open, setOpen] = useState<Open>(null);
  const [written, setWritten] = useState(0);
  const [focusNote, setFocusNote] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => void loadNotes(), QUIET_MS);
    return () => clearTimeout(timer);
  }, []);
  const close = () => setOpen(null);
  const writeNote = () => {
    setTab('timeline');
    setFocusNote(true);
  };
  const changed = () => {
    onReload();
    setWritten((n) => n + 1);
  };
  // What she came for last is what she most likely comes for again: it opens by itself, and can be changed.
  const usual = (profile.lastBooking ?? profile.nextBooking)?.serviceId;
  const openBooking = (id: string) => setOpen({ kind: 'booking', id });
  const openHealth = () => setOpen({ kind: 'health' });
  const held = profile.nextBooking?.state === 'held' ? profile.nextBooking : null;

  return (
    <div className="zk-sidebar" data-testid="customer-view">
      <div className="zk-sticky">
        <CustomerHead profile={profile} onTags={() => setOpen({ kind: 'tags' })} onHealth={openHealth} />
      </div>
      <div className="zk-pane">
        {stale && (
          <div className="zk-stale" role="status">
            显示的是刚才的内容：{wordUnread(stale)}
          </div>
        )}
        <NextStepCard
          profile={profile}
          acts={{
            onBook: () => setOpen({ kind: 'book' }),
            onSendPayCard: (b) => setOpen({ kind: 'send', held: b }),
            onOpenBooking: openBooking,
            onWriteNote: writeNote,
            onChanged: changed,
          }}
        />
      </div>
      <div className="zk-tabs-bar">
        <Tabs
          label="客户"
          active={tab}
          onChange={(t) => {
            setTab(t);
            setFocusNote(false);
          }}
          tabs={[
            { key: 'overview', title: '概览' },
            { key: 'timeline', title: '时间线' },
            { key: 'orders', title: '订单' },
            { key: 'cards', title: '会员卡' },
            { key: 'profile', title: '资料' },
          ]}
        />
      </div>
      <div className="zk-pane" role="tabpanel">
        {tab === 'overview' && (
          <>
            {profile.storeId && <WaitingLines customerId={profile.id} storeId={profile.storeId} onOpenBooking={openBooking} />}
            <OpenTodos customerId={profile.id} />
            <Suspense fallback={null}>
              <CardsGlance customerId={profile.id} onOpen={() => setTab('cards')} />
            </Suspense>
            <Overview profile={profile} onOpenBooking={(id, at) => setOpen({ kind: 'booking', id, at })} onBook={() => setOpen({ kind: 'book' })} />
            <HealthCard profile={profile} onOpen={openHealth} />
          </>
        )}
        <Net at={tab}>
          <Suspense fallback={<RowsSkeleton rows={4} />}>
            {tab === 'timeline' && (
              <Notes
                customerId={profile.id}
                mayWrite={profile.can.includes('write')}
                focus={focusNote}
                onSaved={changed}
                onOpenBooking={openBooking}
                version={written}
              />
            )}
            {tab === 'orders' && <CustomerOrders customer={profile} onChanged={changed} onOpenBooking={openBooking} />}
            {tab === 'cards' && <CustomerCards customer={profile} onChanged={changed} onOpenBooking={openBooking} />}
            {tab === 'profile' && (
              <>
                <ProfileForm profile={profile} onSaved={onProfile} onStale={onReload} />
                <RecordFields entity="customer" recordId={profile.id} />
                <WishesCard customerId={profile.id} />
                <AboutList entity="customer" id={profile.id} Sheet={RecordSheet} />
              </>
            )}
          </Suspense>
        </Net>
      </div>
      <nav className="zk-bottom" aria-label="常用操作">
        <button type="button" className="main" disabled={!profile.can.includes('book')} onClick={() => setOpen({ kind: 'book' })} data-testid="bar-book">
          约
        </button>
        {maySell && (
          <button type="button" onClick={() => setOpen({ kind: 'sell' })} data-testid="bar-order">
            开单
          </button>
        )}
        <button type="button" onClick={() => setOpen({ kind: 'send', held })} data-testid="bar-send">
          发送
        </button>
        <button type="button" disabled={!profile.can.includes('write')} onClick={writeNote} data-testid="bar-note">
          备注
        </button>
      </nav>
      <Net
        at={open?.kind ?? ''}
        onFault={(words) => {
          say(words, { tone: 'bad' });
          close();
        }}
      >
        <Suspense fallback={null}>
          {open?.kind === 'book' && (
            <BookFlow
              source="sidebar"
              customer={bookFor(profile)}
              initial={{ ...(profile.storeId ? { storeId: profile.storeId } : {}), ...(usual ? { serviceId: usual } : {}) }}
              onClose={close}
              onBooked={(b) => {
                changed();
                setOpen({ kind: 'booking', id: b.id });
              }}
            />
          )}
          {open?.kind === 'booking' && (
            <BookingSheet
              bookingId={open.id}
              opens={open.at ?? 'story'}
              onClose={close}
              onChanged={changed}
              onSend={(b) => setOpen({ kind: 'send', held: b })}
            />
          )}
          {open?.kind === 'sell' && (
            <OrderComposer
              buyer={{ customerId: profile.id, name: profile.name, storeId: profile.storeId }}
              purpose={{ kind: 'order' }}
              onClose={close}
              onOrder={(order) => {
                changed();
                setTab('orders');
                setOpen({ kind: 'order', id: order.id });
              }}
            />
          )}
          {open?.kind === 'order' && <OrderSheet orderId={open.id} onClose={close} onChanged={changed} onOpenBooking={openBooking} />}
          {open?.kind === 'send' && <SendSheet held={open.held} storeId={profile.storeId} onClose={close} />}
          {open?.kind === 'health' && <HealthSheet profile={profile} onClose={close} onSaved={changed} />}
          {open?.kind === 'tags' && (
            <TagPicker
              profile={profile}
              onClose={close}
              onSaved={(tags) => {
                onProfile({ ...profile, tags });
                changed();
              }}
            />
          )}
        </Suspense>
      </Net>
    </div>
  );
}
