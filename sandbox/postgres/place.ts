import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Binaries, completeLibraries, copyBinaries, findBinaries } from './binaries';

/** The system user that PostgreSQL runs as. Null: the one who started us. PostgreSQL refuses to run as root. */
export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

export interface Place {
  /** Ours: lock, log, password, port. */
  readonly dir: string;
  /** PostgreSQL's. */
  readonly dataDir: string;
  readonly user: SystemUser | null;
  readonly binaries: Binaries;
}

/** Decides where and as whom PostgreSQL runs; moves out of directories that its user could not enter, and says so. */
export function preparePlace(wanted: string, log: (line: string) => void): Place {
  const user = process.getuid?.() === 0 ? postgresUser(log) : null;
  let dir = path.resolve(wanted);
  mkdirSync(dir, { recursive: true });
  if (user) {
    chmodSync(dir, 0o755);
    if (!mayEnter(user, dir)) {
      const elsewhere = path.join(spareRoot(user), createHash('sha256').update(dir).digest('hex').slice(0, 12));
      log(`the system user "postgres" may not enter ${dir}; the database lies in ${elsewhere} instead`);
      dir = elsewhere;
      mkdirSync(dir, { recursive: true });
      chmodSync(dir, 0o755);
    }
  }
  let binaries = completeLibraries(findBinaries(), path.join(dir, 'lib'));
  if (user && !mayRun(user, binaries.postgres)) {
    log('copying the PostgreSQL programs to where the system user "postgres" may run them (once)');
    binaries = completeLibraries(copyBinaries(binaries, spareRoot(user)), path.join(dir, 'lib'));
  }
  return { dir, dataDir: path.join(dir, 'data'), user, binaries };
}

function postgresUser(log: (line: string) => void): SystemUser {
  const known = lookUp('postgres');
  if (known) return known;
  log('running as root, and PostgreSQL refuses to: making the system user "postgres"');
  const makers: [string, string[]][][] = [
    [
      ['groupadd', ['--system', 'postgres']],
      ['useradd', ['--system', '--gid', 'postgres', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']],
    ],
    [
      ['addgroup', ['-S', 'postgres']],
      ['adduser', ['-S', '-D', '-H', '-G', 'postgres', 'postgres']],
    ],
  ];
  for (const commands of makers) {
    for (const [command, args] of commands) spawnSync(command, args, { stdio: 'ignore' });
    const made = lookUp('postgres');
    if (made) return made;
  }
  throw new Error('running as root, and the system user "postgres" could not be made; start as a normal user, or make one (useradd postgres)');
}

function lookUp(name: string): SystemUser | null {
  try {
    const ask = (flag: string) => Number.parseInt(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }), 10);
    return { uid: ask('-u'), gid: ask('-g') };
  } catch {
    return null;
  }
}

/** /var/lib/zhike, or a directory for temporary files when even that cannot be entered. */
function spareRoot(user: SystemUser): string {
  for (const root of ['/var/lib/zhike', path.join(os.tmpdir(), 'zhike')]) {
    try {
      mkdirSync(root, { recursive: true });
      chmodSync(root, 0o755);
      if (mayEnter(user, root)) return root;
    } catch {
      // Read-only: try the next.
    }
  }
  throw new Error('found no directory that the system user "postgres" may enter (tried /var/lib/zhike and the directory for temporary files)');
}

/** Asked of the operating system, as that user, rather than computed from modes: access lists and mounts count too. */
function mayEnter(user: SystemUser, dir: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', dir], { ...user, cwd: '/', stdio: 'ignore' }).status === 0;
}

function mayRun(user: SystemUser, file: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'test -x "$1" && test -r "$1"', 'sh', file], { ...user, cwd: '/', stdio: 'ignore' }).status === 0;
}
