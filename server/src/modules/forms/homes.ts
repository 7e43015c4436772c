import type { Value } from '@zhike/domain/engines/conditions/definition';
import type { FormDef } from '@zhike/domain/engines/forms/definition';
import type { FormFacts, FormOutcome, FormWorld } from '@zhike/domain/engines/forms/input';
import { compileScope, type Scope } from '@zhike/domain/kernel/access';
import { type Sql, sqlIn } from '../../platform/db';
import type { Write } from '../../platform/write';
import { customersForForms, type FormCustomer, holderOf, inLineForPhone, lockForForm, saveByForm } from '../customers/by-form';
import { loadShopCatalogue } from '../../engines/catalogue/shop-fields';
import { type Filler, storedFacts } from './facts';
import { findRecord, findUnique, type StoredRecord } from './records';
import { dropRecord } from './records.submissions';
import { uniqueValue } from './sealed';
import { fieldValues, writeRecord } from './write';

/** What a form changes, as the evaluator takes it. */
export interface Kept {
  readonly id: string;
  readonly version: number;
  readonly storeId: string | null;
  readonly ownerId: string | null;
  readonly facts: FormFacts;
}

/** A value that another record has, by the field. `holder`: which, and what she is called for whoever may know it. */
export interface Clash {
  readonly fieldId: string;
  readonly code: 'not_unique' | 'too_long' | 'not_writable';
  readonly facts: Readonly<Record<string, string | number>>;
  readonly holderId: string | null;
}
export type Saved = { readonly ok: true; readonly id: string } | { readonly ok: false; readonly clash: Clash };

/** Where one is made: its store, who looks after it, by which way it came. */
export interface Made {
  readonly storeId: string | null;
  readonly ownerId: string | null;
  readonly source: string;
}

/** Where what a form comes to is kept: as a record of a kind that the shop made up, or as a customer. */
export interface Home {
  find(sql: Sql, id: string, lock?: boolean): Promise<Kept | null>;
  lock(write: Write, id: string): Promise<Kept | null>;
  /** Who has already what the form says of somebody: the one to be changed, where the form looks for her first; else a clash. */
  meet(write: Write, outcome: FormOutcome, asked: string | null): Promise<{ readonly match: string | null; readonly clash: Clash | null }>;
  /** A refusal left nothing behind. `given`: what is empty says nothing. */
  save(write: Write, outcome: FormOutcome, existing: Kept | null, made: Made, given?: boolean): Promise<Saved>;
}

export function homeOf(form: FormDef, world: FormWorld, filler: Filler, scope: Scope): Home {
  return form.entity === 'customer' ? customersHome(form, world, filler) : recordsHome(form, world, filler, scope);
}

const none = { match: null, clash: null };
const isMatched = (form: FormDef, slot: string): boolean => form.mode === 'createOrUpdate' && (form.match ?? []).includes(slot);

function recordsHome(form: FormDef, world: FormWorld, filler: Filler, scope: Scope): Home {
  const keptOf = async (sql: Sql, record: StoredRecord | null): Promise<Kept | null> => {
    if (record?.entity !== form.entity) return null;
    const { id, version, storeId, ownerId } = record;
    return { id, version, storeId, ownerId, facts: await storedFacts(sql, form, world, record, filler.ports) };
  };
  return {
    find: async (sql, id, lock = false) => keptOf(sql, await findRecord(sql, scope, id, lock)),
    lock: async (write, id) => keptOf(sqlIn(write.tx), await findRecord(sqlIn(write.tx), scope, id, true)),
    async meet(write, outcome, asked) {
      const entity = world.catalogue.entities[form.entity];
      const values = fieldValues(form, outcome.output.values);
      for (const [slot, { field: fieldId }] of Object.entries(form.fields)) {
        const field = entity?.fields[fieldId];
        const value = field && values[field.id];
        if (asked !== null || !field || !isMatched(form, slot) || value === null || value === undefined) continue;
        const id = await findUnique(sqlIn(write.tx), form.entity, field.id, uniqueValue(value, field, filler.ports));
        if (id) return { match: id, clash: null };
      }
      return none;
    },
    async save(write, outcome, existing, made) {
      const target = existing
        ? { existing: { id: existing.id, values: existing.facts.record?.values ?? {} }, storeId: existing.storeId, ownerId: existing.ownerId }
        : { existing: null, ...made };
      const { id, clashes } = await writeRecord(write, filler.ports, form, world, outcome, target);
      const [fieldId] = clashes;
      if (fieldId === undefined) return { ok: true, id };
      if (!existing) await dropRecord(write.tx, id);
      return { ok: false, clash: { fieldId, code: 'not_unique', facts: {}, holderId: null } };
    },
  };
}

/** Customers are written by their own module, under its rights. A stranger's form reaches nobody but whom its link was made for. */
function customersHome(form: FormDef, world: FormWorld, filler: Filler): Home {
  const { actor, ports } = filler;
  const entity = world.catalogue.entities.customer;
  if (!entity) throw new Error('no customers in the catalogue');
  const scope: Scope = actor.kind === 'staff' ? compileScope(actor, 'customer.write') : { kind: 'all' };
  const keptOf = (one: FormCustomer | null | undefined): Kept | null =>
    one ? { id: one.id, version: one.version, storeId: one.storeId, ownerId: one.ownerId, facts: { record: { id: one.id, values: one.values } } } : null;
  const values = (outcome: FormOutcome): Record<string, Value> => fieldValues(form, outcome.output.values);
  const named = async (sql: Sql, holderId: string): Promise<{ holder?: string }> => {
    if (actor.kind !== 'staff') return {};
    const [seen] = await customersForForms(sql, ports, compileScope(actor, 'customer.read'), entity, [holderId]);
    return seen ? { holder: seen.name } : {};
  };
  return {
    find: async (sql, id) => keptOf((await customersForForms(sql, ports, scope, entity, [id]))[0]),
    lock: async (write, id) => keptOf(await lockForForm(write, ports, scope, entity, id)),
    async meet(write, outcome, asked) {
      const sql = sqlIn(write.tx);
      const said = values(outcome);
      const holders: { slot: string; fieldId: string; id: string }[] = [];
      for (const [slot, { field }] of Object.entries(form.fields)) {
        const value = said[field];
        if (value === null || value === undefined) continue;
        const id = field === 'phone' ? await inLineForPhone(write, ports, String(value)) : await holderOf(sql, ports, entity, field, value);
        if (id !== null && id !== asked) holders.push({ slot, fieldId: field, id });
      }
      const match = asked ?? holders.find((one) => isMatched(form, one.slot))?.id ?? null;
      const other = holders.find((one) => one.id !== match);
      if (!other) return { match: asked === null ? match : null, clash: null };
      return { match: null, clash: { fieldId: other.fieldId, code: 'not_unique', facts: await named(sql, other.id), holderId: other.id } };
    },
    async save(write, outcome, existing, made, given = false) {
      const all = values(outcome);
      const said = given ? Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)) : all;
      const before = existing && { ...existing, name: '', values: existing.facts.record?.values ?? {} };
      const catalogue = await loadShopCatalogue(sqlIn(write.tx));
      const done = await saveByForm(write, ports, catalogue, said, before ? { existing: before } : { existing: null, ...made });
      return done.ok ? done : { ok: false, clash: { fieldId: done.fieldId, code: done.code, facts: done.facts, holderId: null } };
    },
  };
}
