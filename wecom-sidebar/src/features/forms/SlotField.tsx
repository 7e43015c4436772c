import type { Entity } from '@zhike/domain/engines/catalogue/definition';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import type { Slot } from '@zhike/domain/engines/forms/definition';
import type { FormFacts, SlotState } from '@zhike/domain/engines/forms/input';
import { fieldOfSlot } from '@zhike/domain/engines/forms/values';
import { Field as Labelled } from '../../components/parts';
import { controlOf } from './controls/controls';
import type { Lookups } from './use-form';
import { sayProblem } from '@zhike/domain/engines/forms/words';

/** One question with its label, its help and what is wrong with it. What is wrong shows once she has been there, or has pressed the button. */
export function SlotField({
  slotId,
  slot,
  entity,
  state,
  typed,
  told,
  facts,
  values,
  lookups,
  onChange,
}: {
  slotId: string;
  slot: Slot;
  entity: Entity;
  state: SlotState;
  /** What was typed, when it is no value; undefined: nothing was. */
  typed: unknown;
  /** Problems show though nothing was typed yet. */
  told: boolean;
  facts: FormFacts;
  values: Readonly<Record<string, Value>>;
  lookups: Lookups;
  onChange: (value: unknown) => void;
}) {
  const field = fieldOfSlot(slot, entity);
  if (!field || field.type === 'rows' || !state.visible) return null;
  const Control = controlOf(field.type);
  const label = slot.label ?? field.label;
  const problem = told || state.touched ? state.problems[0] : undefined;
  const wrong = state.value === null && typed !== undefined ? (typed as Value) : state.value;
  const names = Object.fromEntries(Object.entries(facts.linked?.[slotId] ?? {}).flatMap(([id, linked]) => (linked ? [[id, linked.name]] : [])));
  return (
    <Labelled label={state.required ? `${label} *` : label} hint={slot.help ?? field.help} problem={problem && sayProblem(problem)}>
      {(ids) => (
        <Control
          slotId={slotId}
          slot={slot}
          field={field}
          label={label}
          value={wrong}
          readonly={state.readonly}
          bad={problem?.level === 'error'}
          ids={{ id: ids.id, 'aria-describedby': ids['aria-describedby'] }}
          lookups={lookups}
          names={names}
          values={values}
          onChange={onChange}
        />
      )}
    </Labelled>
  );
}
