import { Button } from 'antd';
import { useState } from 'react';
import { useCommand } from '../../api/hooks';
import { say } from '../../components/toast';
import { ActForm } from '../membership/ActForm';
import type { OrderFormProps } from './OrderSheet';
import { yuan } from './words';

/** A discount beyond the seller's limit: yes or no, with the reason. */
export function DecideForm({ order, onDone, onBack, onStale }: OrderFormProps) {
  const decide = useCommand('orders.decide');
  const [approve, setApprove] = useState<boolean>(true);
  const submit = async (reason: string) => {
    const answer = await decide.run({ orderId: order.id, version: order.version, approve, reason });
    if (answer.ok) {
      say(approve ? '已通过，可以收款了' : '已驳回');
      onDone(answer.value.order);
    } else if (answer.refusal.code === 'record.changed') onStale();
  };
  const percent = order.listFen > 0 ? Math.round((order.discountFen / order.listFen) * 100) : 0;
  return (
    <ActForm
      testid="decide"
      effects={
        approve
          ? [`优惠 ${yuan(order.discountFen)}（${percent}%），应收 ${yuan(order.listFen - order.discountFen)}`, '订单开始，可以收款']
          : ['订单不成立，开单人会看到原因']
      }
      reasons={approve ? ['老客户', '活动期间', '介绍新客'] : ['优惠太多', '请先和我商量']}
      label={approve ? '通过' : '驳回'}
      danger={!approve}
      busy={decide.busy}
      refusal={decide.refusal}
      onBack={onBack}
      onSubmit={(reason) => void submit(reason)}
    >
      <div className="zk-row" style={{ marginBottom: 12 }} role="group" aria-label="决定">
        <Button type={approve ? 'primary' : 'default'} aria-pressed={approve} onClick={() => setApprove(true)} data-testid="decide-yes">
          通过
        </Button>
        <Button danger type={approve ? 'default' : 'primary'} aria-pressed={!approve} onClick={() => setApprove(false)} data-testid="decide-no">
          驳回
        </Button>
      </div>
    </ActForm>
  );
}
