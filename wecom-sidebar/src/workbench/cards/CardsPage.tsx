import type { CardKind, CardState } from '@zhike/domain/membership/contract';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { followCards } from '../../api/follow';
import { ListFoot, usePages } from '../../components/more';
import { Chips, useKept, useNarrow } from '../../components/parts';
import { go } from '../../components/route';
import { useMay, useMe } from '../../components/SessionGate';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import type { BookFor } from '../../features/booking/bookFor';
import { CustomerPicker } from '../../features/booking/CustomerPicker';
import { CardFace } from '../../features/membership/CardFace';
import { CardSheet } from '../../features/membership/CardSheet';
import { CustomerCards } from '../../features/membership/CustomerCards';
import { MemberCode } from '../../features/membership/MemberCode';
import { KIND_WORDS } from '../../features/membership/words';
import { CARD_STATE_WORDS } from '../../words.membership';
import { StoryOf } from '../StoryOf';
import { CardsTable } from './CardsTable';
import { GiftsSheet } from './GiftsSheet';

const ALL = 'all';
const SOON_DAYS = 30;
const STATES: readonly CardState[] = ['active', 'frozen', 'expired', 'used_up', 'refunded'];
interface Filter {
  readonly store: string;
  readonly kind: CardKind | null;
  readonly state: CardState | null;
  readonly soon: boolean;
}
const NO_FILTER: Filter = { store: ALL, kind: null, state: 'active', soon: false };

/** 会员卡: every card within reach, the first to run out first; one customer's cards by her name; whoever shows a code. */
export function CardsPage() {
  const me = useMe();
  const narrow = useNarrow();
  const [filter, setFilter] = useKept<Filter>('cards.filter', NO_FILTER);
  const [customer, setCustomer] = useState<BookFor | null>(null);
  const [picking, setPicking] = useState(false);
  const mayHandOut = useMay('points.use');
  const [gifts, setGifts] = useState(false);
  const [open, setOpen] = useState<string | null>(null);
  const [bookingId, setBookingId] = useState<string | null>(null);
  const storeId = me.stores.some((one) => one.id === filter.store) ? filter.store : null;
  const { first, pages } = usePages(
    'membership.list',
    { storeId, productId: null, kind: filter.kind, state: filter.state, expiringWithinDays: filter.soon ? SOON_DAYS : null },
    (news) => followCards(news),
  );
  const set = (part: Partial<Filter>) => setFilter({ ...filter, ...part });
  const openCustomer = (id: string) => go(`/customers/${id}`);
  return (
    <div className="zk-page" data-testid="cards-page">
      <header className="zk-page-head">
        <h1>会员卡</h1>
        <div style={{ width: narrow ? '100%' : 380 }}>
          <MemberCode onOpenBooking={setBookingId} onOpenCustomer={openCustomer} />
        </div>
      </header>
      <div className="zk-row wrap" style={{ marginBottom: 12 }}>
        {customer ? (
          <span className="zk-chosen" data-testid="cards-customer">
            <b>{customer.name}</b>
            <span className="zk-hint">{customer.maskedPhone}</span>
            <button type="button" className="zk-link" onClick={() => setCustomer(null)} data-testid="cards-customer-clear">
              看全部
            </button>
          </span>
        ) : (
          <>
            <Button onClick={() => setPicking(true)} data-testid="cards-find">
              找客户
            </Button>
            {mayHandOut && (
              <Button onClick={() => setGifts(true)} data-testid="cards-gifts">
                礼品领取
              </Button>
            )}
            {me.stores.length > 1 && (
              <Select
                aria-label="门店"
                value={storeId ?? ALL}
                style={{ minWidth: 140 }}
                options={[{ value: ALL, label: '全部门店' }, ...me.stores.map((one) => ({ value: one.id, label: one.name }))]}
                onChange={(store: string) => set({ store })}
                data-testid="cards-store"
              />
            )}
            <Select
              aria-label="状态"
              value={filter.state ?? ALL}
              style={{ minWidth: 110 }}
              options={[{ value: ALL, label: '全部状态' }, ...STATES.map((state) => ({ value: state, label: CARD_STATE_WORDS[state] }))]}
              onChange={(state: CardState | typeof ALL) => set({ state: state === ALL ? null : state })}
              data-testid="cards-state"
            />
            <Chips
              name="cards-kind"
              label="种类"
              value={filter.kind ?? ALL}
              choices={[
                { key: ALL as CardKind | typeof ALL, title: '全部' },
                ...(Object.keys(KIND_WORDS) as CardKind[]).map((key) => ({ key, title: KIND_WORDS[key] })),
              ]}
              onChange={(kind) => set({ kind: kind === ALL ? null : kind })}
            />
            <Chips
              name="cards-soon"
              label="快到期"
              value={filter.soon ? 'soon' : null}
              choices={[{ key: 'soon', title: `${SOON_DAYS} 天内到期` }]}
              onChange={() => set({ soon: !filter.soon })}
            />
          </>
        )}
      </div>
      {customer ? (
        <div style={{ maxWidth: 560 }}>
          <CustomerCards customer={{ id: customer.customerId, name: customer.name, storeId }} onChanged={first.reload} onOpenBooking={setBookingId} />
        </div>
      ) : (
        <Loaded query={first} skeleton={<RowsSkeleton rows={6} />}>
          {() =>
            pages.items.length === 0 ? (
              <Nothing title="没有这样的卡" hint="换个筛选，或找一位客户给她办卡。">
                <Button onClick={() => setFilter({ ...NO_FILTER, state: null })}>看全部</Button>
              </Nothing>
            ) : (
              <>
                {narrow ? (
                  pages.items.map((card) => <CardFace key={card.id} card={card} holderId={null} onOpen={() => setOpen(card.id)} />)
                ) : (
                  <CardsTable cards={pages.items} onOpen={setOpen} />
                )}
                <ListFoot pages={pages} unit="张" />
              </>
            )
          }
        </Loaded>
      )}
      {gifts && <GiftsSheet onClose={() => setGifts(false)} />}
      {picking && (
        <CustomerPicker
          storeId={storeId ?? me.stores[0]?.id ?? ''}
          title="看谁的卡"
          act="办卡"
          onClose={() => setPicking(false)}
          onPick={(who) => {
            setPicking(false);
            setCustomer(who);
          }}
        />
      )}
      {open && (
        <CardSheet
          cardId={open}
          holderId={null}
          onClose={() => setOpen(null)}
          onChanged={first.reload}
          onOpenBooking={setBookingId}
          onOpenCustomer={openCustomer}
          onOpenBooks={(id) => go(`/books?holder=${id}`)}
        />
      )}
      {bookingId && <StoryOf bookingId={bookingId} onClose={() => setBookingId(null)} onChanged={first.reload} />}
    </div>
  );
}
