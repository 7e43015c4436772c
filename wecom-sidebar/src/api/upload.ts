import type { RefusalBody } from '@zhike/domain/api';
import type { FileView } from '@zhike/domain/forms/contract';
import type { Answer } from './call';

const TIMEOUT_MS = 120_000;

/** Sends one file to the address that an endpoint gave for it. Never throws: a dead line is a refusal like any other. */
export async function sendFile(url: string, file: Blob, name: string): Promise<Answer<FileView>> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
  const body = new FormData();
  body.set('file', file, name);
  try {
    const response = await fetch(url, { method: 'POST', body, signal: stop.signal, credentials: 'omit' });
    const answer = (await response.json()) as { file?: FileView } & Partial<RefusalBody>;
    if (answer.file) return { ok: true, value: answer.file };
    return { ok: false, refusal: answer.refusal ?? { code: 'client.unreachable', facts: { timedOut: false } } };
  } catch {
    return { ok: false, refusal: { code: 'client.unreachable', facts: { timedOut: stop.signal.aborted } } };
  } finally {
    clearTimeout(timer);
  }
}
