import type { FieldId, Operand, Path } from './conditions/definition';

/**
 * What an engine wants done in the world, as data. An engine never does it: whoever runs the engine looks the kind up in its table of
 * handlers. Each effect travels with a key that is unique for ever, so that doing it twice is the database's no and not anybody's care.
 */
export type Effect =
  /** A verb of an entity's lifecycle, `booking.confirm`, on the subject or on the record that a path leads to. */
  | { readonly do: 'call'; readonly verb: string; readonly on?: string; readonly args?: Values }
  | { readonly do: 'record.create'; readonly entity: string; readonly values: Values; readonly link?: string }
  | { readonly do: 'record.set'; readonly values: Readonly<Record<FieldId, Operand>> }
  /**
   * Adds to a number of the record, or of the one that its field `on` leads to; times -1: takes away. Under that record's lock, so that two
   * at once both count. least: refused, and nothing changes, if less would be left.
   */
  | { readonly do: 'record.add'; readonly on?: FieldId; readonly field: FieldId; readonly by: Operand; readonly times?: 1 | -1; readonly least?: number }
  | { readonly do: 'tag.add' | 'tag.remove'; readonly tag: string }
  | { readonly do: 'coupon.issue'; readonly template: string; readonly n?: number }
  | { readonly do: 'points.add'; readonly points: number; readonly reason: string }
  /**
   * An order or a quote for the record's customer, in the name of whoever is in charge: her newest open quote at the prices that it names, where
   * that is wished and there is one, else the item (its id or its name) at today's. `contract`: the template by which it is drawn up as well.
   */
  | {
      readonly do: 'order.create';
      readonly as: 'order' | 'quote';
      readonly item: Operand;
      readonly n?: number;
      readonly fromQuote?: true;
      readonly note?: Operand;
      readonly form?: Values;
      readonly contract?: string;
    }
  | { readonly do: 'task.open'; readonly who: Assign; readonly title: string; readonly due?: Duration }
  | { readonly do: 'message'; readonly template: string; readonly to: string; readonly channels: readonly string[] }
  | { readonly do: 'notify'; readonly who: Assign; readonly text: string }
  | { readonly do: 'flow.start'; readonly flow: string; readonly input?: Values }
  | { readonly do: 'webhook'; readonly id: string; readonly body: Values };
export type EffectKind = Effect['do'];
export type Values = Readonly<Record<string, Operand>>;

/** Who is meant, told without names where possible: people come and go, a definition stays. */
export type Assign =
  | { readonly users: readonly string[] }
  | { readonly role: string; readonly scope: 'store' | 'team' }
  /** Who holds the skills of the service that the path leads to; free: and could serve the record at its time, the least loaded first. */
  | { readonly skillOf: Path; readonly scope: 'store'; readonly free?: true }
  /** A member of the staff whom the record names: its owner, its technician. */
  | { readonly path: Path }
  | { readonly supervisorOf: 'starter' | Path }
  /** The first of these that finds somebody. */
  | { readonly anyOf: readonly Assign[] }
  | { readonly pick: Assign; readonly by: 'leastLoad' | 'rotation'; readonly n: 1 };

/** A stretch of time as a manager writes it. A day is 24 hours: what must lie on a calendar says so with `at`. */
export interface Duration {
  readonly n: number;
  readonly unit: 'minute' | 'hour' | 'day';
}

const UNIT_MS: Readonly<Record<Duration['unit'], number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** A duration in milliseconds. */
export function durationMs(duration: Duration): number {
  return duration.n * UNIT_MS[duration.unit];
}
