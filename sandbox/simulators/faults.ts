import { setTimeout as sleep } from 'node:timers/promises';
import type { Middleware } from 'koa';
import type { World } from '../world/world';
import { NEXT_PAYMENTS, NEXT_REFUNDS, NEXT_SMS, noFaults, NOTIFICATION_MODES, REFUSALS, SERVICES, type Faults, type Service } from '../world/faults';
import { answerJson, isFields, type Fields } from './http';

/** What each service says when it is too busy. */
const BUSY: Readonly<Record<Service, unknown>> = {
  wechat: { errcode: -1, errmsg: 'system error' },
  'wechat-pay': { code: 'SYSTEM_ERROR', message: '系统繁忙，请稍后重试' },
  wecom: { errcode: -1, errmsg: 'system busy' },
  sms: { Response: { Error: { Code: 'ResourceUnavailable', Message: 'service busy' }, RequestId: '' } },
};

const MAX_LATENCY_MS = 60_000;

/** Stands before a service: delays, refuses, or loses its answers as the console asked, and notes each call in the journal. */
export function serviceGate(world: World, service: Service, stopping: AbortSignal): Middleware {
  return async (ctx, next) => {
    // One address for all that Tencent Cloud can do: the action stands in a header.
    const path = ctx.path + ctx.get('X-TC-Action').replace(/\W/g, '');
    const faults = world.state.faults;
    const refusal = faults.refuseConnections[service];
    if (faults.latencyMs > 0) await sleep(faults.latencyMs, undefined, { signal: stopping }).catch(() => undefined);
    if (refusal === 'timeout') {
      ctx.respond = false;
      world.record(service, 'api', `${ctx.method} ${path} 没有应答`);
      return;
    }
    if (refusal === '503') answerJson(ctx, 503, BUSY[service]);
    else await next();
    const errcode = typeof ctx.body === 'string' ? /"(?:errcode|code|Code)":\s*"?([-.\w]+)/.exec(ctx.body)?.[1] : undefined;
    const outcome = errcode !== undefined && errcode !== '0' && errcode !== 'Ok' ? `${String(ctx.status)} ${errcode}` : String(ctx.status);
    world.record(service, 'api', `${ctx.method} ${path} → ${outcome}${refusal === 'lost-answer' ? '（应答丢失）' : ''}`);
    if (refusal === 'lost-answer') {
      ctx.respond = false;
      ctx.req.socket.destroy();
    }
  };
}

const oneOf = <Value extends string>(values: readonly Value[], given: unknown): given is Value => values.some((value) => value === given);

/**
 * Changes the switches that `request` names and leaves the others. Answers the names that were not understood;
 * when there are any, nothing is changed. `{ reset: true }` alone returns everything to normal.
 */
export function applyFaults(world: World, request: Fields): string[] {
  const next: Faults = structuredClone(request.reset === true ? noFaults() : world.state.faults);
  const wrong: string[] = [];
  for (const [name, value] of Object.entries(request)) {
    if (name === 'reset' && value === true) continue;
    else if (name === 'nextPayment' && oneOf(NEXT_PAYMENTS, value)) next.nextPayment = value;
    else if (name === 'nextRefund' && oneOf(NEXT_REFUNDS, value)) next.nextRefund = value;
    else if (name === 'nextSms' && oneOf(NEXT_SMS, value)) next.nextSms = value;
    else if (name === 'notification' && oneOf(NOTIFICATION_MODES, value)) next.notification = value;
    else if (name === 'signatureProbe' && typeof value === 'boolean') next.signatureProbe = value;
    else if (name === 'latencyMs' && typeof value === 'number' && value >= 0 && value <= MAX_LATENCY_MS) next.latencyMs = value;
    else if (name === 'refuseConnections' && isFields(value)) {
      for (const [service, refusal] of Object.entries(value))
        if (oneOf(SERVICES, service) && oneOf(REFUSALS, refusal)) next.refuseConnections[service] = refusal;
        else wrong.push(`refuseConnections.${service}`);
    } else wrong.push(name);
  }
  if (wrong.length > 0) return wrong;
  world.state.faults = next;
  world.record('console', 'faults', `故障开关：${JSON.stringify(request)}`);
  return [];
}
