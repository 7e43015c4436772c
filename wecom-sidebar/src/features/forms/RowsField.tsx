import type { FormDef, Slot } from '@zhike/domain/engines/forms/definition';
import { FORM_LIMITS, slotsOf } from '@zhike/domain/engines/forms/definition';
import type { FormFacts, FormRow, FormWorld, RowOutcome, SlotState } from '@zhike/domain/engines/forms/input';
import { Button } from 'antd';
import { useMemo } from 'react';
import { SlotField } from './SlotField';
import type { Lookups } from './use-form';
import { sayProblem } from '@zhike/domain/engines/forms/words';

/** The rows of a table, one below the other: each is a small form. */
export function RowsField({
  slotId,
  slot,
  label,
  form,
  world,
  state,
  rows,
  given,
  told,
  facts,
  lookups,
  onChange,
}: {
  slotId: string;
  slot: Slot;
  label: string;
  form: FormDef;
  world: FormWorld;
  state: SlotState;
  rows: readonly RowOutcome[];
  /** What was typed so far; undefined: the rows stand as they are stored. */
  given: readonly FormRow[] | undefined;
  told: boolean;
  facts: FormFacts;
  lookups: Lookups;
  onChange: (rows: readonly FormRow[]) => void;
}) {
  const inside = useMemo((): Lookups => {
    const { upload } = lookups;
    return {
      ...lookups,
      pick: (id, search, values) => lookups.pick(id, search, values, form),
      ...(upload ? { upload: (id, file) => upload(id, file, slotId) } : {}),
    };
  }, [lookups, form, slotId]);
  const entity = world.catalogue.entities[form.entity];
  if (!entity || !state.visible) return null;
  const now: readonly FormRow[] = given ?? rows.map((row) => ({ ...(row.id === undefined ? {} : { id: row.id }), values: {} }));
  const put = (index: number, values: FormRow['values']): void => onChange(now.map((row, at) => (at === index ? { ...row, values } : row)));
  const own = state.problems.find((problem) => problem.path === `/${slotId}`);
  const inner: FormFacts = facts.rows?.[slotId] ?? {};
  const most = slot.rows?.max ?? FORM_LIMITS.rows;
  return (
    <fieldset className="zk-form-rows" data-testid={`slot-${slotId}`}>
      <legend>{state.required ? `${label} *` : label}</legend>
      {rows.map((row, index) => (
        <div key={row.id ?? index} className="zk-card" data-testid={`row-${slotId}-${index}`}>
          {form.layout.flatMap(slotsOf).map((id) => {
            const [of, inRow] = [form.fields[id], row.slots[id]];
            const values = now[index]?.values ?? {};
            if (!of || !inRow) return null;
            return (
              <SlotField
                key={id}
                slotId={id}
                slot={of}
                entity={entity}
                state={inRow}
                typed={values[id]}
                told={told}
                facts={inner}
                values={{}}
                lookups={inside}
                onChange={(value) => put(index, { ...values, [id]: value })}
              />
            );
          })}
          {!state.readonly && (
            <Button size="small" onClick={() => onChange(now.filter((_, at) => at !== index))}>
              删除第 {index + 1} 行
            </Button>
          )}
        </div>
      ))}
      {own && (told || state.touched) && <p className="zk-field-problem">{sayProblem(own)}</p>}
      {!state.readonly && rows.length < most && (
        <Button data-testid={`add-${slotId}`} onClick={() => onChange([...now, { values: {} }])}>
          ＋ 加一行
        </Button>
      )}
    </fieldset>
  );
}
