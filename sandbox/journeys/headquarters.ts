import type { ApiInput, ApiOutput } from '@zhike/domain/api';
import { addDays, dateAt } from '@zhike/domain/kernel/calendar-date';
import { HOUR_MS } from '@zhike/domain/kernel/time-range';
import type { Voice } from './cast';

/** What headquarters arranges before a journey begins, through the same commands as everybody. */
type Service = ApiOutput<'booking.allServices'>['services'][number];
type Slot = ApiOutput<'booking.slots'>['slots'][number];
type Changes = Partial<Omit<ApiInput<'booking.saveService'>, 'serviceId'>>;

export const SHANGHAI_MINUTES = 480;
export const todayIn = (utcOffsetMinutes = SHANGHAI_MINUTES): string => dateAt(Date.now(), utcOffsetMinutes);

export async function serviceNamed(hq: Voice, name: string): Promise<Service> {
  const { services } = await hq.ask('booking.allServices', {});
  const found = services.find((service) => service.name === name);
  if (!found) throw new Error(`the shop sells no ${name}`);
  return found;
}

/** Other terms, another way of accepting, other stores: the rest of the service stays as it is. */
export async function changeService(hq: Voice, name: string, changes: Changes): Promise<Service> {
  const { id, roles: _roles, imageUrl: _imageUrl, ...rest } = await serviceNamed(hq, name);
  return (await hq.ask('booking.saveService', { ...rest, serviceId: id, ...changes })).service;
}

/** Whoever fills this role is asked before a booking stands. */
export async function letAccept(hq: Voice, service: Service, roleKey: string): Promise<void> {
  const roles = service.roles.map(({ typeName: _typeName, kind: _kind, ...role }) => ({ ...role, accepts: role.key === roleKey }));
  await hq.ask('booking.saveServiceRoles', { serviceId: service.id, roles });
}

/** The first day from `ahead` days on with starts for which `fits` holds; those starts. */
export async function dayWith(
  voice: Voice,
  wish: { storeId: string; serviceId: string; ahead: number; choices?: Readonly<Record<string, string>> },
  fits: (slot: Slot, all: readonly Slot[]) => boolean,
): Promise<{ date: string; slots: readonly Slot[] }> {
  for (let ahead = wish.ahead; ahead < wish.ahead + 28; ahead += 1) {
    const date = addDays(todayIn(), ahead);
    const { slots } = await voice.ask('booking.slots', { storeId: wish.storeId, serviceId: wish.serviceId, date, choices: { ...wish.choices } });
    const fitting = slots.filter((slot) => fits(slot, slots));
    if (fitting.length > 0) return { date, slots: fitting };
  }
  throw new Error('no such day in four weeks');
}

export async function storeNamed(hq: Voice, part: string): Promise<string> {
  const { stores } = await hq.ask('stores.tree', {});
  const found = stores.find((store) => store.name.includes(part));
  if (!found) throw new Error(`there is no store ${part}`);
  return found.id;
}

/** A customer whom the shop knows by name and number. */
export async function addCustomer(hq: Voice, storeId: string, name: string, phone: string): Promise<{ id: string; name: string }> {
  const { profile } = await hq.ask('customers.create', {
    name,
    phone,
    gender: 'female',
    birthday: null,
    weddingDate: null,
    source: '朋友介绍',
    note: '',
    storeId,
  });
  return { id: profile.id, name };
}

export interface SmallShop {
  readonly storeId: string;
  readonly serviceId: string;
  readonly name: string;
  readonly utcOffsetMinutes: number;
}

/**
 * A store of its own with one photographer and one room for half an hour's 证件照, where it is past noon whenever the tests run:
 * its line and its free times are known to the minute.
 */
export async function openSmallShop(hq: Voice, hours: { from: string; to: string }): Promise<SmallShop> {
  const ahead = 12 - new Date().getUTCHours();
  const zone = ahead === 0 ? 'Etc/UTC' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
  const name = '拾光影像·快拍店';
  const week = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, ...hours }));
  const { store } = await hq.ask('stores.saveStore', {
    storeId: null,
    name,
    regionId: null,
    address: '上海市静安区愚园路 1 号',
    phone: '021-62550001',
    directions: '',
    zone,
    latitude: null,
    longitude: null,
    opening: week,
    areaSqm: null,
    closed: false,
    whenClashing: 'refuse',
  });
  const { types } = await hq.ask('booking.resourceTypes', {});
  const unit = async (key: string, unitName: string, skills: string[], fields: Record<string, string | number>): Promise<string> => {
    const typeId = types.find((type) => type.key === key)?.id ?? '';
    const saved = await hq.ask('booking.saveUnit', {
      unitId: null,
      typeId,
      name: unitName,
      storeIds: [store.id],
      skills,
      fields,
      bufferBeforeMinutes: 0,
      bufferAfterMinutes: 0,
      state: 'active',
      introduction: '',
    });
    return saved.unit.id;
  };
  const photographerId = await unit('photographer', '小杜', ['证件'], {});
  await unit('studio', '快拍间', [], { area: 12, light: '影棚灯' });
  await hq.ask('booking.saveRosterPattern', {
    patternId: null,
    unitId: photographerId,
    storeId: store.id,
    fromDate: dateAt(Date.now() - 24 * HOUR_MS, ahead * 60),
    untilDate: null,
    cycleWeeks: 1,
    days: week.map((day) => ({ week: 1, ...day })),
    whenClashing: 'refuse',
  });
  const sold = await serviceNamed(hq, '精致证件照');
  await changeService(hq, sold.name, { storeIds: [...sold.storeIds, store.id] });
  return { storeId: store.id, serviceId: sold.id, name, utcOffsetMinutes: ahead * 60 };
}

/** A member works at one more store. */
export async function lend(hq: Voice, userid: string, storeId: string): Promise<void> {
  const { staff } = await hq.ask('stores.staff', {});
  const member = staff.find((one) => one.wecomUserId === userid);
  if (!member) throw new Error(`nobody is called ${userid}`);
  const { id, ...rest } = member;
  await hq.ask('stores.saveStaff', { ...rest, staffId: id, storeIds: [storeId] });
}
