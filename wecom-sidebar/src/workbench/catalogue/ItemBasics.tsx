import { Input, Select, Switch } from 'antd';
import { useQuery } from '../../api/hooks';
import { YuanField } from '../../components/inputs';
import { Chips, Field } from '../../components/parts';
import type { ItemPartProps } from './ItemPage';

const NONE = 'none';

/** What it is, what it costs, and when it is sold. */
export function ItemBasics({ terms, withCost, onChange }: ItemPartProps) {
  const lines = useQuery('catalogue.lines', {});
  return (
    <section className="zk-card">
      <h2>基本</h2>
      <Field label="种类" hint={terms.kind === 'package' ? '套系：服务完成后才算收入' : '商品：卖出就算收入'}>
        {() => (
          <Chips
            name="item-kind"
            label="种类"
            value={terms.kind}
            choices={[
              { key: 'package', title: '套系' },
              { key: 'product', title: '商品' },
            ]}
            onChange={(kind) => onChange({ kind })}
          />
        )}
      </Field>
      <div className="zk-two">
        <Field label="名称">
          {(ids) => <Input {...ids} value={terms.name} maxLength={40} onChange={(e) => onChange({ name: e.target.value })} data-testid="item-name" />}
        </Field>
        <Field label="业务线">
          {(ids) => (
            <Select
              id={ids.id}
              style={{ width: '100%' }}
              value={terms.lineId ?? NONE}
              options={[{ value: NONE, label: '不限' }, ...(lines.data?.lines ?? []).map((line) => ({ value: line.id, label: line.name }))]}
              onChange={(id: string) => onChange({ lineId: id === NONE ? null : id })}
            />
          )}
        </Field>
      </div>
      <Field label="说明" hint="客户看得到，也会写进合同">
        {(ids) => (
          <Input.TextArea
            {...ids}
            value={terms.text}
            maxLength={2000}
            autoSize={{ minRows: 2, maxRows: 8 }}
            onChange={(e) => onChange({ text: e.target.value })}
          />
        )}
      </Field>
      <div className="zk-three">
        <YuanField label="标价" fen={terms.priceFen} hint="包含下面「已含」的数量" onChange={(priceFen) => onChange({ priceFen })} testid="item-price" />
        {withCost && <YuanField label="成本" fen={terms.costFen} hint="不算选项" onChange={(costFen) => onChange({ costFen })} testid="item-cost" />}
        <Field label="开卖" hint="不填就是现在">
          {(ids) => <Input {...ids} type="date" value={terms.from ?? ''} onChange={(e) => onChange({ from: e.target.value || null })} />}
        </Field>
        <Field label="卖到" hint="不填就一直卖">
          {(ids) => <Input {...ids} type="date" value={terms.until ?? ''} onChange={(e) => onChange({ until: e.target.value || null })} />}
        </Field>
        <Field label="上架" hint="关掉后不能再卖，已有订单照常">
          {(ids) => <Switch id={ids.id} checked={terms.active} onChange={(active) => onChange({ active })} data-testid="item-active" />}
        </Field>
      </div>
    </section>
  );
}
