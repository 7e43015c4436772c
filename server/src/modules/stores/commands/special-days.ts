import { holidaysOf } from '@zhike/config/holidays/index';
import type { ApiRefusal } from '@zhike/domain/api';
import { inScope } from '@zhike/domain/kernel/access';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { SpecialDayView } from '@zhike/domain/stores/contract';
import { decideDay } from '@zhike/domain/stores/hours';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn, type Sql } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import { lockKeys } from '../../../platform/locks';
import type { Write } from '../../../platform/write';
import type { Input } from '../input';
import { reachStore } from '../queries';
import { hoursLock } from '../queries.hours';
import { findSpecialDay, listSpecialDays, listStoreIds, removeSpecialDayRow, saveSpecialDayRow } from '../records.hours';
import { changeHours } from './change-hours';

/** Whether the actor may change the day of this store, or (null) of the whole shop. */
async function reachDay(sql: Sql, ask: Ask, storeId: string | null): Promise<Decision<unknown, ApiRefusal>> {
  if (storeId !== null) return reachStore(sql, ask, 'store.hours', storeId);
  return ask.scope.kind === 'all' ? allow(null) : refuse('access.forbidden', { right: 'store.hours' });
}

/** One day that differs. A day that is there already for the same date gives way. */
export async function saveSpecialDay(
  ask: Ask<ActorOf<'stores.saveSpecialDay'>>,
  input: Input<'stores.saveSpecialDay'>,
  write: Write,
): Answer<'stores.saveSpecialDay'> {
  const sql = sqlIn(write.tx);
  const reach = await reachDay(sql, ask, input.storeId);
  if (!reach.ok) return reach;
  const old = input.dayId === null ? null : await findSpecialDay(sql, input.dayId);
  // Like a season, a day stays with its store, or with the shop.
  if (input.dayId !== null && (!old || old.storeId !== input.storeId)) return refuse('record.not_found', { noun: 'special_day', id: input.dayId });
  const hours = decideDay(input.date, input.hours ?? []);
  if (!hours.ok) return hours;
  const { whenClashing, dayId, ...fields } = input;
  const day: SpecialDayView = { id: dayId ?? newId(write.now), ...fields };
  const dates = [day.date, old?.date ?? day.date].sort() as [string, string];
  const storeIds = day.storeId === null ? await listStoreIds(sql) : [day.storeId];
  const stranded = await changeHours(write, { storeIds, dates: { from: dates[0], until: dates[1] }, whenClashing }, () => saveSpecialDayRow(write.tx, day));
  if (!stranded.ok) return stranded;
  await write.event({ type: 'store.hours_changed', storeId: day.storeId, data: { date: day.date, stranded: stranded.value } });
  return allow({ day });
}

/** An ordinary day again. */
export async function removeSpecialDay(
  ask: Ask<ActorOf<'stores.removeSpecialDay'>>,
  input: Input<'stores.removeSpecialDay'>,
  write: Write,
): Answer<'stores.removeSpecialDay'> {
  const sql = sqlIn(write.tx);
  const day = await findSpecialDay(sql, input.dayId);
  const hidden = day?.storeId && !inScope(ask.scope, { storeId: day.storeId, customerId: null, staffIds: [] });
  if (!day || hidden) return refuse('record.not_found', { noun: 'special_day', id: input.dayId });
  const reach = await reachDay(sql, ask, day.storeId);
  if (!reach.ok) return reach;
  const storeIds = day.storeId === null ? await listStoreIds(sql) : [day.storeId];
  const dates = { from: day.date, until: day.date };
  const stranded = await changeHours(write, { storeIds, dates, whenClashing: input.whenClashing }, () => removeSpecialDayRow(write.tx, day.id));
  if (!stranded.ok) return stranded;
  await write.event({ type: 'store.hours_changed', storeId: day.storeId, data: { date: day.date, stranded: stranded.value } });
  return allow({ done: true as const });
}

/**
 * Writes a year's public holidays into the shop's list; days that are there stay as they are. It never strands a booking: holidays
 * are named and stay open, and a make-up workday keeps its own hours where those that it should follow would leave somebody outside.
 */
export async function proposeHolidays(
  ask: Ask<ActorOf<'stores.proposeHolidays'>>,
  input: Input<'stores.proposeHolidays'>,
  write: Write,
): Answer<'stores.proposeHolidays'> {
  if (ask.scope.kind !== 'all') return refuse('access.forbidden', { right: 'store.manage' });
  const known = holidaysOf(input.year);
  if (!known) return refuse('stores.year_unknown', { year: input.year });
  const sql = sqlIn(write.tx);
  const storeIds = await listStoreIds(sql);
  await lockKeys(write.tx, { alone: storeIds.map(hoursLock) });
  const there = new Set((await listSpecialDays(sql, input.year)).filter((day) => day.storeId === null).map((day) => day.date));
  const missing = known.filter((day) => !there.has(day.date));
  for (const { date, name, kind, asWeekday } of missing) {
    const day = { id: newId(write.now), storeId: null, date, name, kind, hours: null };
    const put = (followed: number | null) => () => saveSpecialDayRow(write.tx, { ...day, asWeekday: followed });
    const dates = { from: date, until: date };
    const stranded = await changeHours(write, { storeIds, dates, whenClashing: 'keep' }, put(asWeekday));
    if (stranded.ok && stranded.value > 0) await changeHours(write, { storeIds, dates, whenClashing: 'keep' }, put(null));
  }
  if (missing.length > 0) await write.event({ type: 'store.hours_changed', storeId: null, data: { year: input.year, added: missing.length } });
  return allow({ added: missing.length });
}
