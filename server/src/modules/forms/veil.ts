import type { Entity, Field } from '@zhike/domain/engines/catalogue/definition';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import { own } from '@zhike/domain/engines/conditions/values';
import type { FormDef } from '@zhike/domain/engines/forms/definition';
import type { FormFacts, FormInput, FormWorld } from '@zhike/domain/engines/forms/input';
import { holds } from '@zhike/domain/kernel/access';
import type { Actor } from '@zhike/domain/kernel/actor';
import { masked } from './sealed';

type Values = Readonly<Record<string, Value>>;

/** Who may change a record need not see what is sealed in it: whole numbers and health are read by their own rights. */
const isVeiled = (field: Field | undefined, actor: Actor): boolean =>
  field?.storage === 'encrypted' && !holds(actor, field.mask === 'phone' || field.mask === 'idcard' ? 'customer.reveal_phone' : 'customer.health_read');

function veiledValues(values: Values, entity: Entity, actor: Actor): Record<string, Value> {
  const masks = masked(values, entity);
  return Object.fromEntries(Object.entries(values).map(([id, value]) => [id, isVeiled(entity.fields[id], actor) ? (masks[id] ?? null) : value]));
}

const rowForm = (form: FormDef, world: FormWorld, slot: string): { readonly form: FormDef; readonly entity: Entity } | null => {
  const inner = own(world.forms, form.fields[slot]?.rows?.form ?? '');
  const entity = inner && own(world.catalogue.entities, inner.entity);
  return inner && entity ? { form: inner, entity } : null;
};

/** What is stored, as whoever opens the form may see it. */
export function veiledFacts(facts: FormFacts, form: FormDef, world: FormWorld, actor: Actor): FormFacts {
  const entity = own(world.catalogue.entities, form.entity);
  if (!facts.record || !entity) return facts;
  const rows = Object.entries(facts.rows ?? {}).map(([slot, of]) => {
    const inner = rowForm(form, world, slot);
    const stored = Object.entries(of.stored ?? {}).map(([id, values]) => [id, inner ? veiledValues(values, inner.entity, actor) : {}] as const);
    return [slot, { ...of, stored: Object.fromEntries(stored) }] as const;
  });
  return { ...facts, record: { id: facts.record.id, values: veiledValues(facts.record.values, entity, actor) }, rows: Object.fromEntries(rows) };
}

/** Without what comes back just as it was shown masked: nobody typed that, and what is stored stays. */
function typedOf(typed: Readonly<Record<string, unknown>>, stored: Values | undefined, form: FormDef, entity: Entity, actor: Actor): Record<string, unknown> {
  const shown = stored && veiledValues(stored, entity, actor);
  const same = (slot: string, value: unknown): boolean => {
    const id = form.fields[slot]?.field ?? '';
    return isVeiled(entity.fields[id], actor) && own(stored, id) !== undefined && value === own(shown, id);
  };
  return Object.fromEntries(Object.entries(typed).filter(([slot, value]) => !same(slot, value)));
}

/** What a person typed into a form of which she saw some values masked. */
export function unveiledInput(input: FormInput, facts: FormFacts, form: FormDef, world: FormWorld, actor: Actor): FormInput {
  const entity = own(world.catalogue.entities, form.entity);
  if (!facts.record || !entity) return input;
  const rows = Object.entries(input.rows ?? {}).map(([slot, given]) => {
    const inner = rowForm(form, world, slot);
    const stored = facts.rows?.[slot]?.stored;
    return [
      slot,
      given.map((row) => (inner && row.id !== undefined ? { ...row, values: typedOf(row.values, own(stored, row.id), inner.form, inner.entity, actor) } : row)),
    ] as const;
  });
  return { ...input, values: typedOf(input.values, facts.record.values, form, entity, actor), ...(input.rows ? { rows: Object.fromEntries(rows) } : {}) };
}
