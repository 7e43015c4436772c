import type { Found } from '@zhike/domain/definitions/contract';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import type { FormRow } from '@zhike/domain/engines/forms/input';
import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import type { Opened } from '@zhike/domain/engines/forms/page';
import { RowsField } from './RowsField';
import { SlotField } from './SlotField';
import { type Lookups, useForm } from './use-form';
import { sayProblem } from '@zhike/domain/engines/forms/words';
import './forms.css';

/** What is handed in: only what a person typed, and the defaults that she left as they were. */
export interface HandedIn {
  readonly values: Readonly<Record<string, Value>>;
  readonly rows: Readonly<Record<string, readonly { readonly id?: string; readonly values: Readonly<Record<string, Value>> }[]>>;
}

/** A form to fill in. It holds no rule of its own: what is there, must be answered or is wrong comes from the evaluator, here as on the server. */
export function FormView({
  opened,
  begun,
  lookups,
  busy,
  refused,
  children,
  onSubmit,
}: {
  opened: Opened;
  /** By slot: what it begins with, because of what it was opened about. */
  begun?: Readonly<Record<string, Value>> | undefined;
  lookups: Lookups;
  busy: boolean;
  /** What the server found though the page did not: shown above the button. */
  refused?: readonly Found[];
  children?: ReactNode;
  onSubmit: (handed: HandedIn) => void;
}) {
  const filling = useForm(opened, lookups, begun);
  const [told, setTold] = useState(false);
  const { form, world } = opened;
  const { outcome, input } = filling;
  const entity = world.catalogue.entities[form.entity];
  if (!entity) return null;
  const errors = outcome.problems.filter((problem) => problem.level === 'error');
  const values = Object.fromEntries(Object.entries(outcome.slots).map(([id, state]) => [id, state.value]));
  const submit = (): void => {
    setTold(true);
    if (errors.length === 0) onSubmit({ values: outcome.output.values, rows: outcome.output.rows });
  };
  const question = (id: string): ReactNode => {
    const [slot, state] = [form.fields[id], outcome.slots[id]];
    if (!slot || !state?.visible) return null;
    const inner = slot.rows && world.forms[slot.rows.form];
    if (slot.rows)
      return inner ? (
        <RowsField
          key={id}
          slotId={id}
          slot={slot}
          label={slot.label ?? entity.fields[slot.field]?.label ?? ''}
          form={inner}
          world={world}
          state={state}
          rows={outcome.rows[id] ?? []}
          given={input.rows?.[id]}
          told={told}
          facts={filling.facts}
          lookups={lookups}
          onChange={(rows: readonly FormRow[]) => filling.setRows(id, rows)}
        />
      ) : null;
    return (
      <SlotField
        key={id}
        slotId={id}
        slot={slot}
        entity={entity}
        state={state}
        typed={input.values[id]}
        told={told}
        facts={filling.facts}
        values={values}
        lookups={lookups}
        onChange={(value) => filling.set(id, value)}
      />
    );
  };
  return (
    <form
      className="zk-form"
      aria-label={form.title}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {form.layout.map((section) => {
        if (!outcome.sections[section.id]) return null;
        return (
          <section key={section.id} className={section.cols === 2 ? 'zk-form-section two' : 'zk-form-section'} aria-label={section.title}>
            {section.title && <h3>{section.title}</h3>}
            {section.help && <p className="zk-hint">{section.help}</p>}
            {section.slots.map((place, index) => {
              if (typeof place === 'string') return question(place);
              if ('note' in place)
                return (
                  <p key={`note-${index}`} className="zk-second">
                    {place.note}
                  </p>
                );
              return (
                <div key={place.row.join()} className="zk-form-row">
                  {place.row.map(question)}
                </div>
              );
            })}
          </section>
        );
      })}
      {told && errors.length > 0 && (
        <p className="zk-field-problem" role="alert" data-testid="form-left">
          还有 {errors.length} 处没有填对，已标出来。
        </p>
      )}
      {refused?.map((problem) => (
        <p key={`${problem.code}${problem.path}`} className="zk-field-problem" role="alert">
          {typeof problem.facts.label === 'string' ? `${problem.facts.label}：` : ''}
          {sayProblem(problem)}
        </p>
      ))}
      {children}
      <Button type="primary" htmlType="submit" block loading={busy} data-testid="form-submit">
        {form.submit.button}
      </Button>
    </form>
  );
}
