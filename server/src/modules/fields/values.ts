import type { ApiRefusal } from '@zhike/domain/api';
import { entityOf, fieldOf } from '@zhike/domain/engines/catalogue/find';
import { CUSTOM_ID } from '@zhike/domain/engines/catalogue/merge';
import type { FieldEntity } from '@zhike/domain/fields/contract';
import { compileScope, type Right } from '@zhike/domain/kernel/access';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { changeInWords } from '../../engines/catalogue/history-words';
import { loadShopCatalogue } from '../../engines/catalogue/shop-fields';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { type Sql, sqlOf } from '../../platform/db';
import { linkedRecords } from '../forms/facts';
import type { Input } from './input';
import { isMasked, REACH, readableFields } from './reach';
import { findHeld, type HeldRecord, listHistory } from './records';
import { openSheet, recordForm } from './sheet';

/** A record within the asker's reach of a right. */
export async function heldBy(
  sql: Sql,
  actor: StaffActor,
  of: { readonly entity: FieldEntity; readonly recordId: string },
  way: 'readable' | 'writable',
): Promise<Decision<HeldRecord, ApiRefusal>> {
  const right: Right = way === 'readable' ? REACH[of.entity].read : REACH[of.entity].write;
  const scope = compileScope(actor, right);
  if (scope.kind === 'none') return refuse('access.forbidden', { right });
  const held = await findHeld(sql, of.entity, of.recordId, scope, way);
  return held ? allow(held) : refuse('record.not_found', { noun: of.entity, id: of.recordId });
}

const fillerOf = (ask: Ask<StaffActor>) => ({ actor: ask.actor, ports: ask.ports, now: ask.now });

/** A record's sheet as its reader may have it. */
export async function sheetFor(ask: Ask<StaffActor>, sql: Sql, of: { readonly entity: FieldEntity; readonly recordId: string }, held: HeldRecord) {
  const form = recordForm(await loadShopCatalogue(sql), of.entity, ask.actor);
  const open = form && (await openSheet(sql, form, held, fillerOf(ask)));
  const may = form !== null && (await heldBy(sql, ask.actor, of, 'writable')).ok;
  return { open, can: may ? (['write'] as 'write'[]) : [] };
}

export async function getSheet(ask: Ask<ActorOf<'fields.sheet'>>, input: Input<'fields.sheet'>): Answer<'fields.sheet'> {
  const sql = sqlOf(ask.ports.db);
  const held = await heldBy(sql, ask.actor, input, 'readable');
  return held.ok ? allow(await sheetFor(ask, sql, input, held.value)) : held;
}

const PICKED = 20;

export async function pickForField(ask: Ask<ActorOf<'fields.pick'>>, input: Input<'fields.pick'>): Answer<'fields.pick'> {
  const sql = sqlOf(ask.ports.db);
  const held = await heldBy(sql, ask.actor, input, 'writable');
  if (!held.ok) return held;
  const form = recordForm(await loadShopCatalogue(sql), input.entity, ask.actor);
  const to = form?.fields.find((field) => field.id === input.field)?.to;
  if (!form || !to) return refuse('record.not_found', { noun: 'field', id: input.field });
  const found = await linkedRecords(sql, form.world, fillerOf(ask), to, { search: input.search ?? '', limit: PICKED });
  return allow({ items: found.map(({ id, name }) => ({ id, name })) });
}

const TOLD = 100;

export async function getValueHistory(ask: Ask<ActorOf<'fields.history'>>, input: Input<'fields.history'>): Answer<'fields.history'> {
  const sql = sqlOf(ask.ports.db);
  const held = await heldBy(sql, ask.actor, input, 'readable');
  if (!held.ok) return held;
  const catalogue = await loadShopCatalogue(sql);
  const entity = entityOf(catalogue, input.entity);
  const fields = entity ? readableFields(entity, ask.actor).filter((field) => CUSTOM_ID.test(field.id)) : [];
  const rows = await listHistory(
    sql,
    input.entity,
    held.value.id,
    fields.map((field) => field.id),
    TOLD,
  );
  const names = new Map<string, string>();
  for (const to of new Set(fields.flatMap((field) => (field.to ? [field.to] : [])))) {
    const ids = rows.flatMap((row) => (fields.some((field) => field.id === row.fieldId && field.to === to) ? [row.before, row.after].flat() : []));
    const texts = ids.filter((id): id is string => typeof id === 'string');
    for (const one of await linkedRecords(sql, { catalogue, forms: {} }, fillerOf(ask), to, { ids: [...new Set(texts)] })) names.set(one.id, one.name);
  }
  return allow({
    items: rows.flatMap((row) => {
      const field = entity && fieldOf(entity, row.fieldId);
      if (!field) return [];
      return [changeInWords(row, field, field.storage === 'encrypted' || isMasked(field, ask.actor), names)];
    }),
  });
}
