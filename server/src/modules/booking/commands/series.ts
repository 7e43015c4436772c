import type { bookingEndpoints } from '@zhike/domain/booking/contract';
import { sessionStarts } from '@zhike/domain/booking/series';
import { decideCautions } from '@zhike/domain/booking/terms';
import type { ApiRefusal } from '@zhike/domain/api';
import { inScope } from '@zhike/domain/kernel/access';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { keyOwner, requestHash } from '../../../http/idempotency';
import { TryAgain, type Answer, type ActorOf, type Ask } from '../../../http/route';
import { sqlIn, sqlOf } from '../../../platform/db';
import { idOf } from '../../../platform/ids';
import type { Ports } from '../../../platform/ports';
import type { Write } from '../../../platform/write';
import { holdCustomer } from '../../customers/commands';
import { findOwnContact } from '../../customers/own-phone';
import { customerRowFacts } from '../../customers/row-facts';
import { cautionsOf } from '../cautions';
import { candidatesOf, isOnSale } from '../facts';
import { insist } from '../insist';
import { writeVisit } from '../making';
import { findBookingRow, selectBookings } from '../records.bookings';
import {
  bookingExists,
  closeSeries,
  findSeries,
  insertSeries,
  lockComingSessions,
  lockSeries,
  type KeptPlan,
  type Missed,
  type SeriesRow,
} from '../records.series';
import { findOfferRow } from '../records.services';
import { shapeOffer, type ShapedOffer } from '../shaping';
import { takeInTurn } from '../yielding';
import { depositKeptFen, toBookingViews } from '../view';
import { endBooking } from './steps';

type Input<Name extends keyof typeof bookingEndpoints> = ParsedInputOf<(typeof bookingEndpoints)[Name]>;
type Plan = Input<'booking.previewSeries'>;
type BookInput = Input<'booking.bookSeries'>;

/** A member plans further ahead than customers may look: the horizon of a series is the length of the longest one, two years. */
const HORIZON_DAYS = 800;

/** What is sold and wished for a series, or why it cannot be. */
export async function findPlanned(ports: Ports, plan: Plan): Promise<Decision<ShapedOffer, ApiRefusal>> {
  const row = await findOfferRow(sqlOf(ports.db), plan.serviceId, plan.storeId);
  const candidates = row && isOnSale(row) ? candidatesOf(row) : null;
  if (!candidates) return refuse('booking.service_not_offered', { serviceId: plan.serviceId, storeId: plan.storeId });
  const offer = shapeOffer(candidates, plan);
  if (!offer.ok) return offer;
  for (const [roleKey, unitId] of Object.entries(plan.choices))
    if (!offer.value.byRole.get(roleKey)?.some((unit) => unit.id === unitId)) return refuse('booking.choice_not_possible', { roleKey, unitId });
  return allow({ ...offer.value, service: { ...offer.value.service, horizonDays: HORIZON_DAYS } });
}

/**
 * Books what fits of a series, each session in a transaction of its own, so that one clash does not undo the others. The ids of the
 * series and of its bookings come from the command's key: after a crash in the middle the repeat finds what exists and books the rest.
 */
export async function bookSeries(ask: Ask<ActorOf<'booking.bookSeries'>>, input: BookInput): Answer<'booking.bookSeries'> {
  const { ports } = ask;
  const sql = sqlOf(ports.db);
  const offer = await findPlanned(ports, input);
  if (!offer.ok) return offer;
  const { store, service } = offer.value;
  const customer = await customerRowFacts(sql, input.customerId);
  if (!customer || !inScope(ask.scope, customer)) return refuse('record.not_found', { noun: 'customer', id: input.customerId });
  if (ask.scope.kind === 'stores' && !ask.scope.storeIds.includes(store.id)) return refuse('access.forbidden', { right: 'booking.confirm' });
  const { customerId } = customer;
  const contact = await findOwnContact(sql, ports, customerId);
  if (!contact) return refuse('request.invalid', { issues: [{ path: 'customerId', problem: 'no_phone' }] });

  const starts = sessionStarts(input, store.zone);
  const instead = new Map(input.instead.map((one) => [Date.parse(one.startsAt), Date.parse(one.takes)]));
  const sessions: Session[] = [];
  for (const [n, session] of starts.entries()) {
    const startsAt = instead.get(session) ?? session;
    const found = await cautionsOf(sql, ports, { customerId, service, zone: store.zone, startsAt });
    const read = decideCautions(
      found.filter((caution) => caution.effect === 'warn'),
      input.acceptedCautions,
    );
    if (!read.ok) return read;
    sessions.push({ n, session, startsAt, cautionsRead: read.value, blocked: found.some((caution) => caution.effect === 'block') });
  }

  const seriesId = idOf(`series ${keyOwner(ask.actor)} ${ask.idempotencyKey ?? ask.requestId}`);
  const wish = requestHash('booking.bookSeries', input);
  const plan: KeptPlan = { firstDate: input.firstDate, time: input.time, everyWeeks: input.everyWeeks, count: input.count, wish, missed: null };
  await insist(ports, ask, (write) => insertSeries(write.tx, { id: seriesId, customerId, serviceId: service.id, storeId: store.id, plan, now: write.now }));
  const kept = await findSeries(sql, seriesId);
  if (kept?.plan.wish !== wish) return refuse('request.idempotency_key_reused', { key: ask.idempotencyKey ?? '' });

  const missed: Missed[] = [];
  if (kept.plan.missed === null) {
    const book = { ask, offer: offer.value, series: kept, input, contact };
    for (const session of sessions) {
      const code = session.blocked ? 'booking.caution' : await bookSession(book, session);
      if (code) missed.push({ startsAt: new Date(session.session).toISOString(), code });
    }
    await insist(ports, ask, (write) => closeSeries(write.tx, seriesId, { ...plan, missed }));
  }
  const rows = await selectBookings(sql, 'WHERE b.series_id = $1::uuid ORDER BY b.starts_at, b.id', [seriesId]);
  return allow({
    seriesId: rows.length > 0 ? seriesId : null,
    booked: await toBookingViews(sql, rows, ask),
    missed: [...(kept.plan.missed ?? missed)],
  });
}

interface Session {
  readonly n: number;
  /** As planned, and as it is taken instead. */
  readonly session: number;
  readonly startsAt: number;
  readonly cautionsRead: number;
  readonly blocked: boolean;
}

interface Book {
  readonly ask: Ask<ActorOf<'booking.bookSeries'>>;
  readonly offer: ShapedOffer;
  readonly series: SeriesRow;
  readonly input: BookInput;
  readonly contact: { readonly name: string; readonly phone: string };
}

/** Books one session, unless it is booked already; answers why not. */
async function bookSession(book: Book, session: Session): Promise<string | null> {
  try {
    return await insist(book.ask.ports, book.ask, (write) => writeSession(write, book, session));
  } catch (error) {
    // Others were faster every time: for this series the time is taken.
    if (error instanceof TryAgain) return 'booking.slot_taken';
    throw error;
  }
}

async function writeSession(write: Write, { ask, offer, series, input, contact }: Book, session: Session): Promise<string | null> {
  const locked = await lockSeries(write.tx, series.id);
  if (!locked) throw new Error('a series vanished');
  const id = idOf(`session ${series.id} ${session.n}`);
  if (await bookingExists(sqlIn(write.tx), id)) return null;
  const customerId = await holdCustomer(write, series.customerId);
  if (!customerId) throw new Error('the customer of a series vanished');
  const taken = await takeInTurn(write, ask.ports, {
    candidates: offer,
    startsAt: session.startsAt,
    choices: input.choices,
    by: 'staff',
    ignoreBookingId: null,
    forCustomerId: customerId,
  });
  if (!taken.ok) return taken.refusal.code;
  await writeVisit(write, ask.ports, {
    id,
    offer,
    taken: taken.value,
    customerId,
    identityId: null,
    contact,
    weddingDate: null,
    note: input.note,
    source: 'workbench',
    begins: { as: 'confirmed', by: 'staff', reason: 'series' },
    cautionsRead: session.cautionsRead,
    seriesId: series.id,
  });
  return null;
}

/** Cancels what of a series is still to come; by the shop, so every deposit goes back in full. */
export async function cancelSeries(
  ask: Ask<ActorOf<'booking.cancelSeries'>>,
  input: Input<'booking.cancelSeries'>,
  write: Write,
): Answer<'booking.cancelSeries'> {
  const sql = sqlIn(write.tx);
  const series = await findSeries(sql, input.seriesId);
  const customer = series && (await customerRowFacts(sql, series.customerId));
  if (!series || !customer || !inScope(ask.scope, { ...customer, storeId: series.storeId }))
    return refuse('record.not_found', { noun: 'series', id: input.seriesId });
  const coming = await lockComingSessions(write.tx, series.id, write.now);
  for (const bookingId of coming) {
    const row = await findBookingRow(sql, bookingId, { kind: 'all' });
    if (row) await endBooking(write, ask.ports, row, { by: 'staff', reason: input.reason, feeFen: 0, refundFen: depositKeptFen(row) });
  }
  return allow({ cancelled: coming.length });
}
