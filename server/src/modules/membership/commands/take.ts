import type { ApiRefusal } from '@zhike/domain/api';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { offsetMinutesAt } from '@zhike/domain/kernel/zone';
import { cardUsed } from '@zhike/domain/ledger/acts.cards';
import { decideTaking, openAfter } from '@zhike/domain/membership/rules';
import { sqlIn } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import type { Write } from '../../../platform/write';
import type { Settling } from '../../booking/queries.settling';
import { post } from '../../ledger/post';
import { isOrdered } from '../../orders/ordered';
import { lockCards } from '../records.cards';
import { insertUse, listUsesOf, removePending, type UseRow } from '../records.uses';
import { rulesNow } from '../rules';
import { withPurses } from '../view';
import { cardOf } from './open';

/** What is still open of a booking after what cards gave for it. */
export const openFenOf = (booking: Settling, uses: readonly UseRow[]): number => uses.reduce((open, use) => openAfter(open, use), booking.openFen);
/** The calendar day in the store where the service is given. */
export const dayAt = (booking: Settling, now: Date): string => dateAt(now.getTime(), offsetMinutesAt(booking.zone, now.getTime()));

/**
 * CD-07: takes what a locked booking costs from cards, one after the other. The cards are locked, so that of two who want the last
 * session exactly one gets it; behind that the books refuse to go below zero and a unique key refuses a second time.
 */
export async function takeFromCards(
  write: Write,
  booking: Settling,
  cardIds: readonly string[],
): Promise<Decision<{ uses: UseRow[]; openFen: number }, ApiRefusal>> {
  const sql = sqlIn(write.tx);
  if (await isOrdered(sql, booking.bookingId)) return refuse('membership.nothing_to_settle', { bookingId: booking.bookingId });
  const rules = await rulesNow(sql);
  const today = dayAt(booking, write.now);
  const cards = new Map((await withPurses(sql, await lockCards(sql, [...new Set(cardIds)]))).map((card) => [card.row.id, card]));
  const before = await listUsesOf(sql, booking.bookingId);
  let openFen = openFenOf(booking, before);
  for (const cardId of cardIds) {
    const card = cards.get(cardId);
    if (!card) return refuse('record.not_found', { noun: 'card', id: cardId });
    if (before.some((use) => use.cardId === cardId)) return refuse('membership.already_used', { bookingId: booking.bookingId, cardId });
    // A session would still be taken of a visit that another card has paid whole.
    if (before.length > 0 && openFen === 0) return refuse('membership.nothing_to_settle', { bookingId: booking.bookingId });
    const taking = decideTaking(card.facts, { ...booking, openFen }, rules, today);
    if (!taking.ok) return taking;
    const useId = newId(write.now);
    const staffId = write.actor.kind === 'staff' ? write.actor.staffId : null;
    const { bookingId, storeId } = booking;
    await insertUse(write.tx, { ...taking.value, id: useId, cardId, bookingId, storeId, staffId, now: write.now });
    await post(write, cardUsed(cardOf(card.row), { useId, bookingId, atStoreId: storeId, taking: taking.value }));
    await write.event({
      type: 'card.used',
      storeId,
      customerId: card.row.customerId,
      bookingId,
      data: { cardId, useId, cardName: card.row.terms.name, sessions: taking.value.sessions, valueFen: taking.value.valueFen },
    });
    openFen = openAfter(openFen, taking.value);
    before.push(...(await listUsesOf(sql, bookingId)).filter((use) => use.id === useId));
  }
  await removePending(write.tx, booking.bookingId);
  return allow({ uses: before, openFen });
}
