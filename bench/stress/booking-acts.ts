import { randomUUID } from 'node:crypto';
import type { ApiInput, ApiOutput, EndpointName } from '@zhike/domain/api';
import type { BookingView } from '@zhike/domain/booking/contract';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import { MINUTE_MS } from '@zhike/domain/kernel/time-range';
import { wish } from '../../server/test/fixture';
import type { Api } from '../lib/api';
import type { Chance } from '../lib/random';
import type { Shop } from '../lib/shop';
import type { Cast } from './booking-shop';

/** What became of the calls so far. A refusal is an answer; a fault, a body that does not fit, or no answer is a broken promise. */
export interface Tally {
  attempts: number;
  winners: number;
  readonly refusals: Map<string, number>;
  readonly faults: string[];
}

export interface Scene {
  readonly shop: Shop;
  readonly cast: Cast;
  readonly apis: readonly Api[];
  readonly chance: Chance;
  readonly tally: Tally;
  /** Days of the fixture that are played on: few, so that everybody wants the same. */
  readonly days: number;
}

const TIMES = ['09:00', '09:30', '10:30', '12:00', '13:30', '15:00', '16:30'];
const BROKEN = new Set(['server.fault', 'request.invalid', 'request.rate_limited', 'service.unavailable', 'access.forbidden', 'access.login_required']);

/** Calls one of the servers and keeps the books; null for a refusal. */
async function say<Name extends EndpointName>(scene: Scene, name: Name, input: ApiInput<Name>, token: string | null): Promise<ApiOutput<Name> | null> {
  const { tally } = scene;
  const writes = !READS.has(name);
  if (writes) tally.attempts += 1;
  try {
    const answer = await scene.chance.pick(scene.apis).call(name, input, token, randomUUID());
    if (!answer.refusal) {
      if (writes) tally.winners += 1;
      return answer.value;
    }
    tally.refusals.set(answer.refusal.code, (tally.refusals.get(answer.refusal.code) ?? 0) + 1);
    if (BROKEN.has(answer.refusal.code)) tally.faults.push(`${name}: ${answer.refusal.code} ${JSON.stringify(answer.refusal.facts).slice(0, 160)}`);
  } catch (error) {
    tally.faults.push(`${name}: ${error instanceof Error ? error.message : 'no answer'}`);
  }
  return null;
}
const READS = new Set<EndpointName>([
  'booking.mine',
  'booking.search',
  'booking.toAccept',
  'booking.cancelPreview',
  'booking.myWaitlist',
  'booking.roster',
  'booking.get',
]);

const startOf = ({ shop, chance, days }: Scene): string => shop.fixture.at(chance.pick(TIMES), chance.between(0, days - 1));
let wishes = 0;

async function books(scene: Scene): Promise<void> {
  const { shop, cast, chance } = scene;
  const guest = chance.pick(cast.guests);
  const grouped = chance.next() < 0.4;
  const choices: Record<string, string> = chance.next() < 0.3 ? { photographer: chance.pick(cast.photographerIds) } : {};
  const base = wish(shop.fixture, startOf(scene), { contactPhone: guest.person.phone });
  const input = {
    ...base,
    serviceId: grouped ? cast.groupServiceId : base.serviceId,
    quotedDepositFen: grouped ? 0 : base.quotedDepositFen,
    note: `wish busy ${wishes++}`,
    choices,
  };
  const made = await say(scene, 'booking.request', input, guest.token);
  if (made?.booking.state !== 'held' || chance.next() < 0.3) return;
  const opened = await say(scene, 'orders.payDeposit', { bookingId: made.booking.id }, guest.token);
  if (opened) await shop.simulators.simulators.pay.requestPayment(opened.requestPayment, guest.person.openid);
}

async function mineOf(scene: Scene): Promise<{ token: string; booking: BookingView } | null> {
  const guest = scene.chance.pick(scene.cast.guests);
  const mine = await say(scene, 'booking.mine', { when: 'coming' }, guest.token);
  if (!mine || mine.items.length === 0) return null;
  return { token: guest.token, booking: scene.chance.pick(mine.items) };
}

async function moves(scene: Scene): Promise<void> {
  const own = await mineOf(scene);
  if (!own) return;
  await say(scene, 'booking.reschedule', { bookingId: own.booking.id, version: own.booking.version, startsAt: startOf(scene), choices: {} }, own.token);
}

async function cancels(scene: Scene): Promise<void> {
  const own = await mineOf(scene);
  if (!own) return;
  const { id, version } = own.booking;
  const seen = await say(scene, 'booking.cancelPreview', { bookingId: id }, own.token);
  if (seen) await say(scene, 'booking.cancel', { bookingId: id, version, reason: '', expectedRefundFen: seen.preview.refundFen }, own.token);
}

async function waits(scene: Scene): Promise<void> {
  const { shop, chance, cast, days } = scene;
  const guest = chance.pick(cast.guests);
  const mine = await say(scene, 'booking.myWaitlist', {}, guest.token);
  const open = mine?.entries.find((entry) => entry.state === 'waiting' || entry.state === 'offered');
  if (open && chance.next() < 0.5) {
    await say(scene, 'booking.leaveWaitlist', { entryId: open.id }, guest.token);
    return;
  }
  const { storeId, serviceId } = wish(shop.fixture, shop.fixture.at('09:00'));
  const day = chance.between(0, days - 1);
  const input = {
    storeId,
    serviceId,
    fromAt: shop.fixture.at('09:00', day),
    untilAt: shop.fixture.at('17:00', day),
    choices: {},
    contactName: '候补',
    contactPhone: guest.person.phone,
  };
  await say(scene, 'booking.joinWaitlist', { ...input, weddingDate: null, note: '' }, guest.token);
}

async function accepts(scene: Scene): Promise<void> {
  const { chance, cast } = scene;
  const technician = chance.pick(cast.technicians);
  const asked = await say(scene, 'booking.toAccept', {}, technician.token);
  if (!asked || asked.bookings.length === 0) return;
  const bookingId = chance.pick(asked.bookings).id;
  if (chance.next() < 0.15) await say(scene, 'booking.decline', { bookingId, reason: '' }, technician.token);
  // Everybody who was asked taps in the same moment.
  else await Promise.all(cast.technicians.slice(0, 4).map(({ token }) => say(scene, 'booking.accept', { bookingId }, token)));
}

async function drags(scene: Scene): Promise<void> {
  const { shop, chance, cast } = scene;
  const found = await say(
    scene,
    'booking.search',
    { search: '', storeId: shop.fixture.storeId, states: ['confirmed', 'requested', 'held'], from: null, until: null },
    cast.managerToken,
  );
  if (!found || found.items.length === 0) return;
  const booking = chance.pick(found.items);
  const { id: bookingId, version } = booking;
  const dice = chance.next();
  if (dice < 0.3) {
    const endsAt = new Date(Date.parse(booking.endsAt) + chance.pick([-30, 30]) * MINUTE_MS).toISOString();
    await say(scene, 'booking.resize', { bookingId, version, endsAt }, cast.managerToken);
  } else {
    const choices = { photographer: chance.pick(cast.photographerIds) };
    const overbook = dice < 0.36 ? { overbook: { reason: '老客户，已电话确认' } } : {};
    await say(scene, 'booking.reschedule', { bookingId, version, startsAt: startOf(scene), choices, ...overbook }, cast.managerToken);
  }
}

async function changesRoster(scene: Scene): Promise<void> {
  const { shop, chance, cast, days } = scene;
  const { storeId, day } = shop.fixture;
  const date = addDays(day, chance.between(0, days - 1));
  const unitId = chance.pick(cast.photographerIds);
  const spans = chance.pick([
    null,
    [],
    [{ from: '09:00', to: '13:00' }],
    [
      { from: '09:00', to: '12:00' },
      { from: '13:00', to: '18:00' },
    ],
  ]);
  await say(
    scene,
    'booking.saveRosterException',
    { unitId, storeId, date, spans, reason: '调班', whenClashing: chance.next() < 0.5 ? 'keep' : 'refuse' },
    cast.managerToken,
  );
}

async function takesLeave(scene: Scene): Promise<void> {
  const { chance, cast } = scene;
  const startsAt = startOf(scene);
  const made = await say(
    scene,
    'booking.addAbsence',
    {
      unitId: chance.pick(cast.photographerIds),
      kind: 'leave',
      startsAt,
      endsAt: new Date(Date.parse(startsAt) + 60 * MINUTE_MS).toISOString(),
      label: '请假',
    },
    cast.managerToken,
  );
  if (made && chance.next() < 0.8) await say(scene, 'booking.removeAbsence', { reservationId: made.reservationId }, cast.managerToken);
}

/** Lets the hold, the offer or the request of somebody run out now, as if its minutes had passed: the workers must end it. */
async function timePasses({ shop }: Scene): Promise<void> {
  const { rows } = await shop.pool.query<{ id: string }>(
    `UPDATE bookings SET hold_expires_at = CASE WHEN state = 'held' THEN now() - interval '1 second' ELSE hold_expires_at END, accept_by = CASE WHEN state = 'requested' THEN now() - interval '1 second' ELSE accept_by END
     WHERE id = (SELECT id FROM bookings WHERE state IN ('held', 'requested') ORDER BY random() LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id`,
  );
  for (const { id } of rows) {
    await shop.pool.query(ASKING_RUNS_OUT, [id]);
    await shop.pool.query(
      `UPDATE pgboss.job SET start_after = now() WHERE state IN ('created', 'retry') AND (data->>'bookingId' = $1 AND name = 'booking.hold_ends' OR name = 'flows.timer' AND
        data->>'key' IN (SELECT t.key FROM flow_timers t JOIN acceptance_rounds r ON r.instance_id = t.instance_id WHERE r.booking_id = $1::uuid AND t.state = 'live'))`,
      [id],
    );
  }
}

/** The deadline of whoever is asked about a booking (null: about any that waits) passes: the flow's own, its timer's, and the token's. */
export const ASKING_RUNS_OUT = `WITH asking AS (SELECT r.instance_id FROM acceptance_rounds r JOIN bookings b ON b.id = r.booking_id
    WHERE r.withdrawn_at IS NULL AND b.state = 'requested' AND ($1::uuid IS NULL OR b.id = $1::uuid)),
  timers AS (UPDATE flow_timers SET due_at = LEAST(due_at, now() - interval '1 second') WHERE state = 'live' AND instance_id IN (SELECT instance_id FROM asking))
  UPDATE flow_instances SET state = jsonb_set(state, '{tokens,0,timers}', COALESCE((SELECT jsonb_object_agg(key, to_jsonb(0)) FROM jsonb_object_keys(state #> '{tokens,0,timers}') key), '{}'::jsonb))
  WHERE id IN (SELECT instance_id FROM asking) AND jsonb_typeof(state #> '{tokens,0,timers}') = 'object'`;

/** Who does what, and how often. */
export const ACTS: readonly { readonly name: string; readonly weight: number; readonly act: (scene: Scene) => Promise<void> }[] = [
  { name: 'books', weight: 34, act: books },
  { name: 'moves', weight: 12, act: moves },
  { name: 'cancels', weight: 10, act: cancels },
  { name: 'waits', weight: 8, act: waits },
  { name: 'accepts', weight: 12, act: accepts },
  { name: 'drags', weight: 12, act: drags },
  { name: 'changes a roster', weight: 4, act: changesRoster },
  { name: 'takes leave', weight: 4, act: takesLeave },
  { name: 'time passes', weight: 4, act: timePasses },
];

/** One act, chosen by weight. */
export async function actOnce(scene: Scene): Promise<string> {
  let dice = scene.chance.next() * ACTS.reduce((sum, one) => sum + one.weight, 0);
  const chosen = ACTS.find((one) => (dice -= one.weight) < 0) ?? ACTS[0];
  if (!chosen) throw new Error('nothing to do');
  await chosen.act(scene);
  return chosen.name;
}
