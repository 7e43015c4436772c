import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { databaseUrl, onServer, TEST_SERVER } from '@zhike/sandbox/launch/test-database';
import { migrate } from '@zhike/server/platform/migrate';

/** Migrations that do more than add: each is shown on a database that a shop has lived in. */
const ALL = path.join(__dirname, 'migrations');
const server = () => process.env[TEST_SERVER] ?? '';
let folder: string;
let db: Client;
let name: string;
let url: string;

/** A database as it was just before a migration. */
async function before(migration: string): Promise<void> {
  folder = mkdtempSync(path.join(os.tmpdir(), 'zhike-filled-'));
  for (const one of readdirSync(ALL).filter((entry) => /^\d/.test(entry) && entry < migration))
    cpSync(path.join(ALL, one), path.join(folder, one), { recursive: true });
  name = `f_${path.basename(folder).replace(/\W/g, '').toLowerCase()}`;
  await onServer(server(), `CREATE DATABASE ${name}`);
  url = databaseUrl(server(), name);
  await migrate(url, { dir: folder });
  db = new Client({ connectionString: url });
  await db.connect();
}
afterEach(async () => {
  await db?.end();
  await onServer(server(), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  rmSync(folder, { recursive: true, force: true });
});
const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

test('OR-06 P11 the books begin with every deposit that was paid, given back, kept and earned before there were books', async () => {
  await before('20261126100000_ledger');
  await db.query(`INSERT INTO stores (id, name, address, phone, opening) VALUES ('${id(1)}', '老店', 'x', '1', '[]')`);
  await db.query(
    `INSERT INTO services (id, name, line, duration_minutes, price_fen, deposit_fen, includes) VALUES ('${id(2)}', 's', 'l', 60, 100000, 50000, '{}')`,
  );
  await db.query(`INSERT INTO customers (id, member_code, name) VALUES ('${id(3)}', 'M1', '老客')`);
  const booking = async (n: number, state: string, paid: number, refunds: readonly [number, string][]): Promise<void> => {
    await db.query(
      `INSERT INTO bookings (id, code, state, store_id, service_id, customer_id, starts_at, ends_at, contact_name, contact_cipher, contact_index, contact_last4, source, price_fen, deposit_fen, terms)
       VALUES ('${id(n)}', 'C${n}', $1, '${id(1)}', '${id(2)}', '${id(3)}', '2026-11-01 10:00Z', '2026-11-01 11:00Z', 'x', 'x', 'x', '0000', 'miniapp', 100000, 50000, '{}')`,
      [state],
    );
    await db.query(
      `INSERT INTO payments (id, booking_id, out_trade_no, amount_fen, state, transaction_id, paid_fen, paid_at, expires_at) VALUES ('${id(n + 100)}', '${id(n)}', 'T${n}', 50000, $1, $2, $3, $4, now())`,
      paid > 0 ? ['paid', `W${n}`, paid, '2026-10-31T17:30:00Z'] : ['closed', null, 0, null],
    );
    for (const [i, [amount, refundState]] of refunds.entries())
      await db.query(
        `INSERT INTO refunds (id, payment_id, out_refund_no, amount_fen, reason, state) VALUES ('${id(n * 1000 + i)}', '${id(n + 100)}', 'T${n}R${i}', $1, 'cancelled', $2)`,
        [amount, refundState],
      );
  };
  await booking(11, 'confirmed', 50_000, []);
  await booking(12, 'done', 50_000, []);
  await booking(13, 'cancelled', 50_000, [[50_000, 'succeeded']]);
  await booking(14, 'cancelled', 50_000, [[20_000, 'processing']]);
  await booking(15, 'no_show', 50_000, []);
  await booking(16, 'expired', 0, []);

  expect(await migrate(url, { dir: ALL })).toContain('20261126100000_ledger');
  const { rows } = await db.query<{ key: string; held: string }>(
    `SELECT split_part(a.key, ':', 1) AS key, sum(a.side * e.amount)::text AS held FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.account_id GROUP BY 1 ORDER BY 1`,
  );
  expect(Object.fromEntries(rows.map((row) => [row.key, Number(row.held)]))).toEqual({
    deposit: 50_000,
    forfeited: 80_000,
    refund_due: 20_000,
    revenue: 50_000,
    wechat: 200_000,
  });
  // Paid at 17:30 in UTC: in the shop it was the next day already.
  const { rows: days } = await db.query<{ day: string }>(`SELECT DISTINCT business_date::text AS day FROM ledger_transactions WHERE act = 'deposit.paid'`);
  expect(days).toEqual([{ day: '2026-11-01' }]);
});
