// Runs all jest projects, then the journeys one after the other, and sums up.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ensureClients } from './clients.mjs';
import { writePromises } from './promises.mjs';
import { ensureGenerated, ensureInstalled, findChromium, findProgram, root, say } from './steps.mjs';

const UNITS = ['domain', 'config', 'server', 'sandbox', 'sidebar', 'miniapp'];

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
  await ensureClients(['h5', 'sidebar', 'workbench', 'weapp']);
  const results = [await jest('tests', ['--selectProjects', ...UNITS], env)];
  if (chromium) results.push(await jest('journeys', ['--selectProjects', 'journeys', '--runInBand'], env));
  finish(results, missing, failedSteps);
}

async function jest(name, args, env) {
  const output = path.join(root, '.data/test', `${name}.json`);
  mkdirSync(path.dirname(output), { recursive: true });
  rmSync(output, { force: true });
  say(`running the ${name}`);
  const program = path.join(root, 'node_modules/jest/bin/jest.js');
  await new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args, '--passWithNoTests', '--json', '--outputFile', output], {
      cwd: root,
      env: { ...process.env, ...env, TZ: 'UTC' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const pass = (signal) => child.kill(signal);
    process.on('SIGINT', pass).on('SIGTERM', pass);
    child.once('close', () => {
      process.off('SIGINT', pass).off('SIGTERM', pass);
      resolve();
    });
  });
  return existsSync(output) ? { name, ...JSON.parse(readFileSync(output, 'utf8')) } : { name, crashed: true, testResults: [] };
}

function finish(results, missing, failedSteps) {
  const tests = results.flatMap((result) =>
    result.testResults.flatMap((file) => file.assertionResults.map((test) => ({ ...test, file: path.relative(root, file.name) }))),
  );
  const brokenFiles = results.flatMap((result) =>
    result.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).map((file) => path.relative(root, file.name)),
  );
  const crashed = results.filter((result) => result.crashed).map((result) => `${result.name} (jest itself ended)`);
  const of = (...states) => tests.filter((test) => states.includes(test.status));
  const passed = of('passed').length;
  const failures = [...failedSteps, ...crashed, ...brokenFiles, ...of('failed').map((test) => `${test.file}: ${test.fullName}`)];
  const skipped = of('pending', 'skipped', 'todo', 'disabled');
  if (passed === 0) failures.push('not one test passed');
  writePromises(tests);
  writeFileSync(
    path.join(root, 'docs/last-run.json'),
    `${JSON.stringify({ passed, failures, skipped: skipped.map((test) => test.fullName), missing }, null, 1)}\n`,
  );
  const lines = (title, list) => list.length > 0 && process.stdout.write(`\n${title}\n${list.map((line) => `  ${line}\n`).join('')}`);
  lines('Failed:', failures);
  lines('Did not run:', [...missing, ...skipped.map((test) => `${test.file}: ${test.fullName}`)]);
  const incomplete = missing.length + skipped.length > 0;
  if (incomplete && process.env.CI) process.stdout.write('\nCI is set: what did not run is a failure.\n');
  process.stdout.write(`\n${passed} passed, ${failures.length} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}\n`);
  process.exitCode = failures.length > 0 || (incomplete && process.env.CI) ? 1 : 0;
}
