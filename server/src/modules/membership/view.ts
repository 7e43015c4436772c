import { compileScope, inScope, type Right } from '@zhike/domain/kernel/access';
import type { Actor } from '@zhike/domain/kernel/actor';
import { dateAt, type CalendarDate } from '@zhike/domain/kernel/calendar-date';
import { HOUR_MS } from '@zhike/domain/kernel/time-range';
import { offsetMinutesAt } from '@zhike/domain/kernel/zone';
import type { CardPurses } from '@zhike/domain/ledger/acts.cards';
import type { CardProductView, CardVerb, CardView, UseView } from '@zhike/domain/membership/contract';
import { type CardFacts, nextDue, stateOf, verbsOf } from '@zhike/domain/membership/rules';
import type { Sql } from '../../platform/db';
import { cardPurses } from '../ledger/cards';
import type { ProductRow } from './records';
import type { CardRow } from './records.cards';
import type { UseRow } from './records.uses';

/** A card's row with what the books say that it holds. */
export interface Card {
  readonly row: CardRow;
  readonly facts: CardFacts;
}

const dayOf = (instant: Date, zone: string): CalendarDate => dateAt(instant.getTime(), offsetMinutesAt(zone, instant.getTime()));
/** The calendar day of the store that sold it: by it a card's time runs out. */
export const todayOf = (row: Pick<CardRow, 'zone'>, now: Date): CalendarDate => dayOf(now, row.zone);

function factsOf(row: CardRow, held: CardPurses): CardFacts {
  const { id, customerId, storeId, terms, state, validUntil } = row;
  return { cardId: id, customerId, storeId, terms, state, validUntil, family: row.family.map((member) => member.customerId), ...held };
}

/** Rows with what they hold. */
export async function withPurses(sql: Sql, rows: readonly CardRow[]): Promise<Card[]> {
  const purses = await cardPurses(
    sql,
    rows.map((row) => row.id),
  );
  return rows.map((row) => ({ row, facts: factsOf(row, purses.get(row.id) ?? { principalFen: 0, bonusFen: 0, unearnedFen: 0, sessions: 0 }) }));
}

const RIGHT_OF: Record<CardVerb, Right> = {
  charge: 'card.sell',
  freeze: 'card.sell',
  unfreeze: 'card.sell',
  extend: 'card.adjust',
  transfer: 'card.adjust',
  refund: 'card.refund',
  correct: 'card.adjust',
  share: 'card.read',
};

/** Whether the actor holds the right on this card: sold in one of her stores, of somebody she looks after, or her own. */
export function reaches(actor: Actor, right: Right, row: CardRow): boolean {
  return inScope(compileScope(actor, right), { storeId: row.storeId, customerId: row.customerId, staffIds: row.staffIds });
}

/** The one place where a card becomes what a reader sees. */
export function toCardView({ row, facts }: Card, actor: Actor, now: Date): CardView {
  const today = todayOf(row, now);
  const mine = actor.kind === 'customer' && actor.customerId === row.customerId;
  const may = (verb: CardVerb): boolean => (verb === 'share' ? mine : actor.kind === 'staff' && reaches(actor, RIGHT_OF[verb], row));
  return {
    id: row.id,
    code: row.code,
    version: row.version,
    productId: row.productId,
    kind: row.terms.kind,
    name: row.terms.name,
    text: row.terms.text,
    state: stateOf(facts, today),
    customerId: row.customerId,
    customerName: row.customerName,
    mine,
    storeId: row.storeId,
    storeName: row.storeName,
    priceFen: row.terms.priceFen,
    principalFen: facts.principalFen,
    bonusFen: facts.bonusFen,
    sessionsTotal: row.terms.sessions,
    sessionsLeft: facts.sessions,
    unearnedFen: facts.unearnedFen,
    intervalDays: row.terms.intervalDays,
    nextDueOn: nextDue(facts, row.lastUsedAt && dayOf(row.lastUsedAt, row.zone)),
    validUntil: row.validUntil,
    frozenOn: row.frozenOn,
    soldAt: row.soldAt.toISOString(),
    serviceIds: row.terms.serviceIds,
    serviceNames: row.serviceNames,
    storeIds: row.terms.storeIds,
    // Who else may use it is told to its owner and to staff, not from one relative to another.
    family: mine || actor.kind === 'staff' ? row.family : [],
    can: verbsOf(facts).filter(may),
  };
}

export function toProductView({ terms, ...row }: ProductRow): CardProductView {
  return { ...terms, ...row };
}

/** Until when a use may be undone. */
export const undoableUntil = (use: Pick<UseRow, 'at'>, undoHours: number): Date => new Date(use.at.getTime() + undoHours * HOUR_MS);

export function toUseView(use: UseRow, undoHours: number, now: Date): UseView {
  const until = undoableUntil(use, undoHours);
  const { undoneAt, at, ...rest } = use;
  return { ...rest, at: at.toISOString(), undoableUntil: undoneAt === null && until > now ? until.toISOString() : null, undone: undoneAt !== null };
}
