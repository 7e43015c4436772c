import type { BookingView, DepositView } from '@zhike/domain/booking/contract';
import { bookingAbilities, type BookingFacts } from '@zhike/domain/booking/policy';
import type { HealthRecord } from '@zhike/domain/customers/health/contract';
import { mayReadHealth } from '@zhike/domain/customers/policy';
import { findCautions } from '@zhike/domain/engines/cautions';
import type { Actor } from '@zhike/domain/kernel/actor';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { maskPhone } from '@zhike/domain/kernel/phone';
import type { Sql } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import { findHealthOfMany } from '../customers/queries.health';
import { offsetAt } from './store-clock';
import type { BookingRow, PaymentFacts } from './records.bookings';

/** Where a booking's contact phone is bound to its row. */
export const contactContext = (bookingId: string) => `bookings:contact_cipher:${bookingId}` as const;

/** Who reads, and when. */
export interface Reader {
  readonly actor: Actor;
  readonly now: Date;
  readonly ports: Ports;
}

const isHers = (row: BookingRow, actor: Actor): boolean => actor.kind === 'customer' && actor.customerId === row.customerId;
const mayKnowCautions = (row: BookingRow, actor: Actor): boolean => isHers(row, actor) || (actor.kind === 'staff' && mayReadHealth(actor, bookingFacts(row)));

/** The one place where booking rows become what a reader sees. Health records are opened only where a service has cautions and the reader may know. */
export async function toBookingViews(sql: Sql, rows: readonly BookingRow[], reader: Reader): Promise<BookingView[]> {
  const touched = rows.filter((row) => row.serviceCautions.length > 0 && mayKnowCautions(row, reader.actor));
  const health = await findHealthOfMany(
    sql,
    reader.ports,
    touched.map((row) => row.customerId),
  );
  return rows.map((row) => toView(row, reader, health.get(row.customerId) ?? null));
}

/** One of them. */
export async function toBookingView(sql: Sql, row: BookingRow, reader: Reader): Promise<BookingView> {
  const [view] = await toBookingViews(sql, [row], reader);
  if (!view) throw new Error('a row without a view');
  return view;
}

function toView(row: BookingRow, { actor, now, ports }: Reader, health: HealthRecord | null): BookingView {
  const phone = ports.crypto.decrypt(row.contactCipher, contactContext(row.id));
  const deposit = depositView(row);
  const holdLeft = row.state === 'held' ? row.holdExpiresAt : null;
  return {
    id: row.id,
    code: row.code,
    state: row.state,
    version: row.version,
    storeId: row.storeId,
    storeName: row.storeName,
    storeAddress: row.storeAddress,
    storePhone: row.storePhone,
    storeDirections: row.storeDirections,
    utcOffsetMinutes: offsetAt(row.zone, row.startsAt.getTime()),
    serviceId: row.serviceId,
    serviceName: row.terms.serviceName,
    whatToBring: row.terms.whatToBring,
    imageUrl: row.imageUrl,
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    holdExpiresAt: holdLeft?.toISOString() ?? null,
    units: row.units.map((unit) => ({
      unitId: unit.unitId,
      roleKey: unit.roleKey,
      roleName: unit.roleName,
      name: unit.name,
      kind: unit.kind,
      startsAt: new Date(unit.servesFrom).toISOString(),
      endsAt: new Date(unit.servesUntil).toISOString(),
    })),
    customerId: row.customerId,
    contactName: row.contactName,
    contactPhone: isHers(row, actor) ? phone : maskPhone(phone),
    weddingDate: row.weddingDate,
    note: row.note,
    source: row.source,
    priceFen: row.priceFen,
    deposit,
    policy: row.terms.policy,
    partySize: row.partySize,
    addons: row.addons,
    acceptBy: row.state === 'requested' ? (row.acceptBy?.toISOString() ?? null) : null,
    offers: actor.kind === 'staff' ? row.offers.map((offer) => offerView(offer, actor.staffId)) : [],
    moves: row.moves,
    seriesId: row.seriesId,
    fromWaitlist: row.waitlistId !== null,
    overbooked: actor.kind === 'staff' ? row.overbooked : null,
    cautions: mayKnowCautions(row, actor)
      ? findCautions(health, row.serviceCautions, dateAt(row.startsAt.getTime(), offsetAt(row.zone, row.startsAt.getTime()))).map(({ kind, name, effect }) => ({
          kind,
          name,
          effect,
        }))
      : null,
    cancelledReason: row.cancelledReason,
    createdAt: row.createdAt.toISOString(),
    confirmedAt: row.confirmedAt?.toISOString() ?? null,
    can: bookingAbilities(actor, bookingFacts(row), now.getTime()),
  };
}

function offerView(offer: BookingRow['offers'][number], staffId: string): BookingView['offers'][number] {
  return { unitId: offer.unitId, unitName: offer.unitName, roleName: offer.roleName, state: offer.state, mine: offer.staffId === staffId };
}

/** What rules and policy need to know of a booking. */
export function bookingFacts(row: BookingRow): BookingFacts {
  return {
    state: row.state,
    startsAt: row.startsAt.getTime(),
    depositState: depositView(row).state,
    holdExpiresAt: row.holdExpiresAt?.getTime() ?? null,
    storeId: row.storeId,
    customerId: row.customerId,
    staffIds: row.staffIds,
    askedStaffIds: row.offers.flatMap((offer) => (offer.state === 'open' && offer.staffId ? [offer.staffId] : [])),
    acceptBy: row.acceptBy?.getTime() ?? null,
    terms: { policy: row.terms.policy, moves: row.moves },
    mode: row.serviceMode,
  };
}

/** Money received for the booking, not (being) given back and not used for an order, in fen. */
export function depositKeptFen(row: Pick<BookingRow, 'payments' | 'depositUsedFen'>): number {
  return row.payments.reduce((sum, payment) => sum + (payment.state === 'paid' ? payment.paidFen - refunded(payment, () => true) : 0), -row.depositUsedFen);
}

function refunded(payment: PaymentFacts, which: (state: string) => boolean): number {
  return payment.refunds.filter((refund) => refund.state !== 'closed' && which(refund.state)).reduce((sum, refund) => sum + refund.amountFen, 0);
}

function depositView(row: BookingRow): DepositView {
  const paid = row.payments.find((payment) => payment.state === 'paid');
  const latest = paid ?? row.payments[row.payments.length - 1];
  const base = {
    amountFen: row.depositFen,
    paidAt: paid?.paidAt ? new Date(paid.paidAt).toISOString() : null,
    refundedFen: paid ? refunded(paid, (state) => state === 'succeeded') : 0,
  };
  if (paid) {
    // Both wait for a person at WeChat Pay's merchant platform: the account cannot take the money, or the refund was closed.
    if (paid.refunds.some((refund) => refund.state === 'abnormal' || refund.state === 'closed')) return { ...base, state: 'refund_failed' };
    // Between the end of the booking and its refund's own row there is a moment; the customer must not read "paid" in it.
    const promised = ['cancelled', 'declined', 'no_show'].includes(row.state) && row.refundDueFen > refunded(paid, () => true);
    if (promised || paid.refunds.some((refund) => refund.state === 'requested' || refund.state === 'processing')) return { ...base, state: 'refunding' };
    if (base.refundedFen >= paid.paidFen && paid.paidFen > 0) return { ...base, state: 'refunded' };
    return { ...base, state: base.refundedFen > 0 ? 'partly_refunded' : 'paid' };
  }
  if (row.depositFen === 0) return { ...base, state: 'none' };
  if (row.state !== 'held') return { ...base, state: 'closed' };
  return { ...base, state: latest?.state === 'pending' ? 'paying' : 'unpaid' };
}
