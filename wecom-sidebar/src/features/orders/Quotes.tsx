import { useState } from 'react';
import { followOrders } from '../../api/follow';
import { useQuery } from '../../api/hooks';
import { Loaded, RowsSkeleton } from '../../components/states';
import { QuoteSheet } from './QuoteSheet';
import type { Buyer } from './useSale';
import { QUOTE_TONE, QUOTE_WORDS, yuan } from './words';

/** OR-04: a customer's quotes, the newest first; each opens with all its versions. */
export function Quotes({ buyer, onOrder }: { buyer: Buyer; onOrder: (orderId: string) => void }) {
  const quotes = useQuery('orders.quotes', { customerId: buyer.customerId }, { follow: followOrders(buyer.customerId) });
  const [open, setOpen] = useState<string | null>(null);
  const chosen = quotes.data?.quotes.find((one) => one.id === open);
  return (
    <Loaded query={quotes} skeleton={<RowsSkeleton rows={1} />}>
      {({ quotes: list }) => (
        <>
          {list.map((one) => {
            const newest = one.versions.find((version) => version.version === one.version);
            return (
              <button key={one.id} type="button" className="zk-card zk-order-card" onClick={() => setOpen(one.id)} data-testid="quote" data-state={one.state}>
                <span className="zk-row">
                  <b className="zk-grow zk-ellipsis">报价 {newest?.lines.map((line) => line.name).join('、')}</b>
                  <span className={`zk-booking-state ${QUOTE_TONE[one.state]}`}>{QUOTE_WORDS[one.state]}</span>
                </span>
                <span className="zk-row">
                  <span className="zk-grow zk-hint">
                    {one.code} · 第 {one.version} 版 · <span className="zk-nowrap">有效到 {one.validUntil}</span>
                  </span>
                  <b>{yuan(newest?.totalFen ?? 0)}</b>
                </span>
              </button>
            );
          })}
          {chosen && (
            <QuoteSheet
              quote={chosen}
              buyer={buyer}
              onClose={() => setOpen(null)}
              onChanged={quotes.reload}
              onOrder={(orderId) => {
                setOpen(null);
                quotes.reload();
                onOrder(orderId);
              }}
            />
          )}
        </>
      )}
    </Loaded>
  );
}
