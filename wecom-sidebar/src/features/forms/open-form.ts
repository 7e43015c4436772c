import type { OpenForm } from '@zhike/domain/forms/contract';
import type { Catalogue } from '@zhike/domain/engines/catalogue/definition';
import { fixedContext } from '@zhike/domain/engines/conditions/context';
import type { ConditionContext } from '@zhike/domain/engines/conditions/definition';
import type { FormDef } from '@zhike/domain/engines/forms/definition';
import type { FormFacts, FormWorld } from '@zhike/domain/engines/forms/input';

/** A form as its page works with it. */
export interface Opened {
  readonly form: FormDef;
  readonly world: FormWorld;
  readonly facts: FormFacts;
  readonly context: ConditionContext;
}

/** What the server sent, under the types of the engine that made it. `actor`: who fills it in, for defaults like 登记人. */
export function openedOf(open: OpenForm, actor?: ConditionContext['actor']): Opened {
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
