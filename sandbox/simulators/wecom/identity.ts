import type { ParameterizedContext } from 'koa';
import { newId, memberById, customerByOpenid, type World } from '../../world/world';
import { redeemCode } from '../../world/codes';
import type { WorldKeys } from '../../world/keys';
import type { Ticket } from '../../world/state';
import { currentToken, TOKEN_SECONDS } from '../tokens';
import { queryOf, rateLimit } from '../http';
import { answerWecom, authorised, refuseWecom } from './answers';

/** GET /cgi-bin/gettoken: the same token while it is good. 2000 wrong tries in an hour block for the rest of it. */
export function getToken(world: World, keys: WorldKeys): (ctx: ParameterizedContext) => void {
  const wrongTries = rateLimit(2000, 3_600_000);
  return (ctx) => {
    const corpid = queryOf(ctx, 'corpid');
    const secret = queryOf(ctx, 'corpsecret');
    if (corpid === keys.corpId && secret === keys.corpSecret) {
      const { token, expiresIn } = currentToken(world, 'wecom');
      return answerWecom(ctx, { access_token: token, expires_in: expiresIn });
    }
    if (!wrongTries('gettoken', world.clock.now())) return refuseWecom(ctx, 45009);
    if (corpid !== keys.corpId) return refuseWecom(ctx, corpid === null ? 41002 : 40013);
    refuseWecom(ctx, secret === null ? 41004 : 40001);
  };
}

/** The two jsapi tickets: the corp's signs ww.config, the agent's signs agentConfig. They are different and not interchangeable. */
export function getTicket(world: World, kindOf: (ctx: ParameterizedContext) => Ticket['kind'] | null): (ctx: ParameterizedContext) => void {
  const calls = rateLimit(400, 3_600_000);
  return (ctx) => {
    if (!authorised(world, ctx)) return;
    const kind = kindOf(ctx);
    if (!kind) return refuseWecom(ctx, 40058);
    const now = world.clock.now();
    if (!calls(kind, now)) return refuseWecom(ctx, 45009);
    const known = world.state.tickets.find((ticket) => ticket.kind === kind && Date.parse(ticket.expiresAt) > now.getTime());
    const ticket = known ?? {
      kind,
      ticket: newId(kind === 'config' ? 'kgt8' : 'agt8', 80),
      expiresAt: new Date(now.getTime() + TOKEN_SECONDS * 1000).toISOString(),
    };
    if (!known) {
      world.state.tickets = [...world.state.tickets.filter((other) => other.kind !== kind), ticket];
      world.changed();
    }
    answerWecom(ctx, { ticket: ticket.ticket, expires_in: Math.floor((Date.parse(ticket.expiresAt) - now.getTime()) / 1000) });
  };
}

/** GET /cgi-bin/auth/getuserinfo: a member's userid; for anyone else an openid, which is no permission to enter. */
export function getUserInfo(world: World): (ctx: ParameterizedContext) => void {
  return (ctx) => {
    if (!authorised(world, ctx)) return;
    const code = queryOf(ctx, 'code');
    if (code === null) return refuseWecom(ctx, 41008);
    const result = redeemCode(world, 'oauth', code);
    if (!result.ok) return refuseWecom(ctx, 40029);
    const member = memberById(world, result.subject);
    if (member) {
      world.record('wecom', 'login', `${member.name} 进入了应用`, { userid: member.userid });
      return answerWecom(ctx, { userid: member.userid });
    }
    const outsider = customerByOpenid(world, result.subject);
    const followed = outsider && world.state.people.follows.some((follow) => follow.externalUserId === outsider.externalUserId);
    answerWecom(ctx, { openid: result.subject, ...(outsider && followed ? { external_userid: outsider.externalUserId } : {}) });
  };
}
