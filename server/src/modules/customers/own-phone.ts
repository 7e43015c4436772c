import type { Sql } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import { latestContactPhone } from '../booking/queries.bookings';
import { openPhone } from './phone';
import { findRecord } from './records';

/**
 * The number on which the shop reaches her, in the clear: her record's, else the contact phone of her latest booking. The second
 * one is only typed, never proven, so it is never written into her record: the record's number decides who she is.
 */
export async function ownPhoneOf(sql: Sql, ports: Ports, row: { readonly id: string; readonly phoneCipher: string | null }): Promise<string | null> {
  return openPhone(ports, row) ?? (await latestContactPhone(sql, ports, row.id));
}

/** The same by the customer's id; null when nobody knows a number of hers. */
export async function findOwnPhone(sql: Sql, ports: Ports, customerId: string): Promise<string | null> {
  const record = await findRecord(sql, customerId, { kind: 'all' });
  return record && ownPhoneOf(sql, ports, record);
}

/** What a booking that is made for her stands under: her name, and the number that the shop has of her; null when there is none. */
export async function findOwnContact(sql: Sql, ports: Ports, customerId: string): Promise<{ readonly name: string; readonly phone: string } | null> {
  const record = await findRecord(sql, customerId, { kind: 'all' });
  const phone = record && (await ownPhoneOf(sql, ports, record));
  return record && phone ? { name: record.name, phone } : null;
}
