import { Input, InputNumber } from 'antd';
import { useState } from 'react';
import { useCommand } from '../../api/hooks';
import { Chips, Field } from '../../components/parts';
import { useMay } from '../../components/SessionGate';
import { say } from '../../components/toast';
import { ActForm } from '../membership/ActForm';
import type { OrderFormProps } from './OrderSheet';
import { PayCard } from './PayCard';
import { PayCode } from './PayCode';
import { type Till, TILL_WORDS, TILLS, yuan } from './words';

/** What is due first: the rest of the first item that is not paid. */
const dueNow = ({ instalments, owedFen }: OrderFormProps['order']): number => {
  const open = instalments.find((due) => due.paidFen < due.amountFen);
  return open ? Math.min(owedFen, open.amountFen - open.paidFen) : owedFen;
};

const HINTS = { code: '客人用微信扫码付款，到账自动记', card: '从客户的储值卡余额里扣', till: '只是记账：请先把钱收好，再点确认' } as const;

/** OR-06: money that came in, in part or in full, by till; a code that WeChat reads, and then WeChat says that it is paid; or her card’s balance. */
export function PayForm({ order, onDone, onBack, onStale }: OrderFormProps) {
  const record = useCommand('orders.recordPayment');
  const mayCard = useMay('card.use');
  const [amountFen, setAmountFen] = useState(() => dueNow(order));
  const [till, setTill] = useState<Till | 'code' | 'card' | null>(null);
  const [note, setNote] = useState('');
  const first = dueNow(order);
  const tooMuch = amountFen > order.owedFen;
  const submit = async () => {
    if (till === null || till === 'code' || till === 'card') return;
    const answer = await record.run({ orderId: order.id, till, amountFen, note: note.trim() });
    if (answer.ok) {
      say(answer.value.order.owedFen > 0 ? `已收 ${yuan(amountFen)}，还欠 ${yuan(answer.value.order.owedFen)}` : `已收 ${yuan(amountFen)}，收清了`);
      onDone(answer.value.order);
    } else if (answer.refusal.code === 'orders.more_than_owed') onStale();
  };
  const amounts = [...new Set([first, order.owedFen])].filter((fen) => fen > 0);
  const fields = (
    <>
      <Field label="收多少" problem={tooMuch ? `最多还能收 ${yuan(order.owedFen)}` : undefined} hint={`还欠 ${yuan(order.owedFen)}`}>
        {(ids) => (
          <>
            <InputNumber
              id={ids.id}
              prefix="¥"
              min={0}
              max={1_000_000}
              precision={2}
              controls={false}
              size="large"
              style={{ width: '100%', marginBottom: 8 }}
              value={amountFen / 100}
              onChange={(amount) => setAmountFen(Math.round((amount ?? 0) * 100))}
              data-testid="pay-amount"
            />
            <Chips
              name="pay-part"
              label="常用金额"
              value={String(amountFen)}
              choices={amounts.map((fen) => ({ key: String(fen), title: fen === order.owedFen ? `收清 ${yuan(fen)}` : `本期 ${yuan(fen)}` }))}
              onChange={(fen) => setAmountFen(Number(fen))}
            />
          </>
        )}
      </Field>
      <Field label="怎么收" hint={HINTS[till === 'code' || till === 'card' ? till : 'till']}>
        {() => (
          <Chips
            name="pay-till"
            label="收款方式"
            value={till}
            choices={[
              ...TILLS.map((key) => ({ key, title: TILL_WORDS[key] })),
              { key: 'code' as const, title: '微信扫码' },
              ...(mayCard ? [{ key: 'card' as const, title: '储值卡' }] : []),
            ]}
            onChange={setTill}
          />
        )}
      </Field>
    </>
  );
  if (till === 'code')
    return (
      <div data-testid="pay-form">
        {fields}
        <PayCode key={amountFen} order={order} amountFen={amountFen} disabled={tooMuch || amountFen <= 0} onPaid={onStale} onBack={onBack} />
      </div>
    );
  if (till === 'card')
    return (
      <div data-testid="pay-form">
        {fields}
        <PayCard order={order} amountFen={amountFen} disabled={tooMuch || amountFen <= 0} onDone={onDone} onBack={onBack} onStale={onStale} />
      </div>
    );
  return (
    <ActForm
      testid="pay"
      effects={
        till && amountFen > 0 && !tooMuch
          ? [
              `${order.storeName}记一笔${TILL_WORDS[till]}收款 ${yuan(amountFen)}`,
              order.owedFen === amountFen ? '这张订单收清' : `之后还欠 ${yuan(order.owedFen - amountFen)}`,
            ]
          : []
      }
      label={amountFen > 0 ? `确认收到 ${yuan(amountFen)}` : '确认收款'}
      busy={record.busy}
      disabled={till === null || amountFen <= 0 || tooMuch}
      refusal={record.refusal}
      backLabel="先不收"
      onBack={onBack}
      onSubmit={() => void submit()}
    >
      {fields}
      <Field label="备注">
        {(ids) => <Input {...ids} value={note} maxLength={200} placeholder="例如：转账尾号、收据号" onChange={(e) => setNote(e.target.value)} />}
      </Field>
    </ActForm>
  );
}
