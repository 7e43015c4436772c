import { allow, refuse } from '@zhike/domain/kernel/decision';
import { decideParent } from '@zhike/domain/stores/rules';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import { lockKeys } from '../../../platform/locks';
import type { Write } from '../../../platform/write';
import type { Input } from '../input';
import { countInRegion, listRegions, removeRegionRow, saveRegionRow } from '../records';

/** Whoever moves regions, or stores between them, stands in one line: two moves that are each fine could make a circle together. */
export const REGIONS_LOCK = 'regions';

/** ST-01: adds, renames or moves a region. The tree belongs to the whole shop. */
export async function saveRegion(ask: Ask<ActorOf<'stores.saveRegion'>>, input: Input<'stores.saveRegion'>, write: Write): Answer<'stores.saveRegion'> {
  if (ask.scope.kind !== 'all') return refuse('access.forbidden', { right: 'store.manage' });
  const sql = sqlIn(write.tx);
  await lockKeys(write.tx, { alone: [REGIONS_LOCK] });
  const regions = await listRegions(sql);
  const missing = [input.regionId, input.parentId].find((id) => id !== null && !regions.some((region) => region.id === id));
  if (missing) return refuse('record.not_found', { noun: 'region', id: missing });
  const region = { id: input.regionId ?? newId(write.now), parentId: input.parentId, name: input.name, position: input.position };
  const parent = decideParent(regions, region.id, region.parentId);
  if (!parent.ok) return parent;
  await saveRegionRow(write.tx, region);
  await write.event({ type: 'store.region_saved', data: { regionId: region.id } });
  return allow({ region });
}

/** Removes a region in which nothing stands any more. */
export async function removeRegion(ask: Ask<ActorOf<'stores.removeRegion'>>, input: Input<'stores.removeRegion'>, write: Write): Answer<'stores.removeRegion'> {
  if (ask.scope.kind !== 'all') return refuse('access.forbidden', { right: 'store.manage' });
  const sql = sqlIn(write.tx);
  await lockKeys(write.tx, { alone: [REGIONS_LOCK] });
  if (!(await listRegions(sql)).some((region) => region.id === input.regionId)) return refuse('record.not_found', { noun: 'region', id: input.regionId });
  const inside = await countInRegion(sql, input.regionId);
  if (inside.stores + inside.regions > 0) return refuse('stores.region_in_use', inside);
  await removeRegionRow(write.tx, input.regionId);
  await write.event({ type: 'store.region_removed', data: { regionId: input.regionId } });
  return allow({ done: true as const });
}
