import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ringDue } from '../src/engines/flows/timers';
import { askingService } from './door';
import { startHarness, type Harness, type Login } from './harness';
import { seedSpa, spaWish, type Booked, type Spa } from './life.fixture';

/** What was asked before there was a flow for it goes on: the migration is run over a shop with requests in every state. */
let shop: Harness;
let spa: Spa;
let lin: Login;
let boss: Login;
let mei: Login;
let ayue: Login;

beforeAll(async () => {
  shop = await startHarness();
  spa = await seedSpa(shop.server.ports);
  [boss, mei, ayue] = [await shop.staff('zongbu'), await shop.staff('mei'), await shop.staff('ayue')];
  lin = await shop.customer('林小雨');
}, 300_000);
afterAll(() => shop?.close());

const MIGRATION = path.resolve(__dirname, '../../prisma/migrations/20261129040000_acceptance_flow/migration.sql');
/** The database as it was: the table of offers, and no flow that asks. */
const BEFORE = `
  DROP VIEW acceptance_offers; DROP TABLE acceptance_rounds; DELETE FROM flow_tasks; DELETE FROM flow_instances;
  ALTER TABLE definition_versions DISABLE TRIGGER USER; DELETE FROM definition_versions WHERE definition_id = 'core.flow.acceptance'; ALTER TABLE definition_versions ENABLE TRIGGER USER; DELETE FROM definitions WHERE id = 'core.flow.acceptance';
  CREATE TABLE acceptance_offers (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), booking_id uuid NOT NULL REFERENCES bookings(id), unit_id uuid NOT NULL REFERENCES resource_units(id),
    role_key text NOT NULL, state text NOT NULL, reason text NOT NULL DEFAULT '', created_at timestamptz(3) NOT NULL DEFAULT now(), answered_at timestamptz(3))`;

const query = (text: string, values: readonly unknown[] = []) => shop.server.ports.db.pool.query(text, [...values]);
/** The shop's jobs go on meanwhile, and lock tables in another order than these statements: whoever loses tries again, as an upgrade would. */
async function change(text: string): Promise<void> {
  for (let left = 20; ; left--)
    try {
      await query(text);
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== '40P01' || left === 0) throw error;
    }
}
const get = async (id: string): Promise<Booked> => (await shop.do('booking.get', { bookingId: id }, boss)).booking;
const statesOf = (booking: Booked) => Object.fromEntries(booking.offers.map((offer) => [offer.unitName, offer.state]));

test('BK-11 FL-04 requests from before the flow go on in it: open ones are to-dos, answered ones are its past, and a deadline that passed still ends them', async () => {
  const { ports } = shop.server;
  const of = { storeId: spa.storeId, typeId: spa.technicianTypeId, skill: '推拿', acceptance: 'group' as const };
  const serviceId = await askingService(ports, of);
  const request = async (startsAt: string) =>
    (await shop.do('booking.request', spaWish({ serviceId, startsAt, storeId: spa.storeId }, { priceFen: 29_900, depositFen: 0 }), lin)).booking.id;
  const [open, won, late, moved] = [
    await request(spa.at('10:00')),
    await request(spa.at('12:00')),
    await request(spa.at('14:00')),
    await request(spa.at('16:00')),
  ];
  await shop.do('booking.accept', { bookingId: won }, mei);
  await change(BEFORE);
  const offer = (booking: string, unit: string, state: string) =>
    query(
      'INSERT INTO acceptance_offers (booking_id, unit_id, role_key, state, answered_at) VALUES ($1, $2, $3, $4, CASE WHEN $4 = $5 THEN NULL ELSE now() END)',
      [booking, unit, 'therapist', state, 'open'],
    );
  for (const [booking, meis, ayues] of [
    [open, 'declined', 'open'],
    [won, 'accepted', 'lost'],
    [late, 'open', 'open'],
    [moved, 'open', 'withdrawn'],
  ] as const)
    await Promise.all([offer(booking, spa.mei, meis), offer(booking, spa.ayue, ayues)]);
  await query(`UPDATE bookings SET accept_by = now() - interval '1 second' WHERE id = $1`, [late]);

  await change(await readFile(MIGRATION, 'utf8'));

  expect(statesOf(await get(open))).toEqual({ 梅清: 'declined', 阿月: 'open' });
  expect(statesOf(await get(won))).toEqual({ 梅清: 'accepted', 阿月: 'lost' });
  expect(statesOf(await get(moved))).toEqual({ 梅清: 'open', 阿月: 'withdrawn' });
  expect((await shop.do('booking.toAccept', {}, ayue)).bookings.map((one) => one.id)).toEqual([open]);
  const { items } = await shop.do('flows.todos', { state: 'open' }, ayue);
  expect(items.map((one) => [one.title, one.subject.id]).sort()).toEqual(
    [
      ['技师确认', late],
      ['技师确认', open],
    ].sort(),
  );

  // Her yes in the list of to-dos confirms it, as it would have.
  const token = items.find((one) => one.subject.id === open)?.token ?? '';
  expect((await shop.do('flows.decide', { token, d: 'approve' }, ayue)).status).toBe('done');
  expect(await get(open)).toMatchObject({ state: 'confirmed', units: [{ name: '阿月' }] });
  expect(await ringDue(ports)).toBe(1);
  await shop.eventually(async () => ((await get(late)).state === 'declined' ? true : null));
  expect(statesOf(await get(late))).toEqual({ 梅清: 'expired', 阿月: 'expired' });
  // A request that goes on for nobody's fault is one yes away.
  expect((await shop.do('booking.accept', { bookingId: moved }, mei)).booking.state).toBe('confirmed');
}, 300_000);
