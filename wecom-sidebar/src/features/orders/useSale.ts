import type { PricedLineView } from '@zhike/domain/catalogue/contract';
import type { Discount, InstalmentInput, OrderView, QuoteView } from '@zhike/domain/orders/contract';
import { useState } from 'react';
import { useQuery } from '../../api/hooks';
import { useMe } from '../../components/SessionGate';
import { fillDues, type FormDraft, keptLine, sumSale, type WishedLine, wishesOf } from './sale';

/** What a sale is put together for: a new order, a quote or its next version, other lines of an order that is there. */
export type Purpose =
  | { readonly kind: 'order' }
  | { readonly kind: 'quote'; readonly quote: QuoteView | null }
  | { readonly kind: 'change'; readonly order: OrderView };

/** For whom it is. */
export interface Buyer {
  readonly customerId: string;
  readonly name: string;
  readonly storeId: string | null;
}

function beginning(purpose: Purpose): { wishes: WishedLine[]; discount: Discount | null; form: FormDraft } {
  if (purpose.kind === 'change') {
    const { lines, discountFen } = purpose.order;
    return { wishes: wishesOf(lines), discount: discountFen > 0 ? { kind: 'amount', amountFen: discountFen } : null, form: {} };
  }
  const quote = purpose.kind === 'quote' ? purpose.quote : null;
  const newest = quote?.versions.find((version) => version.version === quote.version);
  return {
    wishes: (newest?.lines ?? []).map(({ itemId, quantity, options }) => ({ lineId: null, itemId, quantity, options: { ...options } })),
    discount: newest && newest.discountFen > 0 ? { kind: 'amount', amountFen: newest.discountFen } : null,
    form: quote?.form ?? {},
  };
}

/** A sale while it is put together. Prices come from the server, again whenever a line changes; a line of an order that stays as it is keeps its own. */
export function useSale(buyer: Buyer, purpose: Purpose) {
  const me = useMe();
  const fixed = purpose.kind === 'change' ? purpose.order : purpose.kind === 'quote' ? purpose.quote : null;
  const home = me.stores.find((store) => store.id === buyer.storeId)?.id ?? me.stores[0]?.id ?? '';
  const [storeId, setStoreId] = useState(fixed?.storeId ?? home);
  const [chosenLine, setLineId] = useState<string | null>(purpose.kind === 'quote' ? (purpose.quote?.lineId ?? null) : null);
  const [draft, setDraft] = useState(() => beginning(purpose));
  const [dues, setDues] = useState<readonly InstalmentInput[]>([]);
  const lines = useQuery('catalogue.lines', {});
  const items = useQuery('catalogue.items', storeId ? { storeId, customerId: buyer.customerId, lineId: null, withInactive: false } : null);
  const active = lines.data?.lines.filter((line) => line.active) ?? [];
  const line = active.find((one) => one.id === chosenLine);

  const sold = purpose.kind === 'change' ? purpose.order.lines : [];
  const kept = draft.wishes.map((wish) => keptLine(wish, sold));
  const asked = draft.wishes.filter((_, i) => !kept[i]).map(({ itemId, quantity, options }) => ({ itemId, quantity, options }));
  const price = useQuery('catalogue.price', asked.length > 0 ? { storeId, customerId: buyer.customerId, lines: asked } : null, { keepPrevious: true });
  // An older answer may be for fewer lines: what is shown for a line is only ever a price of its own item.
  let next = 0;
  const priced = draft.wishes.map((wish, i): PricedLineView | undefined => {
    const own = kept[i];
    if (own) return own;
    const answer = price.data?.lines[next++];
    return answer?.itemId === wish.itemId ? answer : undefined;
  });
  const whole = priced.filter((one) => one !== undefined);
  const settled = whole.length === priced.length && (asked.length === 0 || (!price.busy && !price.refusal));
  const sums = sumSale(whole, draft.discount);
  const wishes = draft.wishes.map(({ itemId, quantity, options }) => ({ itemId, quantity, options }));
  // What is new is billed by today's rules; an order that is changed keeps what was agreed, and the server says what comes of it.
  const asks = purpose.kind !== 'change' && wishes.length > 0;
  const bill = useQuery('marketing.previewBill', asks ? { storeId, customerId: buyer.customerId, lines: wishes, discount: draft.discount } : null, {
    keepPrevious: true,
  });
  const change = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
  return {
    storeId,
    line,
    lineId: chosenLine,
    lines,
    active,
    items,
    price,
    priced,
    sums,
    settled,
    bill,
    ...draft,
    dues: fillDues(dues, sums.totalFen),
    setStore: (id: string) => {
      setStoreId(id);
      change({ wishes: [] });
    },
    setLineId,
    setDues,
    change,
  };
}
export type Sale = ReturnType<typeof useSale>;
