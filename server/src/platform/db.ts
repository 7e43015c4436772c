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
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: poolSize, options: '-c timezone=UTC' }) });
  const pool = new pg.Pool({ connectionString: url, max: poolSize, options: '-c timezone=UTC' });
  // An idle connection that the server closes must not take the process down; the next query opens another.
  pool.on('error', () => undefined);
  return {
    prisma,
    pool,
    transaction: (work) => prisma.$transaction(work, { maxWait: 15_000, timeout: 20_000 }),
    async close() {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

/** Hand-written SQL on a connection of its own that always returns to the pool: `pool.query` would throw the connection away on an SQL error. */
export async function readRows<Row>(db: Db, text: string, values: readonly unknown[]): Promise<Row[]> {
  const connection = await db.pool.connect();
  try {
    const result = await connection.query({ text, values: [...values] });
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
  const original = typeof cause?.originalMessage === 'string' ? cause.originalMessage : typeof cause?.message === 'string' ? cause.message : String(message ?? '');
  const named = /constraint "([^"]+)"/.exec(original) ?? /constraint "([^"]+)"/.exec(String(meta?.message ?? ''));
  if (named?.[1]) return named[1];
  const index = (cause?.constraint as { index?: string } | undefined)?.index;
  if (index) return index;
  if (code === 'P2002') return `unique:${String(((cause?.constraint as { fields?: string[] } | undefined)?.fields ?? (meta?.target as string[] | undefined) ?? []).join(','))}`;
  return null;
}

/** Deadlock or serialisation failure: nothing was written and the whole transaction may be repeated. */
export function isTransient(error: unknown): boolean {
  const text = error instanceof Error ? `${error.message} ${JSON.stringify((error as { meta?: unknown }).meta ?? '')}` : '';
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
  return <Row>(text: string, values: readonly unknown[]) => tx.$queryRawUnsafe<Row[]>(text, ...values);
}
