import { limitIn } from '@zhike/domain/kernel/access';
import type { Sql } from '../../platform/db';
import { grantsOf } from '../access/roles';
import { rolesOf } from './records';

/** The most that a member may give off an order, in percent; 0 for who has left. */
export async function discountLimitOf(sql: Sql, staffId: string): Promise<number> {
  return limitIn(await grantsOf(sql, await rolesOf(sql, staffId)), 'order.discount');
}
