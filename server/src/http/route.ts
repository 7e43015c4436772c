import type { EndpointName, Endpoints, ApiRefusal } from '@zhike/domain/api';
import type { Actor, CustomerActor, StaffActor } from '@zhike/domain/kernel/actor';
import type { Scope } from '@zhike/domain/kernel/access';
import type { OutputOf, ParsedInputOf } from '@zhike/domain/kernel/contract';
import type { Decision } from '@zhike/domain/kernel/decision';
import type { Ports } from '../platform/ports';
import type { AcceptedWarnings, Write, WriteMeta } from '../platform/write';

/** One request, after the pipeline has found out who asks and how far that person reaches. */
export interface Ask<A extends Actor = Actor> {
  readonly actor: A;
  /** The rows that the endpoint's right reaches; `all` for endpoints without a right (they decide by the actor). */
  readonly scope: Scope;
  readonly now: Date;
  readonly requestId: string;
  /** The command's idempotency key; null for queries. Only a command that opens its own transactions needs it: to find what it did before. */
  readonly idempotencyKey: string | null;
  /** Hash of the session's token, for log-out; null for anonymous callers. */
  readonly sessionId: string | null;
  /** Warnings of checks before saving that the caller has read and passes; left out: none. */
  readonly accepted?: AcceptedWarnings;
  readonly ports: Ports;
}

/** A transaction of a command that opens its own. */
export const metaOf = ({ actor, requestId, accepted }: Pick<Ask, 'actor' | 'requestId' | 'accepted'>): WriteMeta => ({
  actor,
  requestId,
  ...(accepted ? { accepted } : {}),
});

type Audience<Name extends EndpointName> = Endpoints[Name]['audience'];
export type ActorOf<Name extends EndpointName> =
  Audience<Name> extends 'staff'
    ? StaffActor
    : Audience<Name> extends 'customer'
      ? CustomerActor
      : Audience<Name> extends 'signed-in'
        ? StaffActor | CustomerActor
        : Actor;

export type Answer<Name extends EndpointName> = Promise<Decision<OutputOf<Endpoints[Name]>, ApiRefusal>>;
type In<Name extends EndpointName> = ParsedInputOf<Endpoints[Name]>;

/** A look before a command's transaction begins; again each time the command runs again. */
export interface Before<Name extends EndpointName> {
  /** What the command then works with, as it may be stale by then; or a refusal, which costs no transaction. Reads only. */
  readonly look: (ask: Ask<ActorOf<Name>>, input: In<Name>) => Promise<Decision<unknown, ApiRefusal>>;
  /** Commands of the same name in this process take turns, and look again after each. */
  readonly turn: (input: In<Name>) => string;
}

/** A command that works with what was seen before its transaction. */
export function afterLook<Name extends EndpointName, Seen>(route: {
  readonly look: (ask: Ask<ActorOf<Name>>, input: In<Name>) => Promise<Decision<Seen, ApiRefusal>>;
  readonly turn: (input: In<Name>) => string;
  readonly run: (ask: Ask<ActorOf<Name>>, input: In<Name>, write: Write, seen: Seen) => Answer<Name>;
}): {
  readonly mode: 'command';
  readonly before: Before<Name>;
  readonly run: (ask: Ask<ActorOf<Name>>, input: In<Name>, write: Write, seen: unknown) => Answer<Name>;
} {
  return { mode: 'command', before: route, run: (ask, input, write, seen) => route.run(ask, input, write, seen as Seen) };
}

/**
 * query: reads.
 * command: runs in one transaction together with its idempotency row.
 * own: a command that is idempotent by nature and opens its own transactions (log-ins, calls to WeChat Pay); its answer is not stored.
 */
export type RouteOf<Name extends EndpointName> = Endpoints[Name]['kind'] extends 'query'
  ? { readonly mode: 'query'; readonly run: (ask: Ask<ActorOf<Name>>, input: In<Name>) => Answer<Name> }
  :
      | {
          readonly mode: 'command';
          readonly before?: Before<Name>;
          readonly run: (ask: Ask<ActorOf<Name>>, input: In<Name>, write: Write, seen: unknown) => Answer<Name>;
        }
      | { readonly mode: 'own'; readonly run: (ask: Ask<ActorOf<Name>>, input: In<Name>) => Answer<Name> };

/** A module's routes: exhaustive over its contract. */
export type RoutesFor<Contract> = { readonly [Name in keyof Contract & EndpointName]: RouteOf<Name> };
export type AllRoutes = { readonly [Name in EndpointName]: RouteOf<Name> };

/** How long a command runs again and again because others were faster. Each time somebody else got what he wanted, so it does not go on for ever. */
const PATIENCE_MS = 8_000;
const LONGEST_PAUSE_MS = 40;

/** Counts the tries of one command. */
export function openTries(): { /** Pauses a moment, longer and longer, and answers true; false when it has been long enough. */ again(): Promise<boolean> } {
  const begun = performance.now();
  let tries = 0;
  return {
    async again() {
      if (performance.now() - begun > PATIENCE_MS) return false;
      tries += 1;
      // By chance, so that two processes that run into each other do not do so again.
      if (tries > 1) await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(LONGEST_PAUSE_MS, 4 * tries)));
      return true;
    },
  };
}

/** A command found, inside its transaction, that the world changed under it: nothing is written and it runs again; what must be done `first` is done in between. */
export class TryAgain extends Error {
  constructor(
    readonly why: string,
    readonly first: (() => Promise<void>) | null = null,
  ) {
    super(why);
  }
}
