import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ApiInput, EndpointName } from '@zhike/domain/api';
import { openApi } from './api';
import { runFor, type Rate } from './measure';

export interface Call<Name extends EndpointName> {
  readonly input: ApiInput<Name>;
  readonly token?: string;
  readonly key?: string;
}

/** Calls of one endpoint that a load generator makes in turn; over and over, or each once. */
export interface Calls<Name extends EndpointName> {
  readonly url: string;
  readonly name: Name;
  readonly calls: readonly Call<Name>[];
  readonly each: 'again' | 'once';
}

let found: boolean | null = null;

/** True when `wrk` is here. It costs the machine a fraction of what a load generator in Node does, and that is measured along on the same cores. */
export function hasWrk(): boolean {
  return (found ??= spawnSync('wrk', ['--version']).error === undefined);
}

/** For notes: who made the load. */
export const loadedBy = (): string => (hasWrk() ? 'load by wrk on the same cores' : 'load by Node on the same cores, which takes about half of the machine');

/** Makes calls over `width` connections for some seconds. Throws when one of them is not answered with 200. */
export async function load<Name extends EndpointName>(calls: Calls<Name>, width: number, seconds: number): Promise<Rate> {
  return hasWrk() ? loadByWrk(calls, width, seconds) : loadByNode(calls, width, seconds);
}

async function loadByNode<Name extends EndpointName>({ url, name, calls, each }: Calls<Name>, width: number, seconds: number): Promise<Rate> {
  const api = openApi(url, width);
  let next = 0;
  try {
    return await runFor(seconds, width, async () => {
      const call = calls[each === 'once' ? next : next % calls.length];
      next += 1;
      if (!call) return false;
      const answer = await api.call(name, call.input, call.token ?? null, call.key);
      if (answer.status !== 200) throw new Error(`${name} answered ${answer.status}`);
      return true;
    });
  } finally {
    await api.close();
  }
}

/** One call a line: token, key, body. JSON has no tabs and no line ends. */
const script = (name: string, file: string, each: 'again' | 'once'): string => `
local calls = {}
local next = 0
function init(args)
  for line in io.lines("${file}") do
    local token, key, body = line:match("^(.-)\\t(.-)\\t(.*)$")
    local headers = { ["Content-Type"] = "application/json" }
    if token ~= "" then headers["Authorization"] = "Bearer " .. token end
    if key ~= "" then headers["Idempotency-Key"] = key end
    calls[#calls + 1] = wrk.format("POST", "/api/${name}", headers, body)
  end
end
function request()
  next = next + 1
  if next > #calls then
    ${each === 'once' ? 'wrk.thread:stop()' : ''}
    next = 1
  end
  return calls[next]
end
function done(summary, latency)
  io.write(string.format("RESULT %d %f %f %f %d\\n", summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
`;

async function loadByWrk<Name extends EndpointName>({ url, name, calls, each }: Calls<Name>, width: number, seconds: number): Promise<Rate> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'zhike-wrk-'));
  try {
    const file = path.join(dir, 'calls.txt');
    writeFileSync(file, calls.map((call) => `${call.token ?? ''}\t${call.key ?? ''}\t${JSON.stringify(call.input)}`).join('\n'));
    const lua = path.join(dir, 'calls.lua');
    writeFileSync(lua, script(name, file, each));
    const output = await new Promise<string>((resolve, reject) => {
      const wrk = spawn('wrk', ['-t1', `-c${width}`, `-d${Math.max(1, Math.round(seconds))}s`, '-s', lua, url], { stdio: ['ignore', 'pipe', 'pipe'] });
      let text = '';
      wrk.stdout.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
      wrk.stderr.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
      wrk.once('error', reject);
      wrk.once('exit', () => resolve(text));
    });
    const [, done, took, p50, p95, errors] = /RESULT (\d+) ([\d.]+) ([\d.]+) ([\d.]+) (\d+)/.exec(output)?.map(Number) ?? [];
    if (done === undefined || took === undefined || errors !== 0) throw new Error(`wrk: ${errors ?? 'no'} errors: ${output.slice(-400)}`);
    return { perSecond: done / took, p50Ms: p50 ?? 0, p95Ms: p95 ?? 0, done };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
