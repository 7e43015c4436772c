import type { RefundStep } from '@zhike/domain/orders/contract';
import { Checkbox, InputNumber } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { Chips, Field } from '../../components/parts';
import { Loaded, RowsSkeleton } from '../../components/states';
import { say } from '../../components/toast';
import { ActForm } from '../membership/ActForm';
import type { OrderFormProps } from './OrderSheet';
import { refundWord, type Till, TILL_WORDS, TILLS, yuan } from './words';

const REASONS = ['客户改主意', '拍摄取消', '商品有问题', '门店原因'] as const;

/** OR-06: which lines go and how much is kept; what comes of it is calculated by the server, step by step, before anything is done. */
export function RefundForm({ order, onDone, onBack, onStale }: OrderFormProps) {
  const standing = order.lines.filter((line) => line.state === 'sold');
  const [lineIds, setLineIds] = useState<readonly string[]>([]);
  const [keepPercent, setKeepPercent] = useState(0);
  const [till, setTill] = useState<Till | null>(null);
  const refund = useCommand('orders.refund');
  const chosen = standing.map((line) => line.id).filter((id) => lineIds.includes(id));
  const preview = useQuery('orders.previewRefund', chosen.length > 0 ? { orderId: order.id, lineIds: chosen, keepPercent } : null, { keepPrevious: true });
  const shown = chosen.length > 0 ? preview.data : undefined;
  const ready = shown !== undefined && !preview.busy && !preview.refusal && (till !== null || shown.moneyFen === 0);
  const submit = async (reason: string) => {
    if (!ready) return;
    const answer = await refund.run({
      orderId: order.id,
      version: order.version,
      lineIds: chosen,
      keepPercent,
      till: till ?? 'cash',
      expectedBackFen: shown.backFen,
      reason,
    });
    if (answer.ok) {
      say(shown.backFen > 0 ? `已记退款 ${yuan(shown.backFen)}` : '已退掉选中的项目，没有要退的钱');
      onDone(answer.value.order);
    } else if (answer.refusal.code === 'record.changed' || answer.refusal.code === 'orders.refund_changed') {
      preview.reload();
      onStale();
    }
  };
  return (
    <ActForm
      testid="refund"
      effects={
        shown
          ? [
              shown.cancels ? '全部退掉，订单取消' : `退掉 ${chosen.length} 项，其余照旧`,
              ...(shown.moneyFen > 0 && till ? [`${TILL_WORDS[till]}退给客户 ${yuan(shown.moneyFen)}，请先把钱退好`] : []),
              ...shown.steps
                .filter((step) => step.kind === 'to_card')
                .map((step) => `${yuan(step.amountFen)} 退回「${step.name}」，本金还是本金，赠送还是赠送`),
            ]
          : []
      }
      reasons={REASONS}
      label={shown && shown.backFen > 0 ? `确认退 ${yuan(shown.backFen)}` : '确认退掉'}
      danger
      busy={refund.busy}
      disabled={!ready}
      refusal={refund.refusal}
      backLabel="先不退"
      onBack={onBack}
      onSubmit={(reason) => void submit(reason)}
    >
      <Field label="退哪几项">
        {() => (
          <div className="zk-refund-lines" role="group" aria-label="退哪几项">
            {standing.map((line) => (
              <Checkbox
                key={line.id}
                checked={chosen.includes(line.id)}
                onChange={(e) => setLineIds(e.target.checked ? [...chosen, line.id] : chosen.filter((id) => id !== line.id))}
                data-testid="refund-line"
              >
                {line.name} <span className="zk-hint">{yuan(line.totalFen)}</span>
              </Checkbox>
            ))}
          </div>
        )}
      </Field>
      <Field label="扣留百分之几" hint="按合同约定；0 就是全退">
        {(ids) => (
          <InputNumber
            id={ids.id}
            suffix="%"
            min={0}
            max={100}
            precision={0}
            style={{ width: '100%' }}
            value={keepPercent}
            onChange={(percent) => setKeepPercent(percent ?? 0)}
            data-testid="refund-keep"
          />
        )}
      </Field>
      {chosen.length > 0 && (
        <Loaded query={preview} skeleton={<RowsSkeleton rows={4} />}>
          {(answer) => <MoneySteps steps={answer.steps} />}
        </Loaded>
      )}
      {shown && shown.moneyFen > 0 && (
        <Field label="怎么退给客户">
          {() => <Chips name="refund-till" label="退款方式" value={till} choices={TILLS.map((key) => ({ key, title: TILL_WORDS[key] }))} onChange={setTill} />}
        </Field>
      )}
    </ActForm>
  );
}

/** The calculator's steps in the order in which one would do it by hand. */
export function MoneySteps({ steps }: { steps: readonly RefundStep[] }) {
  return (
    <div className="zk-card zk-steps" data-testid="refund-steps">
      {steps.map((step, i) => (
        <div key={i} className={`zk-money-line ${step.kind}`} data-testid={`refund-${step.kind}`}>
          <span>{refundWord(step)}</span>
          {step.kind === 'back' || step.kind === 'billed_after' ? <b>{yuan(step.amountFen)}</b> : <span>{yuan(step.amountFen)}</span>}
        </div>
      ))}
    </div>
  );
}
