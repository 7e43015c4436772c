import type { TagGroupView } from '@zhike/domain/customers/contract';
import type { Sql } from '../../platform/db';
import { listTagGroups } from './records.tags';

/** A group of tags as a template speaks of it; null: it is gone. */
export async function findTagGroup(sql: Sql, groupId: string): Promise<TagGroupView | null> {
  return (await listTagGroups(sql, groupId))[0] ?? null;
}
