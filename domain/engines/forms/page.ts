import type { Catalogue } from '../catalogue/definition';
import { fixedContext } from '../conditions/context';
import type { ConditionContext } from '../conditions/definition';
import type { FormDef } from './definition';
import { evaluateForm } from './evaluate';
import type { FormFacts, FormInput, FormWorld } from './input';

/* What every page that shows a form does with what the server sent: in the mini-program, in a browser, in the sidebar. */

/** A form as it crosses the wire: JSON of the engines. */
export interface SentForm {
  readonly form: object;
  readonly forms: object;
  readonly catalogue: object;
  readonly facts: object;
  readonly context: { readonly now: string; readonly offsetMinutes: number; readonly leap: 'feb28' | 'mar1' };
}

/** A form as its page works with it. */
export interface Opened {
  readonly form: FormDef;
  readonly world: FormWorld;
  readonly facts: FormFacts;
  readonly context: ConditionContext;
}

/** What the server sent, under the types of the engine that made it. `actor`: who fills it in, for defaults like 登记人. */
export function openedOf(open: SentForm, actor?: ConditionContext['actor']): Opened {
  const { form, forms, catalogue, facts, context } = open;
  return {
    form: form as unknown as FormDef,
    world: { catalogue: catalogue as unknown as Catalogue, forms: forms as unknown as FormWorld['forms'] },
    facts: facts as unknown as FormFacts,
    context: { ...fixedContext(Date.parse(context.now), context.offsetMinutes, context.leap), ...(actor ? { actor } : {}) },
  };
}

/** Answers added to what was known, slot by slot. */
export function mergeFacts(known: FormFacts, told: FormFacts): FormFacts {
  const both = <T>(a: Readonly<Record<string, Readonly<Record<string, T>>>> = {}, b: Readonly<Record<string, Readonly<Record<string, T>>>> = {}) =>
    Object.fromEntries([...new Set([...Object.keys(a), ...Object.keys(b)])].map((slot) => [slot, { ...a[slot], ...b[slot] }]));
  const tables = [...new Set([...Object.keys(known.rows ?? {}), ...Object.keys(told.rows ?? {})])];
  return {
    ...known,
    linked: both(known.linked, told.linked),
    taken: both(known.taken, told.taken),
    ...(tables.length > 0
      ? {
          rows: Object.fromEntries(
            tables.map((table) => {
              const [a, b] = [known.rows?.[table], told.rows?.[table]];
              return [table, { ...a, linked: both(a?.linked, b?.linked), taken: both(a?.taken, b?.taken) }];
            }),
          ),
        }
      : {}),
  };
}

/** What a form is about before anybody typed: defaults as they are now stay so, unless they follow their source. */
export function firstInput({ form, world, facts, context }: Opened): FormInput {
  const { slots } = evaluateForm(form, world, { values: {} }, facts, context);
  const opened = Object.entries(form.fields).flatMap(([id, slot]) => {
    const value = slots[id]?.value;
    return slot.default && slot.defaultWhen !== 'untouched' && slots[id]?.visible && value !== null && value !== undefined ? [[id, value] as const] : [];
  });
  return { values: {}, opened: Object.fromEntries(opened) };
}
