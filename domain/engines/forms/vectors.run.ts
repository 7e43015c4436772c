import { fixedContext } from '../conditions/context';
import type { ConditionContext, Value } from '../conditions/definition';
import type { FormBody, FormDef, Slot } from './definition';
import { evaluateForm } from './evaluate';
import type { FormFacts, FormInput, FormOutcome } from './input';
import { checkForm } from './check';
import { FORM_WORLD } from './vectors.catalogue';

/**
 * What forms promise, as data: the same file is run by Node, by a browser's page and inside the mini-program. A vector is never edited, only
 * superseded, because old versions of forms keep their meaning.
 */
export interface FormVector {
  readonly id: string;
  /** The line of the semantics: `3.2`. */
  readonly spec: string;
  readonly replacedBy?: string;
  /** The shop's local time: `2026-11-28T10:00`. */
  readonly now?: string;
  readonly actor?: ConditionContext['actor'];
  readonly def: Pick<FormBody, 'fields'> & Partial<FormBody>;
  readonly facts?: FormFacts;
  /** What a person does one after the other; every step is what her page then holds. */
  readonly steps: readonly {
    readonly input: FormInput;
    readonly expect: {
      readonly visible?: readonly string[];
      readonly required?: readonly string[];
      readonly values?: Readonly<Record<string, Value>>;
      readonly output?: Readonly<Record<string, Value>>;
      readonly rows?: FormOutcome['output']['rows'];
      /** `code path`, in the order of the form. */
      readonly problems?: readonly string[];
      readonly asks?: readonly string[];
    };
  }[];
}

/** The def with what every form has; slots stand in one section unless the vector lays them out. */
export function formOf(def: FormVector['def']): FormDef {
  return {
    id: 'form.vector',
    version: 1,
    title: '向量',
    entity: 'visit',
    mode: 'create',
    layout: [{ id: 'main', cols: 1, slots: Object.keys(def.fields) }],
    rules: [],
    submit: { button: '提交', after: 'thanks' },
    ...def,
  };
}

/** A form of nothing but slots. */
export const formWith = (fields: Readonly<Record<string, Slot>>): FormDef => formOf({ fields });

const DEFAULT_NOW = '2026-11-28T10:00';
const OFFSET = 480;

export function vectorContext(vector: Pick<FormVector, 'now' | 'actor'>): ConditionContext {
  return { ...fixedContext(Date.parse(`${vector.now ?? DEFAULT_NOW}:00Z`) - OFFSET * 60_000, OFFSET), actor: vector.actor };
}

/** Keys in one order, so that what is said does not depend on how it was written. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  );
};

/** What came out otherwise than promised, in words; nothing: the vector holds. Its form must have passed the check. */
export function runFormVector(vector: FormVector): string[] {
  const wrong: string[] = [];
  const form = formOf(vector.def);
  const { id: _id, version: _version, ...body } = form;
  const found = checkForm(body, FORM_WORLD.catalogue, FORM_WORLD.forms).filter((problem) => problem.level === 'error');
  if (found.length > 0) wrong.push(`${vector.id}: its form has problems ${JSON.stringify(found)}`);
  const context = vectorContext(vector);
  for (const [step, { input, expect }] of vector.steps.entries()) {
    const outcome = evaluateForm(form, FORM_WORLD, input, vector.facts ?? {}, context);
    const slots = Object.entries(outcome.slots);
    const same = (what: string, is: unknown, should: unknown): void => {
      const [left, right] = [JSON.stringify(sorted(is)), JSON.stringify(sorted(should))];
      if (should !== undefined && left !== right) wrong.push(`${vector.id} step ${step}: ${what} is ${left}, should be ${right}`);
    };
    const having = (what: 'visible' | 'required') =>
      slots
        .filter(([, state]) => state[what])
        .map(([slot]) => slot)
        .sort();
    same('visible', having('visible'), expect.visible && [...expect.visible].sort());
    same('required', having('required'), expect.required && [...expect.required].sort());
    const wanted = expect.values && Object.fromEntries(Object.keys(expect.values).map((slot) => [slot, outcome.slots[slot]?.value ?? null]));
    same('values', wanted, expect.values);
    same('output', outcome.output.values, expect.output);
    same('rows', outcome.output.rows, expect.rows);
    same('problems', outcome.problems.map((problem) => `${problem.code} ${problem.path}`).sort(), expect.problems && [...expect.problems].sort());
    same(
      'asks',
      outcome.asks.map((ask) => `${ask.ask} ${ask.slot} ${ask.ask === 'record' ? ask.id : JSON.stringify(ask.value)}`),
      expect.asks,
    );
  }
  return wrong;
}
