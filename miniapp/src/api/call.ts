import type { ApiInput, ApiOutput } from '@zhike/domain/api';
import { wires, type CustomerEndpoint } from './endpoints';
import type { CallResult } from './refusals';
import { dropToken, ensureToken, session } from './session';
import { freshKey } from './key';
import { send } from './wire';

/**
 * Asks the server: `call('booking.request', input)`. Types come from the contract; a "no" is a value.
 * An endpoint that needs a login gets one first; when the session has ended meanwhile, we log in once more and repeat with the same key.
 * @param key the intent's key, for a command that may be repeated; see `intent.ts`
 */
export async function call<Name extends CustomerEndpoint>(name: Name, input: ApiInput<Name>, key: string = freshKey()): Promise<CallResult<ApiOutput<Name>>> {
  if (!wires[name].login) return send(name, input, session.get().token, key);
  const first = await ensureToken();
  if (!first.ok) return first;
  const answer = await send(name, input, first.value, key);
  if (answer.ok || answer.refusal.code !== 'access.login_required') return answer;
  dropToken(first.value);
  const second = await ensureToken();
  if (!second.ok) return second;
  return send(name, input, second.value, key);
}
