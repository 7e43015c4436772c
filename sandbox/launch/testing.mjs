// Runs all jest projects, then the journeys one after the other, and sums up.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ensureClients } from './clients.mjs';
import { sumUp } from './closing.mjs';
import { writePromises } from './promises.mjs';
import { ensureGenerated, ensureInstalled, findChromium, findProgram, root, say, StepFailed } from './steps.mjs';

const UNITS = ['domain', 'config', 'server', 'sandbox', 'sidebar', 'miniapp'];

export const buildForTests = () => ensureClients(['h5', 'sidebar', 'workbench', 'weapp']);

/** Whatever happens before the tests, or instead of them: the closing line comes, and the exit code says the same. */
export async function endWithLine(work) {
  try {
    await work();
  } catch (error) {
    process.stdout.write(`${error instanceof StepFailed ? error.message : error?.stack}\n\n0 passed, 1 failed\n`);
    process.exitCode = 1;
  }
}

/** `failedSteps`: names of checks that failed before and count as failures in the closing line. */
export async function runTests({ failedSteps }) {
  await ensureInstalled();
  await ensureGenerated();
  const missing = [];
  const chromium = findChromium();
  const redis = findProgram('REDIS_SERVER_PATH', ['redis-server']);
  if (!chromium) missing.push('no Chromium (CHROMIUM_PATH, or install chromium): journeys and pages were not looked at');
  if (!redis) missing.push('no redis-server (REDIS_SERVER_PATH, or install redis-server): the Redis half of the contract was not run');
  const env = { ...(chromium ? { CHROMIUM_PATH: chromium } : {}), ...(redis ? { REDIS_SERVER_PATH: redis } : {}) };
  const unbuilt = await failureOf(buildForTests);
  say('running the tests');
  const results = [await jest('tests', ['--selectProjects', ...UNITS], env)];
  if (chromium && !unbuilt) {
    say('running the journeys');
    results.push(await jest('journeys', ['--selectProjects', 'journeys', '--runInBand'], env));
  }
  finish(results, missing, unbuilt ? [...failedSteps, unbuilt] : failedSteps);
}

/** What a step failed of, told at once; null: it did not. */
export async function failureOf(step) {
  try {
    await step();
    return null;
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    say(error.message);
    return error.message;
  }
}

/** Runs jest beside its own report file; `args` and `env` are jest's. A file is named from the root on. */
export async function jest(name, args, env) {
  const output = path.join(root, '.data/test', `${name}.json`);
  mkdirSync(path.dirname(output), { recursive: true });
  rmSync(output, { force: true });
  const program = path.join(root, 'node_modules/jest/bin/jest.js');
  const code = await new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, '--json', '--outputFile', output, ...args], {
      cwd: root,
      env: { ...process.env, ...env, TZ: 'UTC' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    let stoppedBy = null;
    const pass = (signal) => child.kill((stoppedBy = signal));
    process.on('SIGINT', pass).on('SIGTERM', pass);
    child.once('close', (code) => {
      process.off('SIGINT', pass).off('SIGTERM', pass);
      if (stoppedBy) reject(new StepFailed(`stopped by ${stoppedBy}`));
      else resolve(code);
    });
  });
  if (!existsSync(output)) return { name, crashed: true, testResults: [] };
  const report = JSON.parse(readFileSync(output, 'utf8'));
  return { ...report, name, code, testResults: report.testResults.map((file) => ({ ...file, name: path.relative(root, file.name) })) };
}

function finish(results, missing, failedSteps) {
  const ci = Boolean(process.env.CI);
  const { passed, tests, skipped, failures, undone, line } = sumUp({ results, missing, failedSteps, ci });
  writePromises(tests);
  writeFileSync(path.join(root, 'docs/last-run.json'), `${JSON.stringify({ passed, failures, skipped, missing }, null, 1)}\n`);
  const lines = (title, list) => list.length > 0 && process.stdout.write(`\n${title}\n${list.map((entry) => `  ${entry}\n`).join('')}`);
  lines('Failed:', failures);
  lines(ci ? 'Did not run, which is a failure here (CI is set):' : 'Did not run:', undone);
  process.stdout.write(`\n${line}\n`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}
