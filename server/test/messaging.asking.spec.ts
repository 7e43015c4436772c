import type { EventType } from '@zhike/domain/events';
import { createAgenda } from '../../prisma/seeds/agenda';
import { askingService } from './door';
import { startHarness, type Harness, type Login } from './harness';
import { seedSpa, spaWish, type Booked, type Spa } from './life.fixture';
import { shanghai } from './messaging.stage';

/** Who hears that a booking waits for a yes, and who that it was given. */
const agenda = createAgenda(shanghai('2027-03-01T09:00'));
let shop: Harness;
let spa: Spa;
let lin: Login;
beforeAll(async () => {
  shop = await startHarness({ clock: agenda.clock, jobs: agenda.jobs });
  spa = await seedSpa(shop.server.ports, { now: agenda.clock.now() });
  lin = await shop.customer('林小雨');
}, 120_000);
afterAll(() => shop?.close());

const settle = () => agenda.runUntil(agenda.clock.now());
const cards = (bookingId: string, title: string) =>
  shop.world.state.appMessages.filter((card) => card.url?.includes(bookingId) && card.title.includes(title)).map((card) => `${card.userid}: ${card.title}`);
const told = async (bookingId: string) =>
  (await shop.server.ports.db.prisma.message.findMany({ where: { bookingId, templateKey: 'booking_requested' } })).length;

/** The booking's own event once more, delivered so many times. */
async function again(type: EventType, { id, customerId }: { id: string; customerId: string }, times = 3): Promise<void> {
  for (let i = 0; i < times; i++)
    await shop.server.ports.writer.transaction({ actor: { kind: 'system', job: 'test' }, requestId: null }, (write) =>
      write.event({ type, bookingId: id, customerId, storeId: spa.storeId, data: {} }),
    );
  await settle();
}

const services = new Map<string, Promise<string>>();
async function asked(
  acceptance: 'person' | 'group',
  time: string,
  more: { acceptTimeout?: 'next'; maxParty?: number } = {},
  people = 1,
): Promise<Booked & { customerId: string }> {
  const key = JSON.stringify([acceptance, more]);
  const of = { storeId: spa.storeId, typeId: spa.technicianTypeId, skill: '推拿', acceptance, ...more };
  if (!services.has(key)) services.set(key, askingService(shop.server.ports, of));
  const serviceId = (await services.get(key)) ?? '';
  const quoted = { priceFen: 29_900 * people, depositFen: 0 };
  const wish = spaWish(
    { serviceId, startsAt: shanghai(`2027-03-02T${time}`).toISOString(), storeId: spa.storeId },
    quoted,
    people > 1 ? { partySize: people } : {},
  );
  const { booking } = await shop.do('booking.request', wish, lin);
  await settle();
  const { customerId } = await shop.server.ports.db.prisma.booking.findUniqueOrThrow({ where: { id: booking.id } });
  return { ...booking, customerId };
}

test('BK-12 a booking that waits for an answer: she is told that it has come, and everyone who may take it is asked once', async () => {
  const booking = await asked('group', '10:00');
  await again('booking.requested', booking);
  expect(await told(booking.id)).toBe(1);
  expect(cards(booking.id, '待接单').sort()).toEqual(['ayue: 待接单：推拿服务', 'mei: 待接单：推拿服务']);
  const [card] = shop.world.state.appMessages.filter((one) => one.url?.includes(booking.id));
  expect(card?.description).toContain('需要 技师');
  expect(card?.description).not.toMatch(/1\d{10}/);
});

test('BK-12 somebody who is asked later is asked once, and nobody a second time', async () => {
  const booking = await asked('person', '12:00', { acceptTimeout: 'next' });
  const [first] = cards(booking.id, '待接单');
  const one = first?.startsWith('mei') ? 'mei' : 'ayue';
  expect(cards(booking.id, '待接单')).toEqual([`${one}: 待接单：推拿服务`]);
  await shop.do('booking.decline', { bookingId: booking.id, reason: '那天请假' }, await shop.staff(one));
  await settle();
  await again('booking.requested', booking, 2);
  expect(cards(booking.id, '待接单')).toEqual([`${one}: 待接单：推拿服务`, `${one === 'mei' ? 'ayue' : 'mei'}: 待接单：推拿服务`]);
});

test('BK-12 the first who accepts has it: the others learn who, she herself does not', async () => {
  const booking = await asked('group', '14:00');
  await shop.do('booking.accept', { bookingId: booking.id }, await shop.staff('mei'));
  await settle();
  await again('booking.accepted', booking);
  expect(cards(booking.id, '已由')).toEqual(['ayue: 已由 梅清 接单：推拿服务']);
});

test('BK-12 whoever still has another part of it, or took one, is not told that somebody else has the first', async () => {
  const booking = await asked('group', '16:00', { maxParty: 2 }, 2);
  await shop.do('booking.accept', { bookingId: booking.id }, await shop.staff('mei'));
  await settle();
  expect(cards(booking.id, '已由')).toEqual([]);
  await shop.do('booking.accept', { bookingId: booking.id }, await shop.staff('ayue'));
  await settle();
  await again('booking.accepted', booking);
  expect(cards(booking.id, '已由')).toEqual([]);
});
