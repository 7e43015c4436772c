import type { OrderView } from '@zhike/domain/orders/contract';
import type { PricedLineView } from '@zhike/domain/catalogue/contract';
import { marginWord, yuan } from './words';

/** `精修 50 张（含 40）` */
export function partsWords(line: Pick<PricedLineView, 'parts'>): string {
  return line.parts
    .filter((part) => part.key !== null && part.quantity > 0)
    .map((part) => `${part.name} ${part.quantity} ${part.unit}${part.quantity > part.included && part.included > 0 ? `（含 ${part.included}）` : ''}`)
    .join('、');
}

/** How a line went: `已换成「相册」`, `已退，扣留 ¥50`. */
function goneWords(line: OrderView['lines'][number], lines: OrderView['lines']): string {
  const instead = lines.find((one) => one.replacesId === line.id);
  return instead ? `已换成「${instead.name}」` : `已退${line.keptFen > 0 ? `，扣留 ${yuan(line.keptFen)}` : ''}`;
}

/** What was sold and what it comes to; what was taken back stays, struck out. Cost and margin only where the answer carries them. */
export function BillPart({ order }: { order: OrderView }) {
  return (
    <section className="zk-card" data-testid="bill">
      <h3 style={{ marginBottom: 4 }}>明细</h3>
      {order.lines.map((line) => (
        <div key={line.id} className="zk-bill-line" data-testid="order-line" data-state={line.state}>
          <span className="zk-grow">
            <span className={line.state === 'refunded' ? 'zk-struck' : ''}>
              {line.name}
              {line.quantity > 1 && ` × ${line.quantity}`}
            </span>
            <span className="zk-hint zk-block">{partsWords(line)}</span>
            {line.state === 'refunded' && <span className="zk-hint zk-block">{goneWords(line, order.lines)}</span>}
            {line.marginFen !== null && line.state === 'sold' && (
              <span className="zk-hint zk-block">{marginWord(line.totalFen - (line.costFen ?? 0), line.totalFen)}</span>
            )}
          </span>
          <span className={line.state === 'refunded' ? 'zk-struck' : ''}>{yuan(line.priceFen)}</span>
        </div>
      ))}
      {(order.discountFen > 0 || order.benefits.length > 0) && <Sum label="原价" fen={order.listFen} />}
      {order.discountFen > 0 && <Sum label="优惠" fen={-order.discountFen} />}
      {order.benefits.map((benefit) => (
        <Sum key={`${benefit.kind}-${benefit.sourceId}`} label={benefit.name} fen={-benefit.amountFen} />
      ))}
      <div className="zk-money-line zk-bill-total">
        <span>应收</span>
        <b>{yuan(order.billedFen)}</b>
      </div>
      {order.marginFen !== null && (
        <p className="zk-hint" data-testid="order-margin">
          成本 {yuan(order.costFen ?? 0)} · {marginWord(order.marginFen, order.billedFen)}
        </p>
      )}
    </section>
  );
}

function Sum({ label, fen }: { label: string; fen: number }) {
  return (
    <div className="zk-money-line">
      <span className="zk-second">{label}</span>
      <span>{yuan(fen)}</span>
    </div>
  );
}
