import type { CalendarView } from '@zhike/domain/booking/contract';
import { bookingAbilities } from '@zhike/domain/booking/policy';
import type { BookingState } from '@zhike/domain/booking/lifecycle';
import { datesFrom } from '@zhike/domain/booking/rules';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { TimeRange } from '@zhike/domain/kernel/time-range';
import { compileScope, inScope } from '@zhike/domain/kernel/access';
import { instantOf, offsetMinutesAt } from '@zhike/domain/kernel/zone';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { sqlOf } from '../../platform/db';
import { findStoreRow } from './records.services';
import { findShifts, iso } from './records.units';
import { openingsOn } from './store-clock';

interface CalendarUnitRow {
  id: string;
  name: string;
  number: number;
  staffId: string | null;
  typeId: string;
  typeName: string;
  kind: 'person' | 'place' | 'thing';
  skills: string[];
  state: string;
}

interface CalendarItemRow {
  reservationId: string;
  unitId: string;
  kind: 'booking' | 'leave' | 'maintenance';
  startsAt: Date;
  endsAt: Date;
  label: string;
  bookingId: string | null;
  state: BookingState | null;
  version: number | null;
  bookingStartsAt: Date | null;
  holdExpiresAt: Date | null;
  customerId: string | null;
  storeId: string | null;
  customerName: string | null;
  serviceName: string | null;
  staffIds: string[];
}

const UNITS = `SELECT u.id, u.name, u.number, u.staff_id AS "staffId", u.type_id AS "typeId", t.name AS "typeName", t.kind, u.skills, u.state FROM resource_units u JOIN resource_types t ON t.id = u.type_id
  JOIN unit_stores us ON us.unit_id = u.id WHERE us.store_id = $1::uuid AND u.state <> 'retired' ORDER BY t.position, t.name, u.number`;

const ITEMS = `SELECT r.id AS "reservationId", r.unit_id AS "unitId", r.kind, r.serves_from AS "startsAt", r.serves_until AS "endsAt", r.label, b.id AS "bookingId", b.state, b.version, b.starts_at AS "bookingStartsAt", b.hold_expires_at AS "holdExpiresAt",
    b.customer_id AS "customerId", b.store_id AS "storeId", b.contact_name AS "customerName", b.terms->>'serviceName' AS "serviceName",
    ARRAY(SELECT c.owner_staff_id::text WHERE c.owner_staff_id IS NOT NULL
      UNION SELECT u.staff_id::text FROM reservations x JOIN resource_units u ON u.id = x.unit_id WHERE x.booking_id = b.id AND u.staff_id IS NOT NULL
      UNION SELECT f.staff_id::text FROM customer_identities i JOIN wecom_follows f ON f.identity_id = i.id WHERE i.customer_id = b.customer_id) AS "staffIds"
  FROM reservations r LEFT JOIN bookings b ON b.id = r.booking_id LEFT JOIN customers c ON c.id = b.customer_id
  WHERE r.unit_id = ANY($1::uuid[]) AND r.released_at IS NULL AND r.starts_at < $3::timestamptz AND r.ends_at > $2::timestamptz AND r.starts_at > $2::timestamptz - interval '31 days' ORDER BY r.starts_at`;

/**
 * A store by resource for some days. Every occupation is shown; whose it is only where the reader may read that booking
 * (a shared photographer's booking in another store is just "占用").
 */
export async function getCalendar(ask: Ask<ActorOf<'booking.calendar'>>, input: { storeId: string; from: string; days: number }): Answer<'booking.calendar'> {
  const sql = sqlOf(ask.ports.db);
  const store = await findStoreRow(sql, input.storeId);
  if (!store) return refuse('record.not_found', { noun: 'store', id: input.storeId });
  if (!inScope(ask.scope, { storeId: store.id, customerId: null, staffIds: [ask.actor.staffId] }))
    return refuse('access.forbidden', { right: 'calendar.read' });
  const dates = datesFrom(input.from, input.days);
  const window: TimeRange = { start: instantOf(input.from, '00:00', store.zone), end: instantOf(addDays(input.from, input.days), '00:00', store.zone) };
  const opening = [...openingsOn(dates, store.opening, store.zone).values()].flat();
  const units = await sql<CalendarUnitRow>(UNITS, [store.id]);
  const people = units.filter((unit) => unit.kind === 'person').map((unit) => unit.id);
  const [items, shifts] = await Promise.all([
    sql<CalendarItemRow>(ITEMS, [units.map((unit) => unit.id), iso(window.start), iso(window.end)]),
    findShifts(sql, people, store.id, window),
  ]);
  const readable = compileScope(ask.actor, 'booking.read');
  const spans = (ranges: readonly TimeRange[]) => ranges.map((range) => ({ startsAt: iso(range.start), endsAt: iso(range.end) }));
  const calendar: CalendarView = {
    storeId: store.id,
    utcOffsetMinutes: offsetMinutesAt(store.zone, window.start),
    from: input.from,
    days: input.days,
    opening: spans(opening),
    units: units.map((unit) => ({ ...unit, working: spans(unit.kind === 'person' ? shifts.filter((shift) => shift.unitId === unit.id) : opening) })),
    items: items.map((row) => itemView(row, ask, readable)),
  };
  return allow({ calendar });
}

function itemView(row: CalendarItemRow, ask: Ask<ActorOf<'booking.calendar'>>, readable: ReturnType<typeof compileScope>): CalendarView['items'][number] {
  const facts = { storeId: row.storeId, customerId: row.customerId, staffIds: row.staffIds };
  const mayRead = row.bookingId !== null && inScope(readable, facts);
  const base = { reservationId: row.reservationId, unitId: row.unitId, kind: row.kind, startsAt: row.startsAt.toISOString(), endsAt: row.endsAt.toISOString() };
  if (!row.bookingId || !row.state)
    return { ...base, bookingId: null, state: null, customerName: null, serviceName: null, label: row.label, version: null, bookingStartsAt: null, can: [] };
  if (!mayRead)
    return { ...base, bookingId: null, state: row.state, customerName: null, serviceName: null, label: '占用', version: null, bookingStartsAt: null, can: [] };
  const can = bookingAbilities(
    ask.actor,
    { ...facts, state: row.state, startsAt: row.bookingStartsAt?.getTime() ?? 0, depositState: '', holdExpiresAt: row.holdExpiresAt?.getTime() ?? null },
    ask.now.getTime(),
  );
  return {
    ...base,
    bookingId: row.bookingId,
    state: row.state,
    customerName: row.customerName,
    serviceName: row.serviceName,
    label: row.serviceName ?? '',
    version: row.version,
    bookingStartsAt: row.bookingStartsAt?.toISOString() ?? null,
    can,
  };
}
