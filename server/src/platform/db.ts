import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient, type Prisma } from '../generated/prisma/client';
import { inOnePacket, openLane, type Lane } from './lane';

export type Tx = Prisma.TransactionClient;
export type Reader = Tx | PrismaClient;

export interface Db {
  readonly prisma: PrismaClient;
  /** A plain pool for hot reads with hand-written SQL (see docs/decisions/0008). Never for writes. */
  readonly pool: pg.Pool;
  /** @param maxRunMs for work in the background that nobody waits behind: longer than a request may take */
  transaction<T>(work: (tx: Tx) => Promise<T>, maxRunMs?: number): Promise<T>;
  close(): Promise<void>;
}

/** Longest that a transaction waits for a connection, and longest that it runs: after that it is rolled back, so that nobody waits behind it for ever. */
const MAX_WAIT_MS = 15_000;
const MAX_RUN_MS = 20_000;

/** Opens the database. Instants are stored as timestamptz; sessions run in UTC. */
export function openDb(url: string, poolSize: number, { maxRunMs = MAX_RUN_MS } = {}): Db {
  const writers = new pg.Pool({ connectionString: url, max: poolSize, options: '-c timezone=UTC', connectionTimeoutMillis: MAX_WAIT_MS, pipeline: true });
  writers.on('error', () => undefined);
  const connect = writers.connect.bind(writers);
  lendConnections(writers);
  const prisma = new PrismaClient({ adapter: new PrismaPg(writers, { statementNameGenerator: (query) => statementName(query.sql) }) });
  const pool = new pg.Pool({ connectionString: url, max: poolSize, options: '-c timezone=UTC', pipeline: true });
  // An idle connection that the server closes must not take the process down; the next query opens another.
  pool.on('error', () => undefined);
  return {
    prisma,
    pool,
    async transaction(work, longest = maxRunMs) {
      const connection = await connect();
      const lane = openLane(connection, longest);
      const tx = lazyTx(prisma, lane);
      laneOf.set(tx, lane);
      try {
        // It leaves with the first statement. Nobody waits: PostgreSQL refuses it only on a connection that it is closing, and then everything after it.
        inOnePacket(connection);
        connection.query('BEGIN').catch((error: Error) => (lane.failure ??= error));
        const result = await work(tx);
        await lane.end('COMMIT');
        return result;
      } catch (error) {
        await lane.end('ROLLBACK');
        throw lane.failure ?? error;
      } finally {
        lane.close();
      }
    },
    async close() {
      await prisma.$disconnect();
      await writers.end();
      await pool.end();
    },
  };
}

const lanes = new AsyncLocalStorage<pg.PoolClient>();
const laneOf = new WeakMap<Tx, Lane>();

/**
 * Prisma's view of a transaction, which begins when somebody first uses it: many commands never do, and its own beginning and end cost
 * as much as nine statements. It runs on the lane's connection, as a guest: BEGIN and COMMIT are the lane's.
 */
function lazyTx(prisma: PrismaClient, lane: Lane): Tx {
  const enter = (): Promise<Tx> => {
    if (!lane.guest) {
      const connection = lane.connection;
      if (!connection) return Promise.reject(new Error('the transaction is over'));
      let leave: () => void = () => undefined;
      const left = new Promise<void>((resolve) => (leave = resolve));
      let done: Promise<unknown> = Promise.resolve();
      const tx = new Promise<Tx>((resolve, reject) => {
        done = lanes.run(connection, () =>
          prisma.$transaction(
            (guest) => {
              resolve(guest);
              return left;
            },
            { maxWait: MAX_WAIT_MS, timeout: 2 * MAX_RUN_MS },
          ),
        );
        done.catch(reject);
      });
      lane.guest = {
        tx,
        leave() {
          leave();
          return done.catch(() => undefined);
        },
      };
    }
    return lane.guest.tx;
  };
  type Loose = Record<string, Record<string, (...args: unknown[]) => unknown> & ((...args: unknown[]) => unknown)>;
  const call =
    (of: (tx: Loose) => (...args: unknown[]) => unknown) =>
    (...args: unknown[]): Promise<unknown> =>
      enter().then((tx) => of(tx as unknown as Loose)(...args));
  const model = (name: string): object =>
    new Proxy(
      {},
      {
        get: (_, method) =>
          call(
            (tx) =>
              (...args) =>
                tx[name]?.[String(method)]?.(...args),
          ),
      },
    );
  return new Proxy({} as Tx, {
    get(_, name) {
      if (typeof name !== 'string' || name === 'then') return undefined;
      return name.startsWith('$')
        ? call(
            (tx) =>
              (...args) =>
                (tx[name] as (...args: unknown[]) => unknown)(...args),
          )
        : model(name);
    },
  });
}

/** Whoever connects from within a lane gets the lane's connection: it neither begins nor ends anything there, and cannot give it away. */
function lendConnections(pool: pg.Pool): void {
  const connect = pool.connect.bind(pool) as () => Promise<pg.PoolClient>;
  const connectWith = pool.connect.bind(pool) as (callback: unknown) => void;
  Object.defineProperty(pool, 'connect', {
    value: (callback?: unknown) => {
      if (callback !== undefined) return connectWith(callback);
      const lent = lanes.getStore();
      return lent ? Promise.resolve(guestOn(lent)) : connect();
    },
  });
}

const NOTHING = { command: '', rowCount: 0, oid: 0, rows: [], fields: [] };

function guestOn(connection: pg.PoolClient): pg.PoolClient {
  return {
    query: (config: { text?: string }) =>
      /^(BEGIN|COMMIT|ROLLBACK)$/.test(config.text ?? '') ? Promise.resolve(NOTHING) : connection.query(config as pg.QueryConfig),
    on: () => undefined,
    removeListener: () => undefined,
    release: () => undefined,
  } as unknown as pg.PoolClient;
}

const MOST_STATEMENTS = 400;
const statementNames = new Map<string, string>();

/**
 * A name under which (empty: none) a connection keeps a statement prepared: parsing and planning cost more than running it (readback of a
 * booking: 2 ms to plan, 0.2 ms to run). Texts beyond the first few hundred stay nameless, so that SQL built from filters cannot
 * fill the server's memory. Trap: a pooler between us and PostgreSQL must keep sessions or know prepared statements
 * (PgBouncer from 1.21 with max_prepared_statements).
 */
function statementName(text: string): string {
  const known = statementNames.get(text);
  if (known !== undefined) return known;
  if (statementNames.size >= MOST_STATEMENTS) return '';
  // Transaction control is cheap and must stay plain: a prepared BEGIN would only add a message.
  const name = /^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b/i.test(text) ? `z${createHash('sha1').update(text).digest('hex').slice(0, 20)}` : '';
  statementNames.set(text, name);
  return name;
}

/** Hand-written SQL on a connection of its own that always returns to the pool: `pool.query` would throw the connection away on an SQL error. */
export async function readRows<Row>(db: Db, text: string, values: readonly unknown[]): Promise<Row[]> {
  const connection = await db.pool.connect();
  try {
    const result = await connection.query({ name: statementName(text), text, values: [...values] });
    return result.rows as Row[];
  } finally {
    connection.release();
  }
}

/** The name of the constraint that a write broke (exclusion, unique, check, foreign key), or null. */
export function brokenConstraint(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  const { code, meta, message, constraint } = error as { code?: unknown; meta?: Record<string, unknown>; message?: unknown; constraint?: unknown };
  // Hand-written SQL fails with PostgreSQL's own error, a trigger's included; Prisma hides the name in a text.
  if (typeof constraint === 'string' && constraint) return constraint;
  const cause = (meta?.driverAdapterError as { cause?: Record<string, unknown> } | undefined)?.cause;
  const original =
    typeof cause?.originalMessage === 'string' ? cause.originalMessage : typeof cause?.message === 'string' ? cause.message : String(message ?? '');
  const named = /constraint "([^"]+)"/.exec(original) ?? /constraint "([^"]+)"/.exec(String(meta?.message ?? ''));
  if (named?.[1]) return named[1];
  const index = (cause?.constraint as { index?: string } | undefined)?.index;
  if (index) return index;
  if (code === 'P2002')
    return `unique:${String(((cause?.constraint as { fields?: string[] } | undefined)?.fields ?? (meta?.target as string[] | undefined) ?? []).join(','))}`;
  return null;
}

/** Deadlock or serialisation failure: nothing was written and the whole transaction may be repeated. */
export function isTransient(error: unknown): boolean {
  const text =
    error instanceof Error
      ? `${String((error as { code?: unknown }).code ?? '')} ${error.message} ${JSON.stringify((error as { meta?: unknown }).meta ?? '')}`
      : '';
  return /40P01|40001|deadlock detected|could not serialize|P2034/.test(text);
}

/** Runs hand-written SQL with parameters; the same records code reads inside a transaction and outside of one. */
export type Sql = <Row>(text: string, values: readonly unknown[]) => Promise<Row[]>;

/** SQL on the plain pool. */
export function sqlOf(db: Db): Sql {
  return (text, values) => readRows(db, text, values);
}

/** SQL inside a transaction. Values travel as parameters, never in the text. */
export function sqlIn(tx: Tx): Sql {
  const lane = laneOf.get(tx);
  if (!lane) return <Row>(text: string, values: readonly unknown[]) => tx.$queryRawUnsafe<Row[]>(text, ...values);
  return async (text, values) => (await queryIn(lane, text, values)).rows as never;
}

/** Like `sqlIn`, for a statement whose number of changed rows is what matters. */
export async function changeIn(tx: Tx, text: string, values: readonly unknown[]): Promise<number> {
  const lane = laneOf.get(tx);
  return lane ? ((await queryIn(lane, text, values)).rowCount ?? 0) : tx.$executeRawUnsafe(text, ...values);
}

/**
 * Sends a statement whose answer nobody waits for. It runs in its turn, before whatever is sent later; if it fails, the transaction
 * fails with its error.
 */
export function sendIn(tx: Tx, text: string, values: readonly unknown[]): void {
  const lane = laneOf.get(tx);
  if (!lane) throw new Error('this transaction has no lane');
  queryIn(lane, text, values).catch(() => undefined);
}

async function queryIn(lane: Lane, text: string, values: readonly unknown[]): Promise<pg.QueryResult> {
  if (!lane.connection) throw new Error('the transaction is over');
  inOnePacket(lane.connection);
  try {
    return await lane.connection.query({ name: statementName(text), text, values: [...values] });
  } catch (error) {
    lane.failure ??= error instanceof Error ? error : new Error(String(error));
    throw error;
  }
}
