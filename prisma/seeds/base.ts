import { roles as shippedRoles } from '@zhike/config/roles';
import type { ApiInput } from '@zhike/domain/api';
import type { Actor } from '@zhike/domain/kernel/actor';
import { addDays, dateAt, isoWeekday } from '@zhike/domain/kernel/calendar-date';
import { instantOf } from '@zhike/domain/kernel/zone';
import { grantsIn } from '@zhike/server/modules/access/roles';
import type { Ports } from '@zhike/server/platform/ports';
import type { Call } from './call';
import { dailyLimits, services as sold, specialDays, weeklyClass } from './services';
import * as shop from './shop';
import { tagGroups } from './words';

export const ZONE = 'Asia/Shanghai';
export const OFFSET = 480;

export interface Store {
  readonly id: string;
  readonly key: string;
}
export interface Service {
  readonly id: string;
  readonly key: string;
  readonly stores: readonly string[];
  readonly depositFen: number;
  readonly apart: boolean;
}
export interface Base {
  readonly stores: readonly Store[];
  readonly services: readonly Service[];
  readonly tags: readonly string[];
  readonly classes: readonly { readonly id: string; readonly startsAt: string }[];
  /** By WeCom id. */
  actorOf(userid: string): Actor;
  /** Whom a bookable person logs in as; by the unit's name. */
  actorNamed(name: string): Actor;
}

interface Options {
  readonly ports: Ports;
  readonly call: Call;
  /** The civil day on which the demo starts. */
  readonly today: string;
  /** How many days the story goes on after it. */
  readonly coming: number;
}

/** Opens the shop as its owner would, through the commands of the product. Only she herself is there before anybody can log in. */
export async function seedBase(options: Options): Promise<Base> {
  const { call } = options;
  const owner = await seedOwner(options);
  const boss = owner.actor;
  const stores = await seedStores(options, boss);
  await owner.joins(stores.map((store) => store.id));
  await seedMerchants(call, boss, stores);
  const storeId = (key: string): string => stores.find((store) => store.key === key)?.id ?? '';
  const types = await seedTypes(call, boss);
  const units = await seedUnits(call, boss, types, storeId);
  const actors = await seedStaff(call, boss, units, storeId);
  for (const [index, person] of shop.staff.filter((member) => member.unit).entries())
    await seedRoster(options, boss, { unitId: units.get(person.name) ?? '', stores: person.stores, index }, storeId);
  const services = await seedServices(call, boss, types, storeId);
  await seedDays(options, boss, storeId);
  for (const limit of dailyLimits)
    await call(
      'booking.saveDailyLimit',
      {
        limitId: null,
        name: limit.name,
        typeId: types.get(limit.type) ?? null,
        unitId: null,
        skill: limit.skill,
        serviceIds: services.filter((service) => (limit.services as readonly string[]).includes(service.key)).map((service) => service.id),
        maxPerDay: limit.maxPerDay,
        active: true,
      },
      boss,
    );
  const classes = await seedClasses(options, boss, units, services, storeId);
  const tags: string[] = [];
  for (const group of tagGroups) {
    const saved = await call(
      'customers.saveTagGroup',
      { groupId: null, name: group.name, colour: group.colour, tags: group.tags.map((name) => ({ id: null, name })) },
      boss,
    );
    tags.push(...saved.group.tags.map((tag) => tag.id));
  }
  const actorOf = (userid: string): Actor => actors.get(userid) ?? boss;
  return { stores, services, tags, classes, actorOf, actorNamed: (name) => actorOf(shop.staff.find((member) => member.name === name)?.userid ?? '') };
}

async function seedOwner({ ports }: Options): Promise<{ readonly actor: Actor; joins(storeIds: readonly string[]): Promise<void> }> {
  const [first] = shop.staff;
  if (!first) throw new Error('the demo shop has nobody');
  const { prisma } = ports.db;
  const { id } = await prisma.staffMember.create({ data: { wecomUserId: first.userid, name: first.name, title: first.title, roles: [...first.roles] } });
  return {
    actor: { kind: 'staff', staffId: id, wecomUserId: first.userid, name: first.name, storeIds: [], grants: grantsIn(shippedRoles, first.roles) },
    joins: async (storeIds) => void (await prisma.staffStore.createMany({ data: storeIds.map((storeId) => ({ staffId: id, storeId })) })),
  };
}

async function seedStores({ call }: Options, boss: Actor): Promise<Store[]> {
  const regions = new Map<string, string>();
  for (const [position, { key, name, parent }] of shop.regions.entries()) {
    const { region } = await call(
      'stores.saveRegion',
      { regionId: null, parentId: parent === null ? null : (regions.get(parent) ?? null), name, position },
      boss,
    );
    regions.set(key, region.id);
  }
  const stores: Store[] = [];
  for (const { key, region, opening, ...store } of shop.stores) {
    const body: ApiInput<'stores.saveStore'> = {
      ...store,
      storeId: null,
      regionId: regions.get(region) ?? null,
      zone: ZONE,
      opening: [...opening],
      closed: false,
      whenClashing: 'refuse',
    };
    stores.push({ key, id: (await call('stores.saveStore', body, boss)).store.id });
  }
  return stores;
}

/** The last store is another company's: where a further merchant is configured, its money goes to that one's account. */
async function seedMerchants(call: Call, boss: Actor, stores: readonly Store[]): Promise<void> {
  const { merchants } = await call('finance.merchants', {}, boss);
  const further = merchants.find((merchant) => !merchant.main);
  const last = stores.at(-1);
  if (further && last) await call('finance.setStoreMerchant', { storeId: last.id, mchid: further.mchid }, boss);
}

async function seedTypes(call: Call, boss: Actor): Promise<Map<string, string>> {
  const types = new Map<string, string>();
  for (const { key, name, kind, fields } of shop.resourceTypes) {
    const typed = fields.map((field) => ({ ...field, options: 'options' in field ? [...field.options] : undefined }));
    types.set(key, (await call('booking.saveResourceType', { typeId: null, key, name, kind, fields: typed }, boss)).type.id);
  }
  return types;
}

/** Every unit, by its name; of those that are numbered alike the last one. */
async function seedUnits(call: Call, boss: Actor, types: ReadonlyMap<string, string>, storeId: (key: string) => string): Promise<Map<string, string>> {
  const units = new Map<string, string>();
  const people = shop.staff.flatMap(({ unit, name, stores, skills, introduction }) =>
    unit ? [{ type: unit, name, stores, fields: {}, bufferAfterMinutes: 0, skills: skills ?? [], introduction: introduction ?? '' }] : [],
  );
  const things = shop.units.map((unit) => ({ ...unit, skills: [], introduction: '' }));
  for (const { type, stores, skills, ...unit } of [...people, ...things]) {
    const body = {
      ...unit,
      unitId: null,
      typeId: types.get(type) ?? '',
      storeIds: stores.map(storeId),
      skills: [...skills],
      bufferBeforeMinutes: 0,
      state: 'active' as const,
    };
    units.set(unit.name, (await call('booking.saveUnit', body, boss)).unit.id);
  }
  for (const { type, name, count, stores } of shop.stock)
    await call(
      'booking.addUnits',
      { typeId: types.get(type) ?? '', name, count, storeIds: stores.map(storeId), skills: [], fields: {}, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 },
      boss,
    );
  return units;
}

async function seedStaff(call: Call, boss: Actor, units: ReadonlyMap<string, string>, storeId: (key: string) => string): Promise<Map<string, Actor>> {
  const actors = new Map<string, Actor>();
  for (const { userid, name, title, roles, stores, unit } of shop.staff.slice(1)) {
    const storeIds = stores.map(storeId);
    const { member } = await call(
      'stores.saveStaff',
      {
        staffId: null,
        wecomUserId: userid,
        name,
        title,
        roles: [...roles],
        storeIds,
        regionIds: [],
        unitId: unit ? (units.get(name) ?? null) : null,
        left: false,
      },
      boss,
    );
    actors.set(userid, { kind: 'staff', staffId: member.id, wecomUserId: userid, name, storeIds, grants: grantsIn(shippedRoles, roles) });
  }
  return actors;
}

/** Two days off a week, early and late shifts in turn; who works in two stores changes by the day, and has a pattern in each. */
async function seedRoster(
  { call, ports }: Options,
  boss: Actor,
  person: { readonly unitId: string; readonly stores: readonly string[]; readonly index: number },
  storeId: (key: string) => string,
): Promise<void> {
  const { index, stores, unitId } = person;
  const days = [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) => {
    if (weekday === 1 + (index % 4) || weekday === 1 + ((index + 2) % 4)) return [];
    const late = (weekday + index) % 2 === 1;
    return [{ store: stores[(weekday + index) % stores.length] ?? '', week: 1, weekday, from: late ? '11:00' : '09:30', to: late ? '20:00' : '18:30' }];
  });
  const fromDate = dateAt(ports.clock.now().getTime(), OFFSET);
  for (const store of stores)
    await call(
      'booking.saveRosterPattern',
      {
        patternId: null,
        unitId,
        storeId: storeId(store),
        fromDate,
        untilDate: null,
        cycleWeeks: 1,
        days: days.filter((day) => day.store === store).map(({ store: _, ...day }) => day),
        whenClashing: 'refuse',
      },
      boss,
    );
}

async function seedServices(call: Call, boss: Actor, types: ReadonlyMap<string, string>, storeId: (key: string) => string): Promise<Service[]> {
  const services: Service[] = [];
  for (const { key, roles, stores, more, addons = [], apart = false, freeUntilHours, latePercent, includes, ...service } of sold) {
    const body: ApiInput<'booking.saveService'> = {
      ...service,
      serviceId: null,
      includes: [...includes],
      stepMinutes: 30,
      leadMinutes: 120,
      horizonDays: 90,
      policy: { freeUntilHours, latePercent, noShowPercent: 100, moveUntilHours: 24, maxMoves: 2 },
      levelPolicies: {},
      acceptance: 'none',
      acceptMinutes: 60,
      acceptTimeout: 'release',
      mode: 'appointment',
      maxParty: 1,
      cautions: [],
      ...more,
      storeIds: stores.map(storeId),
      addons: [],
      active: true,
    };
    const { service: bare } = await call('booking.saveService', body, boss);
    await call('booking.saveServiceRoles', { serviceId: bare.id, roles: roles.map(({ type, ...role }) => ({ ...role, typeId: types.get(type) ?? '' })) }, boss);
    // An add-on may name roles, so it comes after them.
    const named = addons.map(({ roleKeys = [], ...addon }) => ({ ...addon, id: null, roleKeys: [...roleKeys], active: true }));
    if (named.length > 0) await call('booking.saveService', { ...body, serviceId: bare.id, addons: named }, boss);
    services.push({ id: bare.id, key, stores, depositFen: service.depositFen, apart });
  }
  return services;
}

/** The shop's own special days first, then the public holidays of every year that the story touches and this build knows. */
async function seedDays({ call, ports, today, coming }: Options, boss: Actor, storeId: (key: string) => string): Promise<void> {
  for (const { store, name, kind, hours, ...when } of specialDays) {
    const date = 'date' in when ? when.date : addDays(today, when.inDays);
    const at = store === null ? null : storeId(store);
    await call('stores.saveSpecialDay', { dayId: null, storeId: at, date, name, kind, hours: [...hours], asWeekday: null, whenClashing: 'refuse' }, boss);
  }
  const first = Number(dateAt(ports.clock.now().getTime(), OFFSET).slice(0, 4));
  for (let year = first; year <= Number(addDays(today, coming).slice(0, 4)); year++)
    if ((await call('stores.specialDays', { year }, boss)).proposable) await call('stores.proposeHolidays', { year }, boss);
}

/** The weekly class, from the story's beginning to a month after today. */
async function seedClasses(
  { call, ports, today }: Options,
  boss: Actor,
  units: ReadonlyMap<string, string>,
  services: readonly Service[],
  storeId: (key: string) => string,
): Promise<Base['classes']> {
  const { service, store, weekday, time, label, seats } = weeklyClass;
  const classes: { id: string; startsAt: string }[] = [];
  let date = addDays(dateAt(ports.clock.now().getTime(), OFFSET), 1);
  while (isoWeekday(date) !== weekday) date = addDays(date, 1);
  for (const last = addDays(today, 35); date <= last; ) {
    const weeks = Math.min(26, Math.floor((Date.parse(last) - Date.parse(date)) / (7 * 86_400_000)));
    const { sessions } = await call(
      'booking.saveClassSession',
      {
        storeId: storeId(store),
        serviceId: services.find((one) => one.key === service)?.id ?? '',
        startsAt: new Date(instantOf(date, time, ZONE)).toISOString(),
        label,
        unitIds: weeklyClass.units.map((name) => units.get(name) ?? ''),
        seats,
        repeatWeeks: weeks,
      },
      boss,
    );
    classes.push(...sessions.map(({ id, startsAt }) => ({ id, startsAt })));
    date = addDays(date, (weeks + 1) * 7);
  }
  return classes;
}
