import { randomBytes, randomUUID } from 'node:crypto';
import { open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type Koa from 'koa';
import Router from 'koa-router';
import type { ApiRefusal } from '@zhike/domain/api';
import type { FileView } from '@zhike/domain/forms/contract';
import type { FileRules } from '@zhike/domain/engines/forms/files';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { hashToken } from '../platform/crypto';
import { sqlOf } from '../platform/db';
import { newId } from '../platform/ids';
import { createLimit } from '../platform/limit';
import { renewPicture, sniff } from '../platform/pictures';
import type { Ports } from '../platform/ports';
import { headOf, keepUpload, streamUpload, type Upload, type Variant } from '../platform/uploads';
import { statusOf } from './errors';
import { boundaryOf, receiveFile } from './multipart';

/** A slot that waits for a file, and who may send it. */
export interface UploadWish {
  readonly formId: string;
  readonly slot: string;
  readonly rules: FileRules;
  readonly staffId: string | null;
  readonly linkId: string | null;
}

const TICKET_SECONDS = 600;
const VIEW_SECONDS = 600;
const HEAD_BYTES = 64 * 1024;
/** Calls a minute and address, and files a day and link: a stranger's page fills no disk. */
const PER_MINUTE = 60;
const PER_LINK_AND_DAY = 500;
const keyOf = (ticket: string): string => `upload:${hashToken(ticket)}`;

/** The address to which one file may be sent, once and soon. */
export async function waitForUpload(
  ports: Ports,
  wish: UploadWish,
): Promise<Decision<{ url: string; maxBytes: number; kinds: FileRules['kinds'] }, ApiRefusal>> {
  const perLink = PER_LINK_AND_DAY * ports.shop.rateLimitFactor;
  if (wish.linkId !== null && !(await ports.ephemeral.hit(`upload:link:${wish.linkId}`, perLink, 86_400)).allowed)
    return refuse('request.rate_limited', { retryAfterSeconds: 86_400 });
  const ticket = randomBytes(24).toString('base64url');
  await ports.ephemeral.set(keyOf(ticket), JSON.stringify(wish), TICKET_SECONDS);
  return allow({ url: `/api/upload?ticket=${ticket}`, maxBytes: wish.rules.maxBytes, kinds: wish.rules.kinds });
}

/** A file as a page shows it. Its addresses are good for ten minutes, for whoever has them. */
export function toFileView(upload: Pick<Upload, 'id' | 'kind' | 'name' | 'width' | 'height'>, ports: Ports): FileView {
  const until = new Date(ports.clock.now().getTime() + VIEW_SECONDS * 1000);
  const address = (variant: Variant): string => `/api/file/${upload.id}?as=${variant}&t=${ports.seal.close(`file:${upload.id}`, until)}`;
  const { id, kind, name, width, height } = upload;
  return { id, kind, name, width, height, url: address('full'), thumbUrl: kind === 'image' ? address('thumb') : null };
}

/** `POST /api/upload?ticket=…` takes one file; `GET /api/file/<id>?t=…` gives it to whom it was opened for. */
export function uploadRoutes(ports: Ports): Router {
  const router = new Router();
  const few = createLimit(6);
  router.post('/api/upload', async (ctx) => {
    ctx.set('Cache-Control', 'no-store');
    const requestId = String(ctx.state.requestId);
    const answer = (refusal: ApiRefusal): void => {
      ctx.state.refusal = refusal.code;
      ports.metrics.refusals.inc({ endpoint: 'upload', code: refusal.code });
      ctx.status = statusOf[refusal.code];
      ctx.body = { refusal, requestId };
    };
    try {
      const result = await few(() => takeFile(ctx, ports));
      if (result.ok) ctx.body = { file: result.value };
      else answer(result.refusal);
    } catch (error) {
      // Who went away in the middle hears nothing any more.
      if (ctx.req.destroyed && !ctx.req.complete) return;
      ports.log.error({ requestId, endpoint: 'upload', kind: error instanceof Error ? error.constructor.name : typeof error }, 'server.fault');
      answer({ code: 'server.fault', facts: { requestId } });
    }
  });
  router.get('/api/file/:id', async (ctx) => {
    const id = ctx.params.id ?? '';
    const sealed = typeof ctx.query.t === 'string' ? ctx.query.t : '';
    const found = ports.seal.open(sealed) === `file:${id}` ? await streamUpload(sqlOf(ports.db), id, ctx.query.as === 'thumb' ? 'thumb' : 'full') : null;
    ctx.set('Cache-Control', found ? 'private, max-age=600' : 'no-store');
    if (!found) {
      ctx.status = 404;
      ctx.type = 'text/plain; charset=utf-8';
      ctx.body = '文件链接已过期，请刷新页面。';
      return;
    }
    const { upload, size, body } = found;
    // A stranger's file is looked at or kept, never run: not as a page of ours, not as what it is not.
    ctx.set('Content-Security-Policy', "default-src 'none'; sandbox");
    ctx.set('X-Content-Type-Options', 'nosniff');
    if (upload.kind !== 'image') ctx.set('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(upload.name || 'file')}`);
    ctx.type = ctx.query.as === 'thumb' ? 'image/jpeg' : upload.mediaType;
    ctx.length = size;
    ctx.body = body;
  });
  return router;
}

async function takeFile(ctx: Koa.Context, ports: Ports): Promise<Decision<FileView, ApiRefusal>> {
  const hit = await ports.ephemeral.hit(`rate:upload:${ctx.ip}`, PER_MINUTE * ports.shop.rateLimitFactor, 60);
  if (!hit.allowed) return refuse('request.rate_limited', { retryAfterSeconds: hit.retryAfterSeconds });
  const ticket = typeof ctx.query.ticket === 'string' ? ctx.query.ticket : '';
  const kept = /^[\w-]{20,60}$/.test(ticket) ? await ports.ephemeral.take(keyOf(ticket)) : null;
  const boundary = boundaryOf(ctx.get('Content-Type'));
  if (!kept) return refuse('form.upload_over', { reason: 'over' as const });
  const wish = JSON.parse(kept) as UploadWish;
  const { kinds, maxBytes } = wish.rules;
  if (boundary === null) return refuse('form.file_unreadable', { reason: 'no_file' as const });
  const place = path.join(tmpdir(), `zhike-upload-${randomUUID()}`);
  const file = await open(place, 'wx', 0o600);
  try {
    const received = await receiveFile(ctx.req, boundary, maxBytes, async (chunk) => void (await file.write(chunk)));
    await file.close();
    if (received.kind === 'too_large') return refuse('form.file_too_large', { limitBytes: maxBytes });
    if (received.kind === 'no_file') return refuse('form.file_unreadable', { reason: 'no_file' as const });
    return await keep(ports, wish, place, received.file.name, kinds);
  } finally {
    await file.close().catch(() => undefined);
    await unlink(place).catch(() => undefined);
  }
}

async function keep(ports: Ports, wish: UploadWish, place: string, name: string, kinds: FileRules['kinds']): Promise<Decision<FileView, ApiRefusal>> {
  const told = sniff(await headOf(place, HEAD_BYTES));
  if (!told || !kinds.includes(told.kind)) return refuse('form.file_type', { kinds: [...kinds] });
  const picture = told.kind === 'image' ? await renewPicture(place) : null;
  if (told.kind === 'image' && !picture) return refuse('form.file_unreadable', { reason: 'broken' as const });
  const now = ports.clock.now();
  const made = {
    id: newId(now),
    kind: told.kind,
    mediaType: picture?.mediaType ?? told.mediaType,
    // A picture's name tells of the phone and the day; nobody needs it.
    name: picture ? '' : name,
    width: picture?.width ?? null,
    height: picture?.height ?? null,
    formId: wish.formId,
    slot: wish.slot,
    staffId: wish.staffId,
    linkId: wish.linkId,
    at: now,
  };
  await ports.db.transaction((tx) => keepUpload(tx, made, picture?.bytes ?? place, picture?.thumb ?? null));
  return allow(toFileView(made, ports));
}
