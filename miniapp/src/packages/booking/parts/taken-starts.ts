import type { ServiceView, SlotView } from '@zhike/domain/booking/contract';
import { MINUTE_MS } from '@zhike/domain/kernel/time-range';
import { serverNow } from '@/api/clock';

/** Starts on the shop's grid that fit into the opening hours, are still to come, and are not free. */
export function takenStarts(
  hours: readonly { readonly startsAt: string; readonly endsAt: string }[],
  service: Pick<ServiceView, 'durationMinutes' | 'stepMinutes'>,
  free: readonly SlotView[],
): string[] {
  const known = new Set(free.map((s) => Date.parse(s.startsAt)));
  const starts: string[] = [];
  for (const open of hours) {
    const latest = Date.parse(open.endsAt) - service.durationMinutes * MINUTE_MS;
    for (let at = Date.parse(open.startsAt); at <= latest; at += service.stepMinutes * MINUTE_MS)
      if (at > serverNow() && !known.has(at)) starts.push(new Date(at).toISOString());
  }
  return starts;
}
