import { allow, refuse, type Decision, type RefusalOf } from '../kernel/decision';
import type { StoresRefusals } from './contract';

export type StoresRefusal = RefusalOf<StoresRefusals>;

export interface RegionFacts {
  readonly id: string;
  readonly parentId: string | null;
}

/** The regions from one up to the root, itself first. Ends even where the rows go round in a circle. */
export function upwards(regions: readonly RegionFacts[], from: string | null): string[] {
  const byId = new Map(regions.map((region) => [region.id, region]));
  const path: string[] = [];
  for (let id = from; id !== null && !path.includes(id); id = byId.get(id)?.parentId ?? null) path.push(id);
  return path;
}

/** A region stands below another one, never below itself or one of its own. */
export function decideParent(regions: readonly RegionFacts[], regionId: string, parentId: string | null): Decision<null, StoresRefusal> {
  return upwards(regions, parentId).includes(regionId) ? refuse('stores.region_cycle', { regionId }) : allow(null);
}
