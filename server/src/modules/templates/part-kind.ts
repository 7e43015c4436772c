import type { ApiRefusal } from '@zhike/domain/api';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import { refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { Body } from '@zhike/domain/templates/template';
import type { Ask } from '../../http/route';
import type { Sql } from '../../platform/db';
import type { Write } from '../../platform/write';

export interface PartText {
  readonly title: string;
  readonly body: Body;
}
export interface Made {
  /** The number that the shop gave it. */
  readonly localId: string;
  /** What belongs to it, by its id in the template. */
  readonly within: Readonly<Record<string, string>>;
}

/** A kind of part that is no definition: what there is of it now, and how it is made or changed, by the noun's own command. */
export interface PartKind {
  /** Null: it is gone. */
  read(sql: Sql, localId: string, parts: Parts): Promise<PartText | null>;
  /** Of what it says, what another shop can have; left out: all of it. */
  shared?(body: Body): Body;
  write(ask: Ask<StaffActor>, write: Write, id: string, text: PartText, localId: string | null, parts: Parts): Promise<Decision<Made, ApiRefusal>>;
}
/** The numbers that this shop gave to parts. */
export type Parts = ReadonlyMap<string, string>;

/** A template is brought by the whole shop: whoever may install it reaches all of it. */
export const ofWholeShop = (ask: Ask<StaffActor>): Ask<StaffActor> => ({ ...ask, scope: { kind: 'all' } });

export const malformed = (id: string, issues: readonly { path: readonly PropertyKey[] }[]): Decision<never, ApiRefusal> =>
  refuse('templates.part_refused', {
    part: id,
    title: '',
    problems: issues.map((issue) => ({ code: 'shape', path: issue.path.map((step) => `/${String(step)}`).join(''), level: 'error' as const, facts: {} })),
  });
