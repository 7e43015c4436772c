import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import Router from 'koa-router';
import { PART_BYTES, type ImportKind } from '@zhike/domain/imports/contract';
import type { Download } from '@zhike/domain/kernel/download';
import { compileScope } from '@zhike/domain/kernel/access';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import { findActor } from '../../http/actor';
import type { Ask } from '../../http/route';
import { hashToken } from '../../platform/crypto';
import { sqlIn, sqlOf } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import { removeSheet, writeSheet } from '../../platform/sheet';
import { sealPart } from './files';
import { findImport, lockImport, savePart } from './records';
import { resultSheet } from './result';
import { customersSheet } from './sheet.customers';
import { loadTarget } from './targets';
import { writeTemplate } from './template';

/* Files go their own way in and out: a body of JSON would hold all of them in memory. */

type Wanted =
  | { readonly what: 'template' | 'export'; readonly kind: ImportKind; readonly formId: string | null }
  | { readonly what: 'result'; readonly importId: string }
  /** Customers that somebody selected. */
  | { readonly what: 'customers'; readonly ids: readonly string[] };
interface Waiting {
  readonly wanted: Wanted;
  readonly actor: StaffActor;
  readonly fileName: string;
}

const SECONDS = 120;
const keyOf = (ticket: string): string => `import-file:${hashToken(ticket)}`;

export const fileName = (what: Wanted['what'], kind: ImportKind): string => `${kind}-${what}.xlsx`;

/** Keeps a wish for a file; its address is good once, for two minutes, and reads with the rights of whoever asked. */
export async function waitForFile(ask: Pick<Ask, 'ports'> & { readonly actor: StaffActor }, wanted: Wanted, name: string): Promise<Download> {
  const ticket = randomBytes(24).toString('base64url');
  const waiting: Waiting = { wanted, actor: ask.actor, fileName: name };
  await ask.ports.ephemeral.set(keyOf(ticket), JSON.stringify(waiting), SECONDS);
  return { url: `/api/import-file?ticket=${ticket}`, fileName: name };
}

/** Writes the file and answers where; null: what it is about is gone. */
async function write(ports: Ports, { wanted, actor }: Waiting): Promise<string | null> {
  const sql = sqlOf(ports.db);
  const doing = { sql, ports, actor, now: ports.clock.now() };
  if (wanted.what === 'result') {
    const row = await findImport(sql, wanted.importId);
    const target = row && (await loadTarget(sql, row));
    return row && target ? writeSheet(resultSheet(sql, row, target)) : null;
  }
  if (wanted.what === 'customers') {
    const target = await loadTarget(sql, { kind: 'customer', formId: null, formVersion: null });
    return target && writeSheet(customersSheet(doing, target.columns, wanted.ids));
  }
  const target = await loadTarget(sql, { kind: wanted.kind, formId: wanted.formId, formVersion: null });
  if (wanted.what === 'template') return target && writeTemplate(doing, target);
  const sheet = target?.sheet(doing);
  return sheet ? writeSheet(sheet) : null;
}

/**
 * `POST /api/import-part?import=…&part=…`: a part of a file, as bytes, from whoever announced it. Sent twice is once. 204: it is there.
 * `GET /api/import-file?ticket=…`: a template, a result, an export.
 */
export function importFileRoutes(ports: Ports): Router {
  const router = new Router();
  router.post('/api/import-part', async (ctx) => {
    ctx.set('Cache-Control', 'no-store');
    const token = /^Bearer ([\w-]{20,100})$/.exec(ctx.get('Authorization'))?.[1] ?? null;
    const { actor } = await findActor(token, ports);
    const importId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.exec(String(ctx.query.import ?? ''))?.[0];
    const position = Number(/^\d{1,4}$/.exec(String(ctx.query.part ?? ''))?.[0] ?? Number.NaN);
    if (actor.kind !== 'staff') return void (ctx.status = 401);
    if (compileScope(actor, 'data.import').kind === 'none') return void (ctx.status = 403);
    if (importId === undefined || Number.isNaN(position)) return void (ctx.status = 422);
    const bytes = await readPart(ctx.req);
    if (bytes === null) return void (ctx.status = 413);
    const taken = await ports.writer.transaction({ actor, requestId: String(ctx.state.requestId) }, async ({ tx }) => {
      const row = await lockImport(tx, importId, actor.staffId);
      if (row?.state !== 'uploading' || position >= row.parts || bytes.length === 0) return false;
      if (position < row.parts - 1 && bytes.length !== PART_BYTES) return false;
      await savePart(tx, importId, position, sealPart(ports, importId, position, bytes));
      return (await findImport(sqlIn(tx), importId)) !== null;
    });
    ctx.status = taken ? 204 : 404;
  });
  router.get('/api/import-file', async (ctx) => {
    const ticket = typeof ctx.query.ticket === 'string' ? ctx.query.ticket : '';
    const kept = /^[\w-]{20,60}$/.test(ticket) ? await ports.ephemeral.take(keyOf(ticket)) : null;
    const waiting = kept ? (JSON.parse(kept) as Waiting) : null;
    const file = waiting && (await write(ports, waiting));
    ctx.set('Cache-Control', 'no-store');
    if (!waiting || !file) {
      ctx.status = 404;
      ctx.type = 'text/plain; charset=utf-8';
      ctx.body = '下载链接已用过或已过期，请回到页面重新下载。';
      return;
    }
    ctx.set('Content-Disposition', `attachment; filename="${waiting.fileName}"`);
    ctx.type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
    ctx.length = (await stat(file)).size;
    ctx.body = createReadStream(file);
    ctx.res.once('close', () => void removeSheet(file));
  });
  return router;
}

/** The bytes of a part; null: more than a part has, of which nothing is kept. */
function readPart(request: NodeJS.ReadableStream): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let size = 0;
    request.on('data', (piece: Buffer) => {
      size += piece.length;
      if (size <= PART_BYTES) pieces.push(piece);
      else pieces.length = 0;
    });
    request.on('end', () => resolve(size <= PART_BYTES ? Buffer.concat(pieces) : null));
    request.on('error', reject);
  });
}
