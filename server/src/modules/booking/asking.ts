import { acceptDeadline, acceptingRoles } from '@zhike/domain/booking/acceptance';
import { own } from '@zhike/domain/engines/conditions/values';
import { openPeople } from '@zhike/domain/engines/flows/signing';
import { flowsInForce, type FlowInForce } from '../../engines/flows/definitions';
import { startFlow, stepFlow } from '../../engines/flows/runner';
import { type Sql, sqlOf } from '../../platform/db';
import { newId } from '../../platform/ids';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { candidatesOf, findFreeDay } from './facts';
import { findBookingRow, lockBooking, type BookingRow } from './records.bookings';
import { endRounds, insertRound, listRounds, staffOfUnits } from './records.rounds';
import { findOfferRow } from './records.services';
import { offerOfBooking, type ShapedOffer } from './shaping';
import { openDayAt } from './store-clock';

/** What is sold now, shaped as this booking was agreed; null when the store is closed for good. */
export async function findOfferOf(ports: Ports, row: Pick<BookingRow, 'serviceId' | 'storeId' | 'addons' | 'partySize'>): Promise<ShapedOffer | null> {
  const offer = await findOfferRow(sqlOf(ports.db), row.serviceId, row.storeId);
  const candidates = offer && candidatesOf(offer);
  return candidates ? offerOfBooking(candidates, row) : null;
}

/** Who could take a part of a booking: skilled, on shift and free at its start, least loaded first. The booking itself is in nobody's way. */
export async function freeFor(
  ports: Ports,
  offer: ShapedOffer,
  booking: { readonly id: string; readonly startsAt: number },
): Promise<(roleKey: string) => string[]> {
  const { date } = openDayAt(booking.startsAt, offer.store.opening, offer.store.zone);
  const day = await findFreeDay(ports, offer, { date, choices: {}, ignoreBookingId: booking.id });
  return (roleKey) => day.free.unitsFor(roleKey, booking.startsAt);
}

/** What a flow that is about a part of a booking is told by. */
export const PART = 'part';
export const partOf = (vars: Readonly<Record<string, unknown>> | undefined): string | null => {
  const part = vars && own(vars, PART);
  return typeof part === 'string' ? part : null;
};

/** The flow that asks who takes a booking of this store: the store's own before that of the whole shop. Null: it is switched off, and nobody is asked. */
async function acceptanceFlow(sql: Sql, storeId: string): Promise<FlowInForce | null> {
  const all = (await flowsInForce(sql)).filter(({ def }) => def.start.on === 'system' && def.start.what === 'acceptance' && own(def.vars, PART) !== undefined);
  return all.find((one) => one.storeId === storeId) ?? all.find((one) => one.storeId === null) ?? null;
}

export interface Asked {
  readonly acceptBy: Date;
  readonly flow: FlowInForce;
  readonly roleKeys: readonly string[];
}

/** Which parts of a booking must be accepted, until when, and by which flow; null when its service asks nobody. `held`: role → the unit that is taken for it. */
export async function findAsked(
  ports: Ports,
  offer: ShapedOffer,
  booking: { readonly startsAt: number },
  held: ReadonlyMap<string, string>,
  now: Date,
): Promise<Asked | null> {
  const { service } = offer;
  const roleKeys = acceptingRoles(service).flatMap(({ key }) => (held.has(key) ? [key] : []));
  const flow = roleKeys.length > 0 ? await acceptanceFlow(sqlOf(ports.db), offer.store.id) : null;
  if (!flow) return null;
  return { acceptBy: new Date(acceptDeadline({ now: now.getTime(), startsAt: booking.startsAt, acceptMinutes: service.acceptMinutes })), flow, roleKeys };
}

type About = Pick<BookingRow, 'id' | 'storeId' | 'customerId'> & { readonly serviceName: string; readonly startsAt: Date; readonly version: number };

/** Asks: a flow for each part begins in the transaction that requests the booking. The booking's row says `requested` and until when. */
export async function ask(write: Write, ports: Ports, asked: Asked, booking: About): Promise<void> {
  let people = 0;
  for (const roleKey of asked.roleKeys) {
    const cause = `part:${booking.id}/${roleKey}/${booking.version}`;
    const begun = await startFlow(write, ports, { flow: asked.flow, subjectId: booking.id, cause, starterId: null, vars: { [PART]: roleKey } });
    if (!begun) throw new Error('a booking that was just requested is not there to be asked about');
    await insertRound(write.tx, { instanceId: begun.id, bookingId: booking.id, roleKey, now: write.now });
    people += begun.tokens.flatMap((token) => openPeople(token.lines ?? [])).length;
  }
  await tellAsked(write, booking, asked.acceptBy, people);
}

/** The news that a booking waits for a yes, of so many people. */
export async function tellAsked(write: Write, booking: About, acceptBy: Date, people: number): Promise<void> {
  const { id, storeId, customerId, serviceName, startsAt, version } = booking;
  const data = { serviceName, startsAt: startsAt.toISOString(), acceptBy: acceptBy.toISOString(), asked: people, version };
  await write.event({ type: 'booking.requested', storeId, customerId, bookingId: id, data });
}

/** Nobody is asked about a booking any more: it was confirmed, cancelled or moved. The flow that says so itself goes its own way. The caller holds the booking's lock. */
export async function stopAsking(write: Write, ports: Ports, bookingId: string, itself: string | null = null): Promise<void> {
  for (const instanceId of await endRounds(write.tx, bookingId, write.now))
    if (instanceId !== itself)
      await stepFlow(write, ports, instanceId, { t: 'stop', id: newId(write.now), now: write.now.getTime(), actor: '', reason: 'withdrawn' });
}

/** For flows: a booking is locked before a flow that asks about a part of it. */
export async function lockAsked(sql: Sql, bookingId: string, vars: Readonly<Record<string, unknown>>): Promise<void> {
  if (partOf(vars) !== null) await lockBooking(sql, bookingId);
}

/** For flows: members who could take a part of a booking, whoever it is kept for first; nobody is asked twice, and nobody for two parts. */
export async function freeForPart(ports: Ports, sql: Sql, bookingId: string, vars: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
  const row = await findBookingRow(sql, bookingId, { kind: 'all' });
  const offer = row && (await findOfferOf(ports, row));
  const part = partOf(vars) ?? row?.units.find((unit) => unit.kind === 'person')?.roleKey ?? null;
  if (!row || !offer || part === null) return [];
  const held = row.units.find((unit) => unit.roleKey === part)?.unitId;
  const free = (await freeFor(ports, offer, { id: row.id, startsAt: row.startsAt.getTime() }))(part);
  const taken = new Set((await listRounds(sql, bookingId)).flatMap((round) => (round.roleKey !== part && round.takenUnitId ? [round.takenUnitId] : [])));
  const answered = new Set(row.offers.filter((one) => one.roleKey === part && ['declined', 'expired'].includes(one.state)).map((one) => one.unitId));
  const units = [...new Set([...(held === undefined ? [] : [held]), ...free])].filter((unitId) => !taken.has(unitId) && !answered.has(unitId));
  return staffOfUnits(sql, units);
}
