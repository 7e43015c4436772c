/**
 * An exact number: `n / d` with `d` above zero. Formulas are worked out in these and rounded once, at the end, so that
 * 12.85 × 3 × 85 % is the same in every engine. `BigInt()` and no literal: old page engines cannot read `1n`.
 */
export interface Ratio {
  readonly n: bigint;
  readonly d: bigint;
}

const ZERO = BigInt(0);
const ONE = BigInt(1);
const TWO = BigInt(2);
/** 10^n. Trap: written as a power it becomes Math.pow for old page engines, which takes no bigint. */
const tens = (n: number): bigint => BigInt(`1${'0'.repeat(n)}`);

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a < ZERO ? -a : a, b];
  while (y !== ZERO) [x, y] = [y, x % y];
  return x;
}

function ratio(n: bigint, d: bigint): Ratio {
  const common = gcd(n, d);
  return common > ONE ? { n: n / common, d: d / common } : { n, d };
}

/** The decimal that a JSON number is written as; null for one that has no plain writing (an exponent, no number at all). */
export function ratioOf(value: number): Ratio | null {
  const text = String(value);
  const match = /^(-?\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) return null;
  const [, whole = '0', part = ''] = match;
  return ratio(BigInt(whole + part), tens(part.length));
}

export const wholeRatio = (value: number): Ratio => ({ n: BigInt(value), d: ONE });

export const plus = (a: Ratio, b: Ratio): Ratio => ratio(a.n * b.d + b.n * a.d, a.d * b.d);
export const minus = (a: Ratio, b: Ratio): Ratio => ratio(a.n * b.d - b.n * a.d, a.d * b.d);
export const times = (a: Ratio, b: Ratio): Ratio => ratio(a.n * b.n, a.d * b.d);
/** Null where it is divided by nothing. */
export function over(a: Ratio, b: Ratio): Ratio | null {
  if (b.n === ZERO) return null;
  return b.n < ZERO ? ratio(-a.n * b.d, a.d * -b.n) : ratio(a.n * b.d, a.d * b.n);
}

/** Below zero, zero or above, as `a` is to `b`. */
export function compare(a: Ratio, b: Ratio): number {
  const left = a.n * b.d;
  const right = b.n * a.d;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The nearest whole number of `1 / 10^scale`, half away from zero. */
export function unitsAt(value: Ratio, scale: number): bigint {
  const scaled = value.n * tens(scale);
  const half = (scaled < ZERO ? -scaled : scaled) * TWO + value.d;
  const whole = half / (value.d * TWO);
  return scaled < ZERO ? -whole : whole;
}

export const roundedAt = (value: Ratio, scale: number): Ratio => ratio(unitsAt(value, scale), tens(scale));

/** As a JSON number with at most `scale` digits after the point; null when it is too large to be kept exactly. */
export function numberAt(value: Ratio, scale: number): number | null {
  const units = unitsAt(value, scale);
  const kept = units < ZERO ? -units : units;
  if (kept > BigInt(Number.MAX_SAFE_INTEGER)) return null;
  const result = Number(units) / 10 ** scale;
  // Never -0, which JSON would write as 0 and which is another value to whoever compares.
  return result === 0 ? 0 : result;
}
