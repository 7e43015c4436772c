import type { OrderSummary } from '@zhike/domain/orders/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { followOrders } from '../../api/follow';
import { ListFoot, usePages } from '../../components/more';
import { useNow } from '../../components/parts';
import { useMay } from '../../components/SessionGate';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { OrderComposer } from './OrderComposer';
import { OrderSheet } from './OrderSheet';
import { PhaseTag } from './PhaseTag';
import { Quotes } from './Quotes';
import { yuan } from './words';
import './orders.css';

/** A customer's orders and quotes, and the way to a new one. */
export function CustomerOrders({
  customer,
  onChanged,
  onOpenBooking,
}: {
  customer: { readonly id: string; readonly name: string; readonly storeId: string | null };
  onChanged: () => void;
  onOpenBooking: (bookingId: string) => void;
}) {
  const mayRead = useMay('order.read');
  const mayWrite = useMay('order.write');
  const { first, pages } = usePages(
    'orders.list',
    mayRead ? { storeId: null, customerId: customer.id, phases: [], owing: false } : null,
    followOrders(customer.id),
  );
  const [open, setOpen] = useState<string | null>(null);
  const [making, setMaking] = useState<'order' | 'quote' | null>(null);
  const buyer = { customerId: customer.id, name: customer.name, storeId: customer.storeId };
  const changed = () => {
    first.reload();
    onChanged();
  };
  if (!mayRead) return <Nothing title="看不到订单" hint="你的岗位没有「查看订单」的权限，需要的话请找店长开通。" />;
  return (
    <section data-testid="customer-orders">
      {mayWrite && (
        <div className="zk-foot" style={{ marginBottom: 12 }}>
          <Button size="large" onClick={() => setMaking('quote')} data-testid="new-quote">
            报价
          </Button>
          <Button size="large" type="primary" onClick={() => setMaking('order')} data-testid="new-order">
            开单
          </Button>
        </div>
      )}
      <Quotes buyer={buyer} onOrder={setOpen} />
      <Loaded query={first} skeleton={<RowsSkeleton rows={2} tall />}>
        {({ elsewhere }) => (
          <>
            {elsewhere > 0 && (
              <p className="zk-notice plain" data-testid="orders-elsewhere">
                {pages.items.length > 0 ? '另有' : '有'} {elsewhere} 笔订单由同事经手，你的岗位看不到。要了解，请问店长或经手的同事。
              </p>
            )}
            {pages.items.length === 0 && elsewhere === 0 && <Nothing title="还没有订单" hint={`${customer.name} 买了什么、付了多少，会出现在这里。`} />}
            {pages.items.map((order) => (
              <OrderCard key={order.id} order={order} onOpen={() => setOpen(order.id)} />
            ))}
            {pages.items.length > 0 && <ListFoot pages={pages} unit="张订单" />}
          </>
        )}
      </Loaded>
      {making && (
        <OrderComposer
          buyer={buyer}
          purpose={making === 'order' ? { kind: 'order' } : { kind: 'quote', quote: null }}
          onClose={() => setMaking(null)}
          onOrder={(order) => {
            setMaking(null);
            changed();
            setOpen(order.id);
          }}
          onQuote={() => {
            setMaking(null);
            changed();
          }}
        />
      )}
      {open && <OrderSheet orderId={open} onClose={() => setOpen(null)} onChanged={changed} onOpenBooking={onOpenBooking} />}
    </section>
  );
}

/** An order in a list: what, where it stands, what is still owed. */
export function OrderCard({ order, withName = false, onOpen }: { order: OrderSummary; withName?: boolean; onOpen: () => void }) {
  const now = useNow();
  return (
    <button type="button" className="zk-card zk-order-card" onClick={onOpen} data-testid="order-card">
      <span className="zk-row">
        <b className="zk-grow zk-ellipsis">{withName ? order.customerName : order.lineName}</b>
        <PhaseTag phase={order.phase} stage={order.stageName} />
      </span>
      <span className="zk-row">
        <span className="zk-grow zk-hint">
          {order.code} · {withName ? order.lineName : momentOf(order.createdAt, CHINA_OFFSET, now)}
        </span>
        <b>{yuan(order.billedFen)}</b>
      </span>
      {order.owedFen > 0 && (
        <span className="zk-hint">
          未收 {yuan(order.owedFen)}
          {order.nextDueOn && ` · ${order.nextDueOn} 到期`}
        </span>
      )}
    </button>
  );
}
