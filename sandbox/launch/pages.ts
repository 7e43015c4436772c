import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import path from 'node:path';
import { build } from 'esbuild';
import type { Context, Middleware } from 'koa';
import { type Desk, deskCookie } from '../console/shared/desk';

const here = path.join(__dirname, '..');
const ENTRIES = {
  start: 'console/start/start',
  console: 'console/console',
  phone: 'phone/phone',
  chat: 'chat-window/chat',
  'inject-phone': 'phone/inject',
  'inject-wecom': 'chat-window/inject',
} as const;
type Entry = keyof typeof ENTRIES;

const PAGES: Readonly<Record<string, { readonly entry: Entry; readonly title: string }>> = {
  '/': { entry: 'start', title: '知客 · 演示' },
  '/phone': { entry: 'phone', title: '手机 · 知客' },
  '/chat': { entry: 'chat', title: '企业微信 · 知客' },
  '/console': { entry: 'console', title: '沙盒控制台 · 知客' },
};
/** What WeChat's and WeCom's own browsers put into a page before its scripts run. */
const INJECTED: Readonly<Record<string, Entry>> = { '/h5/': 'inject-phone', '/sidebar/': 'inject-wecom', '/workbench/': 'inject-wecom' };
const POLICY = "default-src 'self'; img-src 'self' data: https:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'";
const LOGIN = '/api/access/wecom/start';

interface Asset {
  readonly type: string;
  readonly bytes: Buffer;
}

/** The demo's own pages, bundled when it starts: the start page, the phone, the chat window, the console, and what they lend to the pages they frame. */
export async function demoPages(): Promise<Middleware> {
  const assets = new Map<string, Asset>();
  const links = new Map<Entry, { readonly script: string; readonly style: string | null }>();
  const entryPoints = Object.entries(ENTRIES).map(([out, file]) => ({ in: path.join(here, `${file}.ts`), out }));
  const { outputFiles } = await build({
    entryPoints,
    outdir: '/',
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
  });
  const keep = (name: string): string | null => {
    const file = outputFiles.find((output) => path.basename(output.path) === name);
    if (!file) return null;
    const hash = createHash('sha256').update(file.contents).digest('hex').slice(0, 10);
    const address = `/sandbox/${hash}/${name}`;
    assets.set(address, { type: name.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8', bytes: Buffer.from(file.contents) });
    return address;
  };
  for (const entry of Object.keys(ENTRIES) as Entry[]) links.set(entry, { script: keep(`${entry}.js`) ?? '', style: keep(`${entry}.css`) });

  return async (ctx, next) => {
    const asset = assets.get(ctx.path);
    const page = PAGES[ctx.path];
    const injected = INJECTED[ctx.path];
    if (ctx.path === LOGIN) {
      await next();
      answerForDesk(ctx);
    } else if (ctx.method !== 'GET') await next();
    else if (asset) send(ctx, asset.type, asset.bytes, 'public, max-age=31536000, immutable');
    else if (page) {
      const { script, style } = links.get(page.entry) ?? { script: '', style: null };
      ctx.set('Content-Security-Policy', POLICY);
      ctx.set('Referrer-Policy', 'same-origin');
      ctx.set('X-Content-Type-Options', 'nosniff');
      send(
        ctx,
        'text/html; charset=utf-8',
        `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${page.title}</title><link rel="icon" href="data:,">${style ? `<link rel="stylesheet" href="${style}">` : ''}<script defer src="${script}"></script></head><body><main></main></body></html>`,
        'no-cache',
      );
    } else if (injected) {
      // The page comes whole and plain from the production server; only the line that a phone would add is added.
      ctx.req.headers['accept-encoding'] = 'identity';
      await next();
      const html = ctx.body instanceof Readable ? await text(ctx.body) : ctx.body;
      if (ctx.status === 200 && typeof html === 'string') {
        ctx.remove('Content-Length');
        ctx.body = html.replace(/<head[^>]*>/i, (head) => `${head}<script src="${links.get(injected)?.script ?? ''}"></script>`);
      }
    } else await next();
  };
}

function send(ctx: Context, type: string, body: string | Buffer, cache: string): void {
  ctx.status = 200;
  ctx.type = type;
  ctx.set('Cache-Control', cache);
  ctx.body = body;
}

/** In WeCom's own browser its login page knows who is there; in a frame of the demo that is who sits at the desk. A page of its own asks. */
function answerForDesk(ctx: Context): void {
  const desk = (['sidebar', 'workbench'] satisfies Desk[]).find((one) => one === ctx.query.entry);
  const userid = desk && ctx.cookies.get(deskCookie(desk));
  const target = ctx.response.get('Location');
  if (!userid || !target || ctx.get('Sec-Fetch-Dest') === 'document') return;
  const login = new URL(target);
  login.searchParams.set('sim_member', decodeURIComponent(userid));
  ctx.redirect(login.toString());
}
