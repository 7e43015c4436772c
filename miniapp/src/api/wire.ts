import Taro from '@tarojs/taro';
import type { ApiInput, ApiOutput, RefusalBody } from '@zhike/domain/api';
import { learnTime } from './clock';
import { wires, type CustomerEndpoint } from './endpoints';
import { freshKey } from './key';
import type { CallResult } from './refusals';

/** WeChat Pay may take its time behind `orders.*`; everything else answers well before this. */
const TIMEOUT_MS = 25_000;

function isRefusalBody(body: unknown): body is RefusalBody {
  return typeof body === 'object' && body !== null && 'refusal' in body && typeof body.refusal === 'object' && body.refusal !== null && 'code' in body.refusal;
}

/** One request, one answer. Knows nothing of sessions. */
export async function send<Name extends CustomerEndpoint>(
  name: Name,
  input: ApiInput<Name>,
  token: string | null,
  key: string | null,
): Promise<CallResult<ApiOutput<Name>>> {
  const header: Record<string, string> = { 'content-type': 'application/json' };
  if (token) header.authorization = `Bearer ${token}`;
  if (wires[name].writes) header['idempotency-key'] = key ?? freshKey();
  try {
    const response = await Taro.request<unknown>({ url: `${API_BASE}/api/${name}`, method: 'POST', data: input, header, timeout: TIMEOUT_MS });
    learnTime(response.header);
    const requestId = String(response.header?.['x-request-id'] ?? response.header?.['X-Request-Id'] ?? '') || undefined;
    if (response.statusCode === 200 && typeof response.data === 'object' && response.data !== null)
      return { ok: true, value: response.data as ApiOutput<Name> };
    if (isRefusalBody(response.data)) return { ok: false, refusal: { ...response.data.refusal, requestId: response.data.requestId || requestId } };
    return { ok: false, refusal: { code: 'client.unreadable', facts: { status: response.statusCode }, requestId } };
  } catch (problem) {
    const detail = typeof problem === 'object' && problem !== null && 'errMsg' in problem ? String(problem.errMsg) : String(problem);
    return { ok: false, refusal: { code: 'client.offline', facts: { detail } } };
  }
}
