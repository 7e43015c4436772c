import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { FileKind } from '@zhike/domain/engines/forms/files';
import { changeIn, type Sql, type Tx } from './db';

/*
 * Photos and files that come with a form. They lie in the database like papers do (one backup, found by every server), but in parts, so that
 * a film never is in memory, and in tables of their own, because they may go again.
 */

export type Variant = 'full' | 'thumb';
const PART = 512 * 1024;

export interface NewUpload {
  readonly id: string;
  readonly kind: FileKind;
  readonly mediaType: string;
  readonly name: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly formId: string;
  readonly slot: string;
  readonly staffId: string | null;
  readonly linkId: string | null;
  readonly at: Date;
}

type Parts = AsyncIterable<Buffer> | Iterable<Buffer>;

function* cut(bytes: Buffer): Iterable<Buffer> {
  for (let at = 0; at < bytes.length; at += PART) yield bytes.subarray(at, at + PART);
}

/** A file in parts, one after the other. */
async function* partsOf(path: string): AsyncIterable<Buffer> {
  const file = await open(path, 'r');
  try {
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(PART), 0, PART);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

async function insertParts(tx: Tx, id: string, variant: Variant, parts: Parts): Promise<{ readonly size: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  let [size, position] = [0, 0];
  for await (const part of parts) {
    hash.update(part);
    size += part.length;
    await changeIn(tx, 'INSERT INTO upload_parts (upload_id, variant, position, bytes) VALUES ($1::uuid, $2, $3::int, $4::bytea)', [
      id,
      variant,
      position,
      part,
    ]);
    position += 1;
  }
  return { size, sha256: hash.digest('hex') };
}

/** Keeps what has come until it is handed in with its form. @param full bytes, or the path of a file */
export async function keepUpload(tx: Tx, made: NewUpload, full: Buffer | string, thumb: Buffer | null): Promise<number> {
  await changeIn(
    tx,
    `INSERT INTO uploads (id, kind, media_type, name, size, sha256, width, height, form_id, slot, staff_id, link_id, created_at)
     VALUES ($1::uuid, $2, $3, $4, 1, '', $5::int, $6::int, $7, $8, $9::uuid, $10::uuid, $11::timestamptz)`,
    [made.id, made.kind, made.mediaType, made.name, made.width, made.height, made.formId, made.slot, made.staffId, made.linkId, made.at.toISOString()],
  );
  const { size, sha256 } = await insertParts(tx, made.id, 'full', typeof full === 'string' ? partsOf(full) : cut(full));
  if (thumb) await insertParts(tx, made.id, 'thumb', cut(thumb));
  await changeIn(tx, 'UPDATE uploads SET size = $2::int, sha256 = $3 WHERE id = $1::uuid', [made.id, size, sha256]);
  return size;
}

export interface Upload {
  readonly id: string;
  readonly kind: FileKind;
  readonly mediaType: string;
  readonly name: string;
  readonly size: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly formId: string;
  readonly staffId: string | null;
  readonly linkId: string | null;
  readonly entity: string | null;
  readonly recordId: string | null;
}

export function findUploads(sql: Sql, ids: readonly string[]): Promise<Upload[]> {
  return sql(
    `SELECT id, kind, media_type AS "mediaType", name, size, width, height, form_id AS "formId", staff_id AS "staffId", link_id AS "linkId", entity,
       record_id AS "recordId" FROM uploads WHERE id = ANY($1::uuid[])`,
    [ids],
  );
}

/** The bytes of a file, read from the database as fast as they are taken. Null: there is none. */
export async function streamUpload(
  sql: Sql,
  id: string,
  variant: Variant,
): Promise<{ readonly upload: Upload; readonly size: number; readonly body: Readable } | null> {
  const [upload] = await findUploads(sql, [id]);
  if (!upload) return null;
  const size = variant === 'full' ? upload.size : await sizeOf(sql, id, variant);
  async function* parts(): AsyncIterable<Buffer> {
    for (let position = 0; ; position++) {
      const [part] = await sql<{ bytes: Buffer }>('SELECT bytes FROM upload_parts WHERE upload_id = $1::uuid AND variant = $2 AND position = $3::int', [
        id,
        variant,
        position,
      ]);
      if (!part) return;
      yield part.bytes;
    }
  }
  return size === 0 ? null : { upload, size, body: Readable.from(parts(), { objectMode: false, highWaterMark: PART }) };
}

async function sizeOf(sql: Sql, id: string, variant: Variant): Promise<number> {
  const [row] = await sql<{ size: number }>(
    'SELECT coalesce(sum(length(bytes)), 0)::int AS size FROM upload_parts WHERE upload_id = $1::uuid AND variant = $2',
    [id, variant],
  );
  return row?.size ?? 0;
}

/** Whole bytes of a picture, for printing. */
export async function readUpload(sql: Sql, id: string, variant: Variant): Promise<Buffer | null> {
  const rows = await sql<{ bytes: Buffer }>('SELECT bytes FROM upload_parts WHERE upload_id = $1::uuid AND variant = $2 ORDER BY position', [id, variant]);
  return rows.length > 0 ? Buffer.concat(rows.map((row) => row.bytes)) : null;
}

/**
 * Files become a part of a record. Of two forms that hand in the same file one gets it.
 * @returns those that could not be had: gone, or somebody else's
 */
export async function claimUploads(tx: Tx, ids: readonly string[], to: { readonly entity: string; readonly id: string; readonly at: Date }): Promise<number> {
  if (ids.length === 0) return 0;
  const got = await changeIn(
    tx,
    `UPDATE uploads SET entity = $2, record_id = $3::uuid, claimed_at = coalesce(claimed_at, $4::timestamptz), released_at = NULL
     WHERE id = ANY($1::uuid[]) AND (record_id IS NULL OR (record_id = $3::uuid AND entity = $2))`,
    [ids, to.entity, to.id, to.at.toISOString()],
  );
  return new Set(ids).size - got;
}

/** What a record (or a row of its tables) does not name any more is let go of. */
export async function releaseUploads(tx: Tx, recordId: string, at: Date): Promise<void> {
  await changeIn(
    tx,
    `UPDATE uploads u SET released_at = $2::timestamptz WHERE u.record_id = $1::uuid AND u.released_at IS NULL AND NOT EXISTS (SELECT 1 FROM records r
       WHERE (r.id = $1::uuid OR r.parent_id = $1::uuid) AND r.deleted_at IS NULL AND strpos(r.custom::text, u.id::text) > 0)`,
    [recordId, at.toISOString()],
  );
}

/** Removes files that nobody handed in, and those that were taken out of their record long ago; some at a time. @returns how many */
export async function dropUploads(sql: Sql, before: { readonly unclaimed: Date; readonly released: Date }): Promise<number> {
  const rows = await sql(
    `DELETE FROM uploads WHERE id IN (SELECT id FROM uploads WHERE (claimed_at IS NULL AND created_at < $1::timestamptz) OR released_at < $2::timestamptz LIMIT 200) RETURNING 1`,
    [before.unclaimed.toISOString(), before.released.toISOString()],
  );
  return rows.length;
}

/** The first bytes of a file: what it is told by. */
export async function headOf(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
