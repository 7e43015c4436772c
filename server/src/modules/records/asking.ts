import type { ApiRefusal } from '@zhike/domain/api';
import type { Catalogue, Entity, Field } from '@zhike/domain/engines/catalogue/definition';
import { familyOf } from '@zhike/domain/engines/catalogue/find';
import { checkCondition } from '@zhike/domain/engines/conditions/check';
import type { Cond } from '@zhike/domain/engines/conditions/definition';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { PhysicalEntity } from '../../engines/catalogue/physical';
import { compileCondition } from '../../engines/conditions/compile';
import { contextAt } from '../../engines/conditions/context';
import { SHOP_ZONE } from '../../engines/rules/definitions';
import type { Ask } from '../../http/route';
import { toFound } from '../forms/view';

/** Where a made-up record keeps what is no field of its own. */
const RECORDS: PhysicalEntity = {
  table: 'records',
  fields: {
    createdAt: { col: 'created_at', sql: 'instant' },
    owner: { col: 'owner_id', sql: 'uuid' },
    store: { col: 'store_id', sql: 'uuid' },
    code: { col: 'code', sql: 'text' },
    state: { col: 'state', sql: 'text' },
  },
  relations: {},
};
const SYSTEM: readonly string[] = Object.keys(RECORDS.fields);

/** Links lie in rows of their own, and what is sealed cannot be looked into. */
const isAsked = (field: Field): boolean =>
  SYSTEM.includes(field.id) || (field.storage === 'plain' && field.sensitivity !== 'sensitive' && field.to === undefined && familyOf(field) !== null);

/** A kind of record with the fields that a condition may test. */
export const askedOf = (entity: Entity): Entity => ({
  ...entity,
  fields: Object.fromEntries(Object.entries(entity.fields).filter(([, field]) => isAsked(field))),
  relations: {},
});

/** A condition on records of a kind as SQL about the row `r`; null when there is none. */
export function whereOf(
  ask: Pick<Ask<StaffActor>, 'actor' | 'ports' | 'now'>,
  entity: Entity,
  raw: unknown,
): Decision<((values: unknown[]) => string) | null, ApiRefusal> {
  if (raw === undefined) return allow(null);
  const cond = raw as Cond;
  const catalogue: Catalogue = { version: 1, entities: { [entity.id]: askedOf(entity) } };
  const problems = checkCondition(cond, entity.id, catalogue, { profile: 'server' });
  if (problems.some((problem) => problem.level === 'error'))
    return refuse('segments.has_problems', { problems: problems.map((problem) => toFound(problem as Parameters<typeof toFound>[0])) });
  const options = {
    catalogue,
    physical: { [entity.id]: RECORDS },
    context: { ...contextAt(ask.now, SHOP_ZONE), actor: { id: ask.actor.staffId, storeIds: ask.actor.storeIds, teamIds: [] } },
    zone: SHOP_ZONE,
    blindIndex: ask.ports.crypto.blindIndex,
  };
  return allow((values) => compileCondition(cond, entity.id, 'r', values, options));
}
