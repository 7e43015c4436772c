import { rollupHomes } from '@zhike/config/rollups';
import type { Semantics } from '@zhike/domain/engines/reports/definition';
import { type Freshness, type Rollup, rollupsOf } from '@zhike/domain/engines/reports/rollup';
import { addDays, type CalendarDate } from '@zhike/domain/kernel/calendar-date';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import { buildLines, freshLines, STRETCH_DAYS, type SumsFor } from '../../engines/reports/rollup';
import type { CompileOptions } from '../../engines/conditions/compile';
import { type Sql, sqlIn, sqlOf } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import { readingForAll } from './reading';
import { storesSeen } from './rights';

const LOCK = `SELECT pg_try_advisory_xact_lock(hashtext('reports.sums')) AS mine`;
/** With more left to be looked at than this, counting the rows costs less than finding out which days they belong to. */
const MOST_TOUCHED = 5_000;
const CHECKED_DAYS = 35;
/** A year of two million orders takes half a minute on a small machine. Nobody waits behind it: who finds the lock taken goes home. */
const LONGEST_STEP_MS = 15 * 60_000;

const sourceOf = (home: string): string => rollupHomes.find((one) => one.home === home)?.source ?? '';

/** What a reader may be answered from sums, as of the snapshot that she reads in. Nothing while none are kept. */
export async function sumsFor(sql: Sql, actor: StaffActor, semantics: Semantics): Promise<SumsFor> {
  const rollups = rollupsOf(semantics, rollupHomes);
  const kept = await sql<{ id: string; spec: string; until: string }>('SELECT id, spec, until::text FROM report_rollups', []);
  const [left] = kept.length > 0 ? await sql<{ n: number }>('SELECT count(*)::int AS n FROM report_touched', []) : [];
  const usable = left !== undefined && left.n <= MOST_TOUCHED;
  const touched = usable && left.n > 0 ? await sql<{ source: string; day: string }>('SELECT source, day::text FROM fact_touched', []) : [];
  const fresh = new Map<string, Freshness>();
  for (const rollup of usable ? rollups : []) {
    const row = kept.find((one) => one.id === rollup.id && one.spec === JSON.stringify(rollup));
    const source = sourceOf(rollup.home);
    if (row) fresh.set(rollup.id, { until: row.until, touched: touched.filter((one) => one.source === source).map((one) => one.day) });
  }
  return { rollups, fresh: (id) => fresh.get(id) ?? null, stores: (home) => storesSeen(actor, home) };
}

interface Work {
  readonly semantics: Semantics;
  readonly options: CompileOptions;
  readonly today: CalendarDate;
}

/**
 * Brings the sums up to yesterday and works the days out anew that changed. Each step is one snapshot: what is written after it began is not
 * in its sums, and its mark is not among those that it takes away. One worker at a time.
 */
export async function refreshSums(ports: Ports): Promise<void> {
  const sql = sqlOf(ports.db);
  const { env, options } = await readingForAll(ports, sql, ports.clock.now());
  const work: Work = { semantics: env.semantics, options, today: env.today };
  const rollups = rollupsOf(env.semantics, rollupHomes);
  await step(ports, (tx) => takeMarks(tx, rollups, work));
  for (const rollup of rollups) while (await step(ports, (tx) => extend(tx, rollup, work)));
}

function step(ports: Ports, work: (sql: Sql) => Promise<boolean>): Promise<boolean> {
  return ports.db.transaction(async (tx) => {
    const sql = sqlIn(tx);
    await sql('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ', []);
    const [lock] = await sql<{ mine: boolean }>(LOCK, []);
    return lock?.mine === true && (await work(sql));
  }, LONGEST_STEP_MS);
}

async function takeMarks(sql: Sql, rollups: readonly Rollup[], { semantics, options }: Work): Promise<boolean> {
  const touched = await sql<{ source: string; day: string }>('SELECT source, day::text FROM fact_touched ORDER BY source, day', []);
  const kept = await sql<{ id: string; spec: string; until: string }>('SELECT id, spec, until::text FROM report_rollups', []);
  for (const rollup of rollups) {
    const row = kept.find((one) => one.id === rollup.id && one.spec === JSON.stringify(rollup));
    const days = touched.filter((one) => one.source === sourceOf(rollup.home) && row && one.day <= row.until).map((one) => one.day);
    const [first, last] = [days[0], days[days.length - 1]];
    if (first === undefined || last === undefined) continue;
    // Many days lie close together: one stretch costs less than each by itself.
    if (days.length > STRETCH_DAYS / 4) await buildLines(sql, rollup, first, last, semantics, options);
    else for (const day of days) await buildLines(sql, rollup, day, day, semantics, options);
  }
  // Whatever other rollups there were (before an upgrade) are nobody's now.
  const ids = rollups.map((rollup) => rollup.id);
  await sql('DELETE FROM report_rollup_rows WHERE rollup <> ALL($1::text[])', [ids]);
  await sql('DELETE FROM report_rollups WHERE id <> ALL($1::text[])', [ids]);
  await sql('DELETE FROM report_touched', []);
  return true;
}

const FIRST: Readonly<Record<string, string>> = {
  orders: `SELECT (min(at) AT TIME ZONE 'Asia/Shanghai')::date::text AS day FROM order_payments`,
  books: 'SELECT min(business_date)::text AS day FROM ledger_transactions',
};

/** A year further, at most up to yesterday; false: there is nothing left to do. */
async function extend(sql: Sql, rollup: Rollup, { semantics, options, today }: Work): Promise<boolean> {
  const yesterday = addDays(today, -1);
  const spec = JSON.stringify(rollup);
  const [row] = await sql<{ spec: string; until: string }>('SELECT spec, until::text FROM report_rollups WHERE id = $1', [rollup.id]);
  const known = row?.spec === spec ? row.until : null;
  if (known !== null && known >= yesterday) return false;
  if (known === null) await sql('DELETE FROM report_rollup_rows WHERE rollup = $1', [rollup.id]);
  const [begin] = known === null ? await sql<{ day: string | null }>(FIRST[sourceOf(rollup.home)] ?? '', []) : [];
  const from = known === null ? (begin?.day ?? yesterday) : addDays(known, 1);
  const reach = addDays(from, STRETCH_DAYS - 1);
  const until = reach < yesterday ? reach : yesterday;
  if (from <= until) await buildLines(sql, rollup, from, until, semantics, options);
  await sql(
    `INSERT INTO report_rollups (id, spec, until, built_at) VALUES ($1, $2, $3::date, now())
       ON CONFLICT (id) DO UPDATE SET spec = EXCLUDED.spec, until = EXCLUDED.until, built_at = EXCLUDED.built_at`,
    [rollup.id, spec, until],
  );
  return until < yesterday;
}

/** Works the last days out once more and compares; answers the rollups that were not what their rows say, which nothing should ever make. */
export async function checkSums(ports: Ports): Promise<string[]> {
  await refreshSums(ports);
  const { env, options } = await readingForAll(ports, sqlOf(ports.db), ports.clock.now());
  const wrong: string[] = [];
  await step(ports, async (sql) => {
    const [left] = await sql<{ n: number }>('SELECT count(*)::int AS n FROM report_touched', []);
    for (const rollup of left?.n === 0 ? rollupsOf(env.semantics, rollupHomes) : []) {
      const [from, to] = [addDays(env.today, -CHECKED_DAYS), addDays(env.today, -1)];
      const { text, args } = freshLines(rollup, from, to, env.semantics, options);
      const kept = `SELECT rollup, day, d0, d1, d2, n, s0, s1, s2 FROM report_rollup_rows WHERE rollup = $${args.length + 1} AND day BETWEEN $${args.length + 2}::date AND $${args.length + 3}::date`;
      const [found] = await sql<{ n: number }>(
        `WITH fresh AS (${text}), kept AS (${kept}) SELECT count(*)::int AS n FROM ((TABLE fresh EXCEPT ALL TABLE kept) UNION ALL (TABLE kept EXCEPT ALL TABLE fresh)) d`,
        [...args, rollup.id, from, to],
      );
      if (found?.n === 0) continue;
      wrong.push(rollup.id);
      await buildLines(sql, rollup, from, to, env.semantics, options);
    }
    return true;
  });
  return wrong;
}
