import type { Spot } from '@/bridge/host';

const EARTH_M = 6_371_000;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Metres between two points, as the crow flies; null when one of them is not known. */
export function metresBetween(from: Spot | null, to: { readonly latitude: number | null; readonly longitude: number | null }): number | null {
  if (!from || to.latitude === null || to.longitude === null) return null;
  const across = Math.sin(radians(to.latitude - from.latitude) / 2) ** 2;
  const along = Math.sin(radians(to.longitude - from.longitude) / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.sqrt(across + Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * along));
}

/** `500 米内`, `约 3.2 公里`: her position is rough, so is the word. */
export function distanceWords(metres: number): string {
  if (metres < 500) return '500 米内';
  return metres < 10_000 ? `约 ${(metres / 1000).toFixed(1)} 公里` : `约 ${Math.round(metres / 1000)} 公里`;
}

/** Nearest first; what has no place on the map keeps its order at the end. */
export function nearestFirst<Place extends { readonly latitude: number | null; readonly longitude: number | null }>(
  places: readonly Place[],
  from: Spot | null,
): readonly Place[] {
  if (!from) return places;
  return [...places].sort((a, b) => (metresBetween(from, a) ?? Number.MAX_VALUE) - (metresBetween(from, b) ?? Number.MAX_VALUE));
}
