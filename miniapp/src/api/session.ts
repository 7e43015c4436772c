import type { CustomerMe } from '@zhike/domain/access/contract';
import { forget, recall, remember } from '@/bridge/storage';
import { loginCode } from '@/bridge/weixin';
import { box } from './box';
import type { CallResult } from './refusals';
import { freshKey } from './key';
import { send } from './wire';

export interface Session {
  readonly token: string | null;
  readonly me: CustomerMe | null;
  /** Logged out on purpose: pages ask for a tap instead of logging in by themselves. */
  readonly signedOut: boolean;
}

export const session = box<Session>({ token: recall('zk.session')?.token ?? null, me: null, signedOut: recall('zk.signedOut') === true });

let running: Promise<CallResult<string>> | null = null;

async function login(): Promise<CallResult<string>> {
  const code = await loginCode();
  if (!code.ok) return code;
  const answer = await send('access.customerLogin', { code: code.value }, null, freshKey());
  if (!answer.ok) return answer;
  remember('zk.session', { token: answer.value.token });
  forget('zk.signedOut');
  session.set({ token: answer.value.token, me: answer.value.me, signedOut: false });
  return { ok: true, value: answer.value.token };
}

/** The token, logging in (silently: wx.login asks nothing) when there is none. Several callers share one login. */
export async function ensureToken(): Promise<CallResult<string>> {
  const { token } = session.get();
  if (token) return { ok: true, value: token };
  running ??= login().finally(() => {
    running = null;
  });
  return running;
}

/** Called when the server no longer knows the token; another caller's newer one stays. */
export function dropToken(token: string): void {
  if (session.get().token !== token) return;
  forget('zk.session');
  session.set({ ...session.get(), token: null });
}

export function keepMe(me: CustomerMe): void {
  session.set({ ...session.get(), me });
}

/** Ends the session on this phone and forgets what it remembered of the person. */
export function endSession(): void {
  forget('zk.session');
  forget('zk.contact');
  remember('zk.signedOut', true);
  session.set({ token: null, me: null, signedOut: true });
}
