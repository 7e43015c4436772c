import type { EndpointName, Endpoints, ApiRefusal } from '@zhike/domain/api';
import type { Actor, CustomerActor, StaffActor } from '@zhike/domain/kernel/actor';
import type { Scope } from '@zhike/domain/kernel/access';
import type { OutputOf, ParsedInputOf } from '@zhike/domain/kernel/contract';
import type { Decision } from '@zhike/domain/kernel/decision';
import type { Ports } from '../platform/ports';
import type { Write } from '../platform/write';

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
  readonly ports: Ports;
}

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

/**
 * query: reads.
 * command: runs in one transaction together with its idempotency row; `prepare` may talk to outside services before it.
 * own: a command that is idempotent by nature and opens its own transactions (log-ins, calls to WeChat Pay); its answer is not stored.
 */
export type RouteOf<Name extends EndpointName> = Endpoints[Name]['kind'] extends 'query'
  ? { readonly mode: 'query'; readonly run: (ask: Ask<ActorOf<Name>>, input: In<Name>) => Answer<Name> }
  :
      | { readonly mode: 'command'; readonly run: (ask: Ask<ActorOf<Name>>, input: In<Name>, write: Write) => Answer<Name> }
      | { readonly mode: 'own'; readonly run: (ask: Ask<ActorOf<Name>>, input: In<Name>) => Answer<Name> };

/** A module's routes: exhaustive over its contract. */
export type RoutesFor<Contract> = { readonly [Name in keyof Contract & EndpointName]: RouteOf<Name> };
export type AllRoutes = { readonly [Name in EndpointName]: RouteOf<Name> };

/** A command found, inside its transaction, that the world changed under it: nothing is written and it runs again. */
export class TryAgain extends Error {
  constructor(readonly why: string) {
    super(why);
  }
}
