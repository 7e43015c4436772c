import type { Grant } from './access';

/** Who asks. Built by the server from a session, never from a request's body. */
export type Actor = AnonymousActor | CustomerActor | StaffActor | SystemActor;

export interface AnonymousActor {
  readonly kind: 'anonymous';
}

/** A person in the mini-program. `customerId` is null until a booking or a verified phone ties the identity to a customer record. */
export interface CustomerActor {
  readonly kind: 'customer';
  readonly identityId: string;
  readonly customerId: string | null;
}

export interface StaffActor {
  readonly kind: 'staff';
  readonly staffId: string;
  readonly wecomUserId: string;
  readonly name: string;
  /** The stores this member works in; scope `store` means these. */
  readonly storeIds: readonly string[];
  readonly grants: readonly Grant[];
}

/** A job or a reaction: acts for the shop, and says which one it is. */
export interface SystemActor {
  readonly kind: 'system';
  readonly job: string;
}

/** What is stored beside every event: enough to trace, nothing personal. */
export interface ActorRef {
  readonly kind: Actor['kind'];
  readonly id: string | null;
}

/** The stored form of an actor. */
export function actorRef(actor: Actor): ActorRef {
  switch (actor.kind) {
    case 'anonymous':
      return { kind: 'anonymous', id: null };
    case 'customer':
      return { kind: 'customer', id: actor.customerId ?? actor.identityId };
    case 'staff':
      return { kind: 'staff', id: actor.staffId };
    case 'system':
      return { kind: 'system', id: actor.job };
  }
}
