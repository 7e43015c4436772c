import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { oncePerRun } from '../launch/test-keep';
import { createWorldKeys, type PayMode, type WorldKeys } from '../world/keys';
import type { Customer } from '../world/people';
import { createWorld, type World } from '../world/world';
import { readRaw } from './http';
import { listen, type ListeningSimulators, type SimulatorOptions } from './index';

/** A clock that tells the real time plus what a spec has let pass. */
export interface StoryClock {
  now(): Date;
  pass(ms: number): void;
}

export function storyClock(): StoryClock {
  let ahead = 0;
  return { now: () => new Date(Date.now() + ahead), pass: (ms) => void (ahead += ms) };
}

const keysByMode = new Map<PayMode, WorldKeys>();
/** Keys are slow to make and no spec changes them. */
export function sharedKeys(payMode: PayMode): WorldKeys {
  const keys = keysByMode.get(payMode) ?? oncePerRun(`keys ${payMode}`, () => createWorldKeys({ payMode }));
  keysByMode.set(payMode, keys);
  return keys;
}

export interface Stage extends ListeningSimulators {
  readonly world: World;
  readonly keys: WorldKeys;
  readonly clock: StoryClock;
  /** The person with this name. */
  someone(name: string): Customer;
  /** POSTs JSON to /sim/console and answers the JSON. */
  pull(path: string, body?: unknown): Promise<Record<string, unknown>>;
  /** Calls `path` under /sim with JSON and answers the JSON. */
  json(path: string, body?: unknown): Promise<Record<string, unknown>>;
}

/** A world of its own with its simulators, a thousand times faster than life. */
export async function stage(
  options: Partial<SimulatorOptions> & { readonly payMode?: PayMode; readonly stateFile?: string; readonly clock?: StoryClock } = {},
): Promise<Stage> {
  const clock = options.clock ?? storyClock();
  const keys = options.keys ?? sharedKeys(options.payMode ?? 'public-key');
  const world = createWorld({ clock, stateFile: options.stateFile ?? null });
  const simulators = await listen(world, { timeScale: 0.001, ...options, keys });
  const json = async (path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const request = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    return (await (await fetch(`${simulators.baseUrl}/sim${path}`, request)).json()) as Record<string, unknown>;
  };
  return {
    ...simulators,
    world,
    keys,
    clock,
    json,
    pull: (path, body = {}) => json(`/console${path}`, body),
    someone(name) {
      const person = world.state.people.customers.find((candidate) => candidate.name === name);
      if (!person) throw new Error(`nobody is called ${name}`);
      return person;
    },
  };
}

export interface Received {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Receiver {
  readonly baseUrl: string;
  readonly received: Received[];
  /** Decides each answer; 200 without a body until it is set. */
  answer: (request: Received) => { readonly status: number; readonly body?: string };
  /** Waits until `count` requests have come. Fails after `withinMs`. */
  until(count: number, withinMs?: number): Promise<Received[]>;
  close(): Promise<void>;
}

/** Stands where the product would: takes what the platforms send. */
export async function receiver(): Promise<Receiver> {
  const server = createServer((request, response) => {
    void readRaw(request).then((raw) => {
      const entry: Received = {
        method: request.method ?? '',
        url: new URL(request.url ?? '', 'http://x'),
        headers: request.headers,
        body: raw.toString('utf8'),
      };
      self.received.push(entry);
      const { status, body } = self.answer(entry);
      response.writeHead(status).end(body ?? '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const self: Receiver = {
    baseUrl: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    received: [],
    answer: () => ({ status: 200 }),
    async until(count, withinMs = 4000) {
      const deadline = Date.now() + withinMs;
      while (self.received.length < count) {
        if (Date.now() > deadline) throw new Error(`${String(self.received.length)} of ${String(count)} requests came within ${String(withinMs)} ms`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      return self.received;
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return self;
}

/** The next value that is not undefined, looked at every few milliseconds. */
export async function eventually<Value>(look: () => Value | undefined, withinMs = 4000): Promise<Value> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = look();
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error('it did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
