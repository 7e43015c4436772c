import type { MallItem, MallTerms } from '@zhike/domain/membership/contract';
import { Button, Checkbox, Input } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { CountField } from '../../components/inputs';
import { Field } from '../../components/parts';
import { useMay } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { Loaded, Nothing, RefusalNote, RowsSkeleton } from '../../components/states';
import { say } from '../../components/toast';
import { PointsRulesPart } from './PointsRulesPart';

const NEW: MallTerms = { name: '', text: '', pricePoints: 500, stock: 10, perPerson: null, active: true };

/** CD-08, RU-17: what is had for points, and how points are earned, kept and used. */
export function MallSheet({ onClose }: { onClose: () => void }) {
  const may = useMay('level.manage');
  const query = useQuery('membership.mallItems', { withInactive: true });
  const [edited, setEdited] = useState<MallItem | 'new' | null>(null);
  const done = () => {
    setEdited(null);
    query.reload();
  };
  return (
    <Sheet
      open
      wide
      onClose={onClose}
      title={
        edited ? (
          <button type="button" className="zk-link" onClick={() => setEdited(null)} data-testid="mall-back">
            ‹ 积分与礼品
          </button>
        ) : (
          '积分与礼品'
        )
      }
      testid="mall-sheet"
    >
      {edited ? (
        <ItemForm item={edited === 'new' ? null : edited} onDone={done} onStale={done} />
      ) : (
        <div className="zk-stack">
          <PointsRulesPart />
          <section className="zk-card">
            <div className="zk-card-head">
              <h3>可以换的礼品</h3>
              {may && (
                <Button size="small" onClick={() => setEdited('new')} data-testid="mall-new">
                  加一样
                </Button>
              )}
            </div>
            <Loaded query={query} skeleton={<RowsSkeleton rows={3} />}>
              {({ items }) =>
                items.length === 0 ? (
                  <Nothing title="还没有礼品" hint="加一样：叫什么、要多少积分、有几份。客户在小程序的「积分」里换。" />
                ) : (
                  items.map((item) => (
                    <div key={item.id} className="zk-gift" data-testid="mall-item">
                      <span className="zk-grow">
                        {item.name}
                        <span className="zk-hint zk-block">{termWords(item)}</span>
                      </span>
                      {may && (
                        <Button onClick={() => setEdited(item)} data-testid="mall-edit">
                          修改
                        </Button>
                      )}
                    </div>
                  ))
                )
              }
            </Loaded>
          </section>
        </div>
      )}
    </Sheet>
  );
}

const termWords = ({ pricePoints, stock, perPerson, active }: MallTerms): string =>
  [`${pricePoints} 积分`, stock > 0 ? `还有 ${stock} 份` : '换完了', perPerson === null ? '' : `每人最多 ${perPerson} 份`, active ? '' : '已下架']
    .filter(Boolean)
    .join(' · ');

function ItemForm({ item, onDone, onStale }: { item: MallItem | null; onDone: () => void; onStale: () => void }) {
  const save = useCommand('membership.saveMallItem');
  const [terms, setTerms] = useState<MallTerms>(item ? termsOf(item) : NEW);
  const set = (part: Partial<MallTerms>) => setTerms({ ...terms, ...part });
  const nameless = terms.name.trim() === '';
  const submit = async () => {
    const answer = await save.run({ itemId: item?.id ?? null, version: item?.version ?? 0, terms: { ...terms, name: terms.name.trim() } });
    if (!answer.ok) return answer.refusal.code === 'record.changed' ? onStale() : undefined;
    say(item ? '礼品已保存' : '礼品已上架');
    onDone();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!nameless) void submit();
      }}
    >
      <Field label="名称">
        {(ids) => <Input id={ids.id} value={terms.name} maxLength={40} onChange={(e) => set({ name: e.target.value })} data-testid="mall-name" />}
      </Field>
      <Field label="说明" hint="客户在小程序里看得到">
        {(ids) => <Input.TextArea id={ids.id} rows={2} value={terms.text} maxLength={300} onChange={(e) => set({ text: e.target.value })} />}
      </Field>
      <CountField
        label="要多少积分"
        unit="积分"
        min={1}
        max={10_000_000}
        value={terms.pricePoints}
        onChange={(pricePoints) => set({ pricePoints })}
        testid="mall-price"
      />
      <CountField label="现在有" unit="份" min={0} max={1_000_000} value={terms.stock} onChange={(stock) => set({ stock })} testid="mall-stock" />
      <CountField
        label="每人最多"
        unit="份"
        min={0}
        max={1_000}
        value={terms.perPerson ?? 0}
        hint="0 表示不限"
        onChange={(most) => set({ perPerson: most === 0 ? null : most })}
        testid="mall-per-person"
      />
      <Checkbox checked={terms.active} onChange={(e) => set({ active: e.target.checked })}>
        上架（下架后不能再换，已经换的照样领）
      </Checkbox>
      <RefusalNote refusal={save.refusal} />
      <div className="zk-foot sticky">
        <Button size="large" type="primary" htmlType="submit" block disabled={nameless} loading={save.busy} data-testid="mall-save">
          保存
        </Button>
      </div>
    </form>
  );
}

const termsOf = ({ name, text, pricePoints, stock, perPerson, active }: MallItem): MallTerms => ({ name, text, pricePoints, stock, perPerson, active });
