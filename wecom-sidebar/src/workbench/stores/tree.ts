import type { RegionView, StoreSheet } from '@zhike/domain/stores/contract';

/** One line of the tree as it is drawn: headquarters, regions and stores, each under its parent. */
export type TreeLine =
  | { readonly kind: 'root'; readonly depth: 0 }
  | { readonly kind: 'region'; readonly depth: number; readonly region: RegionView; readonly stores: number }
  | { readonly kind: 'store'; readonly depth: number; readonly store: StoreSheet };

export const keyOf = (line: TreeLine): string =>
  line.kind === 'root' ? 'root' : line.kind === 'region' ? `region:${line.region.id}` : `store:${line.store.id}`;

/**
 * The tree as a list, regions before stores, each in its order. Whatever hangs under a region that the reader cannot see stands under
 * headquarters; a ring of regions (which the server refuses) would be left out rather than walked for ever.
 */
export function treeLines(regions: readonly RegionView[], stores: readonly StoreSheet[], closed: ReadonlySet<string> = new Set()): TreeLine[] {
  const known = new Set(regions.map((r) => r.id));
  const parentOf = (id: string | null): string | null => (id !== null && known.has(id) ? id : null);
  const lines: TreeLine[] = [{ kind: 'root', depth: 0 }];
  const countIn = (regionId: string, seen: readonly string[]): number =>
    stores.filter((s) => s.regionId === regionId).length +
    regions.filter((r) => r.parentId === regionId && !seen.includes(r.id)).reduce((sum, r) => sum + countIn(r.id, [...seen, r.id]), 0);
  const walk = (parent: string | null, depth: number): void => {
    const below = regions.filter((r) => parentOf(r.parentId) === parent && r.id !== parent);
    for (const region of [...below].sort((a, b) => a.position - b.position || a.name.localeCompare(b.name, 'zh'))) {
      lines.push({ kind: 'region', depth, region, stores: countIn(region.id, [region.id]) });
      if (!closed.has(region.id)) walk(region.id, depth + 1);
    }
    for (const store of stores
      .filter((s) => parentOf(s.regionId) === parent)
      .sort((a, b) => Number(a.closed) - Number(b.closed) || a.name.localeCompare(b.name, 'zh')))
      lines.push({ kind: 'store', depth, store });
  };
  walk(null, 1);
  return lines;
}

/** Where a region may hang: anywhere but under itself or what is below it. */
export function parentsFor(regions: readonly RegionView[], regionId: string | null): RegionView[] {
  if (regionId === null) return [...regions];
  const below = new Set([regionId]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const region of regions)
      if (region.parentId !== null && below.has(region.parentId) && !below.has(region.id)) {
        below.add(region.id);
        grew = true;
      }
  }
  return regions.filter((r) => !below.has(r.id));
}
