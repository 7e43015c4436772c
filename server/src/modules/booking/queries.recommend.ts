import type { SlotView } from '@zhike/domain/booking/contract';
import { assignUnits, partOfDay } from '@zhike/domain/booking/availability';
import { usualFirst } from '@zhike/domain/booking/choice';
import { reasonsFor, recommend, type Habits, type Offered, type Reason } from '@zhike/domain/booking/habits';
import { bookableSpan } from '@zhike/domain/booking/rules';
import { baseRole, type Extras } from '@zhike/domain/booking/shape';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import { MINUTE_MS } from '@zhike/domain/kernel/time-range';
import type { Answer, Ask } from '../../http/route';
import { sqlOf } from '../../platform/db';
import { freeDays, startsWithin, type Dates, type FreeDay } from './facts';
import { habitsFor } from './habits';
import { asker, lookFor, slotViews, todayAt, type Wanted } from './queries';
import { findSellingStores, shortestServiceMinutes } from './records.habits';
import type { StoreRow } from './records.services';
import type { ShapedOffer } from './shaping';
import { offsetAt } from './store-clock';

/** Days looked at in one step. */
const STRIDE = 14;
/** For each start that is wanted, so many of the soonest are looked at for a better one. */
const LOOK_AT = 6;

interface Found {
  readonly start: number;
  readonly slot: SlotView;
  readonly reasons: readonly Reason[];
}

/** BK-06: the next free starts, two weeks at a time up to the horizon; her person, her time and whole gaps first. */
export async function listNextSlots(ask: Ask, input: Wanted & { count: number; forCustomerId?: string | undefined }): Answer<'booking.nextSlots'> {
  const sql = sqlOf(ask.ports.db);
  const [habits, shortest] = await Promise.all([habitsFor(ask, input.forCustomerId), shortestServiceMinutes(sql, input.storeId)]);
  const found: Found[] = [];
  const wanted = input.count * LOOK_AT;
  for (let day = 0; ; day += STRIDE) {
    const dates = (store: StoreRow): Dates => ({ from: addDays(todayAt(store, ask), day), days: STRIDE });
    const looked = await lookFor(ask, input, dates);
    if (!looked.ok) return looked;
    const { look, offer } = looked.value;
    const span = bookableSpan(offer.service, ask.now.getTime(), asker(ask.actor));
    for (const one of freeDays(look, offer, dates(offer.store), input.choices)) {
      if (found.length >= wanted) break;
      const views = slotViews(offer, one, span);
      for (const [i, start] of startsWithin(one, span).entries()) {
        const slot = views[i];
        if (slot) found.push({ start, slot, reasons: reasonsFor(offeredAt(offer, one, start, habits), habits, shortest * MINUTE_MS) });
      }
    }
    if (found.length >= wanted || day + STRIDE > offer.service.horizonDays)
      return allow({ slots: recommend(found.slice(0, wanted), input.count).map(({ slot, reasons }) => ({ ...slot, reasons: [...reasons] })) });
  }
}

function offeredAt({ service, store }: ShapedOffer, day: FreeDay, start: number, habits: Habits): Offered {
  const able = service.roles.map((role) => ({ key: role.key, units: day.free.unitsFor(role.key, start) }));
  const chosen = assignUnits(able.map(({ key, units }) => ({ key, units: usualFirst(units, habits.people.get(baseRole(key))?.unitId) })));
  return {
    start,
    date: day.date,
    part: partOfDay(start, offsetAt(store.zone, start)),
    able: new Map(able.map(({ key, units }) => [baseRole(key), units])),
    taken: service.roles.flatMap((role) => {
      const unitId = chosen?.get(role.key);
      const from = start + role.offsetMinutes * MINUTE_MS;
      return unitId && role.kind === 'person' ? [{ unitId, range: { start: from, end: from + role.durationMinutes * MINUTE_MS } }] : [];
    }),
    prepared: day.prepared,
  };
}

/** The next free starts of a service in all stores that sell it, soonest first; for somebody at one of them, the soonest of each other. */
export async function listAnywhere(
  ask: Ask,
  input: Extras & { serviceId: string; count: number; exceptStoreId?: string | undefined },
): Answer<'booking.anywhere'> {
  const stores = await findSellingStores(sqlOf(ask.ports.db), input.serviceId);
  if (stores.length === 0) return refuse('record.not_found', { noun: 'service', id: input.serviceId });
  const slots: { storeId: string; storeName: string; slot: SlotView }[] = [];
  for (const store of stores.filter((one) => one.id !== input.exceptStoreId)) {
    const next = await soonest(ask, { ...input, storeId: store.id, choices: {} }, input.exceptStoreId ? 1 : input.count);
    slots.push(...next.map((slot) => ({ storeId: store.id, storeName: store.name, slot })));
  }
  return allow({ slots: slots.sort((a, b) => a.slot.startsAt.localeCompare(b.slot.startsAt)).slice(0, input.count) });
}

async function soonest(ask: Ask, wanted: Wanted, count: number): Promise<SlotView[]> {
  const dates = (store: StoreRow): Dates => ({ from: todayAt(store, ask), days: STRIDE * 2 });
  const looked = await lookFor(ask, wanted, dates);
  if (!looked.ok) return [];
  const { look, offer } = looked.value;
  const span = bookableSpan(offer.service, ask.now.getTime(), asker(ask.actor));
  return freeDays(look, offer, dates(offer.store), wanted.choices)
    .flatMap((day) => slotViews(offer, day, span))
    .slice(0, count);
}
