import type { Load, Row } from '@zhike/domain/engines/conditions/evaluate';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import type { WorldEffect } from '@zhike/domain/engines/flows/instance';
import type { Decision } from '@zhike/domain/kernel/decision';
import type { Sql } from './db';
import type { Ports } from './ports';
import type { StoredEvent } from './reactions';
import type { Write } from './write';

/** A record that a flow can be about, as far as flows need it. */
export interface FlowSubject {
  readonly id: string;
  /** What people call it: the customer's name, the booking's service and time. */
  readonly title: string;
  readonly storeId: string | null;
  readonly customerId: string | null;
  /** IANA name of its store's zone. */
  readonly zone: string;
  readonly row: Row;
  readonly load: Load;
  /** The skills that are asked of whoever serves what a path leads to. */
  skills(path: string): readonly string[];
}

export type FlowVars = Readonly<Record<string, Value>>;

/** What an entity tells the engine about itself; handed in by the composition, so that the engine knows no noun. */
export interface FlowEntity {
  /** The record as it stands now; null: it is gone. `vars`: of the instance that asks, which may be about a part of it. */
  read(sql: Sql, id: string, vars?: FlowVars): Promise<FlowSubject | null>;
  /** Locks the record before the instance, where commands of its noun step the flows about it: they hold it already. */
  lock?(sql: Sql, id: string, vars: FlowVars): Promise<void>;
  /** Members who could serve it at its time, the least loaded first. */
  free?(ports: Ports, sql: Sql, id: string, vars: FlowVars): Promise<readonly string[]>;
  /** The record of this kind that an event is about; null: none. */
  idIn(event: StoredEvent): string | null;
}

/** The effects of a kind. (Not `Extract`: one effect may stand for two kinds, as `tag.add` and `tag.remove`.) */
export type EffectOf<K extends WorldEffect['do']> = WorldEffect extends infer E
  ? E extends { readonly do: infer D }
    ? K extends D
      ? E
      : never
    : never
  : never;

/** One piece of work that a flow ordered. */
export interface EffectAsk<K extends WorldEffect['do'] = WorldEffect['do']> {
  /** Unique for ever: the way to do it once. */
  readonly key: string;
  readonly what: EffectOf<K>;
  readonly instanceId: string;
  readonly vars: FlowVars;
  readonly entity: string;
  readonly subjectId: string;
  readonly subject: FlowSubject | null;
  readonly starterId: string | null;
  /** Whoever agreed last, or reported work done; null: nobody did. */
  readonly decidedBy: string | null;
  /** What she said with it. */
  readonly comment: string;
  readonly ports: Ports;
}

/**
 * How a kind of effect is done. done: it has come about, in this transaction. handed_over: somebody else's outbox has it and will say how
 * it went. A refusal takes back what was written and is not tried again; a throw is.
 */
export interface EffectHandler<K extends WorldEffect['do'] = WorldEffect['do']> {
  /** Done wholly inside of our database, so together with its mark. */
  readonly internal: boolean;
  /** What it would do, for a simulation: reads only. */
  dryRun(what: EffectOf<K>): { readonly kind: string; readonly says: string };
  run(write: Write, ask: EffectAsk<K>): Promise<Decision<'done' | 'handed_over'>>;
}

export type FlowVerb = (write: Write, ask: EffectAsk<'call'>) => Promise<Decision<'done'>>;

export interface FlowSetup {
  /** A customer handed in the form of the step that waits for her: the step goes on, in the transaction of what she handed in. */
  handedIn(write: Write, ports: Ports, token: string): Promise<void>;
  readonly entities: Readonly<Record<string, FlowEntity>>;
  /** Records of the kinds that the shop made up. */
  recordEntity(kind: string): FlowEntity;
  readonly effects: { readonly [K in WorldEffect['do']]?: EffectHandler<K> };
  /**
   * Verbs that `call` may name, with the right that the publisher must hold. withDecision: done in the transaction of the decision that
   * leads to it, so that a no of the verb is a no to whoever decided, and nothing has changed.
   */
  readonly verbs: Readonly<Record<string, { readonly right: string; readonly withDecision?: true; readonly run: FlowVerb }>>;
}
