import { Button } from 'antd';
import type { Sale } from './useSale';
import { marginWord, yuan } from './words';

/** What it comes to, always in sight; cost and margin only when the answer carries them. */
export function ComposerFoot({
  sale,
  note,
  label,
  busy,
  disabled,
  onSubmit,
}: {
  sale: Sale;
  note: string | undefined;
  label: string;
  busy: boolean;
  disabled: boolean;
  onSubmit: () => void;
}) {
  const { sums } = sale;
  const billedFen = sale.bill.refusal ? undefined : sale.bill.data?.billedFen;
  return (
    <div>
      {note && <p className="zk-field-problem">{note}</p>}
      <div className="zk-row">
        <div className="zk-grow">
          <b className="zk-sum" data-testid="sale-total" aria-live="polite">
            {yuan(sums.totalFen)}
          </b>
          {billedFen !== undefined && billedFen !== sums.totalFen && sale.wishes.length > 0 && (
            <span className="zk-second" data-testid="sale-billed">
              {' '}
              会员优惠后 {yuan(billedFen)}
            </span>
          )}
          {sums.discountFen > 0 && <span className="zk-hint"> 原价 {yuan(sums.listFen)}</span>}
          {sums.marginFen !== null && sale.wishes.length > 0 && (
            <span className="zk-hint zk-block" data-testid="sale-margin">
              成本 {yuan(sums.costFen ?? 0)} · {marginWord(sums.marginFen, sums.totalFen)}
            </span>
          )}
        </div>
        <Button size="large" type="primary" loading={busy} disabled={disabled} onClick={onSubmit} data-testid="sale-submit">
          {label}
        </Button>
      </div>
    </div>
  );
}
