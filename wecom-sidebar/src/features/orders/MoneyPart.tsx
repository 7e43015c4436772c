import { isPlaceholder } from '@zhike/domain/customers/merge';
import type { OrderPayment, OrderView } from '@zhike/domain/orders/contract';
import { useState } from 'react';
import { useNow } from '../../components/parts';
import { useMay } from '../../components/SessionGate';
import { CHINA_OFFSET, momentOf, todayAt } from '../../components/time';
import type { Mode } from './OrderSheet';
import { ReceiptSheet } from './ReceiptSheet';
import { UndoPaymentSheet } from './UndoPaymentSheet';
import { dueWord, paymentWord, yuan } from './words';

/** When what is due, what is overdue, and every payment and refund there was. */
export function MoneyPart({ order, onMode, onDone }: { order: OrderView; onMode: (mode: Mode) => void; onDone: (order: OrderView) => void }) {
  const now = useNow();
  const today = todayAt(now, CHINA_OFFSET);
  const [receiptOf, setReceiptOf] = useState<string | null>(null);
  const mayUndo = useMay('card.undo') && order.can.includes('pay');
  const [undoing, setUndoing] = useState<OrderPayment | null>(null);
  const undone = new Set(order.payments.map((payment) => payment.undoesId));
  return (
    <>
      <section className="zk-card" data-testid="dues">
        <div className="zk-card-head">
          <h3>付款计划</h3>
          {order.can.includes('schedule_dues') && (
            <button type="button" className="zk-link" onClick={() => onMode('schedule_dues')} data-testid="verb-schedule_dues">
              修改
            </button>
          )}
        </div>
        {order.instalments.length === 0 && <p className="zk-hint">通过审批后才有付款计划</p>}
        {order.instalments.map((due, i) => (
          <div key={i} className="zk-bill-line" data-testid="instalment" data-overdue={due.overdue}>
            <span className="zk-grow">
              {due.name}
              <span className={due.overdue ? 'zk-late zk-block' : 'zk-hint zk-block'}>
                {due.dueOn} · {dueWord(due, today)}
                {due.paidFen > 0 && due.paidFen < due.amountFen && ` · 已付 ${yuan(due.paidFen)}`}
              </span>
            </span>
            <span>{yuan(due.amountFen)}</span>
          </div>
        ))}
      </section>
      <section className="zk-card" data-testid="payments">
        <h3 style={{ marginBottom: 4 }}>收退款</h3>
        {order.payments.length === 0 && <p className="zk-hint">还没有收过款</p>}
        {order.payments.map((payment) => (
          <div key={payment.id} className="zk-bill-line" data-testid="payment">
            <span className="zk-grow">
              {paymentWord(payment)}
              <span className="zk-hint zk-block">{[momentOf(payment.at, CHINA_OFFSET, now), payment.byName, payment.note].filter(Boolean).join(' · ')}</span>
            </span>
            {payment.kind === 'card' && mayUndo && !undone.has(payment.id) && (
              <button type="button" className="zk-link" onClick={() => setUndoing(payment)} data-testid="undo-open">
                撤销
              </button>
            )}
            {payment.kind !== 'void' && (
              <button type="button" className="zk-link" onClick={() => setReceiptOf(payment.id)} data-testid="open-receipt">
                收据
              </button>
            )}
            <span>{yuan(payment.kind === 'refund' || payment.kind === 'void' ? -payment.amountFen : payment.amountFen)}</span>
          </div>
        ))}
      </section>
      {undoing && <UndoPaymentSheet orderId={order.id} payment={undoing} onDone={onDone} onClose={() => setUndoing(null)} />}
      {receiptOf && (
        <ReceiptSheet
          of={{ orderId: order.id, paymentId: receiptOf }}
          signerName={isPlaceholder(order.customerName) ? '' : order.customerName}
          onClose={() => setReceiptOf(null)}
        />
      )}
    </>
  );
}
