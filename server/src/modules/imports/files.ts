import { randomUUID } from 'node:crypto';
import { open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Sql } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import { readPart } from './records';

/* A file that was sent lies in parts in the database, sealed: whichever worker goes on with it finds it, and no copy of the disk shows its phones. */

const placeOf = (importId: string, position: number) => `import_parts:sealed:${importId}/${position}` as const;

export const sealPart = (ports: Pick<Ports, 'crypto'>, importId: string, position: number, bytes: Buffer): string =>
  ports.crypto.encrypt(bytes.toString('base64'), placeOf(importId, position));

/** Comma-separated, or one of Excel's books, by its first bytes. */
const kindOf = (head: Buffer): 'xlsx' | 'csv' => (head.subarray(0, 2).toString('latin1') === 'PK' ? 'xlsx' : 'csv');

export interface OpenFile {
  readonly path: string;
  readonly kind: 'xlsx' | 'csv';
}

/** Puts the file together on this machine for as long as `use` runs; it is nobody else's to read, and gone afterwards. */
export async function withFile<T>(
  sql: Sql,
  ports: Pick<Ports, 'crypto'>,
  of: { readonly id: string; readonly parts: number },
  use: (file: OpenFile) => Promise<T>,
): Promise<T> {
  const name = path.join(tmpdir(), `zhike-import-${randomUUID()}`);
  let kind: OpenFile['kind'] = 'csv';
  const file = await open(name, 'wx', 0o600);
  try {
    try {
      for (let position = 0; position < of.parts; position++) {
        const sealed = await readPart(sql, of.id, position);
        if (sealed === null) throw new Error(`part ${position} of an import is missing`);
        const bytes = Buffer.from(ports.crypto.decrypt(sealed, placeOf(of.id, position)), 'base64');
        if (position === 0) kind = kindOf(bytes);
        await file.write(bytes);
      }
    } finally {
      await file.close();
    }
    return await use({ path: name, kind });
  } finally {
    await unlink(name).catch(() => undefined);
  }
}
