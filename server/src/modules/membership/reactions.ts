import { decideTaking, onlyOne } from '@zhike/domain/membership/rules';
import { sqlIn } from '../../platform/db';
import type { Reactions } from '../../platform/reactions';
import { lockSettling } from '../booking/queries.settling';
import { dayAt, takeFromCards } from './commands/take';
import { listCardsOf } from './records.cards';
import { isOrdered } from '../orders/ordered';
import { addPending, listUsesOf } from './records.uses';
import { rulesNow } from './rules';
import { withPurses } from './view';

/** What cards do when bookings change. */
export const membershipReactions: Reactions = {
  /**
   * BK-15: a finished booking takes from the one card that fits; where several do, or one pays only a part, it waits for a person. One
   * that was finished from cards, was settled meanwhile, or is billed by an order is left alone.
   */
  'booking.finished': async (event, write) => {
    if (!event.bookingId) return;
    const sql = sqlIn(write.tx);
    const booking = await lockSettling(sql, event.bookingId, { kind: 'all' });
    if (booking?.state !== 'done' || (await listUsesOf(sql, booking.bookingId)).length > 0) return;
    if (await isOrdered(sql, booking.bookingId)) return;
    const rules = await rulesNow(sql);
    const today = dayAt(booking, write.now);
    const cards = (await withPurses(sql, await listCardsOf(sql, booking.customerId))).map((card) => card.facts);
    if (!cards.some((card) => decideTaking(card, booking, rules, today).ok)) return;
    const card = rules.useWhenFinished ? onlyOne(cards, booking, rules, today) : null;
    if (card && (await takeFromCards(write, booking, [card.cardId])).ok) return;
    const { bookingId, storeId, customerId } = booking;
    if (await addPending(write.tx, bookingId, storeId, write.now)) await write.event({ type: 'card.to_settle', storeId, customerId, bookingId });
  },
};
