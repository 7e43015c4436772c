import type { CardTill, CardView } from '@zhike/domain/membership/contract';
import { InputNumber } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { Chips, Field } from '../../components/parts';
import { useMay, useMe } from '../../components/SessionGate';
import { Loaded, RowsSkeleton } from '../../components/states';
import { formatFen } from '@zhike/domain/kernel/money';
import { say } from '../../components/toast';
import { ActForm } from './ActForm';
import type { LifeFormProps } from './LifeForms';
import { stepWords, TILL_WORDS, TILLS, yuan } from './words';

/** 退卡: the calculation step by step, as the server did it, before anything happens; a result that changed meanwhile is shown anew. */
export function RefundForm({ card, onDone, onBack, onStale }: LifeFormProps) {
  const me = useMe();
  const preview = useQuery('membership.refundPreview', { cardId: card.id });
  const maySeeCoupons = useMay('coupon.issue');
  const coupons = useQuery('marketing.couponsOf', maySeeCoupons ? { customerId: card.customerId, orderId: null } : null);
  const goBack = (coupons.data?.coupons ?? []).filter((one) => one.card?.id === card.id && one.state === 'active').length;
  const refund = useCommand('membership.refund');
  const [till, setTill] = useState<CardTill | null>(null);
  const storeId = me.stores.find((s) => s.id === card.storeId)?.id ?? me.stores[0]?.id ?? '';
  const submit = async (expectedBackFen: number, reason: string) => {
    if (!till) return;
    const answer = await refund.run({ cardId: card.id, version: card.version, storeId, till, expectedBackFen, reason });
    if (answer.ok) {
      say(expectedBackFen > 0 ? `已退卡，${TILL_WORDS[till]}退 ${yuan(expectedBackFen)}` : '已退卡');
      onDone(answer.value.card);
    } else if (answer.refusal.code === 'membership.refund_changed') preview.reload();
    else if (answer.refusal.code === 'record.changed') {
      onStale();
      preview.reload();
    }
  };
  return (
    <Loaded query={preview} skeleton={<RowsSkeleton rows={3} />}>
      {({ steps, backFen, reasonless }) => (
        <ActForm
          testid="refund"
          effects={[
            '卡到此为止，不能再用，也不能恢复',
            backFen > 0 ? `退给 ${card.customerName} ${yuan(backFen)}${till ? `（${TILL_WORDS[till]}）` : ''}，请当面退好再确认` : '没有钱要退',
            ...(goBack > 0 ? [`收回随这张卡送的、还没用的券 ${goBack} 张`] : []),
          ]}
          reasons={reasonless ? ['七天内无理由退', '客户改主意了'] : ['客户搬走了', '身体原因不能再做', '对服务不满意']}
          label={backFen > 0 ? `退卡并退 ${yuan(backFen)}` : '退卡'}
          danger
          busy={refund.busy}
          disabled={till === null}
          refusal={refund.refusal}
          onBack={onBack}
          onSubmit={(reason) => void submit(backFen, reason)}
        >
          <div className="zk-card" data-testid="refund-steps">
            {steps.map((step) => (
              <div key={step.kind} className="zk-money-line">
                {step.kind === 'back' ? <b>{stepWords(step)}</b> : <span>{stepWords(step)}</span>}
                {step.kind === 'reasonless' ? null : step.kind === 'back' ? (
                  <b data-testid="refund-back">{formatFen(step.amountFen)}</b>
                ) : (
                  <span>{formatFen(step.amountFen)}</span>
                )}
              </div>
            ))}
          </div>
          <Field label="怎么退">
            {() => (
              <Chips name="refund-till" label="退款方式" value={till} choices={TILLS.map((one) => ({ key: one, title: TILL_WORDS[one] }))} onChange={setTill} />
            )}
          </Field>
        </ActForm>
      )}
    </Loaded>
  );
}

const PURSES = {
  stored: [
    { key: 'principalFen', label: '本金' },
    { key: 'bonusFen', label: '赠送' },
  ],
  counted: [{ key: 'sessions', label: '次数' }],
} as const;
type Change = { sessions: number; principalFen: number; bonusFen: number };
const heldOf = (card: CardView, key: keyof Change): number => (key === 'sessions' ? card.sessionsLeft : card[key]);

/** 更正: by how much a purse is wrong; what will stand there afterwards is said before. */
export function CorrectForm({ card, onDone, onBack, onStale }: LifeFormProps) {
  const correct = useCommand('membership.correct');
  const [change, setChange] = useState<Change>({ sessions: 0, principalFen: 0, bonusFen: 0 });
  const purses = card.kind === 'stored_value' ? PURSES.stored : PURSES.counted;
  const words = (key: keyof Change, amount: number): string => (key === 'sessions' ? `${amount} 次` : yuan(amount));
  const changed = purses.filter(({ key }) => change[key] !== 0);
  const below = purses.find(({ key }) => heldOf(card, key) + change[key] < 0);
  const submit = async (reason: string) => {
    const answer = await correct.run({ cardId: card.id, version: card.version, ...change, reason });
    if (!answer.ok) return answer.refusal.code === 'record.changed' ? onStale() : undefined;
    say('已更正，记在明细里了');
    onDone(answer.value.card);
  };
  return (
    <ActForm
      testid="correct"
      effects={changed.map(({ key, label }) => `${label}：${words(key, heldOf(card, key))} → ${words(key, heldOf(card, key) + change[key])}`)}
      reasons={['多划了', '少划了', '旧系统的余额']}
      label="更正余额"
      busy={correct.busy}
      disabled={changed.length === 0 || below !== undefined}
      refusal={correct.refusal}
      onBack={onBack}
      onSubmit={(reason) => void submit(reason)}
    >
      {purses.map(({ key, label }) => (
        <Field
          key={key}
          label={`${label}加减多少（现在 ${words(key, heldOf(card, key))}）`}
          problem={heldOf(card, key) + change[key] < 0 ? '不能减到 0 以下' : undefined}
          hint="减少就填负数"
        >
          {(ids) => (
            <InputNumber
              id={ids.id}
              aria-describedby={ids['aria-describedby']}
              style={{ width: '100%' }}
              {...(key === 'sessions' ? { suffix: '次' } : { prefix: '¥' })}
              precision={key === 'sessions' ? 0 : 2}
              min={key === 'sessions' ? -500 : -1_000_000}
              max={key === 'sessions' ? 500 : 1_000_000}
              value={key === 'sessions' ? change.sessions : change[key] / 100}
              onChange={(amount) => setChange({ ...change, [key]: key === 'sessions' ? (amount ?? 0) : Math.round((amount ?? 0) * 100) })}
              data-testid={`correct-${key}`}
            />
          )}
        </Field>
      ))}
    </ActForm>
  );
}
