import type { OtherStep, OtherStepDone } from '@zhike/domain/bulk/contract';
import type { Catalogue } from '@zhike/domain/engines/catalogue/definition';
import { own } from '@zhike/domain/engines/conditions/values';
import type { FieldEntity } from '@zhike/domain/fields/contract';
import { compileScope, type Scope } from '@zhike/domain/kernel/access';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import { openCustom, writeCustom } from '../../engines/catalogue/custom-values';
import { type Sql, sqlIn } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { REACH } from './reach';
import { findHeld, listHeld } from './records';

/* What a change of many at once does to the shop's own fields of bookings, orders and cards: all else of them is written by their verbs. */

export const writeScope = (actor: StaffActor, entity: FieldEntity): Scope => compileScope(actor, REACH[entity].write);

/** Those of a selection that the member may read, and whether she may change each. */
export async function selectHeld(sql: Sql, actor: StaffActor, entity: FieldEntity, ids: readonly string[]): Promise<{ id: string; may: boolean }[]> {
  const seen = await listHeld(sql, entity, ids, compileScope(actor, REACH[entity].read), 'readable');
  const may = new Set(await listHeld(sql, entity, seen, writeScope(actor, entity), 'writable'));
  return seen.map((id) => ({ id, may: may.has(id) }));
}

/** One step on one of them. `only`: the step back happens only where it still says what this wrote. */
export async function stepHeld(
  write: Write,
  of: { readonly ports: Ports; readonly scope: Scope; readonly catalogue: Catalogue; readonly cause: Readonly<Record<string, string | boolean>> },
  entity: FieldEntity,
  id: string,
  step: OtherStep,
  only: OtherStep | null,
): Promise<OtherStepDone> {
  const held = await findHeld(sqlIn(write.tx), entity, id, of.scope, 'writable');
  const field = step.do === 'set' ? own(of.catalogue.entities[entity]?.fields ?? {}, step.field) : undefined;
  if (!held || !field || step.do !== 'set') return { outcome: 'refused', reason: 'not_found' };
  const before = openCustom(held.custom, field, entity, id, of.ports);
  if (only && JSON.stringify(before) !== JSON.stringify(only.do === 'set' ? only.value : null)) return { outcome: 'refused', reason: 'changed_since' };
  const { storeId, customerId } = held;
  const change = { entity, recordId: id, storeId, values: { [field.id]: step.value }, by: 'user', cause: 'bulk' } as const;
  const written = await writeCustom(write, of.ports, of.catalogue, change);
  if (!written.ok) return { outcome: 'refused', reason: written.refusal.code === 'fields.not_unique' ? 'not_unique' : 'not_found' };
  if (written.value.length === 0) return { outcome: 'same' };
  await write.event({
    type: 'field.written',
    storeId,
    customerId,
    bookingId: entity === 'booking' ? id : null,
    data: { entity, recordId: id, fields: written.value, ...of.cause },
  });
  return { outcome: 'changed', back: { do: 'set', field: field.id, value: before }, wrote: step };
}
