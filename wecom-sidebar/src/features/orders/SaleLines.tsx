import type { OrderView } from '@zhike/domain/orders/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { Loaded, Problem, RowsSkeleton } from '../../components/states';
import { ItemPicker, Together } from './ItemPicker';
import { wishOf } from './sale';
import { SaleLine } from './SaleLine';
import type { Sale } from './useSale';

const MOST_LINES = 50;

/** What she takes: the lines, what is bought with the first of them, and one more. */
export function SaleLines({ sale, names }: { sale: Sale; names: OrderView['lines'] }) {
  const [adding, setAdding] = useState(false);
  const { wishes } = sale;
  const first = wishes[0];
  return (
    <Loaded query={sale.items} skeleton={<RowsSkeleton rows={3} tall />}>
      {({ items }) => {
        const add = (id: string) => {
          const item = items.find((one) => one.id === id);
          if (item && wishes.length < MOST_LINES) sale.change({ wishes: [...wishes, wishOf(item)] });
          setAdding(false);
        };
        return (
          <div className="zk-stack">
            {wishes.map((wish, i) => {
              const item = items.find((one) => one.id === wish.itemId && one.nowFen !== null);
              return (
                <SaleLine
                  key={`${i}-${wish.itemId}`}
                  wish={wish}
                  item={item}
                  name={item?.name ?? names.find((line) => line.itemId === wish.itemId)?.name ?? sale.priced[i]?.name ?? '商品'}
                  priced={sale.priced[i]}
                  busy={sale.price.busy}
                  onChange={(next) => sale.change({ wishes: wishes.map((one, j) => (j === i ? next : one)) })}
                  onRemove={() => sale.change({ wishes: wishes.filter((_, j) => j !== i) })}
                />
              );
            })}
            {sale.price.refusal && <Problem refusal={sale.price.refusal} onRetry={sale.price.reload} />}
            {wishes.length === 0 || adding ? (
              <ItemPicker items={items} lineId={sale.lineId ?? ''} onPick={(item) => add(item.id)} />
            ) : (
              <>
                {first && <Together itemId={first.itemId} items={items} taken={wishes.map((wish) => wish.itemId)} onPick={(item) => add(item.id)} />}
                <Button block type="dashed" onClick={() => setAdding(true)} data-testid="add-item">
                  ＋ 再加一件
                </Button>
              </>
            )}
          </div>
        );
      }}
    </Loaded>
  );
}
