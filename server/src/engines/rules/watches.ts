import type { Catalogue } from '@zhike/domain/engines/catalogue/definition';
import { entityOf, fieldOf } from '@zhike/domain/engines/catalogue/find';
import { own } from '@zhike/domain/engines/conditions/values';
import { changedFields } from '@zhike/domain/engines/rules/changed';
import type { GuardBody, RuleBody } from '@zhike/domain/engines/rules/definition';
import { changeIn, sqlIn } from '../../platform/db';
import type { Published } from '../../platform/definition-kinds';
import { lockKeys } from '../../platform/locks';
import type { Write } from '../../platform/write';
import { publishedOf } from '../../modules/definitions/in-force';
import { isMadeKind } from '../catalogue/made-kinds';
import { loadShopCatalogue, shopPlaces } from '../catalogue/shop-fields';

const NOTED: readonly string[] = ['customer', 'booking', 'order', 'card'];
/** Whether an entity's table carries the trigger `note_change`: that of the kinds that the shop made up tells of each by its own id. */
export const isNoted = (entityId: string): boolean => NOTED.includes(entityId) || isMadeKind(entityId);

/** Where the trigger finds a field's value in a row; null: it lies elsewhere (in a table of pairs), or is sealed. */
export function placeInRow(catalogue: Catalogue, entityId: string, fieldId: string): string | null {
  const entity = entityOf(catalogue, entityId);
  const field = entity && fieldOf(entity, fieldId);
  if (!field || !isNoted(entityId)) return null;
  const at = own(shopPlaces(catalogue)[entityId]?.fields ?? {}, fieldId);
  if (!at) return field.storage === 'plain' ? `custom.${fieldId}` : null;
  return 'col' in at && !at.workedOut ? at.col : null;
}

interface Watch {
  readonly fields: Record<string, string>;
  guarded: boolean;
}

/**
 * What is to be noted from here on, reckoned anew from all that is in force and on; `now` is what the caller is putting in force.
 * One at a time, so that of two who publish at once the second knows of the first.
 */
export async function keepWatches(write: Write, id: string, now: Published | null): Promise<void> {
  await lockKeys(write.tx, { alone: ['change_watches'] });
  const sql = sqlIn(write.tx);
  const others = (await publishedOf(sql, ['rule', 'guard'])).filter((one) => one.id !== id);
  const catalogue = await loadShopCatalogue(sql);
  const watches = new Map<string, Watch>();
  for (const one of [...others, ...(now ? [now] : [])].filter(({ on }) => on)) {
    const { entity, when } = one.body as RuleBody | GuardBody;
    const trigger = one.kind === 'rule' ? (one.body as RuleBody).trigger : null;
    if (!isNoted(entity) || (trigger && trigger.on !== 'updated')) continue;
    const watch = watches.get(entity) ?? { fields: {}, guarded: false };
    watches.set(entity, watch);
    watch.guarded ||= one.kind === 'guard';
    for (const field of [...(trigger ? [trigger.field] : []), ...changedFields(when)]) {
      const place = placeInRow(catalogue, entity, field);
      if (place !== null) watch.fields[field] = place;
    }
  }
  await changeIn(write.tx, 'DELETE FROM change_watches', []);
  for (const [entity, { fields, guarded }] of watches)
    await changeIn(write.tx, 'INSERT INTO change_watches (entity, fields, guarded) VALUES ($1, $2::jsonb, $3::boolean)', [
      entity,
      JSON.stringify(fields),
      guarded,
    ]);
}
