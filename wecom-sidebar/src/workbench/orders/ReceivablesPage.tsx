import type { ApiOutput } from '@zhike/domain/api';
import { Select } from 'antd';
import { useState } from 'react';
import { followOrders } from '../../api/follow';
import { useQuery } from '../../api/hooks';
import { Chips, useKept } from '../../components/parts';
import { go } from '../../components/route';
import { useMe } from '../../components/SessionGate';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { OrderSheet } from '../../features/orders/OrderSheet';
import { daysWord, yuan } from '../../features/orders/words';
import './receivables.css';

type Due = ApiOutput<'orders.dueSoon'>['items'][number];
const BUCKETS = [
  { key: '0-30', title: '30 天内' },
  { key: '31-60', title: '31–60 天' },
  { key: '61-90', title: '61–90 天' },
  { key: '90+', title: '90 天以上' },
] as const;
const ALL = 'all';
const SOON_DAYS = ['7', '30', '90'] as const;

/** 应收: what is owed by its age, which adds up; who is overdue, and what falls due soon. */
export function ReceivablesPage() {
  const me = useMe();
  const [kept, setStore] = useKept('receivables.store', ALL);
  const [days, setDays] = useKept<(typeof SOON_DAYS)[number]>('receivables.days', '30');
  const store = me.stores.some((one) => one.id === kept) ? kept : ALL;
  const storeId = store === ALL ? null : store;
  const follow = followOrders(null);
  const owed = useQuery('orders.receivables', { storeId }, { keepPrevious: true, follow });
  const soon = useQuery('orders.dueSoon', { storeId, days: Number(days) }, { keepPrevious: true, follow });
  const [open, setOpen] = useState<string | null>(null);
  return (
    <div className="zk-page" data-testid="receivables-page">
      <header className="zk-page-head">
        <h1>应收</h1>
        {me.stores.length > 1 && (
          <Select
            aria-label="门店"
            value={store}
            onChange={setStore}
            style={{ minWidth: 140 }}
            options={[{ value: ALL, label: '我能看的全部门店' }, ...me.stores.map((one) => ({ value: one.id, label: one.name }))]}
          />
        )}
      </header>
      <Loaded query={owed} skeleton={<RowsSkeleton rows={3} tall />}>
        {({ buckets, totalFen, notDueFen, overdue }) => (
          <>
            <section className="zk-card" data-testid="aging">
              <div className="zk-card-head">
                <h2>账龄</h2>
                <span>
                  共欠 <b data-testid="receivable-total">{yuan(totalFen)}</b>
                </span>
              </div>
              <div className="zk-aging">
                {BUCKETS.map(({ key, title }) => (
                  <div key={key} className={key === '90+' && buckets[key] > 0 ? 'zk-aging-part bad' : 'zk-aging-part'} data-testid={`bucket-${key}`}>
                    <span className="zk-hint">{title}</span>
                    <b>{yuan(buckets[key])}</b>
                    <i>
                      <u style={{ width: `${totalFen > 0 ? Math.round((buckets[key] / totalFen) * 100) : 0}%` }} />
                    </i>
                  </div>
                ))}
              </div>
              <p className="zk-hint" data-testid="aging-sum">
                {BUCKETS.map(({ key }) => yuan(buckets[key])).join(' ＋ ')} ＝ {yuan(totalFen)}。其中 {yuan(notDueFen)} 还没到期，算在 30 天内。
              </p>
            </section>
            <section className="zk-card" data-testid="overdue">
              <h2>已逾期</h2>
              {overdue.length === 0 ? (
                <Nothing title="没有逾期的款" hint="到期没付的会列在这里，最久的在前。" />
              ) : (
                overdue.map((due) => <DueLine key={`${due.orderId}-${due.name}-${due.dueOn}`} due={due} onOpen={setOpen} />)
              )}
            </section>
          </>
        )}
      </Loaded>
      <section className="zk-card" data-testid="due-soon" style={{ marginTop: 12 }}>
        <div className="zk-card-head">
          <h2>快到期</h2>
          <Chips name="soon" label="多少天内" value={days} choices={SOON_DAYS.map((n) => ({ key: n, title: `${n} 天内` }))} onChange={setDays} />
        </div>
        <Loaded query={soon} skeleton={<RowsSkeleton rows={3} />}>
          {({ items }) =>
            items.length === 0 ? (
              <Nothing title={`${days} 天内没有要到期的款`} />
            ) : (
              <>
                {items.map((due) => (
                  <DueLine key={`${due.orderId}-${due.name}-${due.dueOn}`} due={due} onOpen={setOpen} />
                ))}
                <p className="zk-list-end">
                  共 {items.length} 笔，{yuan(items.reduce((sum, due) => sum + due.openFen, 0))}
                </p>
              </>
            )
          }
        </Loaded>
      </section>
      {open && (
        <OrderSheet
          orderId={open}
          onClose={() => setOpen(null)}
          onChanged={() => {
            owed.reload();
            soon.reload();
          }}
          onOpenCustomer={(id) => go(`/customers/${id}`)}
        />
      )}
    </div>
  );
}

function DueLine({ due, onOpen }: { due: Due; onOpen: (orderId: string) => void }) {
  return (
    <button type="button" className="zk-bill-line zk-open-line" onClick={() => onOpen(due.orderId)} data-testid="due">
      <span className="zk-grow">
        {due.customerName} · {due.name}
        <span className="zk-hint zk-block">
          <span className="zk-nowrap">{due.code}</span> · <span className="zk-nowrap">{due.dueOn} 到期</span>
        </span>
      </span>
      <span className={due.days > 0 ? 'zk-late' : 'zk-hint'}>{daysWord(due.days)}</span>
      <b className="zk-due-sum">{yuan(due.openFen)}</b>
    </button>
  );
}
