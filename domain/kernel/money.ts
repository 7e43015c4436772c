/** Money is a whole number of fen (1 yuan = 100 fen). There are no fractions of a fen anywhere in the system. */
export type Fen = number;

/**
 * A share of an amount, in whole fen, rounded half up in the shop's favour by less than one fen.
 * @param percent whole percent, 0 to 100
 */
export function percentOf(amountFen: Fen, percent: number): Fen {
  return Math.floor((amountFen * percent + 50) / 100);
}

/** `¥1,280.00`; with `short` whole yuan drop the decimals (`¥1,280`). Negative amounts keep a leading minus. */
export function formatFen(amountFen: Fen, style: 'full' | 'short' = 'full'): string {
  const sign = amountFen < 0 ? '-' : '';
  const whole = Math.abs(amountFen);
  const yuan = String(Math.floor(whole / 100)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  const rest = whole % 100;
  if (style === 'short' && rest === 0) return `${sign}¥${yuan}`;
  return `${sign}¥${yuan}.${rest < 10 ? '0' : ''}${rest}`;
}
