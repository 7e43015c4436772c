import { randomUUID } from 'node:crypto';
import type { ApiInput, ApiOutput, EndpointName } from '@zhike/domain/api';
import type { Actor } from '@zhike/domain/kernel/actor';
import { routes } from '@zhike/server/composition';
import { dispatch } from '@zhike/server/http/dispatch';
import type { Ports } from '@zhike/server/platform/ports';
import { NOTHING_ACCEPTED } from '@zhike/server/platform/write';

/** One of the server's own endpoints, without the wire. */
export type Call = <Name extends EndpointName>(name: Name, input: ApiInput<Name>, actor: Actor) => Promise<ApiOutput<Name>>;

/** Calls that must work: a refusal means that the demo's data breaks a rule. */
export function callsOf(ports: Ports): Call {
  return async <Name extends EndpointName>(name: Name, input: ApiInput<Name>, actor: Actor): Promise<ApiOutput<Name>> => {
    const result = await dispatch(
      routes,
      { name, body: input, actor, loginProblem: 'missing', sessionId: null, requestId: randomUUID(), idempotencyKey: randomUUID(), accepted: NOTHING_ACCEPTED },
      ports,
    );
    if (!result.ok) throw new Error(`seed: ${name} was refused: ${JSON.stringify(result.refusal)}`);
    return result.value as ApiOutput<Name>;
  };
}
