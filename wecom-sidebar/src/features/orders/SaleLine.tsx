import type { ItemView, PricedLineView } from '@zhike/domain/catalogue/contract';
import { Button } from 'antd';
import { Stepper } from './Stepper';
import type { WishedLine } from './sale';
import { marginWord, yuan } from './words';

/** What an option adds to the price here and now, in words: `含 40 张`, `含 40，另加 10 × ¥50 ＝ ¥500`. */
function optionWords(part: PricedLineView['parts'][number] | undefined, unit: string, included: number, priceFen: number): string {
  if (!part || part.priceFen === 0)
    return included > 0
      ? `套系含 ${included}${unit}，另加每${unit || '份'} ${yuan(part?.unitPriceFen ?? priceFen)}`
      : `每${unit || '份'} ${yuan(part?.unitPriceFen ?? priceFen)}`;
  const more = part.quantity - part.included;
  return `${part.included > 0 ? `含 ${part.included}，` : ''}另加 ${more} × ${yuan(part.unitPriceFen)} ＝ ${yuan(part.priceFen)}`;
}

/** One line of a sale: the item, how many of each option, what it comes to. The price is always the server's. */
export function SaleLine({
  wish,
  item,
  name,
  priced,
  busy,
  onChange,
  onRemove,
}: {
  wish: WishedLine;
  /** undefined: it is no longer sold; the line can stay or go. */
  item: ItemView | undefined;
  name: string;
  priced: PricedLineView | undefined;
  busy: boolean;
  onChange: (wish: WishedLine) => void;
  onRemove: () => void;
}) {
  return (
    <section className="zk-card zk-sale-line" data-testid="sale-line" data-item={name}>
      <div className="zk-card-head">
        <h3 className="zk-grow">{name}</h3>
        <b data-testid="line-price" aria-busy={busy}>
          {priced ? yuan(priced.priceFen) : '…'}
        </b>
      </div>
      {!item && <p className="zk-hint">这件已经下架：可以留着原样，或去掉。</p>}
      {item && (
        <>
          {item.options.map((option) => (
            <div key={option.key} className="zk-option-row">
              <span className="zk-grow">
                {option.name}
                <span className="zk-hint zk-block">
                  {optionWords(
                    priced?.parts.find((part) => part.key === option.key),
                    option.unit,
                    option.included,
                    option.priceFen,
                  )}
                </span>
              </span>
              <Stepper
                label={option.name}
                min={option.min}
                max={option.max}
                value={wish.options[option.key] ?? option.included}
                onChange={(count) => onChange({ ...wish, options: { ...wish.options, [option.key]: count } })}
                testid={`option-${option.key}`}
              />
            </div>
          ))}
          <div className="zk-option-row">
            <span className="zk-grow">数量</span>
            <Stepper label="数量" min={1} max={999} value={wish.quantity} onChange={(quantity) => onChange({ ...wish, quantity })} testid="line-quantity" />
          </div>
        </>
      )}
      <div className="zk-row">
        <span className="zk-grow zk-hint">
          {priced?.marginFen != null && `成本 ${yuan(priced.costFen ?? 0)} · ${marginWord(priced.marginFen, priced.priceFen)}`}
        </span>
        <Button size="small" type="text" danger onClick={onRemove} data-testid="line-remove">
          去掉
        </Button>
      </div>
    </section>
  );
}
