import { Button, Input } from 'antd';
import { CountField, YuanField } from '../../components/inputs';
import { Field } from '../../components/parts';
import { newOption, type OptionDraft, withoutOption } from './draft';
import type { ItemPartProps } from './ItemPage';

/** PK-02: what it is made of and what there can be more of: 精修 40 张, each further one at its price. */
export function ItemOptions({ terms, may, withCost, onChange }: ItemPartProps) {
  const change = (at: number, part: Partial<OptionDraft>) =>
    onChange({ options: terms.options.map((option, i) => (i === at ? { ...option, ...part } : option)) });
  return (
    <section className="zk-card" data-testid="item-options">
      <h2>选项</h2>
      <p className="zk-second">套系里有什么、各含多少、多要一份加多少钱。开单时可以自由加减。</p>
      {terms.options.map((option, i) => (
        <div key={option.key} className="zk-editor-row" data-testid="option-row">
          <div className="zk-option-grid">
            <Field label="名称">
              {(ids) => (
                <Input
                  {...ids}
                  value={option.name}
                  maxLength={20}
                  placeholder="例如：精修"
                  onChange={(e) => change(i, { name: e.target.value })}
                  data-testid="option-name"
                />
              )}
            </Field>
            <Field label="单位">
              {(ids) => <Input {...ids} value={option.unit} maxLength={4} placeholder="张" onChange={(e) => change(i, { unit: e.target.value })} />}
            </Field>
            <CountField
              label="已含"
              unit={option.unit}
              min={0}
              max={9999}
              value={option.included}
              onChange={(included) => change(i, { included })}
              testid="option-included"
            />
            <YuanField label="多一份" fen={option.priceFen} onChange={(priceFen) => change(i, { priceFen })} testid="option-price" />
            {withCost && <YuanField label="一份成本" fen={option.costFen} onChange={(costFen) => change(i, { costFen })} testid="option-cost" />}
            <CountField label="最少" unit={option.unit} min={0} max={9999} value={option.min} onChange={(min) => change(i, { min })} testid="option-min" />
            <CountField label="最多" unit={option.unit} min={0} max={9999} value={option.max} onChange={(max) => change(i, { max })} testid="option-max" />
          </div>
          {may && (
            <Button size="small" type="text" danger onClick={() => onChange(withoutOption(terms, option.key))} data-testid="option-remove">
              去掉
            </Button>
          )}
        </div>
      ))}
      {may && terms.options.length < 40 && (
        <Button block type="dashed" onClick={() => onChange({ options: [...terms.options, newOption(terms.options)] })} data-testid="option-add">
          ＋ 加一个选项
        </Button>
      )}
    </section>
  );
}
