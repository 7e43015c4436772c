import type { OrderView } from '@zhike/domain/orders/contract';
import { Button } from 'antd';
import { useCommand, useQuery } from '../../api/hooks';
import { useMay } from '../../components/SessionGate';
import { RefusalNote } from '../../components/states';
import { say } from '../../components/toast';
import { yuan } from '../membership/words';
import { misfitWords, offWords, untilWords } from './words';

/** Her coupons beside an open order: what each takes off, or why it does not fit; one press puts it on the bill, and takes it off again. */
export function OrderCoupons({ order, onOrder }: { order: OrderView; onOrder: (order: OrderView) => void }) {
  const may = useMay('coupon.issue');
  const open = order.can.includes('change');
  const coupons = useQuery('marketing.couponsOf', may && open ? { customerId: order.customerId, orderId: order.id } : null);
  const use = useCommand('marketing.use');
  const back = useCommand('marketing.giveBack');
  const mine = coupons.data?.coupons ?? [];
  const used = mine.filter((one) => one.usedOrderId === order.id);
  const fitting = mine.filter((one) => one.state === 'active');
  if (!may || !open || used.length + fitting.length === 0) return null;
  const take = async (couponId: string) => {
    const answer = await use.run({ couponId, orderId: order.id });
    if (!answer.ok) return coupons.reload();
    say('券已用上', { undo: () => void giveBack(couponId) });
    onOrder(answer.value.order);
    coupons.reload();
  };
  const giveBack = async (couponId: string) => {
    const answer = await back.run({ couponId });
    if (!answer.ok) return;
    say('券已退回，还能再用');
    onOrder(answer.value.order);
    coupons.reload();
  };
  return (
    <section data-testid="order-coupons">
      <h3>优惠券</h3>
      {used.map((one) => (
        <div key={one.id} className="zk-row" style={{ justifyContent: 'space-between' }}>
          <span>
            {one.terms.name}（{offWords(one.terms)}）已用
          </span>
          <Button size="small" loading={back.busy} onClick={() => void giveBack(one.id)} data-testid="coupon-back">
            退回
          </Button>
        </div>
      ))}
      {fitting.map((one) => (
        <div key={one.id} className="zk-row" style={{ justifyContent: 'space-between' }}>
          <span>
            {one.terms.name}（{offWords(one.terms)}）
            <span className="zk-hint zk-block">{one.fit?.reason ? misfitWords(one.fit.reason, one.fit.missingFen) : untilWords(one)}</span>
          </span>
          <Button size="small" type="primary" disabled={one.fit?.reason != null} loading={use.busy} onClick={() => void take(one.id)} data-testid="coupon-use">
            {one.fit && one.fit.reason === null ? `用，减 ${yuan(one.fit.offFen)}` : '用'}
          </Button>
        </div>
      ))}
      <RefusalNote refusal={use.refusal ?? back.refusal} />
    </section>
  );
}
