import { View } from '@tarojs/components';
import { formatDateZh } from '@zhike/domain/kernel/calendar-date';
import { formatFen } from '@zhike/domain/kernel/money';
import type { OrderView } from '@zhike/domain/orders/contract';
import { open, pages } from '@/routes';
import { dayOf, dueBy, goneWords, partWords, paymentFen, paymentWords, today } from '../words';

/** When how much is due, and what of it is paid. */
export function Dues({ order }: { order: OrderView }) {
  if (order.instalments.length === 0 || order.phase === 'cancelled' || order.phase === 'rejected') return null;
  const on = today();
  return (
    <View>
      <View className="part__head">付款计划</View>
      <View className="card rows" id="dues">
        {order.instalments.map((due) => {
          const paid = due.paidFen >= due.amountFen;
          const part = due.paidFen > 0 && !paid ? `，已付 ${formatFen(due.paidFen, 'short')}` : '';
          return (
            <View className="sum" key={`${due.name} ${due.dueOn}`}>
              <View className="grow">
                <View className="sum__name">{due.name}</View>
                <View className={due.overdue ? 'sum__hint sum__hint--late' : 'sum__hint'}>{paid ? '已付' : `${dueBy(due.dueOn, on)}${part}`}</View>
              </View>
              <View className="sum__right">{formatFen(due.amountFen, 'short')}</View>
            </View>
          );
        })}
      </View>
    </View>
  );
}

/** What it holds, and how the bill comes about. */
export function Lines({ order }: { order: OrderView }) {
  const cut = order.discountFen > 0 || order.benefitFen > 0;
  return (
    <View>
      <View className="part__head">明细</View>
      <View className="card rows" id="lines">
        {order.lines.map((line) => (
          <View className="sum" key={line.id}>
            <View className="grow">
              <View className={line.state === 'refunded' ? 'sum__name sum__name--gone' : 'sum__name'}>
                {line.quantity > 1 ? `${line.name} × ${line.quantity}` : line.name}
              </View>
              {partWords(line) ? <View className="sum__hint">{partWords(line)}</View> : null}
              {line.state === 'refunded' ? <View className="sum__hint">{goneWords(line, order.lines)}</View> : null}
            </View>
            <View className="sum__right">{formatFen(line.priceFen, 'short')}</View>
          </View>
        ))}
        {order.discountFen > 0 ? <Cut name="优惠" fen={order.discountFen} /> : null}
        {order.benefits.map((benefit) => (
          <Cut key={`${benefit.kind} ${benefit.sourceId}`} name={benefit.name} fen={benefit.amountFen} />
        ))}
        <View className="sum sum--total">
          <View className="grow">{cut ? '优惠后' : '合计'}</View>
          <View className="sum__right">{formatFen(order.billedFen, 'short')}</View>
        </View>
      </View>
    </View>
  );
}

function Cut({ name, fen }: { name: string; fen: number }) {
  return (
    <View className="sum">
      <View className="grow sum__name">{name}</View>
      <View className="sum__right">{formatFen(-fen, 'short')}</View>
    </View>
  );
}

function openReceipt(order: OrderView, payment: OrderView['payments'][number]): void {
  if (payment.kind !== 'void') open(pages.receipt({ orderId: order.id, paymentId: payment.id }));
}

/** Every payment and refund as it came, each with its receipt. */
export function Payments({ order }: { order: OrderView }) {
  if (order.payments.length === 0) return null;
  return (
    <View>
      <View className="part__head">收付记录</View>
      <View className="card rows" id="payments">
        {order.payments.map((payment) => (
          <View className="sum" id={`payment-${payment.id}`} key={payment.id} onClick={() => openReceipt(order, payment)}>
            <View className="grow">
              <View className="sum__name">{paymentWords(payment)}</View>
              <View className="sum__hint">{`${formatDateZh(dayOf(payment.at), today())}${payment.kind === 'void' ? '' : ' · 看收据'}`}</View>
            </View>
            <View className="sum__right">{formatFen(paymentFen(payment), 'short')}</View>
          </View>
        ))}
      </View>
    </View>
  );
}
