import { randomUUID } from 'node:crypto';
import Koa from 'koa';
import compress from 'koa-compress';
import helmet from 'koa-helmet';
import Router from 'koa-router';
import type { ApiRefusal, EndpointName } from '@zhike/domain/api';
import { endpoints } from '@zhike/domain/api';
import { findActor } from './http/actor';
import { readBody, BODY_LIMIT_BYTES } from './http/body';
import { callbackRoutes } from './http/callbacks';
import { clientFiles } from './http/clients';
import { ACCEPTED_HEADER, readAccepted } from './http/accepted';
import { dispatch } from './http/dispatch';
import { downloadRoutes, type Sheets } from './http/downloads';
import { statusOf } from './http/errors';
import { limitFor } from './http/limits';
import { liveRoutes } from './http/live';
import { openRoutes } from './http/open';
import { openApiDocument } from './http/openapi';
import type { AllRoutes } from './http/route';
import { formPageRoutes } from './http/form-page';
import { uploadRoutes } from './http/uploads';
import { healthRoutes } from './http/health';
import { wecomLoginRoutes } from './modules/access/oauth';
import { importFileRoutes } from './modules/imports/downloads';
import type { Ports } from './platform/ports';

export interface AppOptions {
  /** How many proxies in front of us are trusted to tell the caller's address. */
  readonly trustedProxies: number;
  /** Folder of built clients: h5, sidebar, workbench. */
  readonly clientsDir: string;
  /** The lists that can be written down. */
  readonly sheets: Sheets;
  /** Hangs more middleware in front of the product's own. */
  readonly mount?: (app: Koa) => void;
}

/** The whole HTTP server, in order: request id and log → security headers → clients → callbacks → API. */
export function buildApp(routes: AllRoutes, ports: Ports, options: AppOptions): Koa {
  const app = new Koa({ proxy: options.trustedProxies > 0, maxIpsCount: options.trustedProxies });
  app.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNRESET' || error.code === 'ERR_STREAM_PREMATURE_CLOSE' || error.code === 'EPIPE') return;
    ports.log.error({ reason: error.message }, 'http.error');
  });
  app.use(async (ctx, next) => {
    const requestId = randomUUID();
    const started = performance.now();
    ctx.state.requestId = requestId;
    ctx.set('X-Request-Id', requestId);
    await next();
    if (!ctx.path.startsWith('/api/') && !ctx.path.startsWith('/callbacks/')) return;
    const seconds = (performance.now() - started) / 1000;
    const endpoint = ctx.path.slice(ctx.path.indexOf('/', 1) + 1);
    const known = endpoint in endpoints ? endpoint : ctx.path.startsWith('/callbacks/') ? 'callback' : 'other';
    ports.metrics.requests.observe({ endpoint: known, status: String(ctx.status) }, seconds);
    const code = typeof ctx.state.refusal === 'string' ? ctx.state.refusal : undefined;
    ports.log.info({ requestId, endpoint: known, status: ctx.status, ms: Math.round(seconds * 1000), ...(code ? { refusal: code } : {}) }, 'request');
  });
  options.mount?.(app);
  app.use(
    helmet({
      // WeCom and the demo's chat window show the sidebar in a frame of the same site; styles are written at run time by antd.
      contentSecurityPolicy: {
        directives: {
          defaultSrc: ["'self'"],
          scriptSrc: ["'self'", 'https://res.wx.qq.com', 'https://wwcdn.weixin.qq.com'],
          styleSrc: ["'self'", "'unsafe-inline'"],
          imgSrc: ["'self'", 'data:', 'https:'],
          fontSrc: ["'self'", 'data:'],
          connectSrc: ["'self'"],
          objectSrc: ["'none'"],
          baseUri: ["'self'"],
          frameAncestors: ["'self'"],
          upgradeInsecureRequests: null,
        },
      },
      crossOriginEmbedderPolicy: false,
      strictTransportSecurity: ports.shop.publicBaseUrl.startsWith('https:') ? { maxAge: 15_552_000 } : false,
      referrerPolicy: { policy: 'same-origin' },
    }),
  );
  app.use(compress({ threshold: 2048, br: false }));
  for (const client of ['h5', 'sidebar', 'workbench']) app.use(clientFiles(`/${client}`, `${options.clientsDir}/${client}`));
  for (const router of [
    healthRoutes(ports),
    callbackRoutes(ports),
    openRoutes(ports),
    liveRoutes(ports),
    downloadRoutes(ports, options.sheets),
    importFileRoutes(ports),
    uploadRoutes(ports),
    formPageRoutes(ports, options.clientsDir),
    wecomLoginRoutes(ports),
  ])
    app.use(router.routes());
  app.use(apiRouter(routes, ports).routes());
  return app;
}

function apiRouter(routes: AllRoutes, ports: Ports): Router {
  const router = new Router();
  const document = openApiDocument(ports.shop.publicBaseUrl);
  router.get('/openapi.json', (ctx) => {
    ctx.body = document;
  });
  router.all('/api/:name', async (ctx) => {
    const requestId = String(ctx.state.requestId);
    const answer = (refusal: ApiRefusal): void => {
      ctx.state.refusal = refusal.code;
      ports.metrics.refusals.inc({ endpoint: refusal.code === 'request.unknown_endpoint' ? 'unknown' : String(ctx.params.name), code: refusal.code });
      ctx.status = statusOf[refusal.code];
      if (refusal.code === 'request.rate_limited' || refusal.code === 'service.unavailable') ctx.set('Retry-After', String(refusal.facts.retryAfterSeconds));
      ctx.body = { refusal, requestId };
    };
    ctx.set('Cache-Control', 'no-store');
    const name = ctx.params.name ?? '';
    if (!Object.hasOwn(endpoints, name) || ctx.method !== 'POST')
      return answer({ code: 'request.unknown_endpoint', facts: { path: `${ctx.method} ${ctx.path}`.slice(0, 120) } });
    try {
      const refusedBy = await limitFor(name as EndpointName, ctx.ip, ports);
      if (refusedBy) return answer(refusedBy);
      if (!ctx.is('application/json')) return answer({ code: 'request.not_json', facts: { expected: 'application/json' } });
      const body = await readBody(ctx.req);
      if (body.kind === 'too_large') return answer({ code: 'request.too_large', facts: { limitBytes: BODY_LIMIT_BYTES } });
      let json: unknown;
      try {
        json = JSON.parse(body.text);
      } catch {
        return answer({ code: 'request.invalid', facts: { issues: [{ path: '', problem: 'not_json' }] } });
      }
      const accepted = readAccepted(ctx.get(ACCEPTED_HEADER));
      if (!accepted) return answer({ code: 'request.invalid', facts: { issues: [{ path: ACCEPTED_HEADER, problem: 'not_accepted_warnings' }] } });
      const key = ctx.get('Idempotency-Key');
      const token = /^Bearer ([\w-]{20,100})$/.exec(ctx.get('Authorization'))?.[1] ?? null;
      const knock = await findActor(token, ports);
      const result = await dispatch(
        routes,
        {
          name: name as EndpointName,
          body: json,
          actor: knock.actor,
          loginProblem: ctx.get('Authorization') ? (token ? knock.problem : 'unknown') : 'missing',
          sessionId: knock.sessionId,
          requestId,
          idempotencyKey: /^[\w-]{8,100}$/.test(key) ? key : null,
          accepted,
        },
        ports,
      );
      if (!result.ok) return answer(result.refusal);
      ctx.body = result.value;
    } catch (error) {
      // A fault is ours: the reader gets the request id, the log gets the place. Messages may hold values, so they stay out.
      const stack =
        error instanceof Error
          ? (error.stack ?? '')
              .split('\n')
              .filter((line) => line.trim().startsWith('at '))
              .slice(0, 6)
          : [];
      ports.log.error(
        { requestId, endpoint: name, kind: error instanceof Error ? error.constructor.name : typeof error, code: (error as { code?: string }).code, stack },
        'server.fault',
      );
      ports.log.debug({ requestId, reason: error instanceof Error ? error.message : String(error) }, 'server.fault.detail');
      answer({ code: 'server.fault', facts: { requestId } });
    }
  });
  return router;
}
