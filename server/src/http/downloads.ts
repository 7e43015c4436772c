import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import Router from 'koa-router';
import type { Actor } from '@zhike/domain/kernel/actor';
import { allow, type Decision } from '@zhike/domain/kernel/decision';
import type { Download, DownloadSpan } from '@zhike/domain/kernel/download';
import { hashToken } from '../platform/crypto';
import type { Ports } from '../platform/ports';
import { removeSheet, writeSheet, type Sheet } from '../platform/sheet';
import type { Ask } from './route';

/** The lists that can be written down, by name: each reads with the rights of whoever asked. */
export const SHEETS = ['ledger', 'orders', 'payments', 'closings', 'records'] as const;
export type SheetName = (typeof SHEETS)[number];
/** What a list is asked for beside its days. */
type About = Readonly<Record<string, unknown>>;
export type Sheets = Readonly<Record<SheetName, (ask: Pick<Ask, 'actor' | 'ports' | 'now'>, span: DownloadSpan, about: About) => Sheet | Promise<Sheet>>>;

interface Waiting {
  readonly sheet: SheetName;
  readonly actor: Actor;
  readonly span: DownloadSpan;
  readonly about: About;
  readonly fileName: string;
  /** Epoch ms. */
  readonly until: number;
}

const SECONDS = 120;
const keyOf = (ticket: string): string => `download:${hashToken(ticket)}`;

/** Keeps a wish for a list; its address is good once. Right and reach were looked at by the endpoint that calls this, and are again when the list is read. */
export async function waitForDownload(ask: Ask, sheet: SheetName, span: DownloadSpan, about: About = {}): Promise<Decision<Download, never>> {
  const ticket = randomBytes(24).toString('base64url');
  const fileName = `${sheet}-${span.from}-${span.until}.xlsx`;
  const waiting: Waiting = { sheet, actor: ask.actor, span, about, fileName, until: ask.now.getTime() + SECONDS * 1000 };
  await ask.ports.ephemeral.set(keyOf(ticket), JSON.stringify(waiting), SECONDS);
  return allow({ url: `/api/download?ticket=${ticket}`, fileName });
}

/** `GET /api/download?ticket=…`: the list as xlsx. 404: the address was used, or is too old. */
export function downloadRoutes(ports: Ports, sheets: Sheets): Router {
  const router = new Router();
  router.get('/api/download', async (ctx) => {
    const ticket = typeof ctx.query.ticket === 'string' ? ctx.query.ticket : '';
    const kept = /^[\w-]{20,60}$/.test(ticket) ? await ports.ephemeral.take(keyOf(ticket)) : null;
    const waiting = kept ? (JSON.parse(kept) as Waiting) : null;
    ctx.set('Cache-Control', 'no-store');
    if (!waiting || waiting.until < ports.clock.now().getTime()) {
      ctx.status = 404;
      ctx.type = 'text/plain; charset=utf-8';
      ctx.body = '下载链接已用过或已过期，请回到页面重新导出。';
      return;
    }
    const { sheet, actor, span, about, fileName } = waiting;
    const file = await writeSheet(await sheets[sheet]({ actor, ports, now: ports.clock.now() }, span, about));
    ctx.set('Content-Disposition', `attachment; filename="${fileName}"`);
    ctx.type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
    ctx.length = (await stat(file)).size;
    ctx.body = createReadStream(file);
    ctx.res.once('close', () => void removeSheet(file));
  });
  return router;
}
