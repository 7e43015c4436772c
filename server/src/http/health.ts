import Router from 'koa-router';
import { readRows } from '../platform/db';
import type { Ports } from '../platform/ports';

/** /healthz: the process answers. /readyz: database and ephemeral store answer too. /metrics: Prometheus text. */
export function healthRoutes(ports: Ports): Router {
  const router = new Router();
  router.get('/healthz', (ctx) => {
    ctx.body = { ok: true };
  });
  router.get('/readyz', async (ctx) => {
    const check = async (work: () => Promise<unknown>): Promise<'ok' | 'down'> =>
      work().then(
        () => 'ok' as const,
        () => 'down' as const,
      );
    const [database, ephemeral] = await Promise.all([check(() => readRows(ports.db, 'SELECT 1', [])), check(() => ports.ephemeral.ping())]);
    ctx.status = database === 'ok' ? 200 : 503;
    ctx.body = { ok: database === 'ok', database, ephemeral };
  });
  router.get('/metrics', async (ctx) => {
    ctx.type = ports.metrics.registry.contentType;
    ctx.body = await ports.metrics.registry.metrics();
  });
  return router;
}
