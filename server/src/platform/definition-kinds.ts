import type { Found } from '@zhike/domain/definitions/contract';
import type { Right } from '@zhike/domain/kernel/access';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import type { Sql } from './db';
import type { Write } from './write';

/** A definition as those who run it read it: the version they pin, and its text. */
export interface Published {
  readonly id: string;
  readonly kind: string;
  readonly version: number;
  readonly title: string;
  /** Null: of the whole shop. */
  readonly storeId: string | null;
  readonly on: boolean;
  readonly body: unknown;
}

/** What an engine tells the store of definitions about its own kind; handed in by the composition. */
export interface DefinitionKind {
  /** Problems of a body, of its shape first. Reads what the body speaks of (fields, other definitions); never throws for a bad body. */
  check(sql: Sql, body: unknown, storeId: string | null): Promise<readonly Found[]>;
  /** Ids of the definitions that a body (one without errors) needs. */
  uses(body: unknown): readonly string[];
  /** The right that somebody lacks to put a body (one without errors) in force, besides the right to publish; null: none. */
  mayPublish?(actor: StaffActor, body: unknown): Right | null;
  /** In the transaction that puts a version in force, switches it or retires it: `now` is what holds from here on, null when nothing does. */
  changed?(write: Write, before: Published | null, now: Published | null): Promise<void>;
}
export type DefinitionKinds = Readonly<Record<string, DefinitionKind>>;
