import { Button } from 'antd';
import { useState } from 'react';
import { followCards } from '../../api/follow';
import { useQuery } from '../../api/hooks';
import { useMay } from '../../components/SessionGate';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { CardFace } from './CardFace';
import { CardSheet } from './CardSheet';
import { SellSheet } from './SellSheet';
import { Standing } from './Standing';
import './membership.css';

/** A customer's cards: what is left on each, the way to the whole card, and a new one. Those that are over stand behind a fold. */
export function CustomerCards({
  customer,
  onChanged,
  onOpenBooking,
}: {
  customer: { readonly id: string; readonly name: string; readonly storeId: string | null };
  onChanged: () => void;
  onOpenBooking: (bookingId: string) => void;
}) {
  const mayRead = useMay('card.read');
  const maySell = useMay('card.sell');
  const cards = useQuery('membership.cardsOf', mayRead ? { customerId: customer.id } : null, { follow: followCards });
  const [selling, setSelling] = useState(false);
  const [open, setOpen] = useState<string | null>(null);
  const [all, setAll] = useState(false);
  const changed = () => {
    cards.reload();
    onChanged();
  };
  if (!mayRead) return <Nothing title="看不到会员卡" hint="你的岗位没有「查看会员卡」的权限，需要的话请找店长开通。" />;
  return (
    <section data-testid="customer-cards">
      <Standing customer={customer} onChanged={onChanged} />
      <Loaded query={cards} skeleton={<RowsSkeleton rows={2} tall />}>
        {({ cards: list }) => {
          const usable = list.filter((card) => card.state === 'active' || card.state === 'frozen');
          const over = list.filter((card) => !usable.includes(card));
          return (
            <>
              {list.length === 0 && <Nothing title="还没有会员卡" hint={`给 ${customer.name} 办一张，做完服务会自动划卡。`} />}
              {[...usable, ...(all ? over : [])].map((card) => (
                <CardFace key={card.id} card={card} holderId={customer.id} onOpen={() => setOpen(card.id)} />
              ))}
              {over.length > 0 && (
                <button type="button" className="zk-link" style={{ marginTop: 8 }} aria-expanded={all} onClick={() => setAll(!all)} data-testid="cards-over">
                  {all ? '收起用完和过期的' : `用完和过期的 ${over.length} 张`}
                </button>
              )}
            </>
          );
        }}
      </Loaded>
      {maySell && (
        <Button block size="large" style={{ marginTop: 12 }} onClick={() => setSelling(true)} data-testid="sell-card">
          办卡
        </Button>
      )}
      {selling && (
        <SellSheet
          buyer={{ customerId: customer.id, name: customer.name, storeId: customer.storeId }}
          onClose={() => setSelling(false)}
          onDone={() => {
            setSelling(false);
            changed();
          }}
        />
      )}
      {open && <CardSheet cardId={open} holderId={customer.id} onClose={() => setOpen(null)} onChanged={changed} onOpenBooking={onOpenBooking} />}
    </section>
  );
}
