import { MINUTE_MS, type TimeRange } from '../kernel/time-range';

/**
 * A stretch of time as bits, one per five-minute tick: free time of many units is then a handful of AND and OR.
 * Ranges that do not fall on ticks round so that a unit never looks freer than it is.
 */
export const TICK_MS = 5 * MINUTE_MS;

export interface Ticks {
  readonly words: Uint32Array;
  readonly size: number;
}

/** `size` ticks, all clear. */
export function clearTicks(size: number): Ticks {
  return { words: new Uint32Array((size + 31) >>> 5), size };
}

/* Words are read within their bounds only, and as numbers: `?? 0` on each of them makes these loops three times slower. */

function setBits({ words, size }: Ticks, from: number, until: number): void {
  const start = Math.max(0, from);
  const end = Math.min(size, until);
  if (start >= end) return;
  const first = start >>> 5;
  const last = (end - 1) >>> 5;
  const head = -1 << (start & 31);
  const tail = -1 >>> (31 - ((end - 1) & 31));
  if (first === last) {
    words[first] = (words[first] as number) | (head & tail);
    return;
  }
  words[first] = (words[first] as number) | head;
  for (let i = first + 1; i < last; i++) words[i] = -1;
  words[last] = (words[last] as number) | tail;
}

/** Sets the ticks that a range touches at all: for time that is taken. */
export function markTouched(ticks: Ticks, origin: number, range: TimeRange): void {
  setBits(ticks, Math.floor((range.start - origin) / TICK_MS), Math.ceil((range.end - origin) / TICK_MS));
}

/** Sets the ticks that a range covers wholly: for time that is offered. */
export function markCovered(ticks: Ticks, origin: number, range: TimeRange): void {
  setBits(ticks, Math.ceil((range.start - origin) / TICK_MS), Math.floor((range.end - origin) / TICK_MS));
}

/** A copy in which every bit is turned. */
export function inverted(ticks: Ticks): Ticks {
  const out = clearTicks(ticks.size);
  setBits(out, 0, ticks.size);
  remove(out, ticks);
  return out;
}

/** A copy moved by `by` ticks: bit i of the result is bit i + by of the source; what falls in from outside is clear. */
export function shifted(ticks: Ticks, by: number): Ticks {
  const out = clearTicks(ticks.size);
  const wordShift = Math.floor(by / 32);
  const bitShift = by - wordShift * 32;
  const source = ticks.words;
  for (let i = 0; i < out.words.length; i++) {
    const low = source[i + wordShift] ?? 0;
    const high = source[i + wordShift + 1] ?? 0;
    out.words[i] = bitShift === 0 ? low : (low >>> bitShift) | (high << (32 - bitShift));
  }
  const tail = ticks.size & 31;
  const last = out.words.length - 1;
  if (tail !== 0 && last >= 0) out.words[last] = (out.words[last] as number) & ((1 << tail) - 1);
  return out;
}

/** Changes `into`: keeps the bits that are set in both. Both of one size. */
export function intersect({ words }: Ticks, other: Ticks): void {
  for (let i = 0; i < words.length; i++) words[i] = (words[i] as number) & (other.words[i] as number);
}

/** Changes `into`: adds the bits of the other. Both of one size. */
export function unite({ words }: Ticks, other: Ticks): void {
  for (let i = 0; i < words.length; i++) words[i] = (words[i] as number) | (other.words[i] as number);
}

/** Changes `into`: takes the bits of the other away. Both of one size. */
export function remove({ words }: Ticks, other: Ticks): void {
  for (let i = 0; i < words.length; i++) words[i] = (words[i] as number) & ~(other.words[i] as number);
}

/** Bit i is set when ticks i … i+length-1 are all set, found by doubling. */
export function runsOf(ticks: Ticks, length: number): Ticks {
  const words = ticks.words.slice();
  for (let have = 1; have < length; ) {
    const step = Math.min(have, length - have);
    const bits = step & 31;
    // In place: word i reads only itself and later words, which still hold the shorter runs. Beyond the last word everything is clear.
    const ahead = step >>> 5;
    const last = words.length - 1 - ahead;
    for (let i = 0; i < last; i++) {
      const low = words[i + ahead] as number;
      words[i] = (words[i] as number) & (bits === 0 ? low : (low >>> bits) | ((words[i + ahead + 1] as number) << (32 - bits)));
    }
    if (last >= 0) words[last] = (words[last] as number) & ((words[words.length - 1] as number) >>> bits);
    words.fill(0, Math.max(0, last + 1));
    have += step;
  }
  return { words, size: ticks.size };
}

/** How many set ticks there are from `index` on without a break: forwards for +1, backwards for -1. */
export function stretchFrom(ticks: Ticks, index: number, direction: 1 | -1): number {
  let length = 0;
  while (isSet(ticks, index + length * direction)) length += 1;
  return length;
}

/** True when tick `index` is set. */
export function isSet(ticks: Ticks, index: number): boolean {
  return index >= 0 && index < ticks.size && (((ticks.words[index >>> 5] ?? 0) >>> (index & 31)) & 1) === 1;
}

/** The indexes of all set ticks, ascending. */
export function setIndexes(ticks: Ticks): number[] {
  const out: number[] = [];
  for (let w = 0; w < ticks.words.length; w++) {
    let word = ticks.words[w] ?? 0;
    while (word !== 0) {
      const low = 31 - Math.clz32(word & -word);
      out.push(w * 32 + low);
      word = (word & (word - 1)) >>> 0;
    }
  }
  return out;
}
