import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { randomBytes, randomUUID } from 'node:crypto';
import { readEnv, type Env } from '@zhike/config/env';
import type { ApiInput, ApiOutput, ApiRefusal, EndpointName } from '@zhike/domain/api';
import { endpoints } from '@zhike/domain/api';
import { createTestDatabase } from '@zhike/sandbox/launch/test-database';
import { oncePerRun } from '@zhike/sandbox/launch/test-keep';
import { issueCode } from '@zhike/sandbox/world/codes';
import { createWorldKeys, worldEnv, type PayMode, type WorldKeys } from '@zhike/sandbox/world/keys';
import type { Customer } from '@zhike/sandbox/world/people';
import { createWorld, type World } from '@zhike/sandbox/world/world';
import { listen, type ListeningSimulators, type SimulatorOptions } from '@zhike/sandbox/simulators/index';
import { startServer, type RunningServer } from '../src/composition';
import type { HttpLimits } from '../src/gateways/http-json';
import type { Clock } from '../src/platform/clock';
import type { Jobs } from '../src/platform/jobs';
import type { Log } from '../src/platform/log';

/** A real server on a real database beside the simulators: what module, contract and race tests talk to. */
export interface Harness {
  readonly url: string;
  readonly env: Env;
  readonly server: RunningServer;
  readonly world: World;
  /** What the outside world and the server have agreed upon. */
  readonly keys: WorldKeys;
  readonly simulators: ListeningSimulators;
  /** Sends a call over HTTP; commands get a fresh idempotency key unless one is given. */
  send<Name extends EndpointName>(
    name: Name,
    input: ApiInput<Name>,
    as?: Login | null,
    options?: { key?: string; raw?: string; headers?: Record<string, string> },
  ): Promise<Sent<Name>>;
  /** Like `send`, for a call that must work: answers its output. */
  do<Name extends EndpointName>(name: Name, input: ApiInput<Name>, as?: Login | null): Promise<ApiOutput<Name>>;
  /** Logs a persona of the simulated world in to the mini-program. */
  customer(name: string): Promise<Login & { person: Customer; identityId: string }>;
  /** Logs a WeCom member in, through the whole OAuth dance. */
  staff(userid: string): Promise<Login>;
  /** The customer's act in WeChat's payment sheet. */
  pay(requestPayment: { package: string }, person: Customer): Promise<boolean>;
  /** The customer reads a code at the counter with WeChat and pays. */
  scan(codeUrl: string, person: Customer): Promise<boolean>;
  /** Waits until `look` answers something. Throws after `withinMs`. */
  eventually<Value>(look: () => Promise<Value | null | undefined | false>, withinMs?: number): Promise<Value>;
  close(): Promise<void>;
}

export interface Login {
  readonly token: string;
}

export interface Sent<Name extends EndpointName> {
  readonly status: number;
  readonly value: ApiOutput<Name>;
  readonly refusal: ApiRefusal | null;
  readonly requestId: string;
}

export interface HarnessOptions {
  readonly clock?: Clock;
  readonly jobs?: Jobs;
  readonly log?: Log;
  readonly limits?: HttpLimits;
  readonly payMode?: PayMode;
  /** Names of further merchants at WeChat Pay. */
  readonly merchants?: readonly string[];
  readonly simulators?: Partial<SimulatorOptions>;
  readonly env?: Record<string, string>;
  /** Use an existing database instead of a fresh one (several servers on one). */
  readonly databaseUrl?: string;
}

const keysOf = new Map<string, WorldKeys>();

/** RSA keys are slow to make: one set per run, mode and further merchants. */
export function testKeys(payMode: PayMode, merchants: readonly string[] = []): WorldKeys {
  const of = [payMode, ...merchants].join();
  let keys = keysOf.get(of);
  if (!keys) keysOf.set(of, (keys = oncePerRun(`keys ${of}`, () => createWorldKeys({ payMode, others: merchants }))));
  return keys;
}

/** A port that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

const secret = (): string => randomBytes(32).toString('base64');
const fieldKeys = `t1:${secret()}`;
const indexKey = secret();
const sessionKey = secret();

/** The environment of a server that talks to these simulators. */
export function testEnv(keys: WorldKeys, simulatorUrl: string, port: number, databaseUrl: string, more: Record<string, string> = {}): Record<string, string> {
  const url = `http://127.0.0.1:${port}`;
  return {
    ...worldEnv(keys, simulatorUrl, url),
    NODE_ENV: 'test',
    PORT: String(port),
    HOST: '127.0.0.1',
    DATABASE_URL: databaseUrl,
    WORKER: 'inline',
    LOG_LEVEL: 'silent',
    FIELD_KEYS: fieldKeys,
    INDEX_KEY: indexKey,
    SESSION_KEY: sessionKey,
    SHOP_NAME: '拾光影像',
    RATE_LIMIT_FACTOR: '1000',
    ...more,
  };
}

const MOST_ASKED = 3;

/** Asks again with the same key when a line breaks before the answer, as every client does: on a machine without breath an idle one may be closed as it is used. */
async function askAgain(ask: () => Promise<Response>, asked = 1): Promise<Response> {
  try {
    return await ask();
  } catch (error) {
    if (asked >= MOST_ASKED || !(error instanceof TypeError)) throw error;
    return askAgain(ask, asked + 1);
  }
}

/** Starts everything; call `close` in afterAll. */
export async function startHarness(options: HarnessOptions = {}): Promise<Harness> {
  const clock = options.clock ?? { now: () => new Date() };
  const keys = testKeys(options.payMode ?? 'public-key', options.merchants);
  const world = createWorld({ clock, stateFile: null });
  const simulators = await listen(world, { keys, timeScale: 0.02, refundDelayMs: 100, ...options.simulators });
  const database = options.databaseUrl ? { url: options.databaseUrl, drop: () => Promise.resolve() } : await createTestDatabase();
  const port = await freePort();
  const env = readEnv(testEnv(keys, simulators.baseUrl, port, database.url, options.env));
  const server = await startServer(env, {
    ...(options.clock ? { clock: options.clock } : {}),
    ...(options.jobs ? { jobs: options.jobs } : {}),
    ...(options.log ? { log: options.log } : {}),
    ...(options.limits ? { limits: options.limits } : {}),
  });
  const url = env.PUBLIC_BASE_URL;

  const send: Harness['send'] = async (name, input, as, sendOptions = {}) => {
    const headers: Record<string, string> = { 'content-type': 'application/json', ...(as ? { authorization: `Bearer ${as.token}` } : {}) };
    if (endpoints[name].kind === 'command') headers['idempotency-key'] = sendOptions.key ?? randomUUID();
    const request = { method: 'POST', headers: { ...headers, ...sendOptions.headers }, body: sendOptions.raw ?? JSON.stringify(input) };
    const answer = await askAgain(() => fetch(`${url}/api/${name}`, request));
    const body = (await answer.json()) as { refusal?: ApiRefusal; requestId?: string };
    return {
      status: answer.status,
      value: body as never,
      refusal: answer.ok ? null : (body.refusal ?? null),
      requestId: body.requestId ?? answer.headers.get('x-request-id') ?? '',
    };
  };
  const run: Harness['do'] = async (name, input, as) => {
    const sent = await send(name, input, as);
    if (sent.refusal || sent.status !== 200) throw new Error(`${name} answered ${sent.status}: ${JSON.stringify(sent.refusal)}`);
    return sent.value;
  };
  const payAs = async (person: Customer, how: { readonly params: object } | { readonly codeUrl: string }): Promise<boolean> => {
    const answer = await fetch(`${simulators.baseUrl}/sim/console/pay`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ openid: person.openid, ...how }),
    });
    return ((await answer.json()) as { ok: boolean }).ok;
  };
  const personNamed = (name: string): Customer => {
    const person = world.state.people.customers.find((candidate) => candidate.name === name);
    if (!person) throw new Error(`nobody in the simulated world is called ${name}`);
    return person;
  };
  return {
    url,
    env,
    server,
    world,
    keys,
    simulators,
    send,
    do: run,
    async customer(name) {
      const person = personNamed(name);
      const { token, me } = await run('access.customerLogin', { code: issueCode(world, 'login', person.openid) });
      return { token, person, identityId: me.identityId };
    },
    async staff(userid) {
      const hop = async (target: string, cookie: string): Promise<{ location: string; cookie: string }> => {
        const answer = await fetch(target, { redirect: 'manual', headers: cookie ? { cookie } : {} });
        const set = answer.headers
          .getSetCookie()
          .map((line) => line.split(';')[0])
          .join('; ');
        const location = answer.headers.get('location');
        if (!location) throw new Error(`${target} answered ${answer.status} without a redirect`);
        return { location, cookie: set };
      };
      const start = await hop(`${url}/api/access/wecom/start?entry=workbench`, '');
      const chosen = start.location.replace('#wechat_redirect', '');
      const authorised = await hop(`${chosen}&sim_member=${userid}`, '');
      const back = await hop(authorised.location, start.cookie);
      const ticket = /ticket=([\w-]+)/.exec(back.location)?.[1];
      if (!ticket) throw new Error(`no ticket for ${userid}: ${back.location}`);
      return run('access.redeemTicket', { ticket });
    },
    pay: (requestPayment, person) => payAs(person, { params: requestPayment }),
    scan: (codeUrl, person) => payAs(person, { codeUrl }),
    async eventually(look, withinMs = 20_000) {
      const until = Date.now() + withinMs;
      for (;;) {
        const value = await look();
        if (value) return value;
        if (Date.now() > until) throw new Error('it did not happen in time');
        await new Promise((resolve) => setTimeout(resolve, 40));
      }
    },
    async close() {
      await server.close();
      await simulators.close();
      await world.close();
      await database.drop();
    },
  };
}
