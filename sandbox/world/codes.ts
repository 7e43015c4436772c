import { newId, type World } from './world';
import type { OneTimeCode } from './state';

const LIFETIME_MS = 5 * 60_000;

/** A one-time code, good for five minutes, for one use, for one purpose. */
export function issueCode(world: World, kind: OneTimeCode['kind'], subject: string): string {
  const code = newId('', 32);
  world.state.codes.push({ code, kind, subject, expiresAt: new Date(world.clock.now().getTime() + LIFETIME_MS).toISOString(), usedAt: null });
  world.changed();
  return code;
}

export type CodeResult = { readonly ok: true; readonly subject: string } | { readonly ok: false; readonly reason: 'unknown' | 'used' | 'expired' };

/** Uses a code up. Of many callers at once exactly one gets the subject. */
export function redeemCode(world: World, kind: OneTimeCode['kind'], code: string): CodeResult {
  const found = world.state.codes.find((candidate) => candidate.kind === kind && candidate.code === code);
  if (!found) return { ok: false, reason: 'unknown' };
  if (found.usedAt) return { ok: false, reason: 'used' };
  if (Date.parse(found.expiresAt) < world.clock.now().getTime()) return { ok: false, reason: 'expired' };
  found.usedAt = world.clock.now().toISOString();
  world.changed();
  return { ok: true, subject: found.subject };
}
