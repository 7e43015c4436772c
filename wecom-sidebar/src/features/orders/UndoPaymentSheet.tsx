import type { OrderPayment, OrderView } from '@zhike/domain/orders/contract';
import { useCommand } from '../../api/hooks';
import { Sheet } from '../../components/Sheet';
import { say } from '../../components/toast';
import { ActForm } from '../membership/ActForm';
import { yuan } from './words';

/** CD-07: what a card paid by mistake goes back onto it, with the reason. */
export function UndoPaymentSheet({
  orderId,
  payment,
  onDone,
  onClose,
}: {
  orderId: string;
  payment: OrderPayment;
  onDone: (order: OrderView) => void;
  onClose: () => void;
}) {
  const undo = useCommand('membership.undoOrderPayment');
  const submit = async (reason: string) => {
    const answer = await undo.run({ orderId, paymentId: payment.id, reason });
    if (!answer.ok) return;
    say(`已撤销，${yuan(payment.amountFen)} 退回卡里了`);
    onDone(answer.value.order);
    onClose();
  };
  return (
    <Sheet open title="撤销储值卡付款" onClose={onClose} testid="undo-payment-sheet">
      <ActForm
        testid="undo-payment"
        effects={[`${yuan(payment.amountFen)} 退回「${payment.cardName}」，本金还是本金，赠送还是赠送`, '这张订单重新变成未付，账上留下两笔']}
        reasons={['点错了', '客户换了付款方式', '扣错了卡']}
        label="撤销这笔付款"
        danger
        busy={undo.busy}
        refusal={undo.refusal}
        onBack={onClose}
        onSubmit={(reason) => void submit(reason)}
      />
    </Sheet>
  );
}
