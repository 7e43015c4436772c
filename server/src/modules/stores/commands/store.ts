import { allow, refuse } from '@zhike/domain/kernel/decision';
import { isZone } from '@zhike/domain/kernel/zone';
import { decideWeek } from '@zhike/domain/stores/hours';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import { lockKeys } from '../../../platform/locks';
import type { Write } from '../../../platform/write';
import type { Input } from '../input';
import { reachStore, toStoreSheet } from '../queries';
import { findStoreNamed, listRegions, listStoreFacts, saveStoreRow } from '../records';
import { changeHours } from './change-hours';
import { REGIONS_LOCK } from './regions';

/** Adds or changes a store; only who reaches all may add one. Closing one strands everything that is still to come. */
export async function saveStore(ask: Ask<ActorOf<'stores.saveStore'>>, input: Input<'stores.saveStore'>, write: Write): Answer<'stores.saveStore'> {
  const sql = sqlIn(write.tx);
  const { storeId, whenClashing, ...fields } = input;
  if (storeId === null && ask.scope.kind !== 'all') return refuse('access.forbidden', { right: 'store.manage' });
  await lockKeys(write.tx, { alone: [REGIONS_LOCK] });
  const old = storeId === null ? null : await reachStore(sql, ask, 'store.manage', storeId);
  if (old && !old.ok) return old;
  const named = await findStoreNamed(sql, fields.name);
  if (named !== null && named !== storeId) return refuse('stores.name_taken', { name: fields.name });
  if (fields.regionId !== (old?.value.regionId ?? null)) {
    // Into another region means into another member's reach.
    if (ask.scope.kind !== 'all') return refuse('access.forbidden', { right: 'store.manage' });
    if (fields.regionId !== null && !(await listRegions(sql)).some((region) => region.id === fields.regionId))
      return refuse('record.not_found', { noun: 'region', id: fields.regionId });
  }
  if (!isZone(fields.zone)) return refuse('stores.zone_unknown', { zone: fields.zone });
  const week = decideWeek(fields.opening);
  if (!week.ok) return week;
  const id = storeId ?? newId(write.now);
  const stranded = await changeHours(write, { storeIds: [id], dates: null, whenClashing }, () => saveStoreRow(write.tx, { id, ...fields }, write.now));
  if (!stranded.ok) return stranded;
  await write.event({ type: storeId === null ? 'store.opened' : 'store.saved', storeId: id, data: { closed: fields.closed } });
  const rules = (store: Pick<typeof fields, 'opening' | 'zone' | 'closed'>): string => JSON.stringify([store.opening, store.zone, store.closed]);
  if (old && rules(old.value) !== rules(fields))
    await write.event({ type: 'store.hours_changed', storeId: id, data: { stranded: stranded.value, zoneChanged: old.value.zone !== fields.zone } });
  const [store] = await listStoreFacts(sql, id);
  if (!store) throw new Error('a store vanished inside its own transaction');
  return allow({ store: toStoreSheet(store, ask) });
}
