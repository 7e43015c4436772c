import type { BookingRefusal } from '@zhike/domain/booking/rules';
import type { Decision } from '@zhike/domain/kernel/decision';
import { TryAgain } from '../../http/route';
import { sqlIn } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { serveWaitlist } from './jobs';
import { nextInLine } from './owing';
import { listWaitingFor } from './records.waitlist';
import type { Taking } from './records.take';
import { serveAmong } from './serving';
import { takeUnits, type Taken, type TakeRequest } from './take';

/**
 * Takes units as everybody does who is not on a waiting list: only when nobody who waits could have a time now. A time that has just
 * come free thus waits for the list though the list's job has not run yet.
 */
export async function takeInTurn(write: Write, ports: Ports, request: TakeRequest, releaseOld?: () => Promise<void>): Promise<Decision<Taken, BookingRefusal>> {
  const taken = await takeUnits(write, ports, request, releaseOld);
  if (taken.ok && taken.value.someoneWaits) await yieldToWaiting(write, ports, taken.value.takings, request.forCustomerId);
  return taken;
}

/**
 * Lets those go first who wait and could be served now: nothing is written, the first of them is made her offer, and the command runs again.
 * Looked at after the units are locked: they stay free until this transaction ends, so whoever cannot be served while they are free
 * was not skipped. `customerId`: whoever is first in line herself may take it.
 */
export async function yieldToWaiting(write: Write, ports: Ports, takings: readonly Taking[], customerId: string | null): Promise<void> {
  if (takings.length === 0) return;
  const taken = { start: Math.min(...takings.map((taking) => taking.blocked.start)), end: Math.max(...takings.map((taking) => taking.blocked.end)) };
  const unitIds = takings.map((taking) => taking.unitId);
  const waiting = await listWaitingFor(sqlIn(write.tx), unitIds, taken);
  for (const storeId of new Set(waiting.map((entry) => entry.storeId))) {
    const here = waiting.filter((entry) => entry.storeId === storeId);
    const next = await nextInLine(ports, here, write.now.getTime(), taken);
    if (next && next.entry.customerId !== customerId)
      throw new TryAgain('somebody waits for what came free', () =>
        serveNow(
          ports,
          storeId,
          here.map((entry) => entry.id),
        ),
      );
  }
}

async function serveNow(ports: Ports, storeId: string, among: readonly string[]): Promise<void> {
  try {
    await serveAmong(ports, storeId, among, { kind: 'system', job: serveWaitlist.name });
  } catch (error) {
    // Others were faster every time, and so they are served.
    if (!(error instanceof TryAgain)) throw error;
  }
}
