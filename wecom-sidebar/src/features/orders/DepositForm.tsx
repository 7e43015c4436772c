import { useState } from 'react';
import { useCommand } from '../../api/hooks';
import { Chips, Field, useNow } from '../../components/parts';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { say } from '../../components/toast';
import { ActForm } from '../membership/ActForm';
import { useHerBookings } from './bookings';
import type { OrderFormProps } from './OrderSheet';
import { yuan } from './words';

/** The deposit that she paid for a booking pays a part of the order. */
export function DepositForm({ order, onDone, onBack, onStale }: OrderFormProps) {
  const now = useNow();
  const use = useCommand('orders.useDeposit');
  const hers = useHerBookings(order, true);
  const used = order.payments.filter((payment) => payment.kind === 'deposit').map((payment) => payment.bookingId);
  const choices = [
    ...order.bookings.map(({ bookingId, serviceName, startsAt }) => ({ bookingId, serviceName, startsAt })),
    ...hers.filter((one) => one.deposit.state === 'paid').map(({ id, serviceName, startsAt }) => ({ bookingId: id, serviceName, startsAt })),
  ].filter((one, i, all) => !used.includes(one.bookingId) && all.findIndex((other) => other.bookingId === one.bookingId) === i);
  const [chosen, setChosen] = useState<string | null>(null);
  const bookingId = chosen ?? (choices.length === 1 ? (choices[0]?.bookingId ?? null) : null);
  const deposit = hers.find((one) => one.id === bookingId)?.deposit;
  const submit = async () => {
    if (!bookingId) return;
    const answer = await use.run({ orderId: order.id, bookingId });
    if (answer.ok) {
      say(`已用定金抵扣 ${yuan(answer.value.order.paidFen - order.paidFen)}`);
      onDone(answer.value.order);
    } else onStale();
  };
  return (
    <ActForm
      testid="use-deposit"
      effects={
        bookingId
          ? [`预约的定金${deposit ? ` ${yuan(deposit.amountFen - deposit.refundedFen)}` : ''}转到这张订单，不再重复收`, '之后取消预约时，这笔钱按订单退款处理']
          : []
      }
      label="用定金抵扣"
      busy={use.busy}
      disabled={!bookingId}
      refusal={use.refusal}
      backLabel="先不用"
      onBack={onBack}
      onSubmit={() => void submit()}
    >
      <Field label="哪个预约的定金" hint={choices.length === 0 ? '没有付过定金、还没抵扣的预约。先在「预约」里关联。' : undefined}>
        {() => (
          <Chips
            name="deposit-of"
            label="预约"
            value={bookingId}
            choices={choices.map((one) => ({ key: one.bookingId, title: `${one.serviceName} · ${momentOf(one.startsAt, CHINA_OFFSET, now)}` }))}
            onChange={setChosen}
          />
        )}
      </Field>
    </ActForm>
  );
}
