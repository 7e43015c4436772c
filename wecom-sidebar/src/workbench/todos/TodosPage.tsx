import { Input } from 'antd';
import { lazy, Suspense, useEffect, useState } from 'react';
import { followFlow, followTodos } from '../../api/follow';
import { ListFoot, usePages } from '../../components/more';
import { Tabs, useNow } from '../../components/parts';
import { go, useRoute } from '../../components/route';
import { useMay, useMe } from '../../components/SessionGate';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { TodoCard } from '../../features/flows/TodoCard';
import { STATUS_TONES, STATUS_WORDS } from '../../features/flows/words';
import { DelegationPart } from './DelegationPart';
import { Incidents } from './Incidents';
import '../../features/flows/flows.css';

const InstanceSheet = lazy(() => import('../../features/flows/InstanceSheet').then((m) => ({ default: m.InstanceSheet })));

const TABS = ['open', 'ended', 'mine', 'incidents', 'away'] as const;
type Tab = (typeof TABS)[number];
const TITLES: Readonly<Record<Tab, string>> = { open: '待办', ended: '我已处理', mine: '我发起的', incidents: '需要处理', away: '委托' };
const isTab = (text: string | undefined): text is Tab => TABS.some((one) => one === text);
const TYPING_MS = 300;

/** 待办: what waits for me, what I did, what I began, and where flows are stuck. `#/todos/<flow>` opens one flow. */
export function TodosPage() {
  const place = useRoute().parts[1];
  const manages = useMay('flow.manage');
  const tab: Tab = isTab(place) && (place !== 'incidents' || manages) ? place : 'open';
  const linked = place !== undefined && !isTab(place) ? place : null;
  const [opened, setOpened] = useState<string | null>(null);
  const [typed, setTyped] = useState('');
  const [search, setSearch] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const instanceId = opened ?? linked;
  const close = () => {
    setOpened(null);
    if (linked) go('/todos');
  };
  const searches = tab === 'open' || tab === 'ended' || tab === 'mine';
  return (
    <div className="zk-page narrow" data-testid="todos-page">
      <header className="zk-page-head">
        <h1>待办</h1>
        {searches && (
          <Input
            allowClear
            aria-label="找待办"
            placeholder="客户、单号、流程或事项"
            maxLength={60}
            style={{ maxWidth: 260 }}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            data-testid="todos-search"
          />
        )}
      </header>
      <Tabs
        label="待办"
        active={tab}
        onChange={(next) => go(next === 'open' ? '/todos' : `/todos/${next}`)}
        tabs={TABS.filter((one) => one !== 'incidents' || manages).map((key) => ({ key, title: TITLES[key] }))}
      />
      <div role="tabpanel" style={{ marginTop: 12 }}>
        {(tab === 'open' || tab === 'ended') && <Mine key={tab} state={tab} search={search} onOpen={setOpened} />}
        {tab === 'mine' && <Begun search={search} onOpen={setOpened} />}
        {tab === 'incidents' && <Incidents onOpen={setOpened} />}
        {tab === 'away' && <DelegationPart />}
      </div>
      <Suspense fallback={null}>{instanceId && <InstanceSheet instanceId={instanceId} onClose={close} />}</Suspense>
    </div>
  );
}

function Mine({ state, search, onOpen }: { state: 'open' | 'ended'; search: string; onOpen: (instanceId: string | null) => void }) {
  const me = useMe();
  const { first, pages } = usePages('flows.todos', { state, ...(search ? { search } : {}) }, (news) => followTodos(me.staffId)(news));
  return (
    <Loaded query={first} skeleton={<RowsSkeleton rows={5} tall />}>
      {() =>
        pages.items.length === 0 ? (
          <Nothing
            title={search ? '没有找到' : state === 'open' ? '没有待办' : '还没有处理过待办'}
            hint={search ? '换个词试试。' : state === 'open' ? '有人需要你审批或办理时，会出现在这里，企业微信也会提醒你。' : '处理过的待办会留在这里。'}
          />
        ) : (
          <>
            {pages.items.map((todo) => (
              <TodoCard key={todo.token} todo={todo} onOpen={(one) => onOpen(one.instanceId)} onChanged={first.reload} />
            ))}
            <ListFoot pages={pages} unit="件" />
          </>
        )
      }
    </Loaded>
  );
}

function Begun({ search, onOpen }: { search: string; onOpen: (instanceId: string) => void }) {
  const now = useNow();
  const { first, pages } = usePages('flows.mine', search ? { search } : {}, (news) => followFlow(null)(news));
  return (
    <Loaded query={first} skeleton={<RowsSkeleton rows={5} />}>
      {() =>
        pages.items.length === 0 ? (
          <Nothing
            title={search ? '没有找到' : '还没有发起过流程'}
            hint={search ? '换个词试试。' : '你开的超额折扣单、发起的流程会出现在这里，看得到走到哪一步。'}
          />
        ) : (
          <>
            <div className="zk-card">
              {pages.items.map((flow) => (
                <button key={flow.instanceId} type="button" className="zk-booking-open" onClick={() => onOpen(flow.instanceId)} data-testid="begun">
                  <span className="zk-row">
                    <b className="zk-grow">
                      {flow.flowTitle} · {flow.subject.title}
                    </b>
                    <span className={`zk-booking-state ${STATUS_TONES[flow.status]}`}>{STATUS_WORDS[flow.status]}</span>
                  </span>
                  <span className="zk-hint zk-block">
                    {momentOf(flow.startedAt, CHINA_OFFSET, now)}
                    {flow.waitingFor.length > 0 ? ` · 等${flow.waitingFor.join('、')}` : ''}
                  </span>
                </button>
              ))}
            </div>
            <ListFoot pages={pages} unit="个" />
          </>
        )
      }
    </Loaded>
  );
}
