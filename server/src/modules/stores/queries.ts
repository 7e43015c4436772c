import { holidaysOf } from '@zhike/config/holidays/index';
import { datesFrom } from '@zhike/domain/kernel/calendar-date';
import { compileScope, inScope } from '@zhike/domain/kernel/access';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { TimeRange } from '@zhike/domain/kernel/time-range';
import { offsetMinutesAt } from '@zhike/domain/kernel/zone';
import type { StaffSheet, StoreSheet, StoreView } from '@zhike/domain/stores/contract';
import { hoursOn, openNow } from '@zhike/domain/stores/hours';
import { upwards } from '@zhike/domain/stores/rules';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { sqlOf, type Sql } from '../../platform/db';
import { listRoles } from '../access/roles';
import type { Input } from './input';
import { findStoreRow } from './queries.hours';
import { listOpenStores, listRegions, listStoreFacts, type StoreFacts } from './records';
import { listSeasons, listSpecialDays } from './records.hours';
import { listMembers, type MemberRow } from './records.staff';

/** The shop before anybody logs in. */
export async function getShop(ask: Ask): Answer<'stores.shop'> {
  const { shop } = ask.ports;
  return Promise.resolve(
    allow({
      name: shop.name,
      brandColour: shop.colour,
      holdMinutes: shop.holdMinutes,
      subscribeTemplates: Object.entries(shop.templates).map(([key, templateId]) => ({ key, templateId })),
    }),
  );
}

const spans = (ranges: readonly TimeRange[]) =>
  ranges.map(({ start, end }) => ({ startsAt: new Date(start).toISOString(), endsAt: new Date(end).toISOString() }));

/** All open stores, in the shop's order, with today's hours. */
export async function listStores(ask: Ask): Answer<'stores.list'> {
  const now = ask.now.getTime();
  const rows = await listOpenStores(sqlOf(ask.ports.db));
  const stores = rows.map(({ hours, ...row }): StoreView => {
    const today = openNow(now, hours, row.zone);
    return {
      ...row,
      utcOffsetMinutes: offsetMinutesAt(row.zone, now),
      opening: hours.week.map((span) => ({ ...span })),
      today: spans(today.hours),
      todayNotice: today.notice,
    };
  });
  return allow({ stores });
}

/** BK-07: the hours of a store day by day. */
export async function openingDays(ask: Ask, input: Input<'stores.openingDays'>): Answer<'stores.openingDays'> {
  const store = await findStoreRow(sqlOf(ask.ports.db), input.storeId);
  if (!store) return refuse('record.not_found', { noun: 'store', id: input.storeId });
  const days = datesFrom(input.from, input.days).map((date) => hoursOn(date, store.opening, store.zone));
  return allow({ days: days.map(({ date, hours, notice, kind }) => ({ date, hours: spans(hours), notice, kind })) });
}

/** A store as this reader sees it. */
export function toStoreSheet(store: StoreFacts, ask: Pick<Ask, 'actor'>): StoreSheet {
  const manages = inScope(compileScope(ask.actor, 'store.manage'), { storeId: store.id, customerId: null, staffIds: [] });
  return { ...store, can: manages ? ['manage'] : [] };
}

/** ST-01: headquarters, regions and the stores that the reader reaches; of the regions those above them. */
export async function getTree(ask: Ask<ActorOf<'stores.tree'>>): Answer<'stores.tree'> {
  const sql = sqlOf(ask.ports.db);
  const [regions, all] = await Promise.all([listRegions(sql), listStoreFacts(sql)]);
  const stores = all.filter((store) => inScope(ask.scope, { storeId: store.id, customerId: null, staffIds: [] }));
  const shown = new Set(stores.flatMap((store) => upwards(regions, store.regionId)));
  return allow({
    regions: ask.scope.kind === 'all' ? regions : regions.filter((region) => shown.has(region.id)),
    stores: stores.map((store) => toStoreSheet(store, ask)),
  });
}

/** Whether the store exists and the reader reaches it. A store's own id is public: out of reach is forbidden, not hidden. */
export async function reachStore(sql: Sql, ask: Pick<Ask, 'scope'>, right: string, storeId: string) {
  const [store] = await listStoreFacts(sql, storeId);
  if (!store) return refuse('record.not_found', { noun: 'store', id: storeId });
  return inScope(ask.scope, { storeId, customerId: null, staffIds: [] }) ? allow(store) : refuse('access.forbidden', { right });
}

export async function getSeasons(ask: Ask<ActorOf<'stores.seasons'>>, input: Input<'stores.seasons'>): Answer<'stores.seasons'> {
  const sql = sqlOf(ask.ports.db);
  const store = await reachStore(sql, ask, 'store.read', input.storeId);
  return store.ok ? allow({ seasons: await listSeasons(sql, input.storeId) }) : store;
}

/** The shop's special days of a year and those of the reader's stores. */
export async function getSpecialDays(ask: Ask<ActorOf<'stores.specialDays'>>, input: Input<'stores.specialDays'>): Answer<'stores.specialDays'> {
  const rows = await listSpecialDays(sqlOf(ask.ports.db), input.year);
  const known = holidaysOf(input.year);
  const shops = new Set(rows.filter((day) => day.storeId === null).map((day) => day.date));
  return allow({
    days: rows.filter((day) => day.storeId === null || inScope(ask.scope, { storeId: day.storeId, customerId: null, staffIds: [] })),
    proposable: known?.some((day) => !shops.has(day.date)) ?? false,
    unknown: known === null,
  });
}

export function toStaffSheet({ reachedStoreIds: _, ...member }: MemberRow): StaffSheet {
  return member;
}

/** Members who reach one of the reader's stores; everybody for who reaches all. */
export async function getStaff(ask: Ask<ActorOf<'stores.staff'>>): Answer<'stores.staff'> {
  const members = await listMembers(sqlOf(ask.ports.db));
  const shown = members.filter(
    (member) => ask.scope.kind === 'all' || member.reachedStoreIds.some((storeId) => inScope(ask.scope, { storeId, customerId: null, staffIds: [] })),
  );
  const roles = await listRoles(sqlOf(ask.ports.db));
  return allow({ staff: shown.map(toStaffSheet), roles: roles.map(({ key, name }) => ({ key, name })) });
}
