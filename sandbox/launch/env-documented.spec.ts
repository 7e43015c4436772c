import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError, readEnv } from '@zhike/config/env';
import { Client } from 'pg';
import { USAGE } from '@zhike/server/desk';
import { createTestDatabase } from './test-database';

const root = path.join(__dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

/** The variables that config/env.ts reads. */
const variables = [...read('config/env.ts').matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map((match) => match[1] ?? '');
const missing = (): string[] => {
  try {
    readEnv({});
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.map((problem) => problem.name);
    throw error;
  }
};

describe('the deployment guide', () => {
  test('explains every variable of the configuration', () => {
    expect(variables.length).toBeGreaterThan(30);
    const table = read('docs/deploy.md');
    const explained = (name: string): boolean =>
      table.includes(`\`${name}\``) || (name === 'WECHAT_PAY_MERCHANT_KEY' && table.includes('`WECHAT_PAY_MERCHANT_CERT`, `…_KEY`'));
    expect(variables.filter((name) => !explained(name))).toEqual([]);
  });

  test('its example asks for everything that has no default', () => {
    const example = read('docs/env.example');
    // compose.yaml makes the database's address itself.
    const wanted = missing().filter((name) => name !== 'DATABASE_URL');
    expect(wanted.length).toBeGreaterThan(10);
    expect(wanted.filter((name) => !new RegExp(`^${name}=`, 'm').test(example))).toEqual([]);
  });

  test('its SQL for the role of reports and the overlap audit runs on the schema of this build', async () => {
    const [role = '', audit = '', ...more] = [...read('docs/deploy.md').matchAll(/```sql\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
    expect(more).toEqual([]);
    const database = await createTestDatabase();
    const client = new Client({ connectionString: database.url });
    await client.connect();
    try {
      // The role itself is there; another name shows the same.
      await client.query(`BEGIN; ${role.replaceAll('zhike_reports', 'zhike_reports_documented').replace('TO zhike;', 'TO CURRENT_USER;')}; ROLLBACK`);
      for (const statement of audit.split(/;\s/).filter((part) => part.trim() !== '' && !part.trim().startsWith('--'))) await client.query(statement);
    } finally {
      await client.end();
      await database.drop();
    }
  });

  test('PF-07 its commands for an empty shop are those that there are', () => {
    const commands = [...read('docs/deploy.md').matchAll(/dist\/server\/shop\.cjs (\w+)/g)].map((match) => match[1]);
    expect(commands).toEqual(['begin', 'trades', 'install']);
    for (const command of commands) expect(USAGE).toContain(`npm run shop -- ${command ?? ''} `);
  });
});
