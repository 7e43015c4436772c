import type { Back, CardBack } from '@zhike/domain/ledger/acts.orders';
import type { Till } from '@zhike/domain/ledger/accounts';
import { paidBy, splitBack, type GivingBack } from '@zhike/domain/orders/giving-back';
import { newId } from '../../../platform/ids';
import type { PayingCard } from '../../../platform/ports';
import type { Write } from '../../../platform/write';
import { giveBackThrough } from '../give-back';
import type { OrderRow } from '../records.orders';
import { insertPayment } from '../records.orders.write';

/** What goes back of an order and where, with the cards that it goes to. */
export interface BackPlan extends GivingBack {
  readonly known: ReadonlyMap<string, PayingCard>;
}

/** Shares `backFen` out over what paid. `find`: looks at the cards, or locks them where something is written. */
export async function planBack(
  row: Pick<OrderRow, 'payments'>,
  backFen: number,
  find: (cardIds: readonly string[]) => Promise<readonly PayingCard[]>,
): Promise<BackPlan> {
  const paid = paidBy(row.payments);
  const cards = paid.cards.length > 0 ? await find(paid.cards.map((card) => card.cardId)) : [];
  const ended = new Set(cards.filter((card) => card.ended).map((card) => card.cardId));
  return { ...splitBack(paid, backFen, ended), known: new Map(cards.map((card) => [card.cardId, card])) };
}

/**
 * Writes the order's story of what goes back, and the wish to WeChat Pay where it gives the money (`online`). Answers it for the books. The
 * order is locked and `paidFen` is the caller's to change.
 */
export async function writeBack(
  write: Write,
  row: OrderRow,
  plan: BackPlan,
  how: { readonly till: Till; readonly online: boolean; readonly note: string },
): Promise<Back> {
  const { till, online, note } = how;
  const staffId = write.actor.kind === 'staff' ? write.actor.staffId : null;
  const told = { orderId: row.id, bookingId: null, note, staffId, at: write.now };
  const endedFen = plan.cards.reduce((sum, card) => sum + (card.ended ? card.principalFen : 0), 0);
  if (plan.moneyFen > endedFen) await insertPayment(write.tx, { ...told, id: newId(write.now), kind: 'refund', till, amountFen: plan.moneyFen - endedFen });
  const cards: CardBack[] = [];
  for (const { ended, cardId, principalFen, bonusFen } of plan.cards) {
    const card = plan.known.get(cardId);
    if (!card) throw new Error('a card that paid is not there');
    cards.push({ card: { cardId, storeId: card.storeId, customerId: card.customerId }, principalFen, bonusFen, ended });
    const parts = ended
      ? [
          { kind: 'refund' as const, till, principalFen, bonusFen: 0 },
          { kind: 'void' as const, till: null, principalFen: 0, bonusFen },
        ]
      : [{ kind: 'refund' as const, till: null, principalFen, bonusFen }];
    for (const part of parts) {
      const amountFen = part.principalFen + part.bonusFen;
      if (amountFen === 0) continue;
      const { kind } = part;
      await insertPayment(write.tx, { ...told, id: newId(write.now), kind, till: part.till, amountFen, card: { cardId, ...part } });
    }
    if (ended) continue;
    const data = { cardId, cardName: card.name, orderId: row.id, amountFen: principalFen + bonusFen };
    await write.event({ type: 'card.order_returned', storeId: row.storeId, customerId: card.customerId, data });
  }
  if (online) await giveBackThrough(write, { orderId: row.id }, { amountFen: plan.moneyFen, reason: 'order_refunded' });
  return { till: online ? 'refund_due' : till, moneyFen: plan.moneyFen, cards };
}
