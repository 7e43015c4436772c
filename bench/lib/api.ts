import { Pool } from 'undici';
import type { ApiInput, ApiOutput, ApiRefusal, EndpointName } from '@zhike/domain/api';

export interface Answer<Name extends EndpointName> {
  readonly status: number;
  readonly value: ApiOutput<Name>;
  readonly refusal: ApiRefusal | null;
}

/** A client of one server that keeps its connections, so that what is measured is the server. */
export interface Api {
  /** Throws when the line breaks before the answer is whole. */
  call<Name extends EndpointName>(name: Name, input: ApiInput<Name>, token: string | null, key?: string): Promise<Answer<Name>>;
  close(): Promise<void>;
}

/** @param connections most connections at once; more calls than that wait here */
export function openApi(baseUrl: string, connections = 128): Api {
  const pool = new Pool(baseUrl, { connections, pipelining: 1, headersTimeout: 30_000, bodyTimeout: 30_000 });
  return {
    async call(name, input, token, key) {
      const headers: Record<string, string> = { 'content-type': 'application/json' };
      if (token) headers.authorization = `Bearer ${token}`;
      if (key) headers['idempotency-key'] = key;
      const answer = await pool.request({ path: `/api/${name}`, method: 'POST', headers, body: JSON.stringify(input) });
      const body = (await answer.body.json()) as { refusal?: ApiRefusal };
      return { status: answer.statusCode, value: body as never, refusal: answer.statusCode === 200 ? null : (body.refusal ?? null) };
    },
    close: () => pool.destroy(),
  };
}
