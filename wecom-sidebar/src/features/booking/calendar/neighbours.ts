/** Where an event stands on the screen: the row or column of its unit, and its time. */
export interface Standing {
  readonly id: string;
  readonly unitIndex: number;
  readonly start: number;
}

export type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

/**
 * The event an arrow key leads to: along the time axis the next one of the same unit, across it the one of the nearest unit that has any,
 * closest in time. In a timeline time runs to the right, in columns downwards.
 */
export function neighbourOf(all: readonly Standing[], currentId: string, arrow: Arrow, timeRuns: 'right' | 'down'): string | null {
  const current = all.find((one) => one.id === currentId);
  if (!current) return null;
  const alongTime = timeRuns === 'right' ? arrow === 'ArrowLeft' || arrow === 'ArrowRight' : arrow === 'ArrowUp' || arrow === 'ArrowDown';
  const forward = arrow === 'ArrowRight' || arrow === 'ArrowDown';
  if (alongTime) {
    const line = all.filter((one) => one.unitIndex === current.unitIndex).sort((a, b) => a.start - b.start || a.id.localeCompare(b.id));
    return line[line.indexOf(current) + (forward ? 1 : -1)]?.id ?? null;
  }
  const beyond = all.filter((one) => (forward ? one.unitIndex > current.unitIndex : one.unitIndex < current.unitIndex));
  const near = beyond.reduce<number | null>(
    (best, one) => (best === null || Math.abs(one.unitIndex - current.unitIndex) < Math.abs(best - current.unitIndex) ? one.unitIndex : best),
    null,
  );
  const line = beyond.filter((one) => one.unitIndex === near);
  return [...line].sort((a, b) => Math.abs(a.start - current.start) - Math.abs(b.start - current.start) || a.start - b.start)[0]?.id ?? null;
}
