import type { Field } from '@zhike/domain/engines/catalogue/definition';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import { fold } from '@zhike/domain/engines/conditions/values';
import type { Sql } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import { sealedPurpose } from '../conditions/places';

/** Which record has a value of one of the shop's own fields that no two may share, in whichever store; null: none. */
export async function holderOfCustom(sql: Sql, { crypto }: Pick<Ports, 'crypto'>, entity: string, field: Field, value: Value): Promise<string | null> {
  const text = typeof value === 'string' ? fold(value) : JSON.stringify(value);
  const norm = field.storage === 'encrypted' ? crypto.blindIndex(text, sealedPurpose(field.id)) : text;
  const rows = await sql<{ id: string }>('SELECT record_id::text AS id FROM field_uniques WHERE entity = $1 AND field_id = $2 AND value_norm = $3 LIMIT 1', [
    entity,
    field.id,
    norm,
  ]);
  return rows[0]?.id ?? null;
}
