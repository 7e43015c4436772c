import type Koa from 'koa';
import Router from 'koa-router';
import type { ApiRefusal } from '@zhike/domain/api';
import { OpenPayment } from '@zhike/domain/orders/contract';
import { findKey, postOpenPayment } from '../modules/orders/open-payments';
import type { Ports } from '../platform/ports';
import { readBody } from './body';
import { describeIssues } from './dispatch';
import { statusOf } from './errors';

const MAX_OPEN_BYTES = 64 * 1024;

/** OR-08: what other programs call with a key of their own. The same refusals as everywhere; docs/open-api.md is for who writes the other side. */
export function openRoutes(ports: Ports): Router {
  const router = new Router();
  router.post('/open/v1/payments', async (ctx) => {
    const requestId = String(ctx.state.requestId);
    const answer = (refusal: ApiRefusal): void => {
      ctx.state.refusal = refusal.code;
      ports.metrics.refusals.inc({ endpoint: 'open.payments', code: refusal.code });
      ctx.status = statusOf[refusal.code];
      if (refusal.code === 'request.rate_limited') ctx.set('Retry-After', String(refusal.facts.retryAfterSeconds));
      ctx.body = { refusal, requestId };
    };
    ctx.set('Cache-Control', 'no-store');
    try {
      const key = await findKey(/^Bearer ([\w-]{20,100})$/.exec(ctx.get('Authorization'))?.[1] ?? null, ports);
      if (!key.ok) return answer(key.refusal);
      const body = await readOpen(ctx);
      if ('code' in body) return answer(body);
      const result = await postOpenPayment(key.value, body, requestId, ports);
      if (!result.ok) return answer(result.refusal);
      ctx.body = result.value;
    } catch (error) {
      ports.log.error({ requestId, endpoint: 'open.payments', kind: error instanceof Error ? error.constructor.name : typeof error }, 'server.fault');
      answer({ code: 'server.fault', facts: { requestId } });
    }
  });
  return router;
}

async function readOpen(ctx: Koa.Context): Promise<OpenPayment | ApiRefusal> {
  if (!ctx.is('application/json')) return { code: 'request.not_json', facts: { expected: 'application/json' } };
  const body = await readBody(ctx.req, MAX_OPEN_BYTES);
  if (body.kind === 'too_large') return { code: 'request.too_large', facts: { limitBytes: MAX_OPEN_BYTES } };
  let json: unknown;
  try {
    json = JSON.parse(body.text);
  } catch {
    return { code: 'request.invalid', facts: { issues: [{ path: '', problem: 'not_json' }] } };
  }
  const parsed = OpenPayment.safeParse(json);
  return parsed.success ? parsed.data : { code: 'request.invalid', facts: { issues: describeIssues(parsed.error) } };
}
