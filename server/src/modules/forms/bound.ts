import type { FormDef } from '@zhike/domain/engines/forms/definition';
import type { FormWorld } from '@zhike/domain/engines/forms/input';
import { fieldOfSlot } from '@zhike/domain/engines/forms/values';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import type { Actor } from '@zhike/domain/kernel/actor';
import { hashToken } from '../../platform/crypto';
import type { Sql } from '../../platform/db';
import { findLink, findLinkByHash, isMadeFor, type LinkRecord } from './records.submissions';

/** The link by which somebody comes: by its token, or (what was made for her) by its id, when she is logged in. Null: none, or not hers. */
export async function linkFor(
  sql: Sql,
  actor: Actor,
  by: { readonly token?: string | undefined; readonly linkId?: string | undefined },
): Promise<LinkRecord | null> {
  if (by.token !== undefined) return findLinkByHash(sql, hashToken(by.token));
  if (by.linkId === undefined || actor.kind !== 'customer' || actor.customerId === null) return null;
  return (await isMadeFor(sql, by.linkId, actor.customerId)) ? findLink(sql, by.linkId) : null;
}

/** The slots that say which customer a form is about, filled with the one that its link was made for. Strangers cannot type them: such slots are read-only. */
export function boundTo(form: FormDef, world: FormWorld, customerId: string | null): Readonly<Record<string, Value>> {
  const entity = world.catalogue.entities[form.entity];
  if (customerId === null || !entity) return {};
  return Object.fromEntries(
    Object.entries(form.fields).flatMap(([id, slot]) =>
      fieldOfSlot(slot, entity)?.to === 'customer' && slot.readonlyIf === true ? [[id, customerId] as const] : [],
    ),
  );
}

/** The kinds of records whose list a public form opens. */
export function listsOf(form: FormDef, world: FormWorld): readonly string[] {
  const entity = world.catalogue.entities[form.entity];
  return (form.public?.publicLists ?? []).flatMap((id) => {
    const slot = form.fields[id];
    const field = slot && entity ? fieldOfSlot(slot, entity) : null;
    return field?.to ? [field.to] : field?.type === 'store' ? ['store'] : [];
  });
}
