import type { Fixture } from './fixture';
import type { Harness, Login } from './harness';

/* A shop that teaches. */

export const CLASS_FEN = 19_900;
export interface ClassShop {
  readonly shop: Harness;
  readonly boss: Login;
  readonly fixture: Fixture;
  readonly seatTypeId: string;
}

/** Seats of the store, numbered; answers their type. */
export async function addSeats(shop: Harness, boss: Login, fixture: Fixture, count: number): Promise<string> {
  const { type } = await shop.do('booking.saveResourceType', { typeId: null, key: 'seat', name: '座位', kind: 'thing', fields: [] }, boss);
  await shop.do(
    'booking.addUnits',
    { typeId: type.id, name: '座位', count, storeIds: [fixture.storeId], skills: [], fields: {}, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 },
    boss,
  );
  return type.id;
}

/** A class of two hours that anybody may book a seat of; answers its service. */
export async function newClass({ shop, boss, fixture, seatTypeId }: ClassShop, name: string, depositFen: number): Promise<string> {
  const policy = { freeUntilHours: 24, latePercent: 50, noShowPercent: 100, moveUntilHours: 1, maxMoves: 5 };
  const { service } = await shop.do(
    'booking.saveService',
    {
      serviceId: null,
      name,
      line: '课程',
      summary: '',
      description: '',
      includes: [],
      whatToBring: '',
      durationMinutes: 120,
      stepMinutes: 30,
      leadMinutes: 0,
      horizonDays: 60,
      priceFen: CLASS_FEN,
      depositFen,
      policy,
      levelPolicies: {},
      acceptance: 'none',
      acceptMinutes: 60,
      acceptTimeout: 'release',
      mode: 'class',
      maxParty: 4,
      cautions: [],
      storeIds: [fixture.storeId],
      addons: [],
      active: true,
    },
    boss,
  );
  const seat = { key: 'seat', name: '座位', typeId: seatTypeId, skill: null, offsetMinutes: 0, durationMinutes: 120, customerPicks: false };
  await shop.do('booking.saveServiceRoles', { serviceId: service.id, roles: [seat] }, boss);
  return service.id;
}
