import { Button, Input, Select, Switch } from 'antd';
import { Field } from '../../components/parts';
import type { AddonWish } from './draft';
import { CountField, YuanField } from '../../components/inputs';
import type { PartProps } from './parts';

/** What may be added: it costs more and may take longer, of everything that ends with the service or of named roles. */
export function AddonsPart({ draft, may, problems, onChange }: PartProps) {
  const { addons, roles } = draft;
  const change = (at: number, part: Partial<AddonWish>) => onChange({ addons: addons.map((a, i) => (i === at ? { ...a, ...part } : a)) });
  return (
    <section className="zk-card" data-testid="addons-part">
      <h2>加项</h2>
      <p className="zk-second">客户预约时可以勾选，价格另加，时间另算。</p>
      {addons.map((addon, i) => (
        <div key={addon.id ?? `new-${i}`} className="zk-editor-row" data-testid="addon-row">
          <div className="zk-three">
            <Field label="名称" problem={problems.addons && addon.name.trim() === '' ? '请填名称' : undefined}>
              {(ids) => (
                <Input
                  {...ids}
                  value={addon.name}
                  maxLength={20}
                  placeholder="例如：加一套造型"
                  onChange={(e) => change(i, { name: e.target.value })}
                  data-testid="addon-name"
                />
              )}
            </Field>
            <YuanField label="加价" fen={addon.priceFen} onChange={(priceFen) => change(i, { priceFen })} testid="addon-price" />
            <CountField
              label="延长"
              unit="分钟"
              min={0}
              max={1440}
              step={5}
              value={addon.minutes}
              onChange={(minutes) => change(i, { minutes })}
              testid="addon-minutes"
            />
          </div>
          {addon.minutes > 0 && (
            <Field label="延长谁的时间" hint="不选就是所有做到最后的">
              {(ids) => (
                <Select
                  id={ids.id}
                  mode="multiple"
                  style={{ width: '100%' }}
                  placeholder="做到最后的都延长"
                  value={addon.roleKeys.filter((key) => roles.some((r) => r.key === key))}
                  options={roles.map((r) => ({ value: r.key, label: r.name }))}
                  onChange={(roleKeys: string[]) => change(i, { roleKeys })}
                />
              )}
            </Field>
          )}
          <div className="zk-row">
            <Switch size="small" aria-label="可选" checked={addon.active} onChange={(active) => change(i, { active })} />
            <span className="zk-grow">{addon.active ? '客户可选' : '暂时不给选'}</span>
            {may && (
              <Button size="small" type="text" danger onClick={() => onChange({ addons: addons.filter((_, j) => j !== i) })} data-testid="addon-remove">
                去掉
              </Button>
            )}
          </div>
        </div>
      ))}
      {may && addons.length < 20 && (
        <Button
          block
          type="dashed"
          onClick={() => onChange({ addons: [...addons, { id: null, name: '', minutes: 0, priceFen: 0, roleKeys: [], active: true }] })}
          data-testid="add-addon"
        >
          ＋ 加一个加项
        </Button>
      )}
    </section>
  );
}
