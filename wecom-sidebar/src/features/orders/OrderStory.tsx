import { lazy, Suspense } from 'react';
import type { OrderView } from '@zhike/domain/orders/contract';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { useQuery } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { useMay } from '../../components/SessionGate';
import { BillPart } from './BillPart';
import { BookingsPart } from './BookingsPart';
import { ContractPart } from './ContractPart';
import { MoneyPart } from './MoneyPart';
import type { Mode } from './OrderSheet';
import { StagesPart } from './StagesPart';
import { yuan } from './words';

const RecordFields = lazy(() => import('../fields/RecordFields').then((m) => ({ default: m.RecordFields })));

/** Everything of an order, the most urgent first. */
export function OrderStory({
  order,
  onMode,
  onDone,
  onStale,
  onOpenCustomer,
  onOpenBooking,
}: {
  order: OrderView;
  onMode: (mode: Mode) => void;
  onDone: (order: OrderView) => void;
  onStale: () => void;
  onOpenCustomer?: (customerId: string) => void;
  onOpenBooking?: (bookingId: string) => void;
}) {
  const now = useNow();
  const mayLines = useMay('catalogue.read');
  const lines = useQuery('catalogue.lines', mayLines && Object.keys(order.form).length > 0 ? {} : null);
  const fields = lines.data?.lines.find((line) => line.name === order.lineName)?.fields ?? [];
  const form = Object.entries(order.form).map(([key, value]) => [fields.find((field) => field.key === key)?.label ?? key, value] as const);
  return (
    <div className="zk-stack" data-testid="order-story">
      {order.phase === 'waiting' && (
        <div className="zk-notice" data-testid="waits-for-approval">
          优惠 {yuan(order.discountFen)} 超过开单人的权限，等有权限的同事审批。通过前不能收款。
        </div>
      )}
      {order.reason !== '' && order.phase !== 'open' && <div className="zk-notice plain">原因：{order.reason}</div>}
      <div className="zk-numbers three">
        <Figure label="应收" fen={order.billedFen} testid="order-billed" />
        <Figure label="已收" fen={order.paidFen} testid="order-paid" />
        <Figure label="未收" fen={order.owedFen} testid="order-owed" />
      </div>
      <StagesPart order={order} onMode={onMode} onDone={onDone} onStale={onStale} />
      <BillPart order={order} />
      <MoneyPart order={order} onMode={onMode} onDone={onDone} />
      <BookingsPart order={order} onMode={onMode} onDone={onDone} onStale={onStale} {...(onOpenBooking ? { onOpenBooking } : {})} />
      <ContractPart order={order} />
      <section className="zk-card">
        <div className="zk-card-head">
          <h3>业绩分成</h3>
          {order.can.includes('share') && (
            <button type="button" className="zk-link" onClick={() => onMode('share')} data-testid="verb-share">
              修改
            </button>
          )}
        </div>
        {order.shares.map((share) => (
          <div key={share.staffId} className="zk-money-line" data-testid="share">
            <span>
              {share.name} {share.percent}%
            </span>
            <span>{yuan(share.amountFen)}</span>
          </div>
        ))}
        {order.shares.length === 0 && <p className="zk-hint">还没有填</p>}
      </section>
      <Suspense fallback={null}>
        <RecordFields entity="order" recordId={order.id} />
      </Suspense>
      <section className="zk-card">
        <h3 style={{ marginBottom: 8 }}>资料</h3>
        <dl className="zk-facts">
          <dt>客户</dt>
          <dd>
            {onOpenCustomer ? (
              <button type="button" className="zk-link" onClick={() => onOpenCustomer(order.customerId)}>
                {order.customerName}
              </button>
            ) : (
              order.customerName
            )}
          </dd>
          <dt>业务线</dt>
          <dd>{order.lineName}</dd>
          {form.map(([key, value]) => (
            <Answer key={key} name={key} value={value} />
          ))}
          <dt>开单</dt>
          <dd>
            {order.sellerName} · {order.storeName} · {momentOf(order.createdAt, CHINA_OFFSET, now)}
          </dd>
          {order.note && (
            <>
              <dt>备注</dt>
              <dd>{order.note}</dd>
            </>
          )}
        </dl>
      </section>
    </div>
  );
}

function Answer({ name, value }: { name: string; value: string | number | boolean }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{typeof value === 'boolean' ? (value ? '是' : '否') : value}</dd>
    </>
  );
}

function Figure({ label, fen, testid }: { label: string; fen: number; testid: string }) {
  return (
    <div className="zk-number">
      <b data-testid={testid}>{yuan(fen)}</b>
      <span>{label}</span>
    </div>
  );
}
