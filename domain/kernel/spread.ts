import type { Fen } from './money';

/**
 * Shares an amount out by weight, in whole fen: the shares add up to the amount exactly, each differs from its true share by less than
 * one fen, and who has no weight gets nothing. What rounding leaves over goes to the largest remainders, among equals to the first.
 * @param weights not negative; with none above zero everything goes to the first
 */
export function spread(amountFen: Fen, weights: readonly number[]): Fen[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return weights.map((_, index) => (index === 0 ? amountFen : 0));
  const sign = amountFen < 0 ? -1 : 1;
  const whole = BigInt(Math.abs(amountFen));
  // In whole numbers throughout: a product of two amounts does not fit a double.
  const parts = weights.map((weight, index) => {
    const product = whole * BigInt(weight);
    return { index, fen: Number(product / BigInt(total)), rest: product % BigInt(total) };
  });
  let left = Math.abs(amountFen) - parts.reduce((sum, part) => sum + part.fen, 0);
  const byRest = [...parts].sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  for (const part of byRest) {
    if (left === 0) break;
    part.fen += 1;
    left -= 1;
  }
  return parts.map((part) => sign * part.fen + 0);
}

/** How much of an amount a line carries. */
export interface LinePart {
  readonly lineId: string;
  readonly amountFen: Fen;
}

/** Shares what comes off a bill out over lines, by what they cost, to the fen; never more than they cost. Lines that carry nothing are left out. */
export function spreadOverLines(amountFen: Fen, lines: readonly { readonly id: string; readonly totalFen: Fen }[]): LinePart[] {
  const most = lines.reduce((sum, line) => sum + line.totalFen, 0);
  const shares = spread(
    Math.min(amountFen, most),
    lines.map((line) => line.totalFen),
  );
  return lines.map((line, index) => ({ lineId: line.id, amountFen: shares[index] ?? 0 })).filter((part) => part.amountFen > 0);
}
