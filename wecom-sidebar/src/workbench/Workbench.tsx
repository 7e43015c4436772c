import {
  AccountBookOutlined,
  AppstoreAddOutlined,
  BarChartOutlined,
  CalendarOutlined,
  CarryOutOutlined,
  ClockCircleOutlined,
  CreditCardOutlined,
  FileTextOutlined,
  ProfileOutlined,
  SettingOutlined,
  TeamOutlined,
} from '@ant-design/icons';
import { lazy, type ReactNode, Suspense } from 'react';
import { useQuery } from '../api/hooks';
import { Net } from '../components/Net';
import { useRoute } from '../components/route';
import { useMe } from '../components/SessionGate';
import { LiveNote, Nothing, RowsSkeleton } from '../components/states';
import { placeOf, SECTIONS } from './places';
import { intoView, SubNav } from './SubNav';
import '../features/customers/customers.css';
import '../features/booking/booking.css';
import './workbench.css';

const TodayPage = lazy(() => import('./TodayPage').then((m) => ({ default: m.TodayPage })));
const TodosPage = lazy(() => import('./todos/TodosPage').then((m) => ({ default: m.TodosPage })));
const CalendarPage = lazy(() => import('./calendar/CalendarPage').then((m) => ({ default: m.CalendarPage })));
const DaySheetPage = lazy(() => import('./calendar/DaySheetPage').then((m) => ({ default: m.DaySheetPage })));
const RosterPage = lazy(() => import('./roster/RosterPage').then((m) => ({ default: m.RosterPage })));
const ClassesPage = lazy(() => import('./classes/ClassesPage').then((m) => ({ default: m.ClassesPage })));
const WaitlistPage = lazy(() => import('./waiting/WaitlistPage').then((m) => ({ default: m.WaitlistPage })));
const QueuePage = lazy(() => import('./waiting/QueuePage').then((m) => ({ default: m.QueuePage })));
const QueueScreen = lazy(() => import('./waiting/QueueScreen').then((m) => ({ default: m.QueueScreen })));
const CustomersPage = lazy(() => import('./CustomersPage').then((m) => ({ default: m.CustomersPage })));
const CustomerPage = lazy(() => import('./CustomerPage').then((m) => ({ default: m.CustomerPage })));
const ImportsPage = lazy(() => import('./imports/ImportsPage').then((m) => ({ default: m.ImportsPage })));
const DuplicatesPage = lazy(() => import('./DuplicatesPage').then((m) => ({ default: m.DuplicatesPage })));
const TagsPage = lazy(() => import('./TagsPage').then((m) => ({ default: m.TagsPage })));
const OrdersPage = lazy(() => import('./orders/OrdersPage').then((m) => ({ default: m.OrdersPage })));
const ReceivablesPage = lazy(() => import('./orders/ReceivablesPage').then((m) => ({ default: m.ReceivablesPage })));
const TemplatesPage = lazy(() => import('./orders/TemplatesPage').then((m) => ({ default: m.TemplatesPage })));
const ApiKeysPage = lazy(() => import('./orders/ApiKeysPage').then((m) => ({ default: m.ApiKeysPage })));
const ItemsPage = lazy(() => import('./catalogue/ItemsPage').then((m) => ({ default: m.ItemsPage })));
const ItemPage = lazy(() => import('./catalogue/ItemPage').then((m) => ({ default: m.ItemPage })));
const LinesPage = lazy(() => import('./catalogue/LinesPage').then((m) => ({ default: m.LinesPage })));
const CardsPage = lazy(() => import('./cards/CardsPage').then((m) => ({ default: m.CardsPage })));
const CardProductsPage = lazy(() => import('./cards/ProductsPage').then((m) => ({ default: m.ProductsPage })));
const CardProductPage = lazy(() => import('./cards/ProductPage').then((m) => ({ default: m.ProductPage })));
const BetweenStoresPage = lazy(() => import('./cards/BetweenStoresPage').then((m) => ({ default: m.BetweenStoresPage })));
const BooksPage = lazy(() => import('./books/BooksPage').then((m) => ({ default: m.BooksPage })));
const CouponsPage = lazy(() => import('./coupons/CouponsPage').then((m) => ({ default: m.CouponsPage })));
const PushesPage = lazy(() => import('./coupons/PushesPage').then((m) => ({ default: m.PushesPage })));
const TillPage = lazy(() => import('./finance/TillPage').then((m) => ({ default: m.TillPage })));
const BillsPage = lazy(() => import('./finance/BillsPage').then((m) => ({ default: m.BillsPage })));
const ShipmentsPage = lazy(() => import('./finance/ShipmentsPage').then((m) => ({ default: m.ShipmentsPage })));
const ResourcesPage = lazy(() => import('./ResourcesPage').then((m) => ({ default: m.ResourcesPage })));
const ServicesPage = lazy(() => import('./services/ServicesPage').then((m) => ({ default: m.ServicesPage })));
const ServicePage = lazy(() => import('./services/ServicePage').then((m) => ({ default: m.ServicePage })));
const RecordsPage = lazy(() => import('./records/RecordsPage').then((m) => ({ default: m.RecordsPage })));
const PrintPage = lazy(() => import('./records/PrintPage').then((m) => ({ default: m.PrintPage })));
const FormLinksPage = lazy(() => import('./records/FormLinksPage').then((m) => ({ default: m.FormLinksPage })));
const TradesPage = lazy(() => import('../designer/templates/TradesPage').then((m) => ({ default: m.TradesPage })));
const RecipesPage = lazy(() => import('../designer/recipes/RecipesPage').then((m) => ({ default: m.RecipesPage })));
const FieldsPage = lazy(() => import('../designer/fields/FieldsPage').then((m) => ({ default: m.FieldsPage })));
const MessagesPage = lazy(() => import('./messages/MessagesPage').then((m) => ({ default: m.MessagesPage })));
const MessageSettingsPage = lazy(() => import('./messages/SettingsPage').then((m) => ({ default: m.MessageSettingsPage })));
const DesignPage = lazy(() => import('../designer/DefinitionsPage').then((m) => ({ default: m.DesignPage })));
const ReportsPage = lazy(() => import('./reports/ReportsPage').then((m) => ({ default: m.ReportsPage })));
const StoresPage = lazy(() => import('./stores/StoresPage').then((m) => ({ default: m.StoresPage })));

const ICONS: Record<string, ReactNode> = {
  today: <ClockCircleOutlined />,
  todos: <CarryOutOutlined />,
  bookings: <CalendarOutlined />,
  customers: <TeamOutlined />,
  cards: <CreditCardOutlined />,
  orders: <FileTextOutlined />,
  books: <AccountBookOutlined />,
  records: <ProfileOutlined />,
  reports: <BarChartOutlined />,
  design: <AppstoreAddOutlined />,
  settings: <SettingOutlined />,
};

/** The shop at a desk: a rail by what people do; on a phone the rail lies at the bottom. */
export function Workbench() {
  const route = useRoute();
  const me = useMe();
  const shop = useQuery('stores.shop', {});
  const [first = 'today', second, third] = route.parts;
  const at = placeOf(route.parts);
  const waits = (
    <div className="zk-page">
      <RowsSkeleton rows={6} />
    </div>
  );
  // The counter's screen faces the guests: nothing but numbers.
  if (first === 'queue' && second === 'screen')
    return (
      <Suspense fallback={waits}>
        <QueueScreen />
      </Suspense>
    );
  const may = (place: { right: string | null }): boolean => place.right === null || me.rights.includes(place.right);
  return (
    <div className="zk-desk">
      <LiveNote />
      <nav className="zk-rail" aria-label="主导航">
        <div className="zk-rail-shop">
          <b>{shop.data?.name ?? '知客'}</b>
        </div>
        <div className="zk-rail-places">
          {SECTIONS.filter(may).map((section) => (
            <div key={section.path} className="zk-rail-section">
              <a
                ref={section === at.section ? intoView : undefined}
                href={`#/${section.path}`}
                className={section === at.section && section.pages.length > 0 ? 'open' : ''}
                aria-current={section === at.section && section.pages.length === 0 ? 'page' : undefined}
                data-testid={`nav-${section.path}`}
              >
                {ICONS[section.path]}
                <span>{section.title}</span>
              </a>
              {section === at.section &&
                section.pages.filter(may).map((page) => (
                  <a
                    key={page.path}
                    ref={page === at.page ? intoView : undefined}
                    href={`#/${page.path}`}
                    className="zk-rail-page"
                    aria-current={page === at.page ? 'page' : undefined}
                    data-testid={`nav-${page.path.replace('settings/', '')}-page`}
                  >
                    {page.title}
                  </a>
                ))}
            </div>
          ))}
        </div>
        <div className="zk-rail-me">
          <b>{me.name}</b>
          <span className="zk-hint">{me.roles.map((r) => r.name).join('、') || me.title}</span>
        </div>
      </nav>
      <main className="zk-main">
        <SubNav />
        <Net at={route.parts.join('/')}>
          <Suspense fallback={waits}>{pageOf(first, second, third)}</Suspense>
        </Net>
      </main>
    </div>
  );
}

function pageOf(first: string, second: string | undefined, third: string | undefined): ReactNode {
  switch (first) {
    case 'today':
    case 'login':
      return <TodayPage />;
    case 'todos':
      return <TodosPage />;
    case 'bookings':
      return second === 'sheet' ? <DaySheetPage /> : <CalendarPage />;
    case 'roster':
      return <RosterPage />;
    case 'classes':
      return <ClassesPage />;
    case 'waitlist':
      return <WaitlistPage />;
    case 'queue':
      return <QueuePage />;
    case 'customers':
      if (second === 'duplicates') return <DuplicatesPage />;
      if (second === 'tags') return <TagsPage />;
      return second ? <CustomerPage key={second} customerId={second} /> : <CustomersPage />;
    case 'imports':
      return <ImportsPage />;
    case 'orders':
      return <OrdersPage />;
    case 'receivables':
      return <ReceivablesPage />;
    case 'contract-templates':
      return <TemplatesPage />;
    case 'cards':
      return <CardsPage />;
    case 'card-products':
      return second ? <CardProductPage key={second} productId={second === 'new' ? null : second} /> : <CardProductsPage />;
    case 'between-stores':
      return <BetweenStoresPage />;
    case 'books':
      return <BooksPage />;
    case 'coupons':
      return <CouponsPage />;
    case 'pushes':
      return <PushesPage />;
    case 'messages':
      return <MessagesPage />;
    case 'message-settings':
      return <MessageSettingsPage />;
    case 'till':
      return <TillPage />;
    case 'shipments':
      return <ShipmentsPage />;
    case 'bills':
      return <BillsPage />;
    case 'reports':
      return <ReportsPage />;
    case 'records':
      if (second === 'print' && third) return <PrintPage recordId={third} />;
      return <RecordsPage />;
    case 'form-links':
      return <FormLinksPage />;
    case 'design':
      if (second === 'fields') return <FieldsPage />;
      if (second === 'templates') return <TradesPage />;
      if (second === 'recipes') return <RecipesPage />;
      return <DesignPage key={`${second ?? ''} ${third ?? ''}`} />;
    case 'settings':
      if (second === 'services') return third ? <ServicePage key={third} serviceId={third === 'new' ? null : third} /> : <ServicesPage />;
      if (second === 'items') return third ? <ItemPage key={third} itemId={third === 'new' ? null : third} /> : <ItemsPage />;
      if (second === 'lines') return <LinesPage />;
      if (second === 'api-keys') return <ApiKeysPage />;
      return second === 'stores' ? <StoresPage /> : <ResourcesPage />;
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
