import { Button } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { Chips, Field } from '../../components/parts';
import { useMay } from '../../components/SessionGate';
import { Loaded, RowsSkeleton } from '../../components/states';
import { say } from '../../components/toast';
import { ActForm } from '../membership/ActForm';
import { ItemPicker } from './ItemPicker';
import type { OrderFormProps } from './OrderSheet';
import { MoneySteps } from './RefundForm';
import { wishOf, type WishedLine } from './sale';
import { SaleLine } from './SaleLine';
import { type Till, TILL_WORDS, TILLS, yuan } from './words';

const REASONS = ['客户换款', '尺寸不合适', '商品有问题', '下错单'] as const;

/** OR-06: one line for another; the server says step by step what it comes to, before anything is done. */
export function ExchangeForm({ order, onDone, onBack, onStale }: OrderFormProps) {
  const standing = order.lines.filter((line) => line.state === 'sold');
  const [lineId, setLineId] = useState<string | null>(standing.length === 1 ? (standing[0]?.id ?? null) : null);
  const [wish, setWish] = useState<WishedLine | null>(null);
  const [till, setTill] = useState<Till | null>(null);
  const mayRefund = useMay('payment.refund');
  const exchange = useCommand('orders.exchange');
  const items = useQuery('catalogue.items', { storeId: order.storeId, customerId: order.customerId, lineId: null, withInactive: false });
  const out = standing.find((line) => line.id === lineId);
  const choice = wish && { itemId: wish.itemId, quantity: wish.quantity, options: wish.options };
  const preview = useQuery('orders.previewExchange', out && choice ? { orderId: order.id, lineId: out.id, choice } : null, { keepPrevious: true });
  const shown = out && choice ? preview.data : undefined;
  const forbidden = shown !== undefined && shown.backFen > 0 && !mayRefund;
  const ready = shown !== undefined && !preview.busy && !preview.refusal && !forbidden && (till !== null || shown.moneyFen === 0);
  const submit = async (reason: string) => {
    if (!ready || !out || !choice) return;
    const expected = { expectedBilledFen: shown.billedFen, expectedBackFen: shown.backFen };
    const answer = await exchange.run({ orderId: order.id, version: order.version, lineId: out.id, choice, till: till ?? 'cash', ...expected, reason });
    if (answer.ok) {
      say(shown.owedFen > 0 ? `已换，还要收 ${yuan(shown.owedFen)}` : shown.backFen > 0 ? `已换，退 ${yuan(shown.backFen)}` : '已换，不用补也不用退');
      onDone(answer.value.order);
    } else if (answer.refusal.code === 'record.changed' || answer.refusal.code === 'orders.exchange_changed') {
      preview.reload();
      onStale();
    }
  };
  return (
    <ActForm
      testid="exchange"
      effects={
        shown && out
          ? [
              `「${out.name}」换成「${shown.line.name}」`,
              ...(shown.owedFen > order.owedFen ? [`客户补差价 ${yuan(shown.owedFen - order.owedFen)}`] : []),
              ...(shown.moneyFen > 0 && till ? [`${TILL_WORDS[till]}退给客户 ${yuan(shown.moneyFen)}，请先把钱退好`] : []),
              ...shown.steps.filter((step) => step.kind === 'to_card').map((step) => `${yuan(step.amountFen)} 退回「${step.name}」`),
              '签过的合同会失效，要重新签',
            ]
          : []
      }
      reasons={REASONS}
      label="确认换"
      busy={exchange.busy}
      disabled={!ready}
      refusal={exchange.refusal}
      backLabel="先不换"
      onBack={onBack}
      onSubmit={(reason) => void submit(reason)}
    >
      <Field label="换哪一项">
        {() => (
          <Chips
            name="exchange-line"
            label="换哪一项"
            value={lineId}
            choices={standing.map((line) => ({ key: line.id, title: `${line.name} ${yuan(line.totalFen)}` }))}
            onChange={setLineId}
          />
        )}
      </Field>
      {out && (
        <Loaded query={items} skeleton={<RowsSkeleton rows={3} />}>
          {({ items: all }) => {
            const item = wish ? all.find((one) => one.id === wish.itemId) : undefined;
            return wish ? (
              <>
                <SaleLine
                  wish={wish}
                  item={item}
                  name={item?.name ?? '商品'}
                  priced={preview.data?.line.itemId === wish.itemId ? preview.data.line : undefined}
                  busy={preview.busy}
                  onChange={setWish}
                  onRemove={() => setWish(null)}
                />
                <Button size="small" onClick={() => setWish(null)}>
                  换成别的
                </Button>
              </>
            ) : (
              <Field label="换成什么">{() => <ItemPicker items={all} lineId="" onPick={(picked) => setWish(wishOf(picked))} />}</Field>
            );
          }}
        </Loaded>
      )}
      {out && choice && (
        <Loaded query={preview} skeleton={<RowsSkeleton rows={4} />}>
          {(answer) => <MoneySteps steps={answer.steps} />}
        </Loaded>
      )}
      {forbidden && <p className="zk-notice">换成便宜的要退钱，请有退款权限的同事来操作。</p>}
      {shown && shown.moneyFen > 0 && !forbidden && (
        <Field label="怎么退给客户">
          {() => (
            <Chips name="exchange-till" label="退款方式" value={till} choices={TILLS.map((key) => ({ key, title: TILL_WORDS[key] }))} onChange={setTill} />
          )}
        </Field>
      )}
    </ActForm>
  );
}
