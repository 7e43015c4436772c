import { Tabs } from '../../components/parts';
import { useQueryValues } from '../../components/route';
import { MembersPart } from './MembersPart';
import { OrganisationPart } from './OrganisationPart';
import { SpecialDaysPart } from './SpecialDaysPart';
import './stores.css';

const TABS = [
  { key: 'tree', title: '组织与门店' },
  { key: 'days', title: '节假日' },
  { key: 'members', title: '成员' },
] as const;
type Tab = (typeof TABS)[number]['key'];

/** Where the shop is, when it is open, and who belongs to it. */
export function StoresPage() {
  const [query, setQuery] = useQueryValues();
  const asked = query.get('tab');
  const tab: Tab = TABS.some((t) => t.key === asked) ? (asked as Tab) : 'tree';
  return (
    <div className="zk-page" data-testid="stores-page">
      <header className="zk-page-head">
        <h1>门店与组织</h1>
      </header>
      <Tabs label="门店与组织" tabs={TABS} active={tab} onChange={(key) => setQuery({ tab: key === 'tree' ? null : key })} />
      <div style={{ marginTop: 16 }}>
        {tab === 'tree' && <OrganisationPart />}
        {tab === 'days' && <SpecialDaysPart />}
        {tab === 'members' && <MembersPart />}
      </div>
    </div>
  );
}
