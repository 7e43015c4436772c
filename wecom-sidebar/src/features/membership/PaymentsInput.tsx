import type { CardTill } from '@zhike/domain/membership/contract';
import { Button, InputNumber, Select } from 'antd';
import { Chips, Field } from '../../components/parts';
import { TILL_WORDS, TILLS, yuan } from './words';

export interface Payment {
  readonly till: CardTill;
  readonly amountFen: number;
}

const sumOf = (payments: readonly Payment[]): number => payments.reduce((sum, part) => sum + part.amountFen, 0);

/** What is wrong with the parts, in words; null: they add up to the fen. */
export function paymentsProblem(payments: readonly Payment[], priceFen: number): string | null {
  if (payments.length === 0) return '请选怎么收的款';
  if (payments.some((part) => part.amountFen < 1)) return '每种收款方式都要有金额，不用的请去掉';
  const rest = priceFen - sumOf(payments);
  if (rest === 0) return null;
  return rest > 0 ? `还差 ${yuan(rest)}，加起来要正好 ${yuan(priceFen)}` : `多了 ${yuan(-rest)}，加起来要正好 ${yuan(priceFen)}`;
}

const BY_CODE = 'code';

/** How the money comes: mostly one way, in one tap; in parts that add up; or by a code that the customer reads with WeChat. */
export function PaymentsInput({
  priceFen,
  value,
  onChange,
  byCode,
  onByCode,
}: {
  priceFen: number;
  value: readonly Payment[];
  onChange: (payments: Payment[]) => void;
  byCode: boolean;
  onByCode: (byCode: boolean) => void;
}) {
  const [only] = value;
  if (value.length < 2)
    return (
      <Field label="怎么收款" hint={byCode ? '客人用微信付，到账才办' : '只是记账：请先把钱收好，再点确认'}>
        {() => (
          <div className="zk-row wrap">
            <Chips
              name="till"
              label="收款方式"
              value={byCode ? BY_CODE : (only?.till ?? null)}
              choices={[{ key: BY_CODE as typeof BY_CODE | CardTill, title: '客人扫码付' }, ...TILLS.map((till) => ({ key: till, title: TILL_WORDS[till] }))]}
              onChange={(till) => {
                onByCode(till === BY_CODE);
                onChange(till === BY_CODE ? [] : [{ till, amountFen: priceFen }]);
              }}
            />
            <button
              type="button"
              className="zk-link"
              onClick={() => {
                onByCode(false);
                onChange([
                  { till: only?.till ?? 'wechat', amountFen: priceFen },
                  { till: only?.till === 'cash' ? 'wechat' : 'cash', amountFen: 0 },
                ]);
              }}
              data-testid="split-payment"
            >
              分几种收
            </button>
          </div>
        )}
      </Field>
    );
  const change = (at: number, part: Partial<Payment>) => onChange(value.map((one, i) => (i === at ? { ...one, ...part } : one)));
  // Of two parts the other one is what remains, as long as something does.
  const changeAmount = (at: number, amountFen: number) =>
    onChange(
      value.map((one, i) =>
        i === at ? { ...one, amountFen } : value.length === 2 && amountFen < priceFen ? { ...one, amountFen: priceFen - amountFen } : one,
      ),
    );
  return (
    <Field label="怎么收款" problem={paymentsProblem(value, priceFen) ?? undefined} hint={`加起来正好 ${yuan(priceFen)}`}>
      {() => (
        <>
          {value.map((part, i) => (
            <div key={i} className="zk-payment-row" data-testid="payment-row">
              <Select
                aria-label={`第 ${i + 1} 种方式`}
                value={part.till}
                options={TILLS.map((till) => ({ value: till, label: TILL_WORDS[till] }))}
                onChange={(till: CardTill) => change(i, { till })}
              />
              <InputNumber
                aria-label={`第 ${i + 1} 种金额`}
                prefix="¥"
                min={0}
                max={1_000_000}
                precision={2}
                value={part.amountFen / 100}
                onChange={(amount) => changeAmount(i, Math.round((amount ?? 0) * 100))}
                data-testid="payment-amount"
              />
              <Button type="text" danger aria-label="去掉这一种" onClick={() => onChange(value.filter((_, j) => j !== i))}>
                去掉
              </Button>
            </div>
          ))}
          {value.length < 4 && (
            <button
              type="button"
              className="zk-link"
              onClick={() => onChange([...value, { till: 'pos', amountFen: Math.max(0, priceFen - sumOf(value)) }])}
              data-testid="add-payment"
            >
              再加一种
            </button>
          )}
        </>
      )}
    </Field>
  );
}
