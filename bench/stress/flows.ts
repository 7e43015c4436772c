import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { readEnv } from '@zhike/config/env';
import type { FlowNode } from '@zhike/domain/engines/flows/definition';
import { performDecided, runEffect } from '../../server/src/engines/flows/effects';
import { stepFlow } from '../../server/src/engines/flows/runner';
import { ring, ringDue } from '../../server/src/engines/flows/timers';
import { closePorts, createPorts, jobHandlers } from '../../server/src/composition';
import type { Ports } from '../../server/src/platform/ports';
import { seedFixture } from '../../server/test/fixture';
import { begin, bodyOf, inForce, newCustomer } from '../../server/test/flows.fixture';
import { freePort, testEnv, testKeys } from '../../server/test/harness';
import { openPlace } from '../lib/place';
import { startProgram, type Program } from '../lib/program';
import { createChance, type Chance } from '../lib/random';
import type { StressLine, StressOptions } from './index';

/** Instances for each minute asked for. */
const INSTANCES_A_MINUTE = 1_000;
const WORKERS = 2;
const POINTS = 10;
const RECOVERY_MS = 180_000;
/** Clocks of which two of our own hands go by the wrong hour: one is early, one late. */
const WRONG_CLOCKS_MS = [-3_600_000, 0] as const;

const give = (next: string): FlowNode => ({ kind: 'action', title: '加积分', do: { do: 'points.add', points: POINTS, reason: '压力测试' }, next });
/** Two ask at once, what follows is done twice over, with a minute between and a block in it: each instance gives thrice. */
const nodes = (people: readonly string[]): Readonly<Record<string, FlowNode>> => ({
  A: { kind: 'approval', title: '或签', mode: 'or', who: { users: people }, approve: 'B', reject: 'X', empty: 'admin' },
  B: give('C'),
  C: { kind: 'delay', title: '等一分钟', for: { n: 1, unit: 'minute' }, next: 'P' },
  P: {
    kind: 'parallel',
    title: '同时',
    branches: [
      { label: '', to: 'D' },
      { label: '', to: 'E' },
    ],
    join: 'J',
  },
  D: give('J'),
  E: give('J'),
  J: { kind: 'join', title: '都完成', how: 'all', next: 'Z' },
});
const GIVEN = 3 * POINTS;

/** Both press in the same moment, and one of them twice; the database says whose it is. */
async function decideTwice(ports: Ports, instanceId: string, people: readonly string[]): Promise<number> {
  const key = `${instanceId}/A/1`;
  const press = (actor: string, n: number) =>
    ports.writer.transaction({ actor: { kind: 'system', job: 'stress' }, requestId: null }, async (write) => {
      const stepped = await stepFlow(write, ports, instanceId, { t: 'decide', id: `${key}/${actor}/${n}`, now: write.now.getTime(), key, actor, d: 'approve' });
      if (stepped.ok) await performDecided(write, ports, instanceId);
      return stepped.ok;
    });
  const ends = await Promise.all([...people.map((actor) => press(actor, 1)), press(people[0] ?? '', 2)]);
  return ends.filter(Boolean).length;
}

/** Delivers again what was delivered: work and timers of any state, by hands whose clocks are wrong. */
async function deliverAgain(hands: readonly Ports[], pool: pg.Pool, chance: Chance): Promise<number> {
  const { rows: effects } = await pool.query<{ key: string }>('SELECT key FROM flow_effects ORDER BY random() LIMIT 20');
  const { rows: timers } = await pool.query<{ key: string }>('SELECT key FROM flow_timers ORDER BY random() LIMIT 10');
  await Promise.all([
    ...effects.map(({ key }) => runEffect(key, chance.pick(hands))),
    ...timers.map(({ key }) => ring(key, chance.pick(hands))),
    ...hands.map((ports) => ringDue(ports)),
  ]);
  return effects.length + timers.length;
}

/** Thousands of flows, workers that die, clocks that go back, deliveries that come twice: nothing is done twice, lost, or stands still. */
export async function flows({ minutes, seed, say }: StressOptions): Promise<StressLine> {
  const chance = createChance(seed);
  const place = await openPlace(say);
  const database = await place.createDatabase();
  const pool = new pg.Pool({ connectionString: database.url, max: 4 });
  pool.on('error', () => undefined);
  const env = testEnv(testKeys('public-key'), 'http://127.0.0.1:9', await freePort(), database.url, {
    NODE_ENV: 'production',
    WORKER: 'separate',
    LOG_LEVEL: 'error',
  });
  const hands = WRONG_CLOCKS_MS.map((off) =>
    createPorts(readEnv({ ...env, LOG_LEVEL: 'silent', DATABASE_POOL: '6' }), { clock: { now: () => new Date(Date.now() + off) } }),
  );
  const ports = hands[1] as Ports;
  const workers: Program[] = [];
  try {
    for (const one of hands) await one.jobs.prepare(jobHandlers(one).map((handler) => handler.kind));
    const fixture = await seedFixture(ports);
    const { rows: staff } = await pool.query<{ id: string }>(`SELECT id FROM staff_members WHERE wecom_user_id IN ('mei', 'ayue') ORDER BY id`);
    const people = staff.map((one) => one.id);
    const flow = await inForce(ports, 'flow.stress', bodyOf(nodes(people)));
    for (let i = 0; i < WORKERS; i++) workers.push(await startProgram({ entry: 'worker', env, from: 'bundle', say }));
    const wanted = Math.ceil(minutes * INSTANCES_A_MINUTE);
    const until = Date.now() + minutes * 60_000;
    let [begun, wonTwice, deliveries, kills] = [0, 0, 0, 0];
    const beginning = async (): Promise<void> => {
      while (begun < wanted && Date.now() < until) {
        begun += 1;
        const { id } = await begin(ports, flow, await newCustomer(ports, fixture.storeId, `客户 ${begun}`));
        if ((await decideTwice(ports, id, people)) !== 1) wonTwice += 1;
      }
    };
    const killing = async (): Promise<void> => {
      while (Date.now() < until) {
        await sleep(4_000 + 6_000 * chance.next());
        const at = Math.floor(chance.next() * workers.length);
        await workers[at]?.kill();
        kills += 1;
        workers[at] = await startProgram({ entry: 'worker', env, from: 'bundle', say });
        deliveries += await deliverAgain(hands, pool, chance);
      }
    };
    await Promise.all([beginning(), beginning(), beginning(), beginning(), killing()]);
    say(`${begun} flows begun, ${kills} workers killed, ${deliveries} deliveries repeated; waiting for the end`);
    const open = async (): Promise<number> =>
      (await pool.query(`SELECT 1 FROM flow_instances WHERE flow_id = 'flow.stress' AND status <> 'done'`)).rowCount ?? 0;
    for (const end = Date.now() + RECOVERY_MS; (await open()) > 0 && Date.now() < end; ) await sleep(1_000);
    const stuck = await open();
    const { rows: given } = await pool.query<{ points: number; n: number }>(
      `SELECT COALESCE(sum((e.data->>'change')::int), 0)::int AS points, count(DISTINCT i.id)::int AS n FROM flow_instances i
         LEFT JOIN events e ON e.customer_id = i.customer_id AND e.type = 'points.corrected' WHERE i.flow_id = 'flow.stress' GROUP BY i.id`,
    );
    const twice = given.filter((one) => one.points > GIVEN).length + wonTwice;
    const lost = given.filter((one) => one.points < GIVEN).length;
    const deadlocks = await database.countDeadlocks();
    return {
      name: 'flows',
      attempts: begun,
      winners: given.length - stuck,
      refusals: 0,
      overlaps: 0,
      deadlocks,
      faults: twice + lost + stuck,
      twice,
      lost,
      stuck,
      kills,
      deliveries,
      seed,
      pass: twice + lost + stuck + deadlocks === 0 && begun > 0 && kills > 0 && deliveries > 0,
    };
  } finally {
    for (const worker of workers) await worker.stop();
    for (const one of hands) await closePorts(one);
    await pool.end();
    await database.drop();
    await place.close();
  }
}
