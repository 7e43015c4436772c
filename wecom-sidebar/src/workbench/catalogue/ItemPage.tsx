import type { ItemTerms, ItemView } from '@zhike/domain/catalogue/contract';
import { Button, ConfigProvider } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { go } from '../../components/route';
import { useMay } from '../../components/SessionGate';
import { Loaded, RefusalNote, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { say } from '../../components/toast';
import { marginWord, yuan } from '../../features/orders/words';
import { useStore } from '../useStore';
import { draftOf, itemProblem, NEW_ITEM } from './draft';
import { ItemBasics } from './ItemBasics';
import { ItemOptions } from './ItemOptions';
import { ItemPrices } from './ItemPrices';
import '../services/services.css';
import './catalogue.css';

/** One item, whole: what it is, what it is made of, what it costs for whom, and every version there was of it. */
export function ItemPage({ itemId }: { itemId: string | null }) {
  return (
    <div className="zk-page narrow" data-testid="item-page">
      <a className="zk-link zk-back" href="#/settings/items">
        ‹ 全部套系与商品
      </a>
      {itemId ? <Existing itemId={itemId} /> : <Editor item={null} onSaved={() => undefined} />}
    </div>
  );
}

function Existing({ itemId }: { itemId: string }) {
  const now = useNow();
  const { storeId } = useStore();
  const query = useQuery('catalogue.item', storeId ? { storeId, customerId: null, itemId } : null);
  return (
    <Loaded query={query} skeleton={<RowsSkeleton rows={4} tall />}>
      {({ item, versions }) => (
        <>
          <Editor key={item.version} item={item} onSaved={query.reload} />
          <section className="zk-card zk-versions" style={{ marginTop: 12 }} data-testid="versions">
            <h2>版本</h2>
            <p className="zk-second">卖出去的订单保持当时的版本，改价不影响它们。</p>
            {versions.map((version) => (
              <div key={version.version} className="zk-money-line">
                <span>
                  第 {version.version} 版 · {version.name}
                  <span className="zk-hint zk-block">
                    {momentOf(version.at, CHINA_OFFSET, now)} · {version.byName}
                  </span>
                </span>
                <span>
                  {yuan(version.priceFen)}
                  {version.costFen !== null && <span className="zk-hint zk-block">成本 {yuan(version.costFen)}</span>}
                </span>
              </div>
            ))}
          </section>
        </>
      )}
    </Loaded>
  );
}

/** What every part of the editor is given. */
export interface ItemPartProps {
  readonly terms: ItemTerms;
  readonly may: boolean;
  /** False: cost was not told, and is neither shown nor edited. */
  readonly withCost: boolean;
  readonly onChange: (part: Partial<ItemTerms>) => void;
}

function Editor({ item, onSaved }: { item: ItemView | null; onSaved: () => void }) {
  const withCost = useMay('catalogue.cost_read') && (item === null || item.costFen !== null);
  // Saving without knowing the cost would write it down as nothing.
  const may = useMay('catalogue.manage') && withCost;
  const [terms, setTerms] = useState<ItemTerms>(() => (item ? draftOf(item) : NEW_ITEM));
  const [asked, setAsked] = useState(false);
  const save = useCommand('catalogue.saveItem');
  const problem = itemProblem(terms);
  const changed = JSON.stringify(terms) !== JSON.stringify(item ? draftOf(item) : NEW_ITEM);
  const change = (part: Partial<ItemTerms>) => {
    save.clear();
    setTerms({ ...terms, ...part });
  };
  const submit = async () => {
    setAsked(true);
    if (problem) return;
    const whole = {
      ...terms,
      name: terms.name.trim(),
      text: terms.text.trim(),
      options: terms.options.map((option) => ({ ...option, name: option.name.trim() })),
    };
    const answer = await save.run({ itemId: item?.id ?? null, version: item?.version ?? 0, terms: whole });
    if (!answer.ok) return;
    const { item: saved } = answer.value;
    say(item ? `已保存为第 ${saved.version} 版，之前的订单不变` : `已添加「${saved.name}」`);
    onSaved();
    if (!item) go(`/settings/items/${saved.id}`);
  };
  const costFen = terms.options.reduce((sum, option) => sum + option.included * option.costFen, terms.costFen);
  const parts = { terms, may, withCost, onChange: change };
  return (
    <>
      <header className="zk-page-head">
        <h1>{item?.name ?? '新套系或商品'}</h1>
        {!may && <span className="zk-hint">只能查看。要修改请找总部。</span>}
      </header>
      <ConfigProvider componentDisabled={!may}>
        <fieldset className="zk-plain-set" disabled={!may}>
          <ItemBasics {...parts} />
          <ItemOptions {...parts} />
          <ItemPrices {...parts} />
        </fieldset>
      </ConfigProvider>
      {may && (
        <div className="zk-foot sticky zk-page-foot">
          <div className="zk-grow">
            <RefusalNote refusal={save.refusal}>
              {save.refusal?.code === 'record.changed' && (
                <Button size="small" style={{ marginTop: 8 }} onClick={onSaved}>
                  看最新的
                </Button>
              )}
            </RefusalNote>
            {asked && problem ? (
              <p className="zk-field-problem">{problem}</p>
            ) : (
              <p className="zk-hint" data-testid="item-margin">
                标价 {yuan(terms.priceFen)}，连所含的选项成本 {yuan(costFen)} · {marginWord(terms.priceFen - costFen, terms.priceFen)}
              </p>
            )}
          </div>
          <Button size="large" type="primary" disabled={!changed} loading={save.busy} onClick={() => void submit()} data-testid="item-save">
            {changed ? '保存' : '没有改动'}
          </Button>
        </div>
      )}
    </>
  );
}
