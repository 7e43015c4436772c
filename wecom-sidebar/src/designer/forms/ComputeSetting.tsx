import { entityScope, typeOfField, type FormulaScope, type FormulaType } from '@zhike/domain/engines/catalogue/formula/scope';
import type { Chip } from '@zhike/domain/engines/catalogue/formula/chips';
import type { FormBody, Slot, SlotId } from '@zhike/domain/engines/forms/definition';
import { useMemo, useState } from 'react';
import { type CatalogueAnswer, toCatalogue } from '../conditions/catalogue';
import { FormulaInput } from '../formulas/FormulaInput';
import { labelOfSlot, type Labels, typeOfSlot } from './labels';
import { Toggle } from './parts';

/** The type of a question as a formula sees it; null: it cannot be counted with. */
function formulaType(form: FormBody, id: SlotId, labels: Labels, answer: CatalogueAnswer): FormulaType | null {
  const type = typeOfSlot(form, id, labels);
  const slot = form.fields[id];
  if (!type || !slot) return null;
  const field = answer.entities.find((one) => one.id === form.entity)?.fields.find((one) => one.id === slot.field);
  const options = slot.scratch?.options ?? field?.options;
  const scale = slot.scratch?.scale ?? field?.scale;
  const found = typeOfField({ type, ...(scale === undefined ? {} : { scale }), ...(options ? { options } : {}) });
  return found.kind === 'other' || found.kind === 'rows' ? null : found;
}

/** 自动算: a question that nobody types: it is worked out from the others, on every page and once more by the server. */
export function ComputeSetting({
  form,
  id,
  slot,
  labels,
  answer,
  set,
}: {
  form: FormBody;
  id: SlotId;
  slot: Slot;
  labels: Labels;
  answer: CatalogueAnswer;
  set: (change: { readonly [Key in keyof Slot]?: Slot[Key] | undefined }) => void;
}) {
  const [begun, setBegun] = useState(false);
  const wants = formulaType(form, id, labels, answer);
  const chips = useMemo(
    () =>
      Object.keys(form.fields).flatMap((other): Chip[] => {
        const type = other === id ? null : formulaType(form, other, labels, answer);
        return type ? [{ label: labelOfSlot(form, other, labels), formula: { slot: other }, options: type.options }] : [];
      }),
    [form, id, labels, answer],
  );
  const scope = useMemo<FormulaScope>(
    () => ({
      slot: (other) => formulaType(form, other, labels, answer),
      field: entityScope(toCatalogue(answer), form.entity).field,
      rows: () => null,
    }),
    [form, labels, answer],
  );
  if (!wants) return null;
  const on = slot.compute !== undefined || begun;
  return (
    <>
      <Toggle
        label="自动算，不用填"
        on={on}
        onChange={(next) => {
          setBegun(next);
          if (!next) set({ compute: undefined });
        }}
      />
      {on && (
        <FormulaInput
          label="怎么算"
          value={slot.compute}
          chips={chips}
          scope={scope}
          wants={wants}
          // What is worked out is neither typed nor begun with a value, and nobody can leave it empty.
          onChange={(compute) => set(compute ? { compute, default: undefined, requiredIf: undefined, readonlyIf: undefined } : { compute })}
        />
      )}
    </>
  );
}
