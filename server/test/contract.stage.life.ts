import type { ApiInput, EndpointName } from '@zhike/domain/api';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import { instantOf } from '@zhike/domain/kernel/zone';
import type { Call, Stage } from './contract.stage';
import { askingService, openDoor, type Door } from './door';

/* The calls of booking's life: acceptance, waiting list, series, the line at the door. */

type Calls<Name extends EndpointName> = { readonly [Each in Name]: (stage: Stage) => Promise<Call<Each>> | Call<Each> };

const doors = new WeakMap<Stage, Promise<Door>>();
const doorOf = (stage: Stage): Promise<Door> => {
  let door = doors.get(stage);
  if (!door) doors.set(stage, (door = openDoor(stage.shop.server.ports, 60)));
  return door;
};

interface Asking {
  readonly serviceId: string;
  readonly unitId: string;
}
const askings = new WeakMap<Stage, Promise<Asking>>();
/** A service that only the boss herself can do, and must accept. */
const askingOf = (stage: Stage): Promise<Asking> => {
  let asking = askings.get(stage);
  if (!asking) askings.set(stage, (asking = makeAsking(stage)));
  return asking;
};

async function makeAsking({ shop, fixture }: Stage): Promise<Asking> {
  const { prisma } = shop.server.ports.db;
  const boss = await prisma.staffMember.findUniqueOrThrow({ where: { wecomUserId: 'zongbu' } });
  const typeId = fixture.typeIds.photographer ?? '';
  const unit = await prisma.resourceUnit.create({
    data: { typeId, name: '沈言', number: 900, staffId: boss.id, skills: ['接单'], stores: { create: [{ storeId: fixture.storeId }] } },
  });
  await prisma.shift.createMany({
    data: Array.from({ length: 30 }, (_, i) => addDays(fixture.day, i)).map((date) => ({
      unitId: unit.id,
      storeId: fixture.storeId,
      startsAt: new Date(instantOf(date, '09:00', 'Asia/Shanghai')),
      endsAt: new Date(instantOf(date, '18:00', 'Asia/Shanghai')),
    })),
  });
  const serviceId = await askingService(shop.server.ports, { storeId: fixture.storeId, typeId, skill: '接单', acceptance: 'person' });
  return { serviceId, unitId: unit.id };
}

async function requested(stage: Stage): Promise<string> {
  const { serviceId } = await askingOf(stage);
  const { booking } = await stage.shop.do(
    'booking.create',
    {
      storeId: stage.fixture.storeId,
      serviceId,
      startsAt: stage.start(),
      choices: {},
      contactName: '接单客户',
      contactPhone: '13800138001',
      weddingDate: null,
      note: '',
      customerId: stage.customerId,
      awaitDeposit: false,
      source: 'workbench',
    },
    stage.boss,
  );
  return booking.id;
}

const wishes = async ({ shop, fixture }: Stage): Promise<Omit<ApiInput<'booking.joinWaitlist'>, 'contactPhone'>> => {
  // One person may wait for five things: what earlier calls left is put away.
  await shop.server.ports.db.prisma.waitlistEntry.updateMany({ where: { state: 'waiting' }, data: { state: 'withdrawn' } });
  return {
    storeId: fixture.storeId,
    serviceId: fixture.serviceId,
    fromAt: fixture.at('09:00', 3),
    untilAt: fixture.at('18:00', 5),
    choices: {},
    contactName: '候补客户',
    weddingDate: null,
    note: '周末最好',
  };
};
const joined = async (stage: Stage): Promise<string> =>
  (await stage.shop.do('booking.joinWaitlist', { ...(await wishes(stage)), contactPhone: '13800138001' }, stage.lin)).entry.id;

const plan = async (stage: Stage): Promise<ApiInput<'booking.previewSeries'>> => ({
  ...(await doorOf(stage)),
  firstDate: addDays(stage.fixture.day, 7),
  time: '15:00',
  everyWeeks: 1,
  count: 3,
  choices: {},
});
const series = async (stage: Stage): Promise<ApiInput<'booking.bookSeries'>> => ({
  ...(await plan(stage)),
  customerId: stage.customerId,
  note: '调理课程',
  instead: [],
});

const ticket = async (stage: Stage): Promise<string> => {
  const input = { ...(await doorOf(stage)), name: '散客', partySize: 1, customerId: stage.customerId };
  return (await stage.shop.do('booking.takeTicket', input, stage.boss)).ticket.id;
};

export const lifeCalls: Calls<
  | 'booking.resize'
  | 'booking.accept'
  | 'booking.decline'
  | 'booking.toAccept'
  | 'booking.takeOffer'
  | 'booking.search'
  | 'booking.joinWaitlist'
  | 'booking.joinWaitlistFor'
  | 'booking.myWaitlist'
  | 'booking.waitlist'
  | 'booking.leaveWaitlist'
  | 'booking.previewSeries'
  | 'booking.bookSeries'
  | 'booking.cancelSeries'
  | 'booking.queueLength'
  | 'booking.takeTicket'
  | 'booking.myTickets'
  | 'booking.queue'
  | 'booking.callTicket'
  | 'booking.serveTicket'
  | 'booking.closeTicket'
> = {
  'booking.resize': async (stage) => {
    const { id, version, endsAt } = await stage.booked('confirmed');
    return { as: stage.boss, input: { bookingId: id, version, endsAt: new Date(Date.parse(endsAt) + 30 * 60_000).toISOString() } };
  },
  'booking.accept': async (stage) => ({ as: stage.boss, input: { bookingId: await requested(stage) } }),
  'booking.decline': async (stage) => ({ as: stage.boss, input: { bookingId: await requested(stage), reason: '那天请假' } }),
  'booking.toAccept': async (stage) => {
    await requested(stage);
    return { as: stage.boss, input: {} };
  },
  'booking.takeOffer': async (stage) => {
    const { id, version } = await stage.ownHold();
    await stage.shop.server.ports.db.prisma.booking.update({ where: { id }, data: { depositFen: 0 } });
    return { as: stage.lin, input: { bookingId: id, version } };
  },
  'booking.search': async (stage) => {
    const { storeId } = await stage.booked('confirmed');
    return { as: stage.boss, input: { search: '8001', storeId, states: ['confirmed'], from: stage.fixture.day, until: null, cursor: null } };
  },
  'booking.joinWaitlist': async (stage) => ({ as: stage.lin, input: { ...(await wishes(stage)), contactPhone: '13800138001' } }),
  'booking.joinWaitlistFor': async (stage) => ({
    as: stage.boss,
    input: { ...(await wishes(stage)), customerId: (await stage.person()).id, contactPhone: '13800138002' },
  }),
  'booking.myWaitlist': async (stage) => {
    await joined(stage);
    return { as: stage.lin, input: {} };
  },
  'booking.waitlist': async (stage) => {
    await joined(stage);
    return { as: stage.boss, input: { storeId: stage.fixture.storeId, open: true, cursor: null } };
  },
  'booking.leaveWaitlist': async (stage) => ({ as: stage.lin, input: { entryId: await joined(stage) } }),
  'booking.previewSeries': async (stage) => ({ as: stage.boss, input: await plan(stage) }),
  'booking.bookSeries': async (stage) => ({ as: stage.boss, input: await series(stage) }),
  'booking.cancelSeries': async (stage) => {
    const { seriesId } = await stage.shop.do('booking.bookSeries', await series(stage), stage.boss);
    return { as: stage.boss, input: { seriesId: seriesId ?? '', reason: '客户搬家' } };
  },
  'booking.queueLength': async (stage) => ({ as: null, input: await doorOf(stage) }),
  'booking.takeTicket': async (stage) => ({ as: stage.lin, input: { ...(await doorOf(stage)), name: '林小雨', partySize: 1 } }),
  'booking.myTickets': async (stage) => {
    await stage.shop.do('booking.takeTicket', { ...(await doorOf(stage)), name: '林小雨' }, stage.lin);
    return { as: stage.lin, input: {} };
  },
  'booking.queue': async (stage) => {
    await ticket(stage);
    return { as: stage.boss, input: { storeId: (await doorOf(stage)).storeId } };
  },
  'booking.callTicket': async (stage) => ({ as: stage.boss, input: { ticketId: await ticket(stage) } }),
  'booking.serveTicket': async (stage) => ({ as: stage.boss, input: { ticketId: await ticket(stage) } }),
  'booking.closeTicket': async (stage) => ({ as: stage.boss, input: { ticketId: await ticket(stage), how: 'skipped' } }),
};
