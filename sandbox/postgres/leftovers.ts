import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { processesIn, signal, startOf, waitUntil } from './process-table';

/**
 * Makes a data directory free to start in, after any kind of death. Call it only while holding the directory's lock:
 * then a postmaster that still runs here has lost its owner, and is asked to stop, then told, then killed.
 * Only when no process works in the directory any more is `postmaster.pid` removed; a stale one whose pid a stranger
 * got meanwhile would make PostgreSQL refuse for ever.
 */
export async function clearLeftovers(dataDir: string, log: (line: string) => void): Promise<void> {
  const file = path.join(dataDir, 'postmaster.pid');
  const postmaster = readPid(file);
  const here = () => processesIn(dataDir);
  if (here().length > 0) {
    const survivor = postmaster !== null && here().includes(postmaster) ? postmaster : null;
    log(survivor ? `a PostgreSQL without owner still runs here (process ${survivor}): stopping it` : 'waiting for the last processes of a dead PostgreSQL');
    if (survivor) signal(survivor, 'SIGINT');
    if (!(await waitUntil(() => here().length === 0, 8000))) {
      for (const pid of here()) signal(pid, 'SIGQUIT');
      if (!(await waitUntil(() => here().length === 0, 2000))) {
        for (const pid of here()) signal(pid, 'SIGKILL');
        if (!(await waitUntil(() => here().length === 0, 2000))) throw new Error(`processes ${here().join(', ')} hold ${dataDir} and do not die`);
      }
    }
  }
  if (readPid(file) !== null) {
    if (postmaster !== null && startOf(postmaster) !== null) log(`postmaster.pid names process ${postmaster}, which is somebody else: removing the file`);
    rmSync(file, { force: true });
  }
}

/** The pid in the first line; 0 for a file that says nonsense, null for no file. */
function readPid(file: string): number | null {
  try {
    return Number.parseInt(readFileSync(file, 'utf8'), 10) || 0;
  } catch {
    return null;
  }
}

/** The remembered port when it is free on loopback, otherwise a free one. */
export async function choosePort(remembered: number | null): Promise<number> {
  return (remembered !== null && (await tryPort(remembered))) || (await tryPort(0)) || choosePort(null);
}

function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(null));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : null));
    });
  });
}
