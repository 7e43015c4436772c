import { createHash } from 'node:crypto';
import { changeIn, type Sql, type Tx } from './db';
import { newId } from './ids';

/*
 * Bytes that must be found as they were. They lie in the database: every server and worker finds them, and one backup holds all of it.
 * Meant for papers of some hundred kilobytes, not for photographs.
 */

export const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Keeps a file for good; answers its id and hash. */
export async function keepFile(
  tx: Tx,
  file: { readonly mediaType: string; readonly bytes: Buffer; readonly now: Date },
): Promise<{ readonly id: string; readonly sha256: string }> {
  const id = newId(file.now);
  const sha256 = sha256Of(file.bytes);
  await changeIn(tx, 'INSERT INTO files (id, sha256, media_type, bytes, created_at) VALUES ($1::uuid, $2, $3, $4::bytea, $5::timestamptz)', [
    id,
    sha256,
    file.mediaType,
    file.bytes,
    file.now.toISOString(),
  ]);
  return { id, sha256 };
}

export async function readFileBytes(sql: Sql, id: string): Promise<Buffer | null> {
  return (await sql<{ bytes: Buffer }>('SELECT bytes FROM files WHERE id = $1::uuid', [id]))[0]?.bytes ?? null;
}
