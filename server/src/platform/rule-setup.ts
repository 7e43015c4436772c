import type { Effect, EffectKind } from '@zhike/domain/engines/effects';
import type { Scope } from '@zhike/domain/kernel/access';
import type { Decision } from '@zhike/domain/kernel/decision';
import type { Sql } from './db';
import type { FlowSubject } from './flow-setup';
import type { Ports } from './ports';
import type { StoredEvent } from './reactions';
import type { Write } from './write';

/** What an entity tells the engine of rules about itself; handed in by the composition, so that the engine knows no noun. */
export interface RuleEntity {
  /** The record as it stands now; null: it is gone. */
  read(sql: Sql, id: string): Promise<FlowSubject | null>;
  /** The record of this kind that an event is about; null: none. */
  idIn(event: StoredEvent): string | null;
  /** Verbs of its lifecycle by the event that tells of them, `booking.cancel` → `booking.cancelled`; others are events themselves. */
  readonly verbs: Readonly<Record<string, string>>;
  /** The event that says that a record of this kind is new. */
  readonly created: string;
  /** SQL: the instant at which the row `alias` came to be, and whether an import brought it. */
  createdSql(alias: string): string;
  importedSql(alias: string): string;
  /** SQL: the ids of the records within a scope, as its own lists know them. Adds its values to `values`. */
  idsSql(scope: Scope, values: unknown[]): string;
}

/** The effects that a kind means: one shape may stand for two kinds. */
export type EffectOf<K extends EffectKind> = Effect extends infer One
  ? One extends { readonly do: infer Kind }
    ? K extends Kind
      ? One
      : never
    : never
  : never;

export interface RuleEffectAsk<K extends EffectKind = EffectKind> {
  /** Unique for ever: the way to do it once. */
  readonly key: string;
  readonly what: EffectOf<K>;
  readonly subject: FlowSubject;
  readonly entity: string;
  readonly rule: { readonly id: string; readonly category: 'service' | 'marketing' | 'internal'; readonly priority: number };
  /** `rule:<rule>/<record>/<occurrence>`, for what must be asked about again before it leaves. */
  readonly cause: string;
  /** Epoch milliseconds; null: it stays worth something. */
  readonly expiresAt: number | null;
  /** Days until the date that it is about; null: it is about none. */
  readonly daysLeft: number | null;
  readonly ports: Ports;
}

/** A refusal takes back what was written and is not tried again; a throw is. */
export type RuleEffectHandler<K extends EffectKind = EffectKind> = (write: Write, ask: RuleEffectAsk<K>) => Promise<Decision<'done'>>;

export interface RuleSetup {
  readonly entities: Readonly<Record<string, RuleEntity>>;
  /** Records of the kinds that the shop made up. */
  recordEntity(kind: string): RuleEntity;
  readonly effects: { readonly [K in EffectKind]?: RuleEffectHandler<K> };
}
