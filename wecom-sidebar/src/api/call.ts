import type { ApiInput, ApiOutput, EndpointName, RefusalBody, Refusals } from '@zhike/domain/api';
import type { RefusalOf } from '@zhike/domain/kernel/decision';
import { readToken } from './session';
import { acceptedHeader, askWarned } from './warned';

/** What can go wrong before a server answers. */
export interface ClientRefusals {
  'client.unreachable': { timedOut: boolean };
}
export type AppRefusals = Refusals & ClientRefusals;
export type AppRefusal = RefusalOf<AppRefusals>;
export type Answer<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly refusal: AppRefusal };

const TIMEOUT_MS = 20_000;
let onLoginRequired: () => void = () => undefined;

/** The session gate listens here: any answer "login required" ends the screen, whichever call met it. */
export function whenLoginRequired(listener: () => void): void {
  onLoginRequired = listener;
}

/**
 * Calls one endpoint. Never throws for a "no" or a dead line: both come back as a refusal.
 * @param intent commands only: the idempotency key of this user intent. The same intent sent again must carry the same key.
 */
export async function call<Name extends EndpointName>(name: Name, input: ApiInput<Name>, intent?: string): Promise<Answer<ApiOutput<Name>>> {
  const answer = await send(name, input, intent, {});
  if (answer.ok || answer.refusal.code !== 'rule.guard_warned') return answer;
  // Nothing was written, so it is the same intent still.
  const passed = await askWarned(answer.refusal.facts.warnings);
  return passed ? send(name, input, intent, { 'Accepted-Warnings': acceptedHeader(passed) }) : answer;
}

async function send<Name extends EndpointName>(
  name: Name,
  input: ApiInput<Name>,
  intent: string | undefined,
  more: Readonly<Record<string, string>>,
): Promise<Answer<ApiOutput<Name>>> {
  const token = readToken();
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
  try {
    const response = await fetch(`/api/${name}`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...(intent ? { 'Idempotency-Key': intent } : {}),
        ...more,
      },
      body: JSON.stringify(input),
      signal: stop.signal,
      credentials: 'omit',
    });
    const body: unknown = await response.json();
    if (response.ok) return { ok: true, value: body as ApiOutput<Name> };
    const refusal = (body as Partial<RefusalBody>).refusal;
    if (!refusal) return { ok: false, refusal: { code: 'client.unreachable', facts: { timedOut: false } } };
    // The login endpoint itself answers with other codes, so this always means: the session is gone.
    if (refusal.code === 'access.login_required') onLoginRequired();
    return { ok: false, refusal };
  } catch {
    return { ok: false, refusal: { code: 'client.unreachable', facts: { timedOut: stop.signal.aborted } } };
  } finally {
    clearTimeout(timer);
  }
}

/** A fresh idempotency key: one per user intent. */
export function newIntent(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** True when the outcome of a command is not known, so a retry must repeat the same intent. */
export function outcomeUnknown(refusal: AppRefusal): boolean {
  return (
    refusal.code === 'client.unreachable' ||
    refusal.code === 'server.fault' ||
    refusal.code === 'service.unavailable' ||
    refusal.code === 'request.in_progress' ||
    refusal.code === 'request.rate_limited'
  );
}
