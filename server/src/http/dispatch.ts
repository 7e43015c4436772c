import type { ApiRefusal, EndpointName } from '@zhike/domain/api';
import { endpoints } from '@zhike/domain/api';
import { compileScope, type Scope } from '@zhike/domain/kernel/access';
import type { Actor } from '@zhike/domain/kernel/actor';
import type { Decision } from '@zhike/domain/kernel/decision';
import { refuse, allow } from '@zhike/domain/kernel/decision';
import type * as z from 'zod/mini';
import { brokenConstraint, isTransient } from '../platform/db';
import type { Ports } from '../platform/ports';
import { CommitRefused } from '../platform/refused';
import { createTurns } from '../platform/turns';
import { claimKey, isAnswered, keyOwner, requestHash, storeAnswer } from './idempotency';
import { openTries, TryAgain, type AllRoutes, type Ask } from './route';
import type { AcceptedWarnings, Write } from '../platform/write';

export interface Call {
  readonly name: EndpointName;
  readonly body: unknown;
  readonly actor: Actor;
  /** Why the actor is anonymous, if a token was sent and did not hold. */
  readonly loginProblem: 'missing' | 'unknown' | 'expired' | 'revoked';
  readonly sessionId: string | null;
  readonly requestId: string;
  readonly idempotencyKey: string | null;
  /** Warnings of checks before saving that the caller has read. */
  readonly accepted: AcceptedWarnings;
}

type Result = Decision<unknown, ApiRefusal>;
interface LooseRoute {
  readonly mode: 'query' | 'command' | 'own';
  readonly before?: { readonly look: (ask: Ask, input: unknown) => Promise<Result>; readonly turn: (input: unknown) => string };
  readonly run: (ask: Ask, input: unknown, write?: Write, seen?: unknown) => Promise<Result>;
}

/** Leaves a transaction without writing, carrying the business "no" out of it. */
class Refused extends Error {
  constructor(readonly refusal: ApiRefusal) {
    super(refusal.code);
  }
}

/** Named database constraints and the refusal that each one means. They are backstops: rules and locks say no first. */
const constraintRefusals: Readonly<Record<string, ApiRefusal>> = {
  reservations_no_overlap: { code: 'booking.slot_taken', facts: { startsAt: '', units: [], alternatives: [] } },
  resource_types_key_key: { code: 'booking.key_taken', facts: { key: '' } },
  tag_groups_name_key: { code: 'customers.tag_taken', facts: { name: '' } },
  tags_group_id_name_key: { code: 'customers.tag_taken', facts: { name: '' } },
  customers_phone_index_key: { code: 'customers.phone_taken', facts: { customerId: '', name: '' } },
};

function refusalOfConstraint(error: unknown): ApiRefusal | null {
  const name = brokenConstraint(error);
  if (!name) return null;
  const direct = constraintRefusals[name];
  if (direct) return direct;
  // Prisma names the fields of a broken unique key rather than the key.
  if (name === 'unique:phone_index' || name === 'unique:phoneIndex') return constraintRefusals.customers_phone_index_key ?? null;
  if (name === 'unique:key') return constraintRefusals.resource_types_key_key ?? null;
  if (name.startsWith('unique:') && name.includes('name')) return constraintRefusals.tags_group_id_name_key ?? null;
  return null;
}

function audienceProblem(call: Call): Result | null {
  const { audience } = endpoints[call.name];
  if (audience === 'public') return null;
  if (call.actor.kind === 'anonymous') return refuse('access.login_required', { reason: call.loginProblem }) as Result;
  const fits = audience === 'signed-in' || audience === call.actor.kind;
  return fits ? null : (refuse('access.forbidden', { right: audience }) as Result);
}

/**
 * The one road of every call: who may knock → right and reach → shape of the input → the handler, a command together with
 * its idempotency row in one transaction. Throws only for faults.
 */
export async function dispatch(routes: AllRoutes, call: Call, ports: Ports): Promise<Result> {
  const definition = endpoints[call.name];
  const route = routes[call.name] as unknown as LooseRoute;
  const stranger = audienceProblem(call);
  if (stranger) return stranger;

  let scope: Scope = { kind: 'all' };
  if (definition.right) {
    scope = compileScope(call.actor, definition.right);
    // A customer without a record yet owns no rows: she gets "not found" or an empty list rather than "forbidden".
    if (scope.kind === 'none' && call.actor.kind !== 'customer') return refuse('access.forbidden', { right: definition.right }) as Result;
  }
  if (definition.kind === 'command' && !call.idempotencyKey) return refuse('request.idempotency_key_missing', { header: 'Idempotency-Key' as const }) as Result;

  const parsed = (definition.input as z.ZodMiniType).safeParse(call.body);
  if (!parsed.success) return refuse('request.invalid', { issues: describeIssues(parsed.error) }) as Result;

  const ask: Ask = {
    actor: call.actor,
    scope,
    now: ports.clock.now(),
    requestId: call.requestId,
    idempotencyKey: call.idempotencyKey,
    sessionId: call.sessionId,
    accepted: call.accepted,
    ports,
  };
  if (route.mode !== 'command') return runOwn(route, ask, parsed.data);
  return runCommand(route, ask, call, parsed.data, ports);
}

/** A query, or a command that opens its own transactions. */
async function runOwn(route: LooseRoute, ask: Ask, input: unknown): Promise<Result> {
  try {
    return await route.run(ask, input);
  } catch (error) {
    if (error instanceof CommitRefused) return { ok: false, refusal: error.refusal };
    throw error;
  }
}

async function runCommand(route: LooseRoute, ask: Ask, call: Call, input: unknown, ports: Ports): Promise<Result> {
  const owner = keyOwner(call.actor);
  const key = call.idempotencyKey ?? '';
  const hash = requestHash(call.name, input);
  const tries = openTries();
  for (;;) {
    const seen = await lookBefore(route, ask, input, () => isAnswered(ports.db, owner, key));
    if (seen.kind === 'refused') return seen.result;
    try {
      return await ports.writer.transaction({ actor: call.actor, requestId: call.requestId, accepted: call.accepted }, async (write) => {
        const claim = await claimKey(write.tx, ports.crypto, owner, key, call.name, hash);
        if (claim.kind === 'other_body') throw new Refused({ code: 'request.idempotency_key_reused', facts: { key } });
        if (claim.kind === 'replay') return allow(claim.body);
        if (!seen.result.ok) throw new Refused(seen.result.refusal);
        const result = await route.run({ ...ask, now: write.now }, input, write, seen.result.value);
        if (!result.ok) throw new Refused(result.refusal);
        storeAnswer(write.tx, ports.crypto, owner, key, result.value);
        return result;
      });
    } catch (error) {
      if (error instanceof Refused || error instanceof CommitRefused) return { ok: false, refusal: error.refusal };
      const mapped = refusalOfConstraint(error);
      const another = error instanceof TryAgain || isTransient(error) || mapped?.code === 'booking.slot_taken';
      // Those who wait here need not wait for the pause.
      seen.leave();
      if (another && (await tries.again())) {
        if (error instanceof TryAgain) await error.first?.();
        continue;
      }
      if (mapped) return { ok: false, refusal: mapped };
      // Others were faster every time (a crowd at one start): nothing is broken, and a moment later there is an answer.
      if (error instanceof TryAgain) return refuse('service.unavailable', { service: 'database' as const, retryAfterSeconds: 1 }) as Result;
      throw error;
    } finally {
      seen.leave();
    }
  }
}

const turns = createTurns();
type Seen = { readonly kind: 'refused'; readonly result: Result } | { readonly kind: 'go_on'; readonly result: Result; leave(): void };
const stay = (): void => undefined;

/**
 * A command that looks before it begins waits for its turn while there is something to be had, and is refused without a transaction
 * when there is not; unless its key has been answered already, then it gets that answer (she may be refused what she herself has taken).
 */
async function lookBefore({ before }: LooseRoute, ask: Ask, input: unknown, isRepeated: () => Promise<boolean>): Promise<Seen> {
  if (!before) return { kind: 'go_on', result: allow(null), leave: stay };
  for (;;) {
    const result = await before.look(ask, input);
    if (!result.ok) return (await isRepeated()) ? { kind: 'go_on', result, leave: stay } : { kind: 'refused', result };
    const leave = await turns.enter(before.turn(input));
    if (leave) return { kind: 'go_on', result, leave };
  }
}

/** `contactPhone: not_a_mobile_number`: the field's path and a short word for the problem, never the value. */
export function describeIssues(error: z.core.$ZodError): { path: string; problem: string }[] {
  return error.issues.slice(0, 20).map((issue) => {
    if (issue.code === 'unrecognized_keys') return { path: [...issue.path, ...issue.keys.slice(0, 1)].join('.'), problem: 'unknown_field' };
    const custom = issue.code === 'custom' && issue.message !== 'Invalid input' ? issue.message : issue.code;
    return { path: issue.path.join('.'), problem: custom };
  });
}
