import type { accessEndpoints } from '@zhike/domain/access/contract';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import { liveTicketKey } from '../../http/live';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { hashToken, newToken } from '../../platform/crypto';
import type { Tx } from '../../platform/db';
import { newId } from '../../platform/ids';
import { bindVerifiedPhone } from '../customers/commands';
import { customerMe, staffMe } from './queries';
import { openCustomerSession, redeemTicket } from './sessions';

type Input<Name extends keyof typeof accessEndpoints> = ParsedInputOf<(typeof accessEndpoints)[Name]>;

const busy = (service: 'wechat' | 'wecom') => refuse('service.unavailable', { service, retryAfterSeconds: 3 });

/** WeChat's log-in. The same person in WeCom (same unionid) is the same customer from the first moment. */
export async function customerLogin(ask: Ask, input: Input<'access.customerLogin'>): Answer<'access.customerLogin'> {
  const { ports } = ask;
  const found = await ports.wechat.codeToSession(input.code);
  if (found.kind === 'unavailable') return busy('wechat');
  if (found.kind === 'rejected')
    return refuse('access.code_rejected', { provider: 'wechat' as const, reason: found.code === '40226' ? ('blocked' as const) : ('invalid' as const) });
  const { openid, unionid } = found.value;
  return ports.writer.transaction({ actor: ask.actor, requestId: ask.requestId }, async (write) => {
    const identityId = await findOrAddIdentity(write.tx, openid, unionid, write.now);
    const session = await openCustomerSession(write.tx, identityId, write.now);
    const me = await customerMe(write.tx, identityId, ports);
    await write.event({ type: 'access.customer_logged_in', customerId: me.customerId, data: { identityId } });
    return allow({ token: session.token, expiresAt: session.expiresAt.toISOString(), me });
  });
}

async function findOrAddIdentity(tx: Tx, openid: string, unionid: string | null, now: Date): Promise<string> {
  const where = { provider_subject: { provider: 'weapp', subject: openid } };
  const old = await tx.customerIdentity.findUnique({ where });
  const twin = unionid && !old?.customerId ? await tx.customerIdentity.findFirst({ where: { unionid, customerId: { not: null } } }) : null;
  if (!old) {
    await tx.customerIdentity.createMany({
      data: [{ id: newId(now), provider: 'weapp', subject: openid, unionid, customerId: twin?.customerId ?? null }],
      skipDuplicates: true,
    });
    return (await tx.customerIdentity.findUniqueOrThrow({ where })).id;
  }
  if ((unionid && old.unionid !== unionid) || (twin?.customerId && !old.customerId))
    await tx.customerIdentity.update({ where, data: { unionid: unionid ?? old.unionid, customerId: old.customerId ?? twin?.customerId ?? null } });
  return old.id;
}

/** CU-22: a phone that WeChat vouches for ties the person to the customer who already has it. */
export async function bindPhone(ask: Ask<ActorOf<'access.bindPhone'>>, input: Input<'access.bindPhone'>): Answer<'access.bindPhone'> {
  const { ports, actor } = ask;
  const found = await ports.wechat.phoneNumber(input.code);
  if (found.kind === 'unavailable') return busy('wechat');
  if (found.kind === 'rejected') return refuse('access.code_rejected', { provider: 'wechat' as const, reason: 'invalid' as const });
  const { phone } = found.value;
  return ports.writer.transaction({ actor, requestId: ask.requestId }, async (write) => {
    await bindVerifiedPhone(write, ports, { identityId: actor.identityId, phone });
    return allow({ me: await customerMe(write.tx, actor.identityId, ports), phone });
  });
}

/** The second half of the WeCom log-in: the ticket of the redirect for a session. */
export async function redeem(ask: Ask, input: Input<'access.redeemTicket'>): Answer<'access.redeemTicket'> {
  const { ports } = ask;
  return ports.writer.transaction({ actor: ask.actor, requestId: ask.requestId }, async (write) => {
    const session = await redeemTicket(write.tx, input.ticket, write.now);
    const me = session ? await staffMe(write.tx, session.staffId) : null;
    if (!session || !me) return refuse('access.ticket_rejected', { reason: 'unknown_or_used_or_expired' as const });
    await write.event({ type: 'access.staff_logged_in', data: { staffId: me.staffId } });
    return allow({ token: session.token, expiresAt: session.expiresAt.toISOString(), me });
  });
}

/** Revokes the session that asks. */
export async function logout(ask: Ask): Answer<'access.logout'> {
  if (ask.sessionId) await ask.ports.db.prisma.session.update({ where: { id: ask.sessionId }, data: { revokedAt: ask.now } });
  return allow({ done: true as const });
}

/** Signs a page for ww.register; only pages of this server. */
export async function signPage(ask: Ask, input: Input<'access.jsapiSignature'>): Answer<'access.jsapiSignature'> {
  const { shop, wecom } = ask.ports;
  const url = input.url.split('#')[0] ?? '';
  const origin = new URL(shop.publicBaseUrl).origin;
  if (url !== origin && !url.startsWith(`${origin}/`)) return refuse('access.url_not_ours', { host: hostOf(url) });
  const signed = await wecom.jsapiSignatures(url);
  if (signed.kind !== 'ok') return busy('wecom');
  return allow({ corpId: shop.wecomCorpId, agentId: shop.wecomAgentId, ...signed.value });
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return '';
  }
}

/** A one-time ticket for the live stream: EventSource cannot send a header. */
export async function liveTicket(ask: Ask<ActorOf<'access.liveTicket'>>): Answer<'access.liveTicket'> {
  const ticket = newToken();
  await ask.ports.ephemeral.set(liveTicketKey(hashToken(ticket)), JSON.stringify(ask.actor), 60);
  return allow({ ticket });
}
