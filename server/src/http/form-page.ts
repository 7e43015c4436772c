import { readFile } from 'node:fs/promises';
import path from 'node:path';
import Router from 'koa-router';
import { framesOf } from '../modules/forms/framing';
import type { Ports } from '../platform/ports';

/**
 * `GET /f/<token>`: a form for anybody, in any browser, by a link or a code on a poster. It is the customers' h5, which begins with that
 * form; the sites that the form names may show it in a frame. No cookie is set or read; the token is good for this form alone.
 */
export function formPageRoutes(ports: Ports, clientsDir: string): Router {
  const router = new Router();
  router.get('/f/:token', async (ctx) => {
    const token = ctx.params.token ?? '';
    const page = await readFile(path.join(clientsDir, 'h5', 'index.html'), 'utf8').catch(() => null);
    if (!/^[\w-]{20,100}$/.test(token) || page === null) {
      ctx.status = 404;
      ctx.type = 'text/plain; charset=utf-8';
      ctx.body = '这个链接不完整，请向门店要一个新的。';
      return;
    }
    const frames = await framesOf(ports, token);
    const own = String(ctx.response.get('Content-Security-Policy'));
    ctx.set('Content-Security-Policy', own.replace(/frame-ancestors[^;]*/, ['frame-ancestors', "'self'", ...frames].join(' ')));
    // Older browsers know one site or none by this header; with others allowed it would shut them out.
    if (frames.length > 0) ctx.remove('X-Frame-Options');
    // Whoever is linked to from the page must not learn the token.
    ctx.set('Referrer-Policy', 'no-referrer');
    ctx.set('Cache-Control', 'no-store');
    ctx.type = 'text/html; charset=utf-8';
    ctx.body = page;
  });
  return router;
}
