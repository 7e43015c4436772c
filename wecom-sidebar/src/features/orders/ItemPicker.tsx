import type { ItemView } from '@zhike/domain/catalogue/contract';
import { Input } from 'antd';
import { useState } from 'react';
import { useQuery } from '../../api/hooks';
import { Nothing } from '../../components/states';
import { yuan } from './words';

/** What can be sold in the store now: the chosen line's own first, found by name. */
export function ItemPicker({ items, lineId, onPick }: { items: readonly ItemView[]; lineId: string; onPick: (item: ItemView) => void }) {
  const [search, setSearch] = useState('');
  const word = search.trim().toLowerCase();
  const sold = items.filter((item) => item.nowFen !== null && (word === '' || item.name.toLowerCase().includes(word)));
  const list = [...sold.filter((item) => item.lineId === lineId), ...sold.filter((item) => item.lineId !== lineId)];
  return (
    <div className="zk-stack" data-testid="item-picker">
      <Input
        allowClear
        placeholder="找套系或商品"
        aria-label="找套系或商品"
        value={search}
        onChange={(e) => setSearch(e.target.value)}
        data-testid="item-search"
      />
      {list.length === 0 && (
        <Nothing title={word ? '没有找到' : '这家门店还没有在卖的商品'} hint={word ? '换个写法试试。' : '请在工作台「设置 → 套系与商品」里添加。'} />
      )}
      <div className="zk-services">
        {list.map((item) => (
          <button key={item.id} type="button" className="zk-service" onClick={() => onPick(item)} data-testid="item" data-item={item.name}>
            <span className="zk-service-name">{item.name}</span>
            <span className="zk-hint">{item.options.length > 0 ? includedWords(item) : item.text}</span>
            <span className="zk-service-price">
              <b>{yuan(item.nowFen ?? 0)}</b>
              {item.nowFen !== item.priceFen && <s className="zk-hint">{yuan(item.priceFen)}</s>}
            </span>
          </button>
        ))}
      </div>
    </div>
  );
}

/** `含 3 套服装、40 张精修` */
export const includedWords = (item: ItemView): string =>
  `含 ${item.options
    .filter((option) => option.included > 0)
    .map((option) => `${option.included} ${option.unit}${option.name}`)
    .join('、')}`;

/** PK-07: what others bought together with an item, with how many orders say so; one tap adds it. */
export function Together({
  itemId,
  items,
  taken,
  onPick,
}: {
  itemId: string;
  items: readonly ItemView[];
  taken: readonly string[];
  onPick: (item: ItemView) => void;
}) {
  const query = useQuery('orders.boughtTogether', { itemId });
  const offers = (query.data?.items ?? []).flatMap(({ itemId: id, support }) => {
    const item = items.find((one) => one.id === id);
    return item && item.nowFen !== null && !taken.includes(id) ? [{ item, support }] : [];
  });
  if (offers.length === 0) return null;
  return (
    <div data-testid="together">
      <p className="zk-hint">买过它的客人还买了</p>
      <div className="zk-chips">
        {offers.slice(0, 4).map(({ item, support }) => (
          <button key={item.id} type="button" className="zk-chip" onClick={() => onPick(item)} data-testid="together-item">
            ＋ {item.name} {yuan(item.nowFen ?? 0)} <span className="zk-hint">（{support} 单）</span>
          </button>
        ))}
      </div>
    </div>
  );
}
