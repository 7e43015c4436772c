import type { TicketView } from '@zhike/domain/booking/contract';
import { expectLine, isLineOpen, type Day, type Expected, type Waiter } from '@zhike/domain/booking/queue';
import type { UnitTime } from '@zhike/domain/booking/availability';
import { MINUTE_MS } from '@zhike/domain/kernel/time-range';
import { sqlOf } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import { candidatesOf, freeDays, isOnSale, lookAt, type Candidates, type FreeDay } from './facts';
import { listLine, type TicketRow } from './records.queue';
import type { StoreRow } from './records.services';
import { shapeOffer } from './shaping';
import { openDayAt } from './store-clock';

/** The day whose opening is going on or comes next: after midnight a line may still belong to the evening before. */
export const lineDate = (store: StoreRow, now: Date): string => openDayAt(now.getTime(), store.opening, store.zone).date;

/** A store's line today, and what each guest in it may expect. */
export interface Line {
  readonly tickets: readonly TicketRow[];
  readonly expected: ReadonlyMap<string, Expected>;
  /** Of whoever would come now for the service that was asked about; null when it is not sold here. */
  readonly next: (Expected & { readonly open: boolean }) | null;
}

const NEXT = 'next';

/** Reads a line with everything that decides how fast it goes. `asked`: the service of whoever would come now. */
export async function loadLine(
  ports: Ports,
  store: StoreRow,
  now: Date,
  asked: { readonly serviceId: string; readonly partySize: number } | null = null,
): Promise<Line> {
  const date = lineDate(store, now);
  const tickets = await listLine(sqlOf(ports.db), store.id, date);
  const open = tickets.filter((ticket) => ticket.state === 'waiting' || ticket.state === 'called');
  const serviceIds = [...new Set([...open.map((ticket) => ticket.serviceId), ...(asked ? [asked.serviceId] : [])])];
  const offers = new Map<string, { candidates: Candidates; day: FreeDay }>();
  for (const serviceId of serviceIds) {
    const look = await lookAt(ports, { serviceId, storeId: store.id, dates: () => ({ from: date, days: 1 }) });
    const candidates = look.offer && isOnSale(look.offer) ? candidatesOf(look.offer) : null;
    const [day] = candidates ? freeDays(look, candidates, { from: date, days: 1 }, {}) : [];
    if (candidates && day) offers.set(serviceId, { candidates, day });
  }
  const day = dayOf(
    [...offers.values()].map((offer) => offer.day),
    now,
  );
  const waiter = (id: string, serviceId: string, partySize: number): Waiter => waiterOf(id, offers.get(serviceId)?.candidates ?? null, partySize);
  const line = open.map((ticket) => waiter(ticket.id, ticket.serviceId, ticket.partySize));
  const newcomer = asked ? waiter(NEXT, asked.serviceId, asked.partySize) : null;
  const expected = expectLine(day, newcomer ? [...line, newcomer] : line);
  const sold = asked ? offers.get(asked.serviceId) : undefined;
  const mine = expected.get(NEXT);
  const kinds = new Map(sold?.candidates.service.roles.map((role) => [role.key, role.kind]));
  const roles = sold ? waiterOf(NEXT, sold.candidates, 1).roles.map((role) => ({ ...role, kind: kinds.get(role.key) ?? ('person' as const) })) : [];
  return { tickets, expected, next: sold && mine ? { ...mine, open: isLineOpen(day, roles) } : null };
}

/** What the units of several services do today, as one day. */
function dayOf(days: readonly FreeDay[], now: Date): Day {
  const units = new Map<string, UnitTime>();
  for (const day of days) for (const unit of day.units) if (!units.has(unit.unitId)) units.set(unit.unitId, unit);
  const windows = days.map((day) => day.prepared.window).filter((window) => window.end > window.start);
  const window = {
    start: Math.min(...windows.map((one) => one.start), Number.MAX_SAFE_INTEGER),
    end: Math.max(...windows.map((one) => one.end), 0),
  };
  return {
    now: now.getTime(),
    opening: days[0]?.openings ?? [],
    window: window.end > window.start ? window : { start: 0, end: 0 },
    units: [...units.values()],
  };
}

/** What a guest waits for; a service that is not sold any more, or not for so many, is waited for in vain. */
function waiterOf(id: string, candidates: Candidates | null, partySize: number): Waiter {
  const shaped = candidates && shapeOffer(candidates, { partySize });
  if (!shaped?.ok) return { id, durationMs: MINUTE_MS, roles: [{ key: '', offsetMs: 0, durationMs: MINUTE_MS, candidates: [] }] };
  const { service, byRole } = shaped.value;
  return {
    id,
    durationMs: service.durationMinutes * MINUTE_MS,
    roles: service.roles.map((role) => ({
      key: role.key,
      offsetMs: role.offsetMinutes * MINUTE_MS,
      durationMs: role.durationMinutes * MINUTE_MS,
      candidates: (byRole.get(role.key) ?? []).map((unit) => unit.id),
    })),
  };
}

/** The one place where a ticket becomes what a reader sees. */
export function toTicketView(ticket: TicketRow, line: Line): TicketView {
  const expected = line.expected.get(ticket.id);
  return {
    id: ticket.id,
    storeId: ticket.storeId,
    storeName: ticket.storeName,
    serviceId: ticket.serviceId,
    serviceName: ticket.serviceName,
    number: ticket.number,
    name: ticket.name,
    partySize: ticket.partySize,
    state: ticket.state,
    before: expected?.before ?? 0,
    expectedAt: expected?.at ? new Date(expected.at).toISOString() : null,
    createdAt: ticket.createdAt.toISOString(),
    calledAt: ticket.calledAt?.toISOString() ?? null,
    customerId: ticket.customerId,
  };
}
