import { LIMITS, type Cond, type SegmentId } from './definition';
import { own } from './values';

/**
 * The condition with every saved segment put in its place: what consumers read. One that is gone, or that comes back to itself, is a
 * fault (throws): `check` refuses both before anything is published, and under a "not" any guess would reach everybody.
 */
export function inlineSegments(cond: Cond, segments: Readonly<Record<SegmentId, { readonly where: Cond }>>, depth: number = LIMITS.depth): Cond {
  if ('all' in cond) return { all: cond.all.map((kid) => inlineSegments(kid, segments, depth)) };
  if ('any' in cond) return { any: cond.any.map((kid) => inlineSegments(kid, segments, depth)) };
  if ('not' in cond) return { not: inlineSegments(cond.not, segments, depth) };
  if ('rel' in cond) return cond.where ? { ...cond, where: inlineSegments(cond.where, segments, depth) } : cond;
  if (!('seg' in cond)) return cond;
  const segment = own(segments, cond.seg);
  if (!segment || depth === 0) throw new Error(`segment ${cond.seg} cannot be put in place`);
  return inlineSegments(segment.where, segments, depth - 1);
}
