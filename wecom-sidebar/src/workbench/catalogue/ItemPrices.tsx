import type { PriceRule } from '@zhike/domain/catalogue/contract';
import { Button, Input, InputNumber, Select } from 'antd';
import { useQuery } from '../../api/hooks';
import { Field } from '../../components/parts';
import { useMe } from '../../components/SessionGate';
import type { ItemPartProps } from './ItemPage';

const ANY = 'any';
const NEW_RULE: PriceRule = { storeId: null, level: null, priceFen: null, optionPrices: {}, from: null, until: null };

/** Other prices for a store, a customer level or a time. The most particular one that fits counts. */
export function ItemPrices({ terms, may, onChange }: ItemPartProps) {
  const me = useMe();
  const services = useQuery('booking.allServices', {});
  const levels = services.data?.levels ?? [];
  const change = (at: number, part: Partial<PriceRule>) => onChange({ prices: terms.prices.map((rule, i) => (i === at ? { ...rule, ...part } : rule)) });
  return (
    <section className="zk-card" data-testid="item-prices">
      <h2>特别价</h2>
      <p className="zk-second">给某家门店、某个客户等级或某段时间另定价。几条都合适时，门店优先于等级，等级优先于时间；一样就取低的。</p>
      {terms.prices.map((rule, i) => (
        <div key={i} className="zk-editor-row" data-testid="price-row">
          <div className="zk-option-grid">
            <Field label="门店">
              {(ids) => (
                <Select
                  id={ids.id}
                  style={{ width: '100%' }}
                  value={rule.storeId ?? ANY}
                  options={[{ value: ANY, label: '全部' }, ...me.stores.map((store) => ({ value: store.id, label: store.name }))]}
                  onChange={(id: string) => change(i, { storeId: id === ANY ? null : id })}
                />
              )}
            </Field>
            <Field label="客户等级">
              {(ids) => (
                <Select
                  id={ids.id}
                  style={{ width: '100%' }}
                  value={rule.level ?? ANY}
                  options={[
                    { value: ANY, label: '全部' },
                    ...levels.map((level) => ({ value: level.key, label: level.name })),
                    ...(rule.level && !levels.some((level) => level.key === rule.level) ? [{ value: rule.level, label: rule.level }] : []),
                  ]}
                  onChange={(key: string) => change(i, { level: key === ANY ? null : key })}
                />
              )}
            </Field>
            <PriceField label="价格" fen={rule.priceFen} onChange={(priceFen) => change(i, { priceFen })} testid="rule-price" />
            <Field label="从">
              {(ids) => <Input {...ids} type="date" value={rule.from ?? ''} onChange={(e) => change(i, { from: e.target.value || null })} />}
            </Field>
            <Field label="到">
              {(ids) => <Input {...ids} type="date" value={rule.until ?? ''} onChange={(e) => change(i, { until: e.target.value || null })} />}
            </Field>
            {terms.options.map((option) => (
              <PriceField
                key={option.key}
                label={`多一份${option.name}`}
                fen={rule.optionPrices[option.key] ?? null}
                onChange={(fen) => {
                  const { [option.key]: _old, ...others } = rule.optionPrices;
                  change(i, { optionPrices: fen === null ? others : { ...others, [option.key]: fen } });
                }}
              />
            ))}
          </div>
          {may && (
            <Button size="small" type="text" danger onClick={() => onChange({ prices: terms.prices.filter((_, j) => j !== i) })} data-testid="price-remove">
              去掉
            </Button>
          )}
        </div>
      ))}
      {may && terms.prices.length < 100 && (
        <Button block type="dashed" onClick={() => onChange({ prices: [...terms.prices, NEW_RULE] })} data-testid="price-add">
          ＋ 加一条特别价
        </Button>
      )}
    </section>
  );
}

/** A price that may be left open: then the usual one counts. */
function PriceField({ label, fen, onChange, testid }: { label: string; fen: number | null; onChange: (fen: number | null) => void; testid?: string }) {
  return (
    <Field label={label}>
      {(ids) => (
        <InputNumber
          id={ids.id}
          prefix="¥"
          placeholder="不变"
          min={0}
          max={1_000_000}
          precision={2}
          controls={false}
          style={{ width: '100%' }}
          value={fen === null ? null : fen / 100}
          onChange={(amount) => onChange(amount === null ? null : Math.round(amount * 100))}
          data-testid={testid}
        />
      )}
    </Field>
  );
}
