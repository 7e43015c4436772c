import type { ItemView } from '@zhike/domain/catalogue/contract';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { followSettings } from '../../api/follow';
import { useQuery } from '../../api/hooks';
import { Chips } from '../../components/parts';
import { useMay } from '../../components/SessionGate';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { useStay } from '../../components/stay';
import { includedWords } from '../../features/orders/ItemPicker';
import { marginWord, yuan } from '../../features/orders/words';
import { StoreSelect } from '../StoreSelect';
import { useStore } from '../useStore';

/** 套系与商品: what is sold beside bookings, what it is made of and what it costs in the chosen store today. */
export function ItemsPage() {
  const may = useMay('catalogue.manage');
  const { storeId, setStore } = useStore();
  const [show, setShow] = useStay<'active' | 'all'>('items.show', 'active');
  const [search, setSearch] = useState('');
  const follow = followSettings('catalogue');
  const lines = useQuery('catalogue.lines', {}, { follow });
  const items = useQuery('catalogue.items', storeId ? { storeId, customerId: null, lineId: null, withInactive: true } : null, { keepPrevious: true, follow });
  return (
    <div className="zk-page" data-testid="items-page">
      <header className="zk-page-head">
        <h1>套系与商品</h1>
        {may && (
          <Button type="primary" href="#/settings/items/new" data-testid="new-item">
            新套系或商品
          </Button>
        )}
      </header>
      <div className="zk-row wrap" style={{ marginBottom: 12 }}>
        <StoreSelect value={storeId} onChange={setStore} />
        <Input
          allowClear
          style={{ width: 240 }}
          placeholder="名称"
          aria-label="找套系或商品"
          value={search}
          onChange={(e) => setSearch(e.target.value)}
          data-testid="item-search"
        />
        <Chips
          name="item-show"
          label="显示"
          value={show}
          choices={[
            { key: 'active', title: '在卖的' },
            { key: 'all', title: '全部' },
          ]}
          onChange={setShow}
        />
      </div>
      <Loaded query={items} skeleton={<RowsSkeleton rows={4} tall />}>
        {({ items: all }) => {
          const word = search.trim().toLowerCase();
          const list = all.filter((item) => (show === 'all' || item.active) && (word === '' || item.name.toLowerCase().includes(word)));
          if (list.length === 0)
            return (
              <Nothing
                title={all.length === 0 ? '还没有套系和商品' : '没有找到'}
                hint={all.length === 0 ? '先建一个：名称、价格，套系再加选项。' : '换个写法，或看全部。'}
              />
            );
          return (
            <>
              {list.map((item) => (
                <ItemCard key={item.id} item={item} line={lines.data?.lines.find((line) => line.id === item.lineId)?.name ?? '不限业务线'} may={may} />
              ))}
              <p className="zk-list-end">共 {list.length} 个</p>
            </>
          );
        }}
      </Loaded>
    </div>
  );
}

function ItemCard({ item, line, may }: { item: ItemView; line: string; may: boolean }) {
  return (
    <section className={item.active ? 'zk-card' : 'zk-card zk-faded'} data-testid="item-card" data-name={item.name}>
      <div className="zk-card-head" style={{ marginBottom: 0 }}>
        <div className="zk-grow">
          <h2>
            {item.name} {!item.active && <span className="zk-booking-state grey">已下架</span>}
          </h2>
          <span className="zk-hint zk-block">
            {item.kind === 'package' ? '套系' : '商品'} · {line} · 第 {item.version} 版{item.prices.length > 0 && ` · ${item.prices.length} 条特别价`}
          </span>
          {item.options.length > 0 && <span className="zk-second zk-block">{includedWords(item)}</span>}
          {item.costFen !== null && (
            <span className="zk-hint zk-block">
              成本 {yuan(wholeCost(item))} · {marginWord(item.priceFen - wholeCost(item), item.priceFen)}
            </span>
          )}
        </div>
        <span className="zk-item-price">
          <b>{yuan(item.nowFen ?? item.priceFen)}</b>
          {item.nowFen === null && item.active && <span className="zk-hint zk-block">今天不卖</span>}
          {item.nowFen !== null && item.nowFen !== item.priceFen && <s className="zk-hint zk-block">{yuan(item.priceFen)}</s>}
        </span>
        <Button href={`#/settings/items/${item.id}`} data-testid="edit-item">
          {may ? '修改' : '查看'}
        </Button>
      </div>
    </section>
  );
}

/** What one costs as it stands: itself, and what it includes. */
const wholeCost = (item: ItemView): number => item.options.reduce((sum, option) => sum + option.included * (option.costFen ?? 0), item.costFen ?? 0);
