import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** What `global-setup.ts` leaves for the workers. */
export const TEST_SERVER = 'ZHIKE_TEST_SERVER_URL';
export const TEMPLATE = 'zhike_template';

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** A migrated, empty database of its own on the run's PostgreSQL: a copy of the template, made in tens of milliseconds. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env[TEST_SERVER];
  if (!server) throw new Error('no test server: the jest project of this file needs globalSetup sandbox/launch/global-setup.ts');
  const name = `t_${randomBytes(6).toString('hex')}`;
  await onServer(server, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} STRATEGY FILE_COPY`);
  return { url: databaseUrl(server, name), drop: () => onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** The same server, another database. */
export function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.toString();
}

export async function onServer(server: string, ...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
