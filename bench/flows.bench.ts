import { readEnv } from '@zhike/config/env';
import type { FlowNode } from '@zhike/domain/engines/flows/definition';
import { closePorts, createPorts, prepareJobs } from '../server/src/composition';
import type { Ports } from '../server/src/platform/ports';
import { begin, bodyOf, inForce, instanceOf, newCustomer, step } from '../server/test/flows.fixture';
import { freePort } from '../server/test/harness';
import { contestLine, interleave, runFor, type BenchContext } from './lib/measure';
import type { Place } from './lib/place';
import { openShop, type Shop } from './lib/shop';

const STEPS = 40;
const INSTANCES = 800;
const QUICK_INSTANCES = 80;
const TARGET = 0.5;

/** One after the other, each asks one person: an event is a decision that closes her to-do and opens the next. */
const chain = (person: string): Readonly<Record<string, FlowNode>> =>
  Object.fromEntries(
    Array.from({ length: STEPS }, (_, i): [string, FlowNode] => [
      i === 0 ? 'A' : `A${i}`,
      {
        kind: 'approval',
        title: `第 ${i + 1} 步`,
        mode: 'or',
        who: { users: [person] },
        approve: i + 1 < STEPS ? `A${i + 1}` : 'Z',
        reject: 'X',
        empty: 'admin',
      },
    ]),
  );
const nodeOf = (i: number): string => (i === 0 ? 'A' : `A${i}`);

/**
 * FL-01: events a second through the interpreter, each with the lock on its instance, state, journal and to-dos in one transaction. The baseline
 * writes as much by plain pg with statements by hand: lock, state of the same size, journal, one to-do closed and one opened, the job.
 */
export async function flows(place: Place, { quick, emit, say }: BenchContext): Promise<void> {
  const shop = await openShop(place);
  const ports = createPorts(readEnv({ ...shop.envFor(await freePort()), LOG_LEVEL: 'silent', DATABASE_POOL: '16' }));
  try {
    const { rows } = await shop.pool.query<{ id: string }>(`SELECT id FROM staff_members ORDER BY id LIMIT 1`);
    const person = rows[0]?.id ?? '';
    await prepareJobs(ports);
    const flow = await inForce(ports, 'flow.bench', bodyOf(chain(person)));
    const ids: string[] = [];
    for (let n = 0; n < 2 * (quick ? QUICK_INSTANCES : INSTANCES); n++)
      ids.push((await begin(ports, flow, await newCustomer(ports, shop.fixture.storeId, `客户 ${n}`))).id);
    say(`${ids.length} flows begun`);
    for (const width of [1, 8]) {
      const [mine, others] = [ids.splice(0, ids.length / (width === 1 ? 4 : 2)), ids.splice(0, ids.length / (width === 1 ? 3 : 1))];
      const seconds = quick ? 1 : 3;
      const ours = walker(mine, (id, i) => decide(ports, id, person, i));
      const theirs = walker(others, await byHand(shop, ports, others[0] ?? '', person));
      const contest = await interleave(
        quick ? 1 : 5,
        () => runFor(seconds, width, ours),
        () => runFor(seconds, width, theirs),
      );
      emit(contestLine(`flows.c${width}`, contest, TARGET, 'events a second; the interpreter, its checks and what follows from an event are ours alone'));
    }
  } finally {
    await closePorts(ports);
    await shop.close();
  }
}

/** Takes every instance through its steps, a caller one instance at a time. */
function walker(ids: string[], take: (id: string, i: number) => Promise<void>): (caller: number) => Promise<boolean> {
  const hands = new Map<number, { id: string; i: number }>();
  return async (caller) => {
    let hand = hands.get(caller);
    if (!hand || hand.i >= STEPS) {
      const id = ids.pop();
      if (id === undefined) return false;
      hand = { id, i: 0 };
      hands.set(caller, hand);
    }
    await take(hand.id, hand.i);
    hand.i += 1;
    return true;
  };
}

async function decide(ports: Ports, id: string, actor: string, i: number): Promise<void> {
  const key = `${id}/${nodeOf(i)}/1`;
  const done = await step(ports, id, { t: 'decide', id: `${key}/${actor}`, now: Date.now(), key, actor, d: 'approve' });
  if (!done.ok) throw new Error(`a decision was refused: ${JSON.stringify(done.no)}`);
}

async function byHand({ pool }: Shop, ports: Ports, id: string, person: string): Promise<(id: string, i: number) => Promise<void>> {
  const state = JSON.stringify(await instanceOf(ports, id));
  const told = JSON.stringify([{ t: 'entered', node: 'A1' }]);
  return async (instance, i) => {
    const connection = await pool.connect();
    const send = (name: string, text: string, values: readonly unknown[]) => connection.query({ name, text, values: [...values] });
    const now = new Date().toISOString();
    try {
      await connection.query('BEGIN');
      await send('b1', 'SELECT state FROM flow_instances WHERE id = $1::uuid FOR UPDATE', [instance]);
      await send('b2', 'UPDATE flow_instances SET state = $2::jsonb, updated_at = $3::timestamptz WHERE id = $1::uuid', [instance, state, now]);
      await send(
        'b3',
        `INSERT INTO flow_journal (instance_id, seq, event_id, at, version, event, log) VALUES ($1::uuid, $2::int, $3, $4::timestamptz, 1, $5::jsonb, $5::jsonb)`,
        [instance, 1_000 + i, `bench/${i}`, now, told],
      );
      await send('b4', `UPDATE flow_tasks SET state = 'done', how = 'approve', ended_at = $3::timestamptz WHERE token = $1 AND person_id = $2::uuid`, [
        i === 0 ? `${instance}/A/1` : `bench/${instance}/${i}`,
        person,
        now,
      ]);
      await send(
        'b5',
        `INSERT INTO flow_tasks (token, person_id, instance_id, node, kind, title, state, opened_at) VALUES ($1, $2::uuid, $3::uuid, 'A', 'approval', '第 1 步', 'open', $4::timestamptz)`,
        [`bench/${instance}/${i + 1}`, person, instance, now],
      );
      await send('b6', `INSERT INTO pgboss.job (name, data) VALUES ('event.deliver', $1::jsonb)`, [told]);
      await connection.query('COMMIT');
    } finally {
      connection.release();
    }
  };
}
