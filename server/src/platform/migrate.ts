import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { prepareReportRole, REPORT_ROLE } from './report-role';

/** The advisory lock that `prisma migrate deploy` takes too, so that the two never run at once. */
const PRISMA_LOCK = 72707369;

const TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`;

export class MigrationError extends Error {}

export interface MigrateOptions {
  /** The folder with one sub-folder a migration. */
  readonly dir: string;
  readonly log?: (line: string) => void;
}

interface Applied {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished_at: Date | null;
}

/**
 * Brings a database to this build's schema, as `prisma migrate deploy` does and in the same books, without its native engine.
 * Several processes may start at once: one migrates, the others wait and find nothing to do.
 * Refuses a database that a newer build has already migrated, one with a half-done migration, and a filled one that was
 * never ours. Answers the names it applied.
 */
export async function migrate(databaseUrl: string, options: MigrateOptions): Promise<string[]> {
  const log = options.log ?? (() => undefined);
  const names = await migrationNames(options.dir);
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
    await refuseForeign(client);
    await client.query(TABLE);
    const done = await readBooks(client, names);
    const applied: string[] = [];
    for (const name of names) {
      const sql = await readFile(path.join(options.dir, name, 'migration.sql'), 'utf8');
      const checksum = createHash('sha256').update(sql).digest('hex');
      const before = done.get(name);
      if (before !== undefined) {
        if (before !== checksum) log(`migration ${name} was edited after it had been applied here`);
        continue;
      }
      log(`migration ${name}`);
      await applyOne(client, name, checksum, sql);
      applied.push(name);
    }
    if (!(await prepareReportRole(client))) log(`reports run as the user of this database: it may not become ${REPORT_ROLE} (see docs/deploy.md)`);
    return applied;
  } finally {
    // Ending the session gives the lock back, also when the connection is already broken.
    await client.end().catch(() => undefined);
  }
}

/** Every migration of the folder, oldest first (their names begin with a time). */
export async function migrationNames(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

async function refuseForeign(client: Client): Promise<void> {
  const { rows } = await client.query<{ ours: boolean; tables: number }>(
    `SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AS ours,
            (SELECT count(*)::int FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
              AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')) AS tables`,
  );
  const found = rows[0];
  if (found && !found.ours && found.tables > 0)
    throw new MigrationError(`the database is not empty (${found.tables} tables) and was never migrated by this product; give an empty one`);
}

async function readBooks(client: Client, names: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await client.query<Applied>('SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL');
  const failed = rows.find((row) => row.finished_at === null);
  if (failed)
    throw new MigrationError(
      `migration ${failed.migration_name} failed earlier and must be looked at first (Prisma's P3009): see "logs" in _prisma_migrations, then prisma migrate resolve`,
    );
  const newer = rows.find((row) => !names.includes(row.migration_name));
  if (newer)
    throw new MigrationError(
      `the database has migration ${newer.migration_name}, which this build does not know: it was upgraded by a newer version; start that one, or restore the backup from before the upgrade`,
    );
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}

/** A migration of several statements sent as one text is one transaction: it is applied whole or not at all. */
async function applyOne(client: Client, name: string, checksum: string, sql: string): Promise<void> {
  const id = randomUUID();
  await client.query('INSERT INTO "_prisma_migrations" (id, checksum, migration_name) VALUES ($1, $2, $3)', [id, checksum, name]);
  try {
    await client.query(sql);
  } catch (error) {
    await client.query('UPDATE "_prisma_migrations" SET logs = $2 WHERE id = $1', [id, String(error)]).catch(() => undefined);
    throw new MigrationError(`migration ${name} failed: ${(error as Error).message}`, { cause: error });
  }
  await client.query('UPDATE "_prisma_migrations" SET finished_at = now(), applied_steps_count = 1 WHERE id = $1', [id]);
}
