import { compileScope, holds, type Scope } from '@zhike/domain/kernel/access';
import type { Actor } from '@zhike/domain/kernel/actor';
import type { Entity, Field } from '@zhike/domain/engines/catalogue/definition';
import { maskPhone } from '@zhike/domain/kernel/phone';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import type { ConditionContext } from '@zhike/domain/engines/conditions/definition';
import { fixedContext } from '@zhike/domain/engines/conditions/context';
import type { FormDef } from '@zhike/domain/engines/forms/definition';
import { own } from '@zhike/domain/engines/conditions/values';
import { evaluateForm } from '@zhike/domain/engines/forms/evaluate';
import type { Ask as FormAsk, FormFacts, FormInput, FormOutcome, FormWorld, Linked } from '@zhike/domain/engines/forms/input';
import { fieldOfSlot } from '@zhike/domain/engines/forms/values';
import { offsetMinutesAt } from '@zhike/domain/kernel/zone';
import type { Sql } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import { allergiesFor, customersForForms, holderOf } from '../customers/by-form';
import { type LinkedCustomer, linkedCustomers } from '../customers/queries.links';
import { findUnique, listNamed, listRecords, listRows, type StoredRecord } from './records';
import { isNear, nearRows } from './records.near';
import { masked, opened, uniqueValue } from './sealed';
import { unveiledInput } from './veil';

/** Who fills a form in; links are looked up within what she reaches, a stranger reaches what the form opens to her. */
export interface Filler {
  readonly actor: Actor;
  readonly ports: Ports;
  readonly now: Date;
  /** Kinds of records whose list a public form opens to strangers: its check let only those through that are public in every field. */
  readonly lists?: readonly string[];
  /** What a stranger's link was made for, by entity: she may know these, and no more. */
  readonly bound?: Readonly<Record<string, string>>;
}

/** Stores that tell no zone, and strangers. */
const HOME_ZONE = 'Asia/Shanghai';

/** The moment as conditions and formulas read it. */
export function contextFor({ actor, now }: Pick<Filler, 'actor' | 'now'>): { readonly context: ConditionContext; readonly offsetMinutes: number } {
  const offsetMinutes = offsetMinutesAt(HOME_ZONE, now.getTime());
  const staff = actor.kind === 'staff' ? { actor: { id: actor.staffId, storeIds: actor.storeIds, teamIds: [] } } : {};
  return { context: { ...fixedContext(now.getTime(), offsetMinutes), ...staff }, offsetMinutes };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export interface Pickable extends Linked {
  readonly id: string;
}

/** Records of an entity within what the filler reaches: by their ids, or by what she types. */
export async function linkedRecords(
  sql: Sql,
  world: FormWorld,
  filler: Filler,
  entityId: string,
  wanted: { readonly ids: readonly string[] } | { readonly search: string; readonly limit: number },
): Promise<Pickable[]> {
  const { actor, ports, now } = filler;
  const ids = 'ids' in wanted ? wanted.ids.filter((id) => UUID.test(id)) : undefined;
  if (ids?.length === 0) return [];
  const search = 'search' in wanted ? wanted.search : '';
  const limit = 'limit' in wanted ? wanted.limit : (ids?.length ?? 0);
  const isOpened = filler.lists?.includes(entityId) === true;
  const boundId = own(filler.bound, entityId);
  const known = boundId !== undefined && ids?.includes(boundId) ? [boundId] : [];
  if (isNear(entityId)) {
    const rows = await nearRows(sql, entityId, actor, ids ? { ids } : { search, limit }, known);
    return rows.map(({ id, name, values }) => ({ id, name, active: true, values: { ...values, name } }));
  }
  if (entityId === 'staff' || entityId === 'store' || entityId === 'unit') {
    const some = actor.kind === 'staff' || isOpened ? ids : known;
    if (some?.length === 0) return [];
    const rows = await listNamed(sql, entityId, some ? { ids: some } : { search });
    return rows.slice(0, limit).map(({ id, name, active, values }) => ({ id, name, active, values: { ...values, name } }));
  }
  if (entityId === 'customer') {
    if (known.length > 0) return knownCustomer(sql, filler, known);
    const scope = compileScope(actor, 'customer.read');
    if (actor.kind !== 'staff' || scope.kind === 'none') return [];
    const rows = await linkedCustomers(sql, ports, scope, ids ? { ids } : { search, limit }, now);
    return rows.length > 0 ? customersShown(sql, world, filler, scope, rows) : [];
  }
  const entity = world.catalogue.entities[entityId];
  if (!entity?.custom) return [];
  const rows = await listRecords(sql, isOpened || known.length > 0 ? { kind: 'all' } : compileScope(actor, 'record.read'), {
    entity: entityId,
    search: search.toLowerCase(),
    after: null,
    limit,
    ...(known.length > 0 && !isOpened && actor.kind !== 'staff' ? { ids: known } : ids ? { ids } : {}),
  });
  return rows.map((row) => {
    const values = masked(opened(row.custom, row.links, entity, row.id, ports), entity);
    return { id: row.id, name: nameOf(values, entity.name), active: true, values };
  });
}

/** Whom a link was made for, by her name alone: what she typed into other records is not shown to whoever holds the link. */
async function knownCustomer(sql: Sql, { ports, now }: Filler, ids: readonly string[]): Promise<Pickable[]> {
  const rows = await linkedCustomers(sql, ports, { kind: 'all' }, { ids }, now);
  return rows.map(({ id, name }) => ({ id, name, active: true, values: { name } }));
}

/** Picked customers with what a form may show of them: numbers masked, what is sensitive for those with the right to health alone. */
async function customersShown(sql: Sql, world: FormWorld, { actor, ports }: Filler, scope: Scope, rows: readonly LinkedCustomer[]): Promise<Pickable[]> {
  const entity = world.catalogue.entities.customer;
  const plain = ({ name, phone }: LinkedCustomer) => ({ name, phone: phone === null ? null : maskPhone(phone) });
  if (!entity?.fields.allergies) return rows.map((row) => ({ id: row.id, name: row.name, active: true, values: plain(row) }));
  const ids = rows.map((row) => row.id);
  const [read, allergies] = [await customersForForms(sql, ports, scope, entity, ids), await allergiesFor(sql, ports, actor, ids)];
  const isShown = (fieldId: string): boolean => entity.fields[fieldId]?.sensitivity !== 'sensitive' || holds(actor, 'customer.health_read');
  return rows.map((row) => {
    const { id, name } = row;
    const values = masked(read.find((one) => one.id === id)?.values ?? {}, entity);
    const shown = Object.fromEntries(Object.entries(values).filter(([field]) => isShown(field)));
    return { id, name, active: true, values: { ...shown, ...plain(row), allergies: allergies.get(id) ?? null } };
  });
}

export const nameOf = (values: Readonly<Record<string, Value>>, field: string): string => {
  const value = values[field];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

/** What is stored of a record, as the evaluator takes it. */
export async function storedFacts(sql: Sql, form: FormDef, world: FormWorld, record: StoredRecord, ports: Ports): Promise<FormFacts> {
  const entity = world.catalogue.entities[record.entity];
  if (!entity) throw new Error(`no entity ${record.entity} in the catalogue`);
  const rows = await listRows(sql, record.id);
  const tables = Object.entries(form.fields).filter(([, slot]) => slot.rows);
  const stored = (slot: string): Record<string, Record<string, Value>> =>
    Object.fromEntries(
      rows
        .filter((row) => row.parentSlot === slot)
        .flatMap((row) => {
          const of = world.catalogue.entities[row.entity];
          return of ? [[row.id, opened(row.custom, row.links, of, row.id, ports)] as const] : [];
        }),
    );
  return {
    record: { id: record.id, values: opened(record.custom, record.links, entity, record.id, ports) },
    rows: Object.fromEntries(tables.map(([slot, { field }]) => [slot, { stored: stored(field) }])),
  };
}

const holderIn = (sql: Sql, entity: Entity, field: Field, value: Value, ports: Ports): Promise<string | null> =>
  entity.id === 'customer' ? holderOf(sql, ports, entity, field.id, value) : findUnique(sql, entity.id, field.id, uniqueValue(value, field, ports));

type Told = Pick<FormFacts, 'linked' | 'taken'>;

/** Adds the answers to what a form asks. For a stranger nothing is ever taken, and only what the form opens may be picked. */
export async function answerAsks(sql: Sql, form: FormDef, world: FormWorld, filler: Filler, asks: readonly FormAsk[], facts: FormFacts): Promise<FormFacts> {
  let told: FormFacts = facts;
  for (const ask of asks) {
    const of = ask.table === undefined ? form : world.forms[form.fields[ask.table]?.rows?.form ?? ''];
    const entity = of && world.catalogue.entities[of.entity];
    const slot = of?.fields[ask.slot];
    const field = slot && entity ? fieldOfSlot(slot, entity) : null;
    if (!of || !entity || !slot || !field) continue;
    const before: Told = ask.table === undefined ? told : (told.rows?.[ask.table] ?? {});
    let after: Told;
    if (ask.ask === 'unique') {
      const holder = filler.actor.kind === 'staff' ? await holderIn(sql, entity, field, ask.value, filler.ports) : null;
      const taken = holder !== null && holder !== facts.record?.id;
      after = { ...before, taken: { ...before.taken, [ask.slot]: { ...before.taken?.[ask.slot], [JSON.stringify(ask.value)]: taken } } };
    } else {
      const found = await linkedRecords(sql, world, filler, field.to ?? '', { ids: [ask.id] });
      const linked = found.find((one) => one.id === ask.id);
      const value: Linked | null = linked ? { name: linked.name, values: linked.values, active: linked.active } : null;
      after = { ...before, linked: { ...before.linked, [ask.slot]: { ...before.linked?.[ask.slot], [ask.id]: value } } };
    }
    told = ask.table === undefined ? { ...told, ...after } : { ...told, rows: { ...told.rows, [ask.table]: { ...told.rows?.[ask.table], ...after } } };
  }
  return told;
}

/** A default may bring a record that brings another: a form is asked again at most so often. */
const ROUNDS = 4;

/** The outcome of a form with all that it asks answered: what a server judges by. */
export async function settle(sql: Sql, form: FormDef, world: FormWorld, filler: Filler, input: FormInput, from: FormFacts): Promise<FormOutcome> {
  let facts = from;
  const typed = unveiledInput(input, from, form, world, filler.actor);
  for (let round = 0; round < ROUNDS; round++) {
    const outcome = evaluateForm(form, world, typed, facts, contextFor(filler).context);
    if (outcome.asks.length === 0) return outcome;
    facts = await answerAsks(sql, form, world, filler, outcome.asks, facts);
  }
  throw new Error(`form ${form.id} asks again what it was told`);
}
