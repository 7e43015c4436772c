import { percentOf } from '@zhike/domain/kernel/money';
import type { Discount } from '@zhike/domain/orders/contract';
import { isAbove } from '@zhike/domain/orders/money';
import { InputNumber } from 'antd';
import { Chips, Field } from '../../components/parts';
import { yuan } from './words';

/** `你最多可优惠 5%（¥200）`. */
const limitWords = (percent: number, listFen: number): string =>
  percent >= 100
    ? '你可以给任意优惠'
    : percent === 0
      ? '你不能自己给优惠，要等有权限的同事审批'
      : `你最多可优惠 ${percent}%（${yuan(percentOf(listFen, percent))}）`;

type Kind = 'none' | Discount['kind'];

/** A discount in percent or in yuan, with how far the seller may go by herself: above it the order waits for somebody who may give it. */
export function DiscountPart({
  discount,
  listFen,
  discountFen,
  mostPercent,
  waits,
  onChange,
}: {
  discount: Discount | null;
  listFen: number;
  discountFen: number;
  /** The most that she may give by herself. */
  mostPercent: number;
  /** Above it the order waits; false: it is refused. */
  waits: boolean;
  onChange: (discount: Discount | null) => void;
}) {
  const kind: Kind = discount?.kind ?? 'none';
  const choose = (next: Kind) => onChange(next === 'none' ? null : next === 'percent' ? { kind: 'percent', percent: 5 } : { kind: 'amount', amountFen: 0 });
  const beyond = isAbove({ listFen, discountFen }, mostPercent);
  const above = discount?.kind === 'amount' && discount.amountFen > listFen;
  return (
    <section className="zk-card" data-testid="discount-part">
      <div className="zk-card-head">
        <h3>优惠</h3>
        {discountFen > 0 && <b>{yuan(-discountFen)}</b>}
      </div>
      <Chips
        name="discount"
        label="优惠方式"
        value={kind}
        choices={[
          { key: 'none', title: '不优惠' },
          { key: 'percent', title: '按比例' },
          { key: 'amount', title: '减金额' },
        ]}
        onChange={choose}
      />
      {discount && (
        <div style={{ marginTop: 12 }}>
          <Field
            label={discount.kind === 'percent' ? '减百分之几' : '减多少'}
            problem={above ? `不能超过总价 ${yuan(listFen)}` : undefined}
            hint={limitWords(mostPercent, listFen)}
          >
            {(ids) =>
              discount.kind === 'percent' ? (
                <InputNumber
                  id={ids.id}
                  suffix="%"
                  min={0}
                  max={100}
                  precision={0}
                  style={{ width: '100%' }}
                  value={discount.percent}
                  onChange={(percent) => onChange({ kind: 'percent', percent: percent ?? 0 })}
                  data-testid="discount-value"
                />
              ) : (
                <InputNumber
                  id={ids.id}
                  prefix="¥"
                  min={0}
                  max={1_000_000}
                  precision={2}
                  style={{ width: '100%' }}
                  value={discount.amountFen / 100}
                  onChange={(amount) => onChange({ kind: 'amount', amountFen: Math.round((amount ?? 0) * 100) })}
                  data-testid="discount-value"
                />
              )
            }
          </Field>
          {beyond && !above && (
            <p className="zk-notice" data-testid="discount-beyond">
              {waits ? '超过了你的权限：开单后要等有权限的同事审批，批准后才能收款。' : '超过了你的权限，请有权限的同事来改。'}
            </p>
          )}
        </div>
      )}
    </section>
  );
}
