import type { Field } from '../catalogue/definition';
import { evaluateFormula, type FormulaEnv } from '../catalogue/formula/evaluate';
import { entityScope, type FormulaType, typeOfField } from '../catalogue/formula/scope';
import type { ConditionContext, Value } from '../conditions/definition';
import { isEmpty, own } from '../conditions/values';
import { FORM_LIMITS, type FormDef, isScratch, type Slot, type SlotId } from './definition';
import type { FormFacts, FormInput, FormOutcome, FormOutput, FormProblem, FormRow, FormWorld, RowOutcome, SlotState } from './input';
import { problemsOfForm } from './judge';
import { planOf } from './plan';
import { holds, type Run, type Worked } from './run';
import { entityOfForm, fieldOfSlot, slotValue } from './values';

/**
 * What a form comes to: which slots are there, what they hold, what is refused, what is handed in. One walk in the order of what waits for
 * what; no clock, no look-up. A hidden slot is empty for everything after it and is neither required nor checked; shown again, it is both.
 * @throws only when the form has a circle or an entity that is gone: its check refuses both.
 */
export function evaluateForm(def: FormDef, world: FormWorld, input: FormInput, facts: FormFacts, context: ConditionContext): FormOutcome {
  const plan = planOf(def);
  const { ordered } = plan;
  if (!ordered.ok) throw new Error(`slots wait for each other: ${ordered.ring.join(' → ')}`);
  const form: Record<SlotId, Value> = {};
  const worked = new Map<SlotId, Worked>();
  const rows = new Map<SlotId, readonly RowOutcome[]>();
  const run: Run = {
    def,
    world,
    entity: entityOfForm(def.entity, world.catalogue),
    input,
    facts,
    record: { id: facts.record?.id ?? '', values: facts.record?.values ?? {} },
    context: { ...context, form },
    sectionOf: plan.sectionOf,
    plan,
    worked,
    rows,
  };
  for (const id of ordered.order) {
    const slot = own(def.fields, id);
    const field = slot && fieldOfSlot(slot, run.entity);
    if (!slot || !field) continue;
    const one = work(id, slot, field, run);
    if (slot.rows && one.visible) rows.set(id, rowsOf(id, slot, run));
    worked.set(id, one);
    // A table is there when it has rows.
    form[id] = slot.rows ? (rows.get(id) ?? []).map((_, index) => String(index)) : one.value;
  }
  return outcomeOf(run);
}

function work(id: SlotId, slot: Slot, field: Field, run: Run): Worked {
  const section = run.sectionOf.get(id);
  const visible = section !== undefined && (!section.visibleIf || holds(section.visibleIf, run)) && (!slot.visibleIf || holds(slot.visibleIf, run));
  const source = derivedFrom(id, slot, run);
  const readonly = source !== null || field.writableBy !== 'user' || (slot.readonlyIf !== undefined && holds(slot.readonlyIf, run));
  const base = { id, slot, field, visible, readonly, derived: source?.derived ?? null, wrong: null };
  if (!visible && !slot.keepHidden) return { ...base, value: null, touched: own(run.input.values, id) !== undefined };
  if (source) return { ...base, value: source.value(), touched: false };
  const typed = readonly ? undefined : own(run.input.values, id);
  if (typed === undefined) return { ...base, ...untouched(id, slot, field, run) };
  const read = slotValue(field, typed, storedOf(slot, run) ?? null);
  return read.ok ? { ...base, value: read.value, touched: true } : { ...base, value: null, touched: true, wrong: read.refusal };
}

const storedOf = (slot: Slot, run: Run): Value | undefined =>
  isScratch(slot) || !run.facts.record ? undefined : (own(run.facts.record.values, slot.field) ?? null);

/** What nobody types: a formula, a total of rows, a value that is shown from a linked record. */
function derivedFrom(id: SlotId, slot: Slot, run: Run): { readonly derived: 'compute' | 'total' | 'live'; readonly value: () => Value } | null {
  const { compute } = slot;
  if (compute) return { derived: 'compute', value: () => evaluateFormula(compute, envOf(run), typeOfSlot(slot, run)) };
  const source = run.plan.sources.get(id);
  if (!source) return null;
  return {
    derived: source.derived,
    value: () => (source.derived === 'total' ? totalOf(source.from, source.total, run) : linkedValue(source.from, source.path, run)),
  };
}

function typeOfSlot(slot: Slot, run: Run): FormulaType {
  const field = fieldOfSlot(slot, run.entity);
  // A computed field has no type of its own: its kind is what its formula gives.
  return field ? (entityScope(run.world.catalogue, run.entity.id).field(field.id) ?? typeOfField(field)) : { kind: 'other' };
}

function totalOf(table: SlotId, total: { readonly agg: 'sum' | 'count'; readonly of?: SlotId }, run: Run): Value {
  const rows = run.rows.get(table) ?? [];
  if (total.agg === 'count') return rows.length;
  const values = rows.map((row) => (total.of === undefined ? null : (own(row.slots, total.of)?.value ?? null)));
  const sum = values.filter((value): value is number => typeof value === 'number').reduce((so, value) => so + Math.round(value * 10_000), 0);
  return sum / 10_000;
}

/** A value of the record that a slot links to; empty while nothing is picked or nobody has looked. */
function linkedValue(slot: SlotId, path: string, run: Run): Value {
  const id = run.worked.get(slot)?.value;
  const linked = typeof id === 'string' ? own(own(run.facts.linked, slot), id) : undefined;
  return (linked && own(linked.values, path)) ?? null;
}

/** Without a person's hand: filled by a newly picked record, else as stored, else as it was when the page was opened, else its default. */
function untouched(id: SlotId, slot: Slot, field: Field, run: Run): Pick<Worked, 'value' | 'touched'> {
  for (const { from, path } of run.plan.fills.get(id) ?? []) {
    const picked = run.worked.get(from)?.value ?? null;
    const other = own(run.def.fields, from);
    const before = (other && storedOf(other, run)) ?? null;
    if (picked !== null && picked !== before) return { value: linkedValue(from, path, run), touched: false };
  }
  const stored = storedOf(slot, run);
  if (stored !== undefined) return { value: stored, touched: !isEmpty(stored) };
  const opened = slot.defaultWhen === 'untouched' ? undefined : own(run.input.opened, id);
  const read = slotValue(field, opened === undefined ? defaultOf(slot, run) : opened);
  return { value: read.ok ? read.value : null, touched: false };
}

function defaultOf(slot: Slot, run: Run): Value {
  const from = slot.default;
  if (!from) return null;
  if ('value' in from) return from.value;
  if ('formula' in from) return evaluateFormula(from.formula, envOf(run), typeOfSlot(slot, run));
  if ('from' in from) return linkedValue(from.from.slot, from.from.path, run);
  if (from.var === 'today') return run.context.today;
  if (from.var === 'now') return new Date(run.context.now).toISOString();
  if (from.var === 'actor') return run.context.actor?.id ?? null;
  if (from.var === 'actor.store') return run.context.actor?.storeIds[0] ?? null;
  return own(run.input.query, from.var.slice('query.'.length)) ?? null;
}

function envOf(run: Run): FormulaEnv {
  const scope = entityScope(run.world.catalogue, run.entity.id);
  return {
    slot: (id) => {
      const slot = own(run.def.fields, id);
      return slot ? { value: own(run.context.form, id), type: typeOfSlot(slot, run) } : null;
    },
    field: (path) => {
      const type = scope.field(path);
      return type && { value: own(run.record.values, path), type };
    },
    rows: (id) => (run.rows.get(id) ?? []).map((row) => envOfRow(row, id, run)),
    context: run.context,
  };
}

function envOfRow(row: FormOutcome, table: SlotId, run: Run): FormulaEnv {
  const def = formOfRows(table, run);
  const entity = def && entityOfForm(def.entity, run.world.catalogue);
  const slot = (id: string) => {
    const field = def && entity && own(def.fields, id) ? fieldOfSlot(def.fields[id] as Slot, entity) : null;
    return field ? { value: own(row.slots, id)?.value, type: typeOfField(field) } : null;
  };
  return { slot, field: () => null, rows: () => [], context: run.context };
}

const formOfRows = (table: SlotId, run: Run): FormDef | undefined => own(run.world.forms, own(run.def.fields, table)?.rows?.form ?? '');

function rowsOf(id: SlotId, slot: Slot, run: Run): readonly RowOutcome[] {
  const form = formOfRows(id, run);
  if (!form || !slot.rows) return [];
  const facts = own(run.facts.rows, id);
  const given: readonly FormRow[] = own(run.input.rows, id) ?? Object.keys(facts?.stored ?? {}).map((row) => ({ id: row, values: {} }));
  // One more than there may be, so that too many are told and not worked through.
  return given.slice(0, (slot.rows.max ?? FORM_LIMITS.rows) + 1).map((row) => {
    const stored = row.id === undefined ? undefined : own(facts?.stored, row.id);
    const record = row.id !== undefined && stored ? { id: row.id, values: stored } : undefined;
    const outcome = evaluateForm(form, run.world, { values: row.values }, { linked: facts?.linked, taken: facts?.taken, record }, run.context);
    return row.id === undefined ? outcome : { ...outcome, id: row.id };
  });
}

function outcomeOf(run: Run): FormOutcome {
  const judged = problemsOfForm(run);
  const slots: Record<SlotId, SlotState> = {};
  const byPlace = new Map<string, FormProblem[]>();
  for (const problem of judged.problems) {
    const place = problem.path.slice(1).split('/', 1)[0] ?? '';
    byPlace.set(place, [...(byPlace.get(place) ?? []), problem]);
  }
  for (const one of run.worked.values()) {
    const { visible, readonly, value, touched, id } = one;
    slots[id] = { visible, readonly, value, touched, required: judged.required.has(id), problems: byPlace.get(id) ?? [] };
  }
  const sections = Object.fromEntries(run.def.layout.map((section) => [section.id, !section.visibleIf || holds(section.visibleIf, run)]));
  return { slots, sections, rows: Object.fromEntries(run.rows), output: outputOf(run), problems: judged.problems, asks: judged.asks };
}

/** Readonly slots are handed in once, when a record is made: after that they are what is stored. What is only shown never is. */
function outputOf(run: Run): FormOutput {
  const values: Record<SlotId, Value> = {};
  const rows: Record<SlotId, FormOutput['rows'][string]> = {};
  for (const { id, slot, visible, readonly, derived, value } of run.worked.values()) {
    if (slot.rows) {
      if (visible)
        rows[id] = (run.rows.get(id) ?? []).map(({ id: row, output }) => (row === undefined ? { values: output.values } : { id: row, values: output.values }));
    } else if (visible || slot.keepHidden) {
      if (derived !== 'live' && (!readonly || derived !== null || !run.facts.record)) values[id] = value;
    } else if (slot.clearStored && run.facts.record) values[id] = null;
  }
  return { values, rows };
}
