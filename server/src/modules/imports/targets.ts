import type { ImportKind } from '@zhike/domain/imports/contract';
import { holds } from '@zhike/domain/kernel/access';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import { loadShopCatalogue } from '../../engines/catalogue/shop-fields';
import type { Sql } from '../../platform/db';
import { loadVersion, loadWorld } from '../forms/catalogue';
import type { Target } from './target';
import { cardsTarget, visitsTarget } from './target.past';
import { customersTarget } from './target.customers';
import { recordsTarget } from './target.records';

/** The right beside that of importing that a kind asks for. */
const RIGHTS = { customer: 'customer.write', record: 'record.write', card: 'card.adjust', visit: 'customer.write' } as const;

export const mayImport = (actor: StaffActor, kind: ImportKind): boolean => holds(actor, RIGHTS[kind]);

export interface TargetOf {
  readonly kind: ImportKind;
  readonly formId: string | null;
  /** Of a form: as it was when the import began; null: as it is now. */
  readonly formVersion: number | null;
}

/** What rows of a file become; null: no such form, or one that nothing can be brought in by. */
export async function loadTarget(sql: Sql, of: TargetOf): Promise<Target | null> {
  if (of.kind === 'customer') return customersTarget(await loadShopCatalogue(sql));
  if (of.kind === 'card') return cardsTarget();
  if (of.kind === 'visit') return visitsTarget();
  const world = await loadWorld(sql);
  const current = of.formId === null ? undefined : world.forms[of.formId];
  if (!current || !world.open.get(current.id)?.on) return null;
  const form = of.formVersion === null || of.formVersion === current.version ? current : (await loadVersion(sql, current.id, of.formVersion))?.form;
  const entity = form && world.catalogue.entities[form.entity];
  return form && entity?.custom ? recordsTarget(form, world, entity) : null;
}

/** Everything that a member may bring in. */
export async function listTargets(sql: Sql, actor: StaffActor): Promise<Target[]> {
  const targets: Target[] = [];
  if (mayImport(actor, 'customer')) targets.push(customersTarget(await loadShopCatalogue(sql)));
  if (mayImport(actor, 'card')) targets.push(cardsTarget());
  if (mayImport(actor, 'visit')) targets.push(visitsTarget());
  if (!mayImport(actor, 'record')) return targets;
  const world = await loadWorld(sql);
  const inner = new Set(Object.values(world.forms).flatMap((form) => Object.values(form.fields).flatMap((slot) => slot.rows?.form ?? [])));
  for (const form of Object.values(world.forms)) {
    const entity = world.catalogue.entities[form.entity];
    if (entity?.custom && world.open.get(form.id)?.on && !inner.has(form.id)) targets.push(recordsTarget(form, world, entity));
  }
  return targets;
}
