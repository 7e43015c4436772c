// Runs jest as if it were another hour: `node sandbox/launch/clocks.mjs [--only name] [jest's own arguments]`. A test (or a rule)
// that holds by day and breaks at midnight, on 29 February or in the last hour of a year is found here before that hour comes.
// Linux with a C compiler. Ends with one line a clock; the exit code says whether all of them passed.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sumUp } from './closing.mjs';
import { ensureGenerated, ensureInstalled, main, root, run, say, StepFailed } from './steps.mjs';
import { jest } from './testing.mjs';

/** Where it starts, in UTC; without a year: the next such day. The shop's own zone is eight hours ahead. */
const CLOCKS = {
  'before midnight in the shop': 'today 15:57:00',
  'after midnight UTC': 'today 00:03:00',
  'the last minutes of a UTC day': 'today 23:57:00',
  'Sunday night': 'Sunday 04:00:00',
  'the end of February': '02-28 15:57:00',
  '29 February': '2028-02-29 10:00:00',
  'into 29 February in the shop': '2028-02-28 15:57:00',
  'the end of a year': '12-31 23:57:00',
  'the end of a year in the shop': '12-31 15:57:00',
};
const PROJECTS = ['domain', 'config', 'server', 'sidebar', 'miniapp'];

/** The next instant that fits. */
function startOf(words) {
  const [day, time] = words.split(' ');
  const now = new Date();
  if (/^\d{4}-/.test(day)) return new Date(`${day}T${time}Z`);
  for (let ahead = 0; ; ahead++) {
    const at = new Date(`${new Date(now.getTime() + ahead * 86_400_000).toISOString().slice(0, 10)}T${time}Z`);
    const fits = day === 'today' || (day === 'Sunday' ? at.getUTCDay() === 0 : at.toISOString().slice(5, 10) === day);
    if (fits && at > now) return at;
  }
}

/** Compiled anew each time: it takes a moment, and lies where PostgreSQL's system user may read it. */
async function compileClock(dir) {
  if (process.platform !== 'linux') throw new StepFailed('another clock is given by LD_PRELOAD, which only Linux knows');
  chmodSync(dir, 0o755);
  const library = path.join(dir, 'shifted-clock.so');
  const source = path.join(root, 'sandbox/launch/shifted-clock.c');
  await run('compiling the clock', process.env.CC ?? 'cc', ['-shared', '-fPIC', '-O2', '-Wall', '-o', library, source], { quiet: true });
  return library;
}

/** An offset rather than a start: every process of the run, PostgreSQL too, then agrees. Timers keep to the true clock. */
async function runAt(start, library, args) {
  const seconds = Math.round((start.getTime() - Date.now()) / 1000);
  const result = await jest('clock', args, { LD_PRELOAD: library, SHIFT_CLOCK_SECONDS: String(seconds) });
  return sumUp({ results: [result], missing: [], failedSteps: [], ci: false });
}

await main(async () => {
  const args = process.argv.slice(2);
  const at = args.indexOf('--only');
  const only = at < 0 ? '' : args.splice(at, 2)[1];
  const clocks = Object.entries(CLOCKS).filter(([name]) => name.includes(only));
  if (clocks.length === 0) throw new StepFailed(`--only one of: ${Object.keys(CLOCKS).join(', ')}`);
  await ensureInstalled();
  await ensureGenerated();
  const dir = mkdtempSync(path.join(os.tmpdir(), 'zhike-clock-'));
  const lines = [];
  try {
    const library = await compileClock(dir);
    for (const [name, words] of clocks) {
      const start = startOf(words);
      say(`${name}: ${start.toISOString()}`);
      const { failures, line } = await runAt(start, library, args.length > 0 ? args : ['--selectProjects', ...PROJECTS]);
      for (const test of failures) say(`  failed: ${test}`);
      lines.push(`${start.toISOString()} ${name}: ${line}`);
      if (failures.length > 0) process.exitCode = 1;
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  process.stdout.write(`\n${lines.join('\n')}\n`);
});
