import type { ApiRefusal, EndpointName } from '@zhike/domain/api';
import { endpoints } from '@zhike/domain/api';
import type { Ports } from '../platform/ports';

/** Calls per minute and address. Log-ins are few; reading time slots is many. */
const PER_MINUTE: Partial<Record<EndpointName, number>> = {
  'access.customerLogin': 30,
  'access.redeemTicket': 30,
  'access.bindPhone': 20,
  'access.sendPhoneCode': 10,
  'access.bindPhoneByCode': 20,
  'forms.openLink': 120,
  'forms.submitLink': 20,
  'forms.uploadByLink': 60,
  'customers.revealPhone': 60,
  'customers.health': 60,
};
const COMMANDS_PER_MINUTE = 240;
const QUERIES_PER_MINUTE = 1200;

/** Refuses an address that asks too often. When the counter itself is out of order the call goes on: a limit protects, it must not close the shop. */
export async function limitFor(name: EndpointName, ip: string, ports: Ports): Promise<ApiRefusal | null> {
  const own = PER_MINUTE[name];
  const group = own ? name : endpoints[name].kind;
  const limit = (own ?? (endpoints[name].kind === 'command' ? COMMANDS_PER_MINUTE : QUERIES_PER_MINUTE)) * ports.shop.rateLimitFactor;
  try {
    const hit = await ports.ephemeral.hit(`rate:${group}:${ip}`, limit, 60);
    return hit.allowed ? null : { code: 'request.rate_limited', facts: { retryAfterSeconds: hit.retryAfterSeconds } };
  } catch (error) {
    ports.log.warn({ reason: error instanceof Error ? error.message : 'unknown' }, 'limit.unavailable');
    return null;
  }
}
