import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Names the directory of a run in which lies what is made once for all of its processes; `global-setup.ts` makes it. */
const TEST_KEEP = 'ZHIKE_TEST_KEEP';

export function openKeep(): void {
  process.env[TEST_KEEP] = mkdtempSync(path.join(os.tmpdir(), 'zhike-test-keep-'));
}

export function dropKeep(): void {
  const dir = process.env[TEST_KEEP];
  delete process.env[TEST_KEEP];
  if (dir) rmSync(dir, { recursive: true, force: true });
}

/** A value of JSON that is slow to make: whoever needs it first makes it, the run's other processes read it. Outside of a run it is made each time. */
export function oncePerRun<Value>(name: string, make: () => Value): Value {
  const dir = process.env[TEST_KEEP];
  if (!dir) return make();
  const file = path.join(dir, `${createHash('sha256').update(name).digest('hex').slice(0, 16)}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Value;
  const value = make();
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(value), { mode: 0o600 });
  renameSync(`${file}.${process.pid}`, file);
  return value;
}
