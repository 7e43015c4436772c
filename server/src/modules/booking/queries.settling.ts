import type { Scope } from '@zhike/domain/kernel/access';
import type { BookingState } from '@zhike/domain/booking/lifecycle';
import type { Sql } from '../../platform/db';
import { findBookingRow, lockBooking, type BookingRow } from './records.bookings';
import { depositKeptFen } from './view';

/** What a booking is, for whoever settles it from a card. */
export interface Settling {
  readonly bookingId: string;
  readonly code: string;
  readonly state: BookingState;
  readonly customerId: string;
  readonly storeId: string;
  readonly zone: string;
  readonly serviceId: string;
  readonly serviceName: string;
  readonly startsAt: Date;
  /** Its price less the deposit that was received and kept. */
  readonly openFen: number;
}

const toSettling = (row: BookingRow): Settling => ({
  bookingId: row.id,
  code: row.code,
  state: row.state,
  customerId: row.customerId,
  storeId: row.storeId,
  zone: row.zone,
  serviceId: row.serviceId,
  serviceName: row.terms.serviceName,
  startsAt: row.startsAt,
  openFen: Math.max(0, row.priceFen - depositKeptFen(row)),
});

/** A booking within a reader's scope; null when there is none. */
export async function findSettling(sql: Sql, bookingId: string, scope: Scope): Promise<Settling | null> {
  const row = await findBookingRow(sql, bookingId, scope);
  return row && toSettling(row);
}

/** The same, and nobody changes it until the transaction ends. */
export async function lockSettling(sql: Sql, bookingId: string, scope: Scope): Promise<Settling | null> {
  await lockBooking(sql, bookingId);
  return findSettling(sql, bookingId, scope);
}
