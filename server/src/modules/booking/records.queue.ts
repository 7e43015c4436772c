import type { TicketState } from '@zhike/domain/booking/queue';
import type { CalendarDate } from '@zhike/domain/kernel/calendar-date';
import { changeIn, sqlIn, type Sql, type Tx } from '../../platform/db';
import { lockKeys } from '../../platform/locks';

export interface TicketRow {
  readonly id: string;
  readonly storeId: string;
  readonly storeName: string;
  readonly serviceId: string;
  readonly serviceName: string;
  /** The day of the store's opening, also after midnight. */
  readonly localDate: CalendarDate;
  readonly number: number;
  readonly customerId: string | null;
  readonly identityId: string | null;
  readonly name: string;
  readonly partySize: number;
  readonly state: TicketState;
  readonly createdAt: Date;
  readonly calledAt: Date | null;
}

const TICKETS = `SELECT q.id, q.store_id AS "storeId", st.name AS "storeName", q.service_id AS "serviceId", sv.name AS "serviceName", q.local_date::text AS "localDate", q.number, q.customer_id AS "customerId",
  q.identity_id AS "identityId", q.name, q.party_size AS "partySize", q.state, q.created_at AS "createdAt", q.called_at AS "calledAt"
FROM queue_tickets q JOIN stores st ON st.id = q.store_id JOIN services sv ON sv.id = q.service_id`;
const OPEN = `q.state IN ('waiting', 'called')`;

/** A store's line of a day: who is still in it, in order of their numbers, then those who are done. */
export function listLine(sql: Sql, storeId: string, date: CalendarDate): Promise<TicketRow[]> {
  return sql(`${TICKETS} WHERE q.store_id = $1::uuid AND q.local_date = $2::date ORDER BY ${OPEN} DESC, q.number LIMIT 500`, [storeId, date]);
}

/** Open tickets of a guest, of any store and day. */
export function listOwnTickets(sql: Sql, guest: { readonly identityId: string; readonly customerId: string | null }): Promise<TicketRow[]> {
  return sql(`${TICKETS} WHERE ${OPEN} AND (q.identity_id = $1::uuid OR q.customer_id = $2::uuid) ORDER BY q.created_at, q.id LIMIT 50`, [
    guest.identityId,
    guest.customerId,
  ]);
}

/** One ticket, or null. */
export async function findTicket(sql: Sql, ticketId: string): Promise<TicketRow | null> {
  const rows = await sql<TicketRow>(`${TICKETS} WHERE q.id = $1::uuid`, [ticketId]);
  return rows[0] ?? null;
}

/** Locks a ticket and reads it. Order of locks everywhere: the customer, then the ticket, then units. */
export async function lockTicket(tx: Tx, ticketId: string): Promise<TicketRow | null> {
  await sqlIn(tx)('SELECT id FROM queue_tickets WHERE id = $1::uuid FOR UPDATE', [ticketId]);
  return findTicket(sqlIn(tx), ticketId);
}

/** Locks the end of a store's line, so that fifty who come at once get fifty numbers. */
export function lockLineEnd(tx: Tx, storeId: string, date: CalendarDate): Promise<void> {
  return lockKeys(tx, { alone: [`queue/${storeId}/${date}`] });
}

/** A guest's open ticket of the day; the caller holds the end of the line. Tickets that were left open on other days are closed: their line is over. */
export async function findOpenTicket(
  tx: Tx,
  guest: { readonly identityId: string; readonly storeId: string; readonly date: CalendarDate; readonly now: Date },
): Promise<string | null> {
  const { identityId, storeId, date, now } = guest;
  await changeIn(
    tx,
    `UPDATE queue_tickets SET state = 'skipped', closed_at = $4::timestamptz WHERE identity_id = $1::uuid AND store_id = $2::uuid AND local_date <> $3::date AND state IN ('waiting', 'called')`,
    [identityId, storeId, date, now.toISOString()],
  );
  const [row] = await sqlIn(tx)<{ id: string }>(
    `SELECT id FROM queue_tickets WHERE identity_id = $1::uuid AND store_id = $2::uuid AND local_date = $3::date AND state IN ('waiting', 'called')`,
    [identityId, storeId, date],
  );
  return row?.id ?? null;
}

export interface NewTicket {
  readonly id: string;
  readonly storeId: string;
  readonly serviceId: string;
  readonly localDate: CalendarDate;
  readonly customerId: string | null;
  readonly identityId: string | null;
  readonly name: string;
  readonly partySize: number;
  readonly createdAt: Date;
}

/** Puts a guest at the end of the line; answers her number. The caller holds the end of the line. */
export async function insertTicket(tx: Tx, ticket: NewTicket): Promise<number> {
  const [row] = await sqlIn(tx)<{ number: number }>(
    `INSERT INTO queue_tickets (id, store_id, service_id, local_date, number, customer_id, identity_id, name, party_size, state, created_at)
     SELECT $1::uuid, $2::uuid, $3::uuid, $4::date, 1 + COALESCE((SELECT max(number) FROM queue_tickets WHERE store_id = $2::uuid AND local_date = $4::date), 0), $5::uuid, $6::uuid, $7, $8::int, 'waiting', $9::timestamptz
     RETURNING number`,
    [
      ticket.id,
      ticket.storeId,
      ticket.serviceId,
      ticket.localDate,
      ticket.customerId,
      ticket.identityId,
      ticket.name,
      ticket.partySize,
      ticket.createdAt.toISOString(),
    ],
  );
  if (!row) throw new Error('a ticket was not written');
  return row.number;
}

/** Moves a locked ticket on. */
export async function moveTicket(
  tx: Tx,
  ticketId: string,
  change: { readonly state: TicketState; readonly calledAt?: Date; readonly closedAt?: Date; readonly customerId?: string },
): Promise<void> {
  await tx.queueTicket.update({ where: { id: ticketId }, data: change, select: { id: true } });
}
