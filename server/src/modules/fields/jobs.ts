import type { Field } from '@zhike/domain/engines/catalogue/definition';
import { dropIndex, ensureIndex } from '../../engines/catalogue/indexer';
import { loadShopCatalogue } from '../../engines/catalogue/shop-fields';
import { sqlOf } from '../../platform/db';
import { defineJob, type JobHandler } from '../../platform/jobs';
import type { Ports } from '../../platform/ports';
import type { Reactions } from '../../platform/reactions';
import { definitionsNaming } from './users';
import { shopFieldsOf } from './view';

const lookAfterIndexes = defineJob<Record<string, never>>('fields.index', { expireSeconds: 900 });

/** Whether a definition asks for a date's yearly day, which has an index of its own. */
const asksYearDay = (body: unknown): boolean => JSON.stringify(body ?? null).includes('"yearDay"');

/**
 * Each field that a definition in force asks has its index where there are so many records that it is felt; a field that nobody asks any more
 * loses it. Nobody who writes waits meanwhile. Idempotent.
 * @returns how many were made
 */
export async function tendIndexes(ports: Pick<Ports, 'db' | 'definitionKinds' | 'log'>): Promise<number> {
  const catalogue = await loadShopCatalogue(sqlOf(ports.db));
  let made = 0;
  const ensure = async (entityId: string, field: Field, use: 'value' | 'yearDay'): Promise<void> => {
    const done = await ensureIndex(ports.db, catalogue, entityId, field.id, use);
    if (done === 'made') made += 1;
    if (done === 'made' || done === 'too_many_indexes') ports.log.info({ entity: entityId, field: field.id, use, done }, 'fields.index');
  };
  for (const entity of Object.values(catalogue.entities))
    for (const field of shopFieldsOf(entity)) {
      const asking = field.retired ? [] : (await definitionsNaming(sqlOf(ports.db), ports.definitionKinds, field.id)).filter((one) => one.kind !== 'form');
      if (asking.length === 0) await dropIndex(ports.db, entity.id, field.id);
      else await ensure(entity.id, field, 'value');
      if (field.type === 'date' && asking.some((one) => asksYearDay(one.body))) await ensure(entity.id, field, 'yearDay');
    }
  return made;
}

/** Nightly, when shops in China sleep, and whenever something is put in force. */
export function fieldJobs(ports: Ports): JobHandler[] {
  return [{ kind: lookAfterIndexes, run: async () => void (await tendIndexes(ports)), cron: '40 18 * * *' }];
}

export const fieldReactions: Reactions = {
  'definition.published': (_, write) => write.enqueue(lookAfterIndexes, {}),
};
