import type { BookingView } from '@zhike/domain/booking/contract';
import { policyFor } from '@zhike/domain/booking/terms';
import type { ApiRefusal } from '@zhike/domain/api';
import type { Actor } from '@zhike/domain/kernel/actor';
import { allow, type Decision } from '@zhike/domain/kernel/decision';
import { sqlIn } from '../../platform/db';
import { newId } from '../../platform/ids';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { ask, findAsked, type Asked } from './asking';
import { addTaken } from './facts';
import { newStep } from './free-time';
import { holdEnds } from './jobs';
import { findBookingRow, findLevel } from './records.bookings';
import { insertBooking } from './records.take';
import type { ShapedOffer } from './shaping';
import type { Taken } from './take';
import { contactContext, toBookingView } from './view';

/** A booking that is about to be written: its units are chosen and locked. */
export interface NewVisit {
  readonly id?: string;
  readonly offer: ShapedOffer;
  readonly taken: Taken;
  readonly customerId: string;
  readonly identityId: string | null;
  readonly contact: { readonly name: string; readonly phone: string };
  readonly weddingDate: string | null;
  readonly note: string;
  readonly source: BookingView['source'];
  readonly begins: Beginning;
  /** How many warnings of her health record were read; never which. */
  readonly cautionsRead?: number;
  readonly seriesId?: string;
  readonly waitlistId?: string;
  readonly ticketId?: string;
  readonly overbook?: { readonly reason: string; readonly staffId: string } | null;
}

/** held: until then, for the deposit or her yes. asked: by whoever must accept, where the service says so, else confirmed. confirmed: nobody is asked. */
export type Beginning =
  | { readonly as: 'held'; readonly until: Date }
  | { readonly as: 'asked' | 'confirmed'; readonly by: 'no_deposit' | 'staff'; readonly reason: string | null };

/** Writes a booking, its reservations, what was agreed, the event and the job that follows. */
export async function writeVisit(write: Write, ports: Ports, visit: NewVisit): Promise<string> {
  const { offer, taken, begins } = visit;
  const { service, store } = offer;
  const id = visit.id ?? newId(write.now);
  const startsAt = new Date(taken.range.start);
  const held = new Map(taken.takings.map((taking) => [taking.roleKey, taking.unitId]));
  const asked = begins.as === 'asked' ? await findAsked(ports, offer, { startsAt: taken.range.start }, held, write.now) : null;
  const state = begins.as === 'held' ? 'held' : asked ? 'requested' : 'confirmed';
  const level = Object.keys(service.levelPolicies).length > 0 ? await findLevel(sqlIn(write.tx), visit.customerId) : '';
  const overbook = taken.takings.some((taking) => taking.overbooked) ? (visit.overbook ?? null) : null;
  const step = newStep();
  insertBooking(
    write.tx,
    {
      id,
      state,
      storeId: store.id,
      serviceId: service.id,
      customerId: visit.customerId,
      identityId: visit.identityId,
      startsAt,
      endsAt: new Date(taken.range.end),
      holdExpiresAt: begins.as === 'held' ? begins.until : null,
      contactName: visit.contact.name,
      contactCipher: ports.crypto.encrypt(visit.contact.phone, contactContext(id)),
      contactIndex: ports.crypto.blindIndex(visit.contact.phone, 'phone'),
      contactLast4: visit.contact.phone.slice(-4),
      weddingDate: visit.weddingDate,
      note: visit.note,
      source: visit.source,
      priceFen: service.priceFen,
      depositFen: service.depositFen,
      terms: { serviceName: service.name, whatToBring: service.whatToBring, policy: policyFor(service, level) },
      confirmReason: state === 'confirmed' && begins.as !== 'held' ? begins.reason : null,
      createdAt: write.now,
      partySize: offer.partySize,
      addons: offer.addons,
      acceptBy: asked?.acceptBy ?? null,
      seriesId: visit.seriesId ?? null,
      waitlistId: visit.waitlistId ?? null,
      ticketId: visit.ticketId ?? null,
      overbook,
      namedRoles: taken.named,
    },
    taken.localDate,
    taken.takings,
    step,
  );
  write.afterCommit(() => addTaken(ports, offer, taken.takings, step));
  await tell(write, ports, visit, { id, startsAt, asked });
  return id;
}

async function tell(
  write: Write,
  ports: Ports,
  visit: NewVisit,
  made: { readonly id: string; readonly startsAt: Date; readonly asked: Asked | null },
): Promise<void> {
  const { offer, begins } = visit;
  const about = { storeId: offer.store.id, customerId: visit.customerId, bookingId: made.id };
  const data = {
    serviceName: offer.service.name,
    startsAt: made.startsAt.toISOString(),
    depositFen: offer.service.depositFen,
    version: 1,
    ...(visit.cautionsRead ? { cautionsRead: visit.cautionsRead } : {}),
  };
  if (begins.as === 'held') {
    await write.event({ type: 'booking.held', ...about, data });
    await write.enqueue(holdEnds, { bookingId: made.id }, begins.until);
  } else if (made.asked) {
    await ask(write, ports, made.asked, {
      id: made.id,
      storeId: about.storeId,
      customerId: about.customerId,
      serviceName: data.serviceName,
      startsAt: made.startsAt,
      version: 1,
    });
  } else await write.event({ type: 'booking.confirmed', ...about, data: { ...data, by: begins.by } });
  await tellOverbooked(write, about, visit.taken, 1);
}

/** RU-09: what was laid over something on purpose is told by an event of its own; the reason stays with the booking. */
export async function tellOverbooked(
  write: Write,
  about: { readonly storeId: string; readonly customerId: string; readonly bookingId: string },
  taken: Pick<Taken, 'takings'>,
  version: number,
): Promise<void> {
  const unitIds = taken.takings.filter((taking) => taking.overbooked).map((taking) => taking.unitId);
  if (unitIds.length > 0) await write.event({ type: 'booking.overbooked', ...about, data: { unitIds, version } });
}

/** The booking as its maker sees it, out of the transaction that made it. */
export async function readBack(write: Write, ports: Ports, actor: Actor, bookingId: string): Promise<Decision<{ booking: BookingView }, ApiRefusal>> {
  const sql = sqlIn(write.tx);
  const row = await findBookingRow(sql, bookingId, { kind: 'all' });
  if (!row) throw new Error('a booking vanished inside its own transaction');
  return allow({ booking: await toBookingView(sql, row, { actor, now: write.now, ports }) });
}
