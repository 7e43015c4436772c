import type { OrderPhase, OrderSummary } from '@zhike/domain/orders/contract';
import { Button, Input, Select, Table } from 'antd';
import { type ReactNode, useState } from 'react';
import { followOrders } from '../../api/follow';
import { useQuery } from '../../api/hooks';
import { Chips, useKept, useNarrow, useNow } from '../../components/parts';
import { go, useQueryValues } from '../../components/route';
import { useMay, useMe } from '../../components/SessionGate';
import { Nothing, Problem, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import type { BookFor } from '../../features/booking/bookFor';
import { CustomerPicker } from '../../features/booking/CustomerPicker';
import { OrderCard } from '../../features/orders/CustomerOrders';
import { OrderComposer } from '../../features/orders/OrderComposer';
import { OrderSheet } from '../../features/orders/OrderSheet';
import { PhaseTag } from '../../features/orders/PhaseTag';
import { PHASE_WORDS, yuan } from '../../features/orders/words';
import { CustomerFilter } from './CustomerFilter';
import { ExportSheet } from '../ExportSheet';
import '../../features/orders/orders.css';

type Show = 'all' | 'owing' | OrderPhase;
const SHOWS: readonly { key: Show; title: string }[] = [
  { key: 'all', title: '全部' },
  { key: 'waiting', title: PHASE_WORDS.waiting ?? '' },
  { key: 'open', title: PHASE_WORDS.open ?? '' },
  { key: 'owing', title: '有欠款' },
  { key: 'closed', title: PHASE_WORDS.closed ?? '' },
  { key: 'cancelled', title: PHASE_WORDS.cancelled ?? '' },
];
const ALL = 'all';

/** 订单: all orders within reach by phase, store, customer and what is owed; each opens whole, beside the list. */
export function OrdersPage() {
  const me = useMe();
  const mayWrite = useMay('order.write');
  const narrow = useNarrow();
  const [show, setShow] = useKept<Show>('orders.show', 'all');
  const [kept, setStore] = useKept('orders.store', ALL);
  const store = me.stores.some((one) => one.id === kept) ? kept : ALL;
  const [customerId, setCustomer] = useState<string | null>(null);
  const [typed, setTyped] = useState('');
  const [search, setSearch] = useState('');
  const [query, setQuery] = useQueryValues();
  const [making, setMaking] = useState<'who' | BookFor | null>(null);
  const [exporting, setExporting] = useState(false);
  const filter = JSON.stringify([show, store, customerId, search]);
  // Pages belong to the filter they were turned under.
  const [turned, setTurned] = useState<{ filter: string; cursors: readonly string[] }>({ filter, cursors: [] });
  const cursors = turned.filter === filter ? turned.cursors : [];
  const setCursors = (next: readonly string[]) => setTurned({ filter, cursors: next });
  const cursor = cursors[cursors.length - 1];
  const list = useQuery(
    'orders.list',
    {
      storeId: store === ALL ? null : store,
      customerId,
      phases: show === 'all' || show === 'owing' ? [] : [show],
      owing: show === 'owing',
      ...(search ? { search } : {}),
      ...(cursor ? { cursor } : {}),
    },
    { keepPrevious: true, follow: followOrders(null) },
  );
  const open = query.get('order');
  const rows = list.data?.items ?? [];
  const openOrder = (id: string) => setQuery({ order: id });
  const filtered = show !== 'all' || customerId !== null || store !== ALL || search !== '';
  const empty = (
    <Nothing title={filtered ? '没有这样的订单' : '还没有订单'} hint={filtered ? '换个筛选试试。' : '在这里或客户的聊天旁开单，订单会出现在这里。'} />
  );
  return (
    <div className="zk-page" data-testid="orders-page">
      <header className="zk-page-head">
        <h1>订单</h1>
        <div className="zk-row wrap">
          <Button onClick={() => setExporting(true)} data-testid="orders-export">
            导出
          </Button>
          {mayWrite && (
            <Button type="primary" onClick={() => setMaking('who')} data-testid="new-order">
              开单
            </Button>
          )}
        </div>
      </header>
      <div className="zk-row wrap" style={{ marginBottom: 12 }}>
        <Input.Search
          allowClear
          aria-label="找订单"
          placeholder="单号、客户姓名或拼音"
          maxLength={40}
          style={{ width: 220 }}
          value={typed}
          onChange={(e) => {
            setTyped(e.target.value);
            if (e.target.value === '') setSearch('');
          }}
          onSearch={(text) => setSearch(text.trim())}
          data-testid="orders-search"
        />
        <CustomerFilter value={customerId} onChange={setCustomer} />
        {me.stores.length > 1 && (
          <Select
            aria-label="门店"
            value={store}
            onChange={setStore}
            style={{ minWidth: 140 }}
            options={[{ value: ALL, label: '全部门店' }, ...me.stores.map((one) => ({ value: one.id, label: one.name }))]}
            data-testid="orders-store"
          />
        )}
        <Chips name="orders-show" label="显示" value={show} choices={SHOWS} onChange={setShow} />
      </div>
      {list.refusal && <Problem refusal={list.refusal} onRetry={list.reload} />}
      {!list.data && list.busy && <RowsSkeleton rows={8} />}
      {list.data &&
        (narrow ? (
          rows.length === 0 ? (
            empty
          ) : (
            rows.map((order) => <OrderCard key={order.id} order={order} withName onOpen={() => openOrder(order.id)} />)
          )
        ) : (
          <OrdersTable rows={rows} empty={empty} onOpen={openOrder} />
        ))}
      <div className="zk-row" style={{ justifyContent: 'flex-end', marginTop: 12 }}>
        <Button disabled={cursors.length === 0} onClick={() => setCursors(cursors.slice(0, -1))} data-testid="page-back">
          上一页
        </Button>
        <span className="zk-hint">第 {cursors.length + 1} 页</span>
        <Button disabled={!list.data?.next || list.busy} onClick={() => list.data?.next && setCursors([...cursors, list.data.next])} data-testid="page-forward">
          下一页
        </Button>
      </div>
      {making === 'who' && (
        <CustomerPicker
          storeId={store === ALL ? (me.stores[0]?.id ?? '') : store}
          title="给谁开单"
          act="开单"
          onClose={() => setMaking(null)}
          onPick={setMaking}
        />
      )}
      {making && making !== 'who' && (
        <OrderComposer
          buyer={{ customerId: making.customerId, name: making.name, storeId: store === ALL ? null : store }}
          purpose={{ kind: 'order' }}
          onClose={() => setMaking(null)}
          onOrder={(order) => {
            setMaking(null);
            list.reload();
            openOrder(order.id);
          }}
        />
      )}
      {exporting && <ExportSheet what="orders.export" storeId={store === ALL ? null : store} onClose={() => setExporting(false)} />}
      {open && <OrderSheet orderId={open} onClose={() => setQuery({ order: null })} onChanged={list.reload} onOpenCustomer={(id) => go(`/customers/${id}`)} />}
    </div>
  );
}

function OrdersTable({ rows, empty, onOpen }: { rows: readonly OrderSummary[]; empty: ReactNode; onOpen: (id: string) => void }) {
  const me = useMe();
  const now = useNow();
  const withMargin = rows.some((order) => order.marginFen !== null);
  const money = (fen: number | null) => (fen === null ? <span className="zk-hint">—</span> : yuan(fen));
  return (
    <Table<OrderSummary>
      size="middle"
      rowKey="id"
      dataSource={[...rows]}
      pagination={false}
      scroll={{ x: 1000 }}
      locale={{ emptyText: empty }}
      onRow={(order) => ({ onClick: () => onOpen(order.id), className: 'zk-table-row' })}
      data-testid="orders-table"
      columns={[
        {
          title: '单号',
          dataIndex: 'code',
          width: 160,
          render: (code: string, order) => (
            <button
              type="button"
              className="zk-link"
              onClick={(e) => {
                e.stopPropagation();
                onOpen(order.id);
              }}
              data-testid="order-row"
            >
              {code}
            </button>
          ),
        },
        { title: '客户', dataIndex: 'customerName', width: 100 },
        { title: '业务线', dataIndex: 'lineName', width: 100 },
        { title: '状态', key: 'phase', width: 120, render: (_, order) => <PhaseTag phase={order.phase} stage={order.stageName} /> },
        { title: '应收', dataIndex: 'billedFen', width: 110, align: 'right', render: money },
        { title: '已收', dataIndex: 'paidFen', width: 110, align: 'right', render: money },
        {
          title: '未收',
          dataIndex: 'owedFen',
          width: 110,
          align: 'right',
          render: (fen: number) => (fen > 0 ? <b>{yuan(fen)}</b> : <span className="zk-hint">—</span>),
        },
        ...(withMargin ? [{ title: '毛利', dataIndex: 'marginFen', width: 110, align: 'right' as const, render: money }] : []),
        { title: '下次到期', dataIndex: 'nextDueOn', width: 110, render: (day: string | null) => day ?? <span className="zk-hint">—</span> },
        { title: '顾问', dataIndex: 'sellerName', width: 90 },
        ...(me.stores.length > 1 ? [{ title: '门店', dataIndex: 'storeName', width: 120 }] : []),
        { title: '开单', dataIndex: 'createdAt', width: 150, render: (at: string) => momentOf(at, CHINA_OFFSET, now) },
      ]}
    />
  );
}
