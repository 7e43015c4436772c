import { allow, refuse } from '@zhike/domain/kernel/decision';
import { inScope } from '@zhike/domain/kernel/access';
import { decideWeek } from '@zhike/domain/stores/hours';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import type { Write } from '../../../platform/write';
import type { Input } from '../input';
import { reachStore } from '../queries';
import { findSeason, removeSeasonRow, saveSeasonRow } from '../records.hours';
import { changeHours } from './change-hours';

/** Other hours for a part of the year. */
export async function saveSeason(ask: Ask<ActorOf<'stores.saveSeason'>>, input: Input<'stores.saveSeason'>, write: Write): Answer<'stores.saveSeason'> {
  const sql = sqlIn(write.tx);
  const store = await reachStore(sql, ask, 'store.hours', input.storeId);
  if (!store.ok) return store;
  const old = input.seasonId === null ? null : await findSeason(sql, input.seasonId);
  // A season stays with its store: moving it would change the hours of one that nobody named.
  if (input.seasonId !== null && old?.storeId !== input.storeId) return refuse('record.not_found', { noun: 'season', id: input.seasonId });
  if (input.untilDate < input.fromDate) return refuse('request.invalid', { issues: [{ path: 'untilDate', problem: 'before_start' }] });
  const week = decideWeek(input.opening);
  if (!week.ok) return week;
  const { whenClashing, seasonId, ...fields } = input;
  const season = { id: seasonId ?? newId(write.now), ...fields };
  const dates = {
    from: old && old.fromDate < season.fromDate ? old.fromDate : season.fromDate,
    until: old && old.untilDate > season.untilDate ? old.untilDate : season.untilDate,
  };
  const stranded = await changeHours(write, { storeIds: [season.storeId], dates, whenClashing }, () => saveSeasonRow(write.tx, season));
  if (!stranded.ok) return stranded;
  await write.event({ type: 'store.hours_changed', storeId: season.storeId, data: { seasonId: season.id, stranded: stranded.value } });
  return allow({ season });
}

/** Back to the ordinary week, or to the season beneath. */
export async function removeSeason(ask: Ask<ActorOf<'stores.removeSeason'>>, input: Input<'stores.removeSeason'>, write: Write): Answer<'stores.removeSeason'> {
  const season = await findSeason(sqlIn(write.tx), input.seasonId);
  if (!season || !inScope(ask.scope, { storeId: season.storeId, customerId: null, staffIds: [] }))
    return refuse('record.not_found', { noun: 'season', id: input.seasonId });
  const dates = { from: season.fromDate, until: season.untilDate };
  const stranded = await changeHours(write, { storeIds: [season.storeId], dates, whenClashing: input.whenClashing }, () =>
    removeSeasonRow(write.tx, season.id),
  );
  if (!stranded.ok) return stranded;
  await write.event({ type: 'store.hours_changed', storeId: season.storeId, data: { seasonId: season.id, stranded: stranded.value } });
  return allow({ done: true as const });
}
