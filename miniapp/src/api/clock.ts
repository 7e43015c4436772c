/**
 * The server's clock as far as we can know it: a phone may be minutes off, and a countdown must not lie.
 * Learned from the `Date` header of each answer (one second of grain).
 */
let aheadMs = 0;

export function learnTime(header: Readonly<Record<string, unknown>> | undefined): void {
  if (!header) return;
  const text = header.date ?? header.Date;
  if (typeof text !== 'string') return;
  const server = Date.parse(text);
  if (Number.isNaN(server)) return;
  const measured = server - Date.now();
  // Differences below two seconds are the header's grain and the way home.
  aheadMs = Math.abs(measured) < 2_000 ? 0 : measured;
}

export function serverNow(): number {
  return Date.now() + aheadMs;
}
