import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient, type Prisma } from '../generated/prisma/client';

export type Tx = Prisma.TransactionClient;
export type Reader = Tx | PrismaClient;

export interface Db {
  readonly prisma: PrismaClient;
  /** A plain pool for hot reads with hand-written SQL (see docs/decisions/0008). Never for writes. */
  readonly pool: pg.Pool;
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Opens the database. Instants are stored as timestamptz; sessions run in UTC. */
export function openDb(url: string, poolSize: number): Db {
  const writers = new pg.Pool({ connectionString: url, max: poolSize, options: '-c timezone=UTC' });
  writers.on('error', () => undefined);
  noteConnections(writers);
  const prisma = new PrismaClient({ adapter: new PrismaPg(writers, { statementNameGenerator: (query) => statementName(query.sql) }) });
  const pool = new pg.Pool({ connectionString: url, max: poolSize, options: '-c timezone=UTC' });
  // An idle connection that the server closes must not take the process down; the next query opens another.
  pool.on('error', () => undefined);
  return {
    prisma,
    pool,
    transaction(work) {
      const lane: Lane = { connection: null };
      return lanes.run(lane, () =>
        prisma.$transaction(
          (tx) => {
            laneOf.set(tx, lane);
            return work(tx);
          },
          { maxWait: 15_000, timeout: 20_000 },
        ),
      );
    },
    async close() {
      await prisma.$disconnect();
      await writers.end();
      await pool.end();
    },
  };
}

/** The connection that a running transaction has; null before it begins and from the moment it ends. */
interface Lane {
  connection: pg.PoolClient | null;
}

const lanes = new AsyncLocalStorage<Lane>();
const laneOf = new WeakMap<Tx, Lane>();

/**
 * Makes a pool tell the transaction that asks for a connection which one it got, so that hand-written SQL inside it goes straight
 * to the driver: Prisma's own way costs about ten times the CPU for each statement (docs/decisions/0008).
 * Trap: after COMMIT or ROLLBACK has been sent (Prisma rolls back by itself when a transaction takes too long) the connection
 * would run a statement outside of any transaction, so from then on the lane is closed.
 */
function noteConnections(pool: pg.Pool): void {
  const connect = pool.connect.bind(pool) as () => Promise<pg.PoolClient>;
  const connectWith = pool.connect.bind(pool) as (callback: unknown) => void;
  Object.defineProperty(pool, 'connect', {
    value: (callback?: unknown) => (callback === undefined ? connect().then(noteConnection) : connectWith(callback)),
  });
}

function noteConnection(connection: pg.PoolClient): pg.PoolClient {
  const lane = lanes.getStore();
  if (!lane || lane.connection) return connection;
  lane.connection = connection;
  const query = connection.query.bind(connection) as (...args: unknown[]) => unknown;
  const release = connection.release.bind(connection);
  const own = { configurable: true, writable: true };
  Object.defineProperty(connection, 'query', {
    ...own,
    value: (...args: unknown[]) => {
      const text = typeof args[0] === 'string' ? args[0] : (args[0] as { text?: string } | undefined)?.text;
      if (text === 'COMMIT' || text === 'ROLLBACK') lane.connection = null;
      return query(...args);
    },
  });
  Object.defineProperty(connection, 'release', {
    ...own,
    value: (error?: Error | boolean) => {
      lane.connection = null;
      Reflect.deleteProperty(connection, 'query');
      release(error);
    },
  });
  return connection;
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
  const { code, meta, message } = error as { code?: unknown; meta?: Record<string, unknown>; message?: unknown };
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

function queryIn(lane: Lane, text: string, values: readonly unknown[]): Promise<pg.QueryResult> {
  if (!lane.connection) throw new Error('the transaction is over');
  return lane.connection.query({ name: statementName(text), text, values: [...values] });
}
