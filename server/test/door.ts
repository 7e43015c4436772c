import type { Ports } from '../src/platform/ports';

/** A store that never closes, with a room service that everybody may have at any moment: for what depends on "now" in tests that run at any hour. */
export interface Door {
  readonly storeId: string;
  readonly serviceId: string;
}

export async function openDoor(ports: Ports, rooms: number): Promise<Door> {
  const { prisma } = ports.db;
  const always = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '00:00', to: '24:00' }));
  const store = await prisma.store.create({ data: { name: '不打烊店', address: '虹桥路 1 号', phone: '021-62330000', opening: always, position: 9 } });
  const type = await prisma.resourceType.create({ data: { key: 'room', name: '房间', kind: 'place', position: 9 } });
  for (let number = 1; number <= rooms; number++)
    await prisma.resourceUnit.create({ data: { typeId: type.id, name: `${number} 号房`, number, skills: [], stores: { create: [{ storeId: store.id }] } } });
  const service = await prisma.service.create({
    data: {
      name: '足浴',
      line: '养生',
      durationMinutes: 30,
      stepMinutes: 30,
      leadMinutes: 0,
      horizonDays: 60,
      priceFen: 9_900,
      depositFen: 0,
      includes: [],
      stores: { create: [{ storeId: store.id }] },
      roles: { create: [{ key: 'room', name: '房间', typeId: type.id, durationMinutes: 30, position: 0 }] },
    },
  });
  return { storeId: store.id, serviceId: service.id };
}

/** A service for which a member must say yes: whoever of a type has the skill, an hour each. */
export async function askingService(
  ports: Ports,
  of: { readonly storeId: string; readonly typeId: string; readonly skill: string; readonly acceptance: 'person' | 'group' } & Partial<{
    acceptTimeout: 'release' | 'next';
    acceptMinutes: number;
    depositFen: number;
    horizonDays: number;
    maxParty: number;
  }>,
): Promise<string> {
  const { prisma } = ports.db;
  const { storeId, typeId, skill, ...terms } = of;
  const service = await prisma.service.create({
    data: {
      name: `${skill}服务`,
      line: '养生',
      durationMinutes: 60,
      stepMinutes: 30,
      leadMinutes: 0,
      horizonDays: 30,
      priceFen: 29_900,
      depositFen: 0,
      includes: [],
      stores: { create: [{ storeId }] },
      roles: { create: [{ key: 'therapist', name: '技师', typeId, skill, durationMinutes: 60, position: 0, accepts: true, customerPicks: true }] },
      ...terms,
    },
  });
  return service.id;
}
