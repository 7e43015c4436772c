// What the entry scripts share. Plain Node without packages: they must run in a fresh clone before anything is installed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const began = performance.now();

export function say(line) {
  process.stdout.write(`[${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s] ${line}\n`);
}

export class StepFailed extends Error {}

/** Runs a program in the foreground; everything it says is shown, or, when `quiet`, only when it fails. */
export function run(title, command, args, { cwd = root, env = {}, quiet = false, every } = {}) {
  say(title);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'] });
    let said = '';
    if (quiet) for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said = (said + chunk).slice(-20_000)));
    const ticker = every ? setInterval(() => every(), 5000) : setInterval(() => say(`  … ${title}`), 15_000);
    const pass = (signal) => child.kill(signal);
    process.on('SIGINT', pass).on('SIGTERM', pass);
    const finish = (error) => {
      clearInterval(ticker);
      process.off('SIGINT', pass).off('SIGTERM', pass);
      if (!error) return resolve();
      if (said) process.stderr.write(said.endsWith('\n') ? said : `${said}\n`);
      reject(error);
    };
    child.once('error', (error) => finish(new StepFailed(`${title}: ${error.message}`)));
    child.once('close', (code, signal) => finish(code === 0 ? null : new StepFailed(`${title}: ended with ${signal ?? `code ${code}`}`)));
  });
}

/** Runs tasks, so many at a time, in their order. */
export async function together(width, tasks) {
  const left = [...tasks];
  const work = async () => {
    for (let task = left.shift(); task; task = left.shift()) await task();
  };
  await Promise.all(Array.from({ length: width }, work));
}

/** Node's own npm when we were started by it, so that no second npm is needed on the PATH. */
function npm(args) {
  const script = process.env.npm_execpath;
  return script && /\.c?js$/.test(script) ? [process.execPath, [script, ...args]] : [process.platform === 'win32' ? 'npm.cmd' : 'npm', args];
}

/** Installs what package-lock.json names, when it is not what lies in node_modules. */
export async function ensureInstalled() {
  requireNode();
  const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
  const wanted = Object.entries(lock).filter(([where, entry]) => where.includes('node_modules/') && !entry.optional && !entry.devOptional && !entry.peer);
  const reason = whyInstall(wanted);
  if (!reason) return;
  const inPlace = () => wanted.filter(([where]) => existsSync(path.join(root, where, 'package.json'))).length;
  const progress = { every: () => say(`  … ${inPlace()} of ${wanted.length} packages in place`) };
  try {
    await run(`installing ${wanted.length} packages: ${reason} (a few minutes)`, ...npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']), progress);
  } catch (error) {
    say(`${error.message}; trying npm install`);
    await run('npm install', ...npm(['install', '--no-audit', '--no-fund', '--loglevel=error']), progress);
  }
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major >= 24 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)) return;
  throw new StepFailed(`Node ${process.versions.node} is too old: 20.19, 22.12 or 24 and later are needed`);
}

/** npm leaves a list of what it installed; it is compared with what is wanted, package by package. */
function whyInstall(wanted) {
  const list = path.join(root, 'node_modules/.package-lock.json');
  if (!existsSync(list)) return 'node_modules is missing';
  const installed = JSON.parse(readFileSync(list, 'utf8')).packages;
  for (const [where, entry] of wanted) {
    const have = installed[where];
    if (!have) return `${where} is missing`;
    if (have.version !== entry.version || (entry.integrity && have.integrity && entry.integrity !== have.integrity))
      return `${where} should be ${entry.version}`;
  }
  return null;
}

/** One hash over the names and contents of files; `keep` decides which. */
export function hashOf(places, keep = () => true) {
  const hash = createHash('sha256');
  const visit = (relative) => {
    const full = path.join(root, relative);
    if (!existsSync(full)) return;
    if (statSync(full).isDirectory()) {
      for (const name of readdirSync(full).sort()) if (!['node_modules', 'dist', '.data', '.swc'].includes(name)) visit(`${relative}/${name}`);
    } else if (keep(relative)) hash.update(`${relative}\0`).update(readFileSync(full)).update('\0');
  };
  for (const place of places) visit(place);
  return hash.digest('hex');
}

/** Does `work` unless it was done for the same sources and its result still lies there. The stamp is written last. */
export async function onceFor(name, hash, result, work) {
  const stamp = path.join(root, '.data/stamps', name);
  if (existsSync(path.join(root, result)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return false;
  await work();
  if (!existsSync(path.join(root, result))) throw new StepFailed(`${name} was built, but ${result} is not there`);
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
  return true;
}

/** The typed database client, from the schema. */
export async function ensureGenerated() {
  await onceFor(
    'prisma-client',
    hashOf(['prisma/schema.prisma', 'prisma/models', 'prisma/generate.mjs', 'node_modules/prisma/package.json']),
    'server/src/generated/prisma/client.ts',
    () => run('generating the database client', process.execPath, ['prisma/generate.mjs'], { quiet: true }),
  );
}

/** Where a program lies: the named variable, the given places, the PATH. Null when nowhere. */
export function findProgram(variable, names, places = []) {
  const given = process.env[variable];
  if (given) return existsSync(given) ? given : null;
  const onPath = (process.env.PATH ?? '').split(path.delimiter).flatMap((dir) => names.map((name) => path.join(dir, name)));
  return [...onPath, ...places].find((file) => existsSync(file)) ?? null;
}

/** Chromium: CHROMIUM_PATH, the system's, or one that Playwright downloaded earlier. */
export function findChromium() {
  const cache = process.env.PLAYWRIGHT_BROWSERS_PATH ?? path.join(process.env.HOME ?? '/root', '.cache/ms-playwright');
  const downloaded = existsSync(cache)
    ? readdirSync(cache)
        .filter((name) => name.startsWith('chromium'))
        .flatMap((name) =>
          ['chrome-linux/chrome', 'chrome-linux/headless_shell', 'chrome-mac/Chromium.app/Contents/MacOS/Chromium', 'chrome-win/chrome.exe'].map((file) =>
            path.join(cache, name, file),
          ),
        )
    : [];
  const apps = [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ];
  return findProgram('CHROMIUM_PATH', ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'], [...downloaded, ...apps]);
}

/** For scripts that are the whole program: says what went wrong in one line and ends with 1. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}
