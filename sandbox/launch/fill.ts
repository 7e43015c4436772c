import { readEnv } from '@zhike/config/env';
import { createPorts, closePorts, jobHandlers } from '@zhike/server/composition';
import { createLog } from '@zhike/server/platform/log';
import { createPgBossJobs } from '@zhike/server/platform/jobs';
import type { Clock } from '@zhike/server/platform/clock';
import { createAgenda } from '../../prisma/seeds/agenda';
import { seedDemo, type SeedPerson } from '../../prisma/seeds/demo';
import { listen } from '../simulators/index';
import { issueCode } from '../world/codes';
import { worldEnv, type WorldKeys } from '../world/keys';
import { customer, type Customer } from '../world/people';
import type { World } from '../world/world';

/** A clock that can be lent to the seed and taken back. */
export interface LentClock extends Clock {
  use(clock: Clock | null): void;
}

/** Real time, until somebody lends another one. */
export function lentClock(): LentClock {
  let lent: Clock | null = null;
  return { now: () => lent?.now() ?? new Date(), use: (clock) => void (lent = clock) };
}

export interface FillOptions {
  /** The demo's own configuration; only the addresses of the outside world are replaced while filling. */
  readonly env: Record<string, string>;
  readonly world: World;
  /** The clock that the world was made with. */
  readonly clock: LentClock;
  readonly keys: WorldKeys;
  readonly progress: (line: string) => void;
  readonly customers?: number;
}

/**
 * Fills an empty demo: half a year is lived in fast motion, with the product's own commands and jobs, against simulators
 * on a port of their own. Jobs that are not due yet are handed to the real queue at the end. Answers null when there was
 * a shop already.
 */
export async function fillDemo(options: FillOptions): Promise<{ customers: number; bookings: number } | null> {
  const { world, keys } = options;
  const today = new Date();
  const agenda = createAgenda(new Date(today.getTime() - 197 * 86_400_000));
  const notificationBefore = world.state.faults.notification;
  options.clock.use(agenda.clock);
  world.state.faults.notification = 'never';
  const simulators = await listen(world, { keys, refundDelayMs: 0 });
  const env = readEnv({ ...options.env, ...worldEnv(keys, simulators.baseUrl, options.env.PUBLIC_BASE_URL ?? ''), DATABASE_URL: hurried(options.env.DATABASE_URL ?? ''), LOG_LEVEL: 'warn' });
  const ports = createPorts(env, { clock: agenda.clock, jobs: agenda.jobs, log: createLog('error') });
  try {
    await agenda.jobs.work(jobHandlers(ports));
    const personOf = (who: Customer): SeedPerson => ({
      name: who.name,
      phone: who.phone,
      loginCode: () => issueCode(world, 'login', who.openid),
      phoneCode: () => issueCode(world, 'phone', who.openid),
      async pay(params) {
        const result = await simulators.simulators.pay.requestPayment(params, who.openid);
        if (!result.ok) throw new Error(`seed: ${result.errMsg}`);
      },
    });
    const filled = await seedDemo({
      ports,
      agenda,
      today,
      people: world.state.people.customers.map(personOf),
      addPerson(name, phone) {
        const who = customer(`seed-${phone}`, name, phone);
        world.state.people.customers.push(who);
        return personOf(who);
      },
      progress: options.progress,
      ...(options.customers === undefined ? {} : { customers: options.customers }),
    });
    if (filled) await handOver(env.DATABASE_URL, agenda, ports);
    return filled;
  } finally {
    options.clock.use(null);
    world.state.faults.notification = notificationBefore;
    await simulators.close();
    await closePorts(ports);
  }
}

/** A crash while filling means filling anew, so these sessions need not wait for the disk. */
function hurried(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.searchParams.set('options', '-c timezone=UTC -c synchronous_commit=off');
  return url.toString().replace(/\+/g, '%20');
}

async function handOver(databaseUrl: string, agenda: ReturnType<typeof createAgenda>, ports: ReturnType<typeof createPorts>): Promise<void> {
  const queue = createPgBossJobs(databaseUrl, ports.log);
  const pending = agenda.pending();
  await queue.prepare(jobHandlers(ports).map((handler) => handler.kind));
  await ports.db.transaction(async (tx) => {
    for (const job of pending) await queue.send(tx, job.kind, job.data, job.at);
  });
  await queue.stop();
}
