import type { TagGroupView } from '@zhike/domain/customers/contract';
import type { Sql } from '../../platform/db';
import { listTagGroups } from './records.tags';

/** A group of tags as a template speaks of it, by its number or by what it is called; null: there is none. */
export async function findTagGroup(sql: Sql, by: { readonly id: string } | { readonly name: string }): Promise<TagGroupView | null> {
  if ('id' in by) return (await listTagGroups(sql, by.id))[0] ?? null;
  return (await listTagGroups(sql)).find((group) => group.name === by.name) ?? null;
}
