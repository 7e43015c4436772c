import { sqlOf } from '../src/platform/db';
import { newId } from '../src/platform/ids';
import type { Ports } from '../src/platform/ports';
import { stepFlow } from '../src/engines/flows/runner';

/** The live timers of whoever asks about a booking. */
export async function timersOf(ports: Ports, bookingId: string): Promise<string[]> {
  const rows = await sqlOf(ports.db)<{ key: string }>(
    `SELECT t.key FROM flow_timers t JOIN acceptance_rounds r ON r.instance_id = t.instance_id WHERE r.booking_id = $1::uuid AND t.state = 'live' ORDER BY t.key`,
    [bookingId],
  );
  return rows.map((row) => row.key);
}

/** The time to accept a booking has passed a second ago, and the flow has read it; its timer has not rung yet. */
export async function passDeadline(ports: Ports, bookingId: string): Promise<void> {
  await ports.db.prisma.booking.update({ where: { id: bookingId }, data: { acceptBy: new Date(ports.clock.now().getTime() - 1000) } });
  const rounds = await ports.db.prisma.acceptanceRound.findMany({ where: { bookingId, withdrawnAt: null, takenUnitId: null } });
  for (const { instanceId } of rounds)
    await ports.writer.transaction(
      { actor: { kind: 'system', job: 'test' }, requestId: null },
      async (write) => void (await stepFlow(write, ports, instanceId, { t: 'changed', id: newId(write.now), now: write.now.getTime() })),
    );
}
