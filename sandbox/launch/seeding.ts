import { createPorts, closePorts, jobHandlers } from '@zhike/server/composition';
import { createPgBossJobs } from '@zhike/server/platform/jobs';
import { createLog } from '@zhike/server/platform/log';
import { createAgenda } from '../../prisma/seeds/agenda';
import { seedDemo, type SeedPerson, STORY_LEAD_DAYS } from '../../prisma/seeds/demo';
import { listen } from '../simulators/index';
import { issueCode } from '../world/codes';
import { type WorldKeys, worldEnv } from '../world/keys';
import { type Customer, customer } from '../world/people';
import { addCustomer, type World } from '../world/world';
import { houseEnv } from './house';

const DAY_MS = 86_400_000;
const HALF_A_YEAR = 182;

export interface SeedingOptions {
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly keys: WorldKeys;
  readonly port: number;
  readonly today: Date;
  /** Opens the world on the story's clock; it is closed again when the story has been told. */
  readonly openWorld: (clock: { now(): Date }) => World;
  readonly customers?: number;
  /** How many days the story tells, back and ahead; half a year unless told otherwise. */
  readonly days?: { readonly past: number; readonly coming: number };
  readonly log: (line: string) => void;
}

/**
 * Lives half a year in a minute: the product's own commands, its own jobs, and the simulated world all on one clock that is
 * moved by what is due next. Nothing is written around the rules. Answers null when the database has a shop already.
 */
export async function seedHouse(options: SeedingOptions): Promise<{ customers: number; bookings: number } | null> {
  const agenda = createAgenda(new Date(options.today.getTime() - ((options.days?.past ?? HALF_A_YEAR) + STORY_LEAD_DAYS) * DAY_MS), { hands: 4 });
  const world = options.openWorld(agenda.clock);
  // The product asks for each outcome itself; notifications would be sent in real time, long after the story.
  world.state.faults.notification = 'never';
  const simulators = await listen(world, { keys: options.keys });
  const plain = houseEnv(options);
  const env = {
    ...houseEnv({ ...options, env: worldEnv(options.keys, simulators.baseUrl, plain.PUBLIC_BASE_URL) }),
    DATABASE_POOL: 5,
    DATABASE_URL: hurried(options.databaseUrl),
  };
  const ports = createPorts(env, { clock: agenda.clock, jobs: agenda.jobs, log: createLog('error') });
  try {
    await ports.jobs.work(jobHandlers(ports));
    const person = (who: Customer): SeedPerson => ({
      name: who.name,
      phone: who.phone,
      loginCode: () => issueCode(world, 'login', who.openid),
      phoneCode: () => issueCode(world, 'phone', who.openid),
      async pay(params) {
        const paid = await simulators.simulators.pay.requestPayment(params, who.openid);
        if (!paid.ok) throw new Error(`seed: ${who.name} could not pay: ${paid.errMsg}`);
      },
    });
    const result = await seedDemo({
      ports,
      agenda,
      people: world.state.people.customers.map(person),
      addPerson: (name, phone) => person(addCustomer(world, customer(`seed-${phone}`, name, phone))),
      progress: options.log,
      today: options.today,
      ...(options.customers === undefined ? {} : { customers: options.customers }),
      ...(options.days === undefined ? {} : { days: options.days }),
    });
    await handOver(agenda.pending(), options.databaseUrl, ports);
    world.state.faults.notification = 'once';
    world.state.journal.splice(0);
    return result;
  } finally {
    await closePorts(ports);
    await simulators.close();
    await world.close();
  }
}

/** A crash while the story is told means telling it anew, so these sessions need not wait for the disk at each commit. */
function hurried(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.searchParams.set('options', '-c timezone=UTC -c synchronous_commit=off');
  return url.toString().replace(/\+/g, '%20');
}

/** What is not due yet goes to the real queue: reminders of coming bookings, holds that will expire. */
async function handOver(
  pending: ReturnType<ReturnType<typeof createAgenda>['pending']>,
  databaseUrl: string,
  ports: ReturnType<typeof createPorts>,
): Promise<void> {
  const queue = createPgBossJobs(databaseUrl, ports.log);
  try {
    await queue.prepare(jobHandlers(ports).map((handler) => handler.kind));
    await ports.db.transaction(async (tx) => {
      for (const { kind, data, at } of pending) await queue.send(tx, kind, data, at);
    });
  } finally {
    await queue.stop();
  }
}
