import Router from 'koa-router';
import { createSession } from 'better-sse';
import type { LiveMessage } from '@zhike/domain/api';
import { compileScope, inScope } from '@zhike/domain/kernel/access';
import type { Actor, StaffActor } from '@zhike/domain/kernel/actor';
import { hashToken } from '../platform/crypto';
import type { Ports } from '../platform/ports';

/** Where a ticket's owner is kept until the stream opens. */
export const liveTicketKey = (ticketHash: string): string => `live-ticket:${ticketHash}`;

/** Whether a member is told: what stands in the calendar that she may see. A store's plan is for everybody who works there; of another store she hears nothing. */
export function mayHear(actor: StaffActor, message: LiveMessage): boolean {
  if (message.topic === 'todo') return message.id === actor.staffId;
  if (message.topic === 'flow') return hearsFlows(actor, message.storeId);
  const scope = compileScope(actor, 'calendar.read');
  if (scope.kind === 'none' || message.storeId === null) return scope.kind !== 'none';
  if (message.topic === 'store') return scope.kind === 'all' || actor.storeIds.includes(message.storeId);
  return inScope(scope, { storeId: message.storeId, customerId: message.customerId, staffIds: [] });
}

/** Of a flow, whoever works in its store; of the whole shop's, everybody. */
const hearsFlows = (actor: StaffActor, storeId: string | null): boolean =>
  storeId === null || actor.storeIds.includes(storeId) || compileScope(actor, 'flow.read').kind === 'all';

/** `GET /api/live?ticket=…`: server-sent events with the ids of what changed, limited to what the member may see in the calendar. */
export function liveRoutes(ports: Ports): Router {
  const router = new Router();
  router.get('/api/live', async (ctx) => {
    const ticket = typeof ctx.query.ticket === 'string' ? ctx.query.ticket : '';
    const token = ticket ? await ports.ephemeral.take(liveTicketKey(hashToken(ticket))) : null;
    const actor: Actor | null = token ? (JSON.parse(token) as Actor) : null;
    if (actor?.kind !== 'staff') {
      ctx.status = 401;
      return;
    }
    ctx.respond = false;
    // Koa begins every answer as 404; the stream is written around it.
    ctx.res.statusCode = 200;
    ctx.res.setHeader('X-Accel-Buffering', 'no');
    const session = await createSession(ctx.req, ctx.res, { keepAlive: 15_000 });
    const stop = await ports.live.listen((message) => {
      if (mayHear(actor, message)) session.push(message, 'change');
    });
    ports.metrics.liveClients.inc();
    session.once('disconnected', () => {
      ports.metrics.liveClients.dec();
      void stop();
    });
    session.push({ hello: true }, 'ready');
  });
  return router;
}
