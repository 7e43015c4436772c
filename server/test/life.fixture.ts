import type { ApiOutput } from '@zhike/domain/api';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import { instantOf } from '@zhike/domain/kernel/zone';
import { jobHandlers } from '../src/composition';
import type { Ports } from '../src/platform/ports';
import { seedFixture, type Fixture } from './fixture';
import type { Harness, Login } from './harness';

/** The small shop with technicians who accept what they are asked: 梅清 and 阿月 have accounts, 小满 has none. */
export interface Spa extends Fixture {
  readonly technicianTypeId: string;
  readonly mei: string;
  readonly ayue: string;
  readonly man: string;
}

export async function seedSpa(ports: Ports, options: Parameters<typeof seedFixture>[1] = {}): Promise<Spa> {
  const fixture = await seedFixture(ports, options);
  const { prisma } = ports.db;
  const type = await prisma.resourceType.create({ data: { key: 'technician', name: '技师', kind: 'person', position: 5 } });
  const [mei, ayue] = [fixture.unitIds.梅清 ?? '', fixture.unitIds.阿月 ?? ''];
  for (const [i, id] of [mei, ayue].entries()) await prisma.resourceUnit.update({ where: { id }, data: { typeId: type.id, number: i + 1, skills: ['推拿'] } });
  const man = await prisma.resourceUnit.create({
    data: { typeId: type.id, name: '小满', number: 3, skills: ['推拿'], state: 'repair', stores: { create: [{ storeId: fixture.storeId }] } },
  });
  await prisma.shift.createMany({
    data: Array.from({ length: 40 }, (_, i) => addDays(fixture.day, i - 4)).map((date) => ({
      unitId: man.id,
      storeId: fixture.storeId,
      startsAt: new Date(instantOf(date, '09:00', 'Asia/Shanghai')),
      endsAt: new Date(instantOf(date, '18:00', 'Asia/Shanghai')),
    })),
  });
  return { ...fixture, technicianTypeId: type.id, mei, ayue, man: man.id };
}

/** Runs one job now, as its worker would. */
export async function runJob(ports: Ports, name: string, data: object): Promise<void> {
  const handler = jobHandlers(ports).find((one) => one.kind.name === name);
  if (!handler) throw new Error(`no job ${name}`);
  await handler.run(data);
}

export interface Wish {
  readonly serviceId: string;
  readonly startsAt: string;
  readonly storeId: string;
}

/** What a customer sends for a service of the spa. */
export function spaWish(
  wish: Wish,
  quoted: { priceFen: number; depositFen: number },
  over: Partial<{ choices: Record<string, string>; partySize: number }> = {},
) {
  return {
    ...wish,
    choices: {},
    contactName: '林小雨',
    contactPhone: '13800138001',
    weddingDate: null,
    note: '',
    quotedPriceFen: quoted.priceFen,
    quotedDepositFen: quoted.depositFen,
    ...over,
  };
}

/** A customer whom the shop knows with a number: what staff book for. */
export async function knownCustomer(shop: Harness, as: Login, storeId: string, name = '熟客', phone = '13900139000'): Promise<string> {
  const draft = { name, phone, gender: 'unknown' as const, birthday: null, weddingDate: null, source: '', note: '', storeId };
  return (await shop.do('customers.create', draft, as)).profile.id;
}

export type Booked = ApiOutput<'booking.get'>['booking'];
