import type { bookingEndpoints } from '@zhike/domain/booking/contract';
import { readSearch } from '@zhike/domain/booking/search';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import { allow } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { readCursor, toCursor } from '../../platform/cursor';
import { sqlOf } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import { searchRows, type Typed } from './records.search';
import { toBookingViews } from './view';

const PAGE = 30;

/** Bookings by code, name, phone or its last four; as far as the reader reaches. */
export async function searchBookings(
  ask: Ask<ActorOf<'booking.search'>>,
  input: ParsedInputOf<(typeof bookingEndpoints)['booking.search']>,
): Answer<'booking.search'> {
  const after = readCursor(input.cursor);
  if (!after.ok) return after;
  const sql = sqlOf(ask.ports.db);
  const rows = await searchRows(sql, ask.scope, { ...input, typed: typedOf(input.search, ask.ports), after: after.value, limit: PAGE + 1 });
  const items = rows.slice(0, PAGE);
  const last = items[items.length - 1];
  return allow({
    items: await toBookingViews(sql, items, ask),
    next: rows.length > PAGE && last ? toCursor({ at: last.startsAt, id: last.id }) : null,
  });
}

function typedOf(text: string, { crypto }: Pick<Ports, 'crypto'>): Typed {
  const search = readSearch(text);
  return search.kind === 'phone' ? { kind: 'phone', index: crypto.blindIndex(search.phone, 'phone') } : search;
}
