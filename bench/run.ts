import { availabilityEngine } from './availability-engine.bench';
import { bookingCommit } from './booking-commit.bench';
import { calendarWeek } from './calendar-week.bench';
import { couponPush } from './coupon-push.bench';
import { flows } from './flows.bench';
import { freeSlots } from './free-slots.bench';
import { history } from './history.bench';
import { importRows } from './import.bench';
import type { BenchContext, Line } from './lib/measure';
import { money } from './money.bench';
import { openPlace, type Place } from './lib/place';
import { profileRead } from './profile-read.bench';
import { raceRounds } from './race-rounds.bench';
import { reports } from './reports.bench';
import { rules } from './rules.bench';
import { segments } from './segments.bench';

/*
 * npm run bench [-- name …] [--quick] [--long]: one JSON object a line on stdout, progress on stderr, exit code 1 when one does not pass.
 * The server runs in a process of its own, bundled as in production; load, simulators and the baseline's pg client run in this
 * one; PostgreSQL is the embedded one unless DATABASE_URL names another. All of them share the machine's cores, so the ratios say
 * something and the absolute figures little.
 */

const benchmarks: readonly { readonly name: string; readonly run: (place: Place, context: BenchContext) => Promise<void> }[] = [
  { name: 'booking-commit', run: bookingCommit },
  { name: 'free-slots', run: freeSlots },
  { name: 'engine', run: availabilityEngine },
  { name: 'profile-read', run: profileRead },
  { name: 'calendar', run: calendarWeek },
  { name: 'race', run: raceRounds },
  { name: 'money', run: money },
  { name: 'coupon-push', run: couponPush },
  { name: 'history', run: history },
  { name: 'import', run: importRows },
  { name: 'flows', run: flows },
  { name: 'reports', run: reports },
  { name: 'rules', run: rules },
  { name: 'segments', run: segments },
];

async function main(): Promise<void> {
  const words = process.argv.slice(2);
  const quick = words.includes('--quick');
  const long = words.includes('--long');
  const wanted = words.filter((word) => !word.startsWith('--'));
  const unknown = wanted.find((word) => !benchmarks.some((bench) => bench.name === word));
  if (unknown) throw new Error(`no benchmark is called ${unknown}; there are ${benchmarks.map((bench) => bench.name).join(', ')}`);
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  let passed = true;
  const emit = (line: Line): void => {
    passed &&= line.pass;
    process.stdout.write(`${JSON.stringify(line)}\n`);
  };
  const place = await openPlace(say);
  try {
    for (const { name, run } of benchmarks.filter((bench) => wanted.length === 0 || wanted.includes(bench.name))) {
      say(`${name}${quick ? ' (quick: shows that it runs, not how fast)' : ''}`);
      await run(place, { quick, long, say, emit });
    }
  } finally {
    await place.close();
  }
  // A quick run is a smoke test: its figures are printed, but too short to fail on.
  process.exitCode = passed || quick ? 0 : 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
