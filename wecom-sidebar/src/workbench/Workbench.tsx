import { CalendarOutlined, ClockCircleOutlined, SettingOutlined, TeamOutlined } from '@ant-design/icons';
import { lazy, type ReactNode, Suspense } from 'react';
import { useQuery } from '../api/hooks';
import { useRoute } from '../components/route';
import { useMe } from '../components/SessionGate';
import { LiveNote, Nothing, RowsSkeleton } from '../components/states';
import '../features/customers/customers.css';
import '../features/booking/booking.css';
import './workbench.css';

const TodayPage = lazy(() => import('./TodayPage').then((m) => ({ default: m.TodayPage })));
const CalendarPage = lazy(() => import('./calendar/CalendarPage').then((m) => ({ default: m.CalendarPage })));
const CustomersPage = lazy(() => import('./CustomersPage').then((m) => ({ default: m.CustomersPage })));
const CustomerPage = lazy(() => import('./CustomerPage').then((m) => ({ default: m.CustomerPage })));
const DuplicatesPage = lazy(() => import('./DuplicatesPage').then((m) => ({ default: m.DuplicatesPage })));
const TagsPage = lazy(() => import('./TagsPage').then((m) => ({ default: m.TagsPage })));
const ResourcesPage = lazy(() => import('./ResourcesPage').then((m) => ({ default: m.ResourcesPage })));
const ServicesPage = lazy(() => import('./ServicesPage').then((m) => ({ default: m.ServicesPage })));

const PLACES = [
  { key: 'today', title: '今天', icon: <ClockCircleOutlined />, right: 'calendar.read' },
  { key: 'bookings', title: '预约', icon: <CalendarOutlined />, right: 'calendar.read' },
  { key: 'customers', title: '客户', icon: <TeamOutlined />, right: 'customer.read' },
  { key: 'settings', title: '设置', icon: <SettingOutlined />, right: 'resource.read' },
] as const;

/** The shop at a desk: a rail by what people do; on a phone the rail lies at the bottom. */
export function Workbench() {
  const route = useRoute();
  const me = useMe();
  const shop = useQuery('stores.shop', {});
  const [first = 'today', second] = route.parts;
  const places = PLACES.filter((p) => me.rights.includes(p.right));
  return (
    <div className="zk-desk">
      <LiveNote />
      <nav className="zk-rail" aria-label="主导航">
        <div className="zk-rail-shop">
          <b>{shop.data?.name ?? '知客'}</b>
        </div>
        <div className="zk-rail-places">
          {places.map((place) => (
            <a key={place.key} href={`#/${place.key}`} aria-current={first === place.key ? 'page' : undefined} data-testid={`nav-${place.key}`}>
              {place.icon}
              <span>{place.title}</span>
            </a>
          ))}
        </div>
        <div className="zk-rail-me">
          <b>{me.name}</b>
          <span className="zk-hint">{me.roles.map((r) => r.name).join('、') || me.title}</span>
        </div>
      </nav>
      <main className="zk-main">
        <Suspense
          fallback={
            <div className="zk-page">
              <RowsSkeleton rows={6} />
            </div>
          }
        >
          {pageOf(first, second)}
        </Suspense>
      </main>
    </div>
  );
}

function pageOf(first: string, second: string | undefined): ReactNode {
  switch (first) {
    case 'today':
    case 'login':
      return <TodayPage />;
    case 'bookings':
      return <CalendarPage />;
    case 'customers':
      if (second === 'duplicates') return <DuplicatesPage />;
      if (second === 'tags') return <TagsPage />;
      return second ? <CustomerPage key={second} customerId={second} /> : <CustomersPage />;
    case 'settings':
      return second === 'services' ? <ServicesPage /> : <ResourcesPage />;
    default:
      return (
        <Nothing title="没有这个页面" hint="链接可能写错了，或页面已经搬走。">
          <a className="zk-link" href="#/today">
            回到今天
          </a>
        </Nothing>
      );
  }
}
