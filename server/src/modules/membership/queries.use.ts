import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { UseOption } from '@zhike/domain/membership/contract';
import { decideTaking, inOrder, openAfter } from '@zhike/domain/membership/rules';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { sqlOf, type Sql } from '../../platform/db';
import { findSettling, type Settling } from '../booking/queries.settling';
import { reachesStore } from '../booking/reach';
import { betweenStoresOver } from '../ledger/cards';
import { isOrdered } from '../orders/ordered';
import { dayAt, openFenOf } from './commands/take';
import type { Input } from './input';
import { listCardsOf } from './records.cards';
import { listPending, listUsesOf } from './records.uses';
import { rulesNow } from './rules';
import { toUseView, withPurses, type Card } from './view';

/** The cards that fit, in the order in which they should be used. */
async function fitting(sql: Sql, booking: Settling, openFen: number, now: Date): Promise<UseOption[]> {
  const rules = await rulesNow(sql);
  const today = dayAt(booking, now);
  const cards = new Map<string, Card>((await withPurses(sql, await listCardsOf(sql, booking.customerId))).map((card) => [card.row.id, card]));
  const ordered = inOrder(
    [...cards.values()].map((card) => card.facts),
    booking.customerId,
  );
  return ordered.flatMap((facts): UseOption[] => {
    const taking = decideTaking(facts, { ...booking, openFen }, rules, today);
    if (!taking.ok) return [];
    const takes = taking.value;
    return [
      {
        cardId: facts.cardId,
        name: facts.terms.name,
        kind: facts.terms.kind,
        ownerName: cards.get(facts.cardId)?.row.customerName ?? '',
        own: facts.customerId === booking.customerId,
        validUntil: facts.validUntil,
        takes,
        leaves: {
          sessions: facts.sessions - takes.sessions,
          principalFen: facts.principalFen - takes.principalFen,
          bonusFen: facts.bonusFen - takes.bonusFen,
        },
        openFen: openAfter(openFen, takes),
      },
    ];
  });
}

/** CD-07: what may pay for a booking, and what already did. */
export async function getUseOptions(ask: Ask<ActorOf<'membership.useOptions'>>, input: Input<'membership.useOptions'>): Answer<'membership.useOptions'> {
  const sql = sqlOf(ask.ports.db);
  const booking = await findSettling(sql, input.bookingId, ask.scope);
  if (!booking) return refuse('record.not_found', { noun: 'booking', id: input.bookingId });
  const uses = await listUsesOf(sql, booking.bookingId);
  const openFen = openFenOf(booking, uses);
  const { undoHours } = await rulesNow(sql);
  const used = new Set(uses.map((use) => use.cardId));
  const options = (await fitting(sql, booking, openFen, ask.now)).filter((option) => !used.has(option.cardId));
  const settled = uses.some((use) => use.sessions > 0) || (await isOrdered(sql, booking.bookingId));
  return allow({ openFen: settled ? 0 : openFen, options: settled ? [] : options, uses: uses.map((use) => toUseView(use, undoHours, ask.now)) });
}

/** Finished bookings for which nobody has said which card. */
export async function getToSettle(ask: Ask<ActorOf<'membership.toSettle'>>, input: Input<'membership.toSettle'>): Answer<'membership.toSettle'> {
  if (!reachesStore(ask.scope, ask.actor, input.storeId)) return allow({ bookings: [] });
  const sql = sqlOf(ask.ports.db);
  const bookings: { bookingId: string; code: string; customerName: string; serviceName: string; options: number }[] = [];
  for (const { bookingId, code, customerName, serviceName } of await listPending(sql, input.storeId)) {
    const booking = await findSettling(sql, bookingId, ask.scope);
    if (!booking) continue;
    const options = await fitting(sql, booking, booking.openFen, ask.now);
    bookings.push({ bookingId, code, customerName, serviceName, options: options.length });
  }
  return allow({ bookings });
}

/** ST-03: between the stores. Whoever sees one store's books sees that store's line. */
export async function getBetweenStores(
  ask: Ask<ActorOf<'membership.betweenStores'>>,
  input: Input<'membership.betweenStores'>,
): Answer<'membership.betweenStores'> {
  const rows = await betweenStoresOver(sqlOf(ask.ports.db), input);
  const mine = rows.filter((row) => reachesStore(ask.scope, ask.actor, row.storeId));
  return allow({ rows: mine, sumFen: rows.reduce((sum, row) => sum + row.owedFen, 0) });
}
