import { AutoComplete, Input, Select, Switch } from 'antd';
import { Field, ManyChips } from '../../components/parts';
import { lengthOf } from '../../components/time';
import { CountField, YuanField } from '../../components/inputs';
import type { PartProps } from './parts';

/** What it is, where it is sold, how long and for how much. */
export function BasicsPart({
  draft,
  problems,
  lines,
  stores,
  onFields,
}: PartProps & { lines: readonly string[]; stores: readonly { id: string; name: string }[] }) {
  const f = draft.fields;
  // Stores that the reader cannot see stay as they are.
  const foreign = f.storeIds.filter((id) => !stores.some((s) => s.id === id));
  return (
    <section className="zk-card">
      <h2>基本</h2>
      <div className="zk-two">
        <Field label="名称" problem={problems.name}>
          {(ids) => <Input {...ids} value={f.name} maxLength={30} onChange={(e) => onFields({ name: e.target.value })} data-testid="service-name" />}
        </Field>
        <Field label="业务线" problem={problems.line}>
          {(ids) => (
            <AutoComplete
              id={ids.id}
              style={{ width: '100%' }}
              value={f.line}
              options={lines.map((line) => ({ value: line }))}
              onChange={(line: string) => onFields({ line: line.slice(0, 20) })}
              data-testid="service-line"
            />
          )}
        </Field>
      </div>
      <Field label="一句话介绍" hint="在小程序的列表里给客户看">
        {(ids) => <Input {...ids} value={f.summary} maxLength={60} onChange={(e) => onFields({ summary: e.target.value })} />}
      </Field>
      <Field label="详细介绍">
        {(ids) => (
          <Input.TextArea
            {...ids}
            value={f.description}
            maxLength={2000}
            autoSize={{ minRows: 2, maxRows: 8 }}
            onChange={(e) => onFields({ description: e.target.value })}
          />
        )}
      </Field>
      <div className="zk-two">
        <Field label="包含内容" hint="输入一条后回车">
          {(ids) => (
            <Select
              id={ids.id}
              mode="tags"
              open={false}
              suffixIcon={null}
              style={{ width: '100%' }}
              value={[...f.includes]}
              onChange={(list: string[]) =>
                onFields({
                  includes: list
                    .map((one) => one.trim().slice(0, 40))
                    .filter(Boolean)
                    .slice(0, 20),
                })
              }
            />
          )}
        </Field>
        <Field label="请客户带什么">
          {(ids) => <Input {...ids} value={f.whatToBring} maxLength={200} onChange={(e) => onFields({ whatToBring: e.target.value })} />}
        </Field>
      </div>
      {stores.length > 1 && (
        <Field label="在哪些门店卖" problem={problems.storeIds}>
          {() => (
            <ManyChips
              name="service-store"
              label="门店"
              value={f.storeIds}
              choices={stores.map((s) => ({ key: s.id, title: s.name }))}
              onChange={(ids) => onFields({ storeIds: [...foreign, ...ids.filter((id) => !foreign.includes(id))] })}
            />
          )}
        </Field>
      )}
      <div className="zk-three">
        <CountField
          label="时长"
          unit="分钟"
          min={5}
          max={1440}
          step={5}
          value={f.durationMinutes}
          hint={lengthOf(f.durationMinutes)}
          onChange={(durationMinutes) => onFields({ durationMinutes })}
          testid="service-duration"
        />
        <YuanField label="价格" fen={f.priceFen} onChange={(priceFen) => onFields({ priceFen })} testid="service-price" />
        <YuanField
          label="定金"
          fen={f.depositFen}
          hint="0 就是免定金"
          problem={problems.depositFen}
          onChange={(depositFen) => onFields({ depositFen })}
          testid="service-deposit"
        />
        <CountField
          label="开始时间间隔"
          unit="分钟"
          min={5}
          max={240}
          step={5}
          value={f.stepMinutes}
          hint={`每 ${f.stepMinutes} 分钟一个可约时间`}
          onChange={(stepMinutes) => onFields({ stepMinutes })}
        />
        <CountField
          label="最少提前"
          unit="分钟"
          min={0}
          max={86_400}
          step={30}
          value={f.leadMinutes}
          hint={f.leadMinutes === 0 ? '随到随约' : `开始前 ${lengthOf(f.leadMinutes)}停止预约`}
          onChange={(leadMinutes) => onFields({ leadMinutes })}
        />
        <CountField label="最多提前" unit="天" min={1} max={365} value={f.horizonDays} onChange={(horizonDays) => onFields({ horizonDays })} />
      </div>
      <Field label="上架" hint="关掉后客户看不到，已有的预约照常">
        {(ids) => <Switch id={ids.id} checked={f.active} onChange={(active) => onFields({ active })} data-testid="service-active" />}
      </Field>
    </section>
  );
}
