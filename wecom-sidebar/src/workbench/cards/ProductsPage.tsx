import type { CardProductView } from '@zhike/domain/membership/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { followCards } from '../../api/follow';
import { useQuery } from '../../api/hooks';
import { Chips } from '../../components/parts';
import { useMay, useMe } from '../../components/SessionGate';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { useStay } from '../../components/stay';
import { KIND_WORDS, productWords, yuan } from '../../features/membership/words';
import '../../features/membership/membership.css';
import '../services/services.css';
import { LevelsSheet } from './LevelsSheet';
import { MallSheet } from './MallSheet';
import { RulesSheet } from './RulesSheet';

/** 卡种: the cards that are sold, and those that were. */
export function ProductsPage() {
  const may = useMay('card.manage');
  const products = useQuery('membership.products', { withInactive: true }, { follow: followCards });
  const [show, setShow] = useStay<'active' | 'all'>('card-products.show', 'active');
  const mayReadLevels = useMay('points.read');
  const [rules, setRules] = useState(false);
  const [levels, setLevels] = useState(false);
  const [mall, setMall] = useState(false);
  return (
    <div className="zk-page" data-testid="card-products-page">
      <header className="zk-page-head">
        <h1>卡种</h1>
        <div className="zk-row wrap">
          {mayReadLevels && (
            <>
              <Button onClick={() => setLevels(true)} data-testid="levels">
                会员等级
              </Button>
              <Button onClick={() => setMall(true)} data-testid="mall">
                积分与礼品
              </Button>
            </>
          )}
          <Button onClick={() => setRules(true)} data-testid="card-rules">
            退卡与核销规则
          </Button>
          {may && (
            <Button type="primary" href="#/card-products/new" data-testid="new-card-product">
              新卡种
            </Button>
          )}
        </div>
      </header>
      <div style={{ marginBottom: 12 }}>
        <Chips
          name="card-product-show"
          label="显示"
          value={show}
          choices={[
            { key: 'active', title: '在卖的' },
            { key: 'all', title: '全部' },
          ]}
          onChange={setShow}
        />
      </div>
      <Loaded query={products} skeleton={<RowsSkeleton rows={4} tall />}>
        {({ products: all }) => {
          const list = all.filter((one) => show === 'all' || one.active);
          if (list.length === 0)
            return (
              <Nothing
                title={all.length === 0 ? '还没有卡种' : '没有在卖的卡'}
                hint={all.length === 0 ? '先建一种：储值、按次或疗程，写清价格和能做的项目。' : '看全部，把停售的改回来，或新建一种。'}
              >
                {may && <Button href="#/card-products/new">新卡种</Button>}
              </Nothing>
            );
          return (
            <>
              {list.map((one) => (
                <ProductCard key={one.id} product={one} />
              ))}
              <p className="zk-list-end">共 {list.length} 种</p>
            </>
          );
        }}
      </Loaded>
      {mall && <MallSheet onClose={() => setMall(false)} />}
      {levels && <LevelsSheet onClose={() => setLevels(false)} />}
      {rules && <RulesSheet onClose={() => setRules(false)} />}
    </div>
  );
}

function ProductCard({ product: p }: { product: CardProductView }) {
  const me = useMe();
  const may = useMay('card.manage');
  const stores = p.storeIds.map((id) => me.stores.find((one) => one.id === id)?.name ?? '别的门店');
  return (
    <section className={`zk-card${p.active ? '' : ' zk-faded'}`} data-testid="card-product" data-name={p.name}>
      <div className="zk-card-head" style={{ marginBottom: 0 }}>
        <div className="zk-grow">
          <span className="zk-row wrap">
            <span className="zk-card-kind">{KIND_WORDS[p.kind]}</span>
            <h2>{p.name}</h2>
            {!p.active && <span className="zk-booking-state grey">已停售</span>}
            {p.active && !p.online && <span className="zk-booking-state grey">只在门店卖</span>}
          </span>
          <span className="zk-second zk-block">
            <b>{yuan(p.priceFen)}</b> · {productWords(p)}
          </span>
          <span className="zk-hint zk-block">
            {p.serviceNames.length > 0 ? p.serviceNames.join('、') : '全部项目'} · {stores.length > 0 ? stores.join('、') : '全部门店'}
          </span>
        </div>
        <Button href={`#/card-products/${p.id}`} data-testid="edit-card-product">
          {may ? '修改' : '查看'}
        </Button>
      </div>
    </section>
  );
}
