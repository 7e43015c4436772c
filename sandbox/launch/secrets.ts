import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The keys of the demo's own data, made once: without them what lies encrypted in its database could not be read again. */
export function demoSecrets(dir: string): { FIELD_KEYS: string; INDEX_KEY: string; SESSION_KEY: string } {
  const file = path.join(dir, 'secrets.json');
  if (!existsSync(file)) {
    const key = (): string => randomBytes(32).toString('base64');
    mkdirSync(dir, { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify({ FIELD_KEYS: `k1:${key()}`, INDEX_KEY: key(), SESSION_KEY: key() }), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return JSON.parse(readFileSync(file, 'utf8')) as ReturnType<typeof demoSecrets>;
}
