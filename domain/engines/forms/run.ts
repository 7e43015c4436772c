import type { Entity, Field } from '../catalogue/definition';
import type { Cond, ConditionContext, Value } from '../conditions/definition';
import { type Load, matches } from '../conditions/evaluate';
import type { Row } from '../conditions/values';
import type { FormDef, Section, Slot, SlotId } from './definition';
import type { FormFacts, FormInput, FormProblem, FormWorld, RowOutcome } from './input';
import type { FormPlan } from './plan';

/** A slot while its form is worked out. */
export interface Worked {
  readonly id: SlotId;
  readonly slot: Slot;
  readonly field: Field;
  readonly visible: boolean;
  readonly readonly: boolean;
  /** Worked out, totalled or shown from another record: nobody types it. */
  readonly derived: 'compute' | 'total' | 'live' | null;
  readonly value: Value;
  readonly touched: boolean;
  /** Why what was given is no value of the field. */
  readonly wrong: { readonly code: FormProblem['code']; readonly facts: object } | null;
}

/** Everything that the parts of one evaluation share. */
export interface Run {
  readonly def: FormDef;
  readonly world: FormWorld;
  readonly entity: Entity;
  readonly input: FormInput;
  readonly facts: FormFacts;
  readonly record: Row;
  readonly context: ConditionContext & { readonly form: Readonly<Record<SlotId, Value>> };
  readonly plan: FormPlan;
  readonly sectionOf: ReadonlyMap<SlotId, Section>;
  readonly worked: ReadonlyMap<SlotId, Worked>;
  readonly rows: ReadonlyMap<SlotId, readonly RowOutcome[]>;
}

/** A form tests its own slots and fields of its record; it has no other rows. */
export const NOTHING: Load = { one: () => null, many: () => [] };
/** Whether a condition of a form holds for what is filled in. */
export const holds = (cond: Cond | true, run: Pick<Run, 'record' | 'context'>): boolean => cond === true || matches(cond, run.record, NOTHING, run.context);
