import { newId, type World } from '../world/world';
import type { AccessToken } from '../world/state';

export const TOKEN_SECONDS = 7200;
const RENEW_EARLY_MS = 5 * 60_000;

const secondsLeft = (world: World, token: AccessToken): number => Math.floor((Date.parse(token.expiresAt) - world.clock.now().getTime()) / 1000);

function create(world: World, service: AccessToken['service']): AccessToken {
  const now = world.clock.now();
  const token: AccessToken = {
    token: newId(service === 'wechat' ? '85_' : '', 150),
    service,
    issuedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + TOKEN_SECONDS * 1000).toISOString(),
    revoked: false,
  };
  world.state.tokens.push(token);
  world.changed();
  return token;
}

const latest = (world: World, service: AccessToken['service']): AccessToken | undefined =>
  world.state.tokens.filter((token) => token.service === service && !token.revoked).at(-1);

/**
 * The token of a service: the same one again while it is good. WeChat hands out a new one during the last five minutes,
 * and both work until the old one ends; WeCom keeps the old one to its end.
 */
export function currentToken(world: World, service: AccessToken['service']): { token: string; expiresIn: number } {
  const known = latest(world, service);
  const spare = service === 'wechat' ? RENEW_EARLY_MS / 1000 : 0;
  const token = known && secondsLeft(world, known) > spare ? known : create(world, service);
  return { token: token.token, expiresIn: secondsLeft(world, token) };
}

/** A new token; the ones before it stop working at once. */
export function replaceToken(world: World, service: AccessToken['service']): { token: string; expiresIn: number } {
  revokeTokens(world, service);
  return { token: create(world, service).token, expiresIn: TOKEN_SECONDS };
}

/** Kills every token of a service before its time, as the platforms reserve the right to do. */
export function revokeTokens(world: World, service: AccessToken['service']): void {
  for (const token of world.state.tokens) if (token.service === service) token.revoked = true;
  world.changed();
}

export function checkToken(world: World, service: AccessToken['service'], given: string | null): 'ok' | 'missing' | 'invalid' | 'expired' {
  if (given === null) return 'missing';
  const token = world.state.tokens.find((known) => known.service === service && known.token === given);
  if (!token || token.revoked) return 'invalid';
  return secondsLeft(world, token) <= 0 ? 'expired' : 'ok';
}
