import type { Field } from '@zhike/domain/engines/catalogue/definition';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import type { Sql } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import { normOf } from './custom-values';

/** Which record has a value of one of the shop's own fields that no two may share, in whichever store; null: none. */
export async function holderOfCustom(sql: Sql, ports: Pick<Ports, 'crypto'>, entity: string, field: Field, value: Value): Promise<string | null> {
  return (await holdersOfCustom(sql, ports, entity, [{ field, value }]))[0] ?? null;
}

/** The same for many values at once, answered in their order. */
export async function holdersOfCustom(
  sql: Sql,
  ports: Pick<Ports, 'crypto'>,
  entity: string,
  wanted: readonly { readonly field: Field; readonly value: Value }[],
): Promise<(string | null)[]> {
  const norms = wanted.map(({ field, value }) => normOf(value, field, ports));
  const rows = await sql<{ n: number; id: string }>(
    `SELECT DISTINCT ON (w.n) w.n::int AS n, u.record_id::text AS id FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS w(field, norm, n)
     JOIN field_uniques u ON u.entity = $1 AND u.field_id = w.field AND u.value_norm = w.norm ORDER BY w.n`,
    [entity, wanted.map(({ field }) => field.id), norms],
  );
  const found = new Map(rows.map(({ n, id }) => [n, id]));
  return wanted.map((_, index) => found.get(index + 1) ?? null);
}
