import type { CustomerSearch } from '@zhike/domain/customers/rules';
import type { Scope } from '@zhike/domain/kernel/access';
import type { Sql } from '../../platform/db';
import { customerWhere } from './records';

export interface BulkFilter {
  readonly ids: readonly string[] | null;
  readonly search: CustomerSearch;
  readonly phoneIndex: string | null;
  readonly tagIds: readonly string[];
  readonly storeId: string | null;
}

const likeContains = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

/** The customers of a scope that a filter finds, the oldest first: the list of customers without what other stores share. */
export async function listIds(sql: Sql, read: Scope, write: Scope, filter: BulkFilter, limit: number): Promise<{ id: string; may: boolean }[]> {
  const values: unknown[] = [];
  const add = (value: unknown): string => `$${values.push(value)}`;
  const where = ['c.merged_into_id IS NULL', customerWhere(read, values)];
  const { search } = filter;
  if (filter.ids) where.push(`c.id = ANY(${add(filter.ids)}::uuid[])`);
  if (search.kind === 'phone') where.push(`c.phone_index = ${add(filter.phoneIndex)}`);
  if (search.kind === 'text') {
    const ways = [`c.name ILIKE ${add(likeContains(search.name))}`];
    if (search.pinyin) ways.push(`c.name_pinyin LIKE ${add(likeContains(search.pinyin))}`);
    if (search.last4) ways.push(`c.phone_last4 = ${add(search.last4)}`);
    where.push(`(${ways.join(' OR ')})`);
  }
  const tagIds = [...new Set(filter.tagIds)];
  if (tagIds.length > 0)
    where.push(`(SELECT count(*) FROM customer_tags ct WHERE ct.customer_id = c.id AND ct.tag_id = ANY(${add(tagIds)}::uuid[])) = ${add(tagIds.length)}::int`);
  if (filter.storeId) where.push(`c.store_id = ${add(filter.storeId)}::uuid`);
  return sql(
    `SELECT c.id, ${customerWhere(write, values)} AS may FROM customers c WHERE ${where.join(' AND ')} ORDER BY c.created_at, c.id LIMIT ${add(limit)}::int`,
    values,
  );
}
