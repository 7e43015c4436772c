import type { CustomerFacts } from '@zhike/domain/customers/policy';
import type { Sql } from '../../platform/db';
import { findFacts } from './records';

/* Read by booking. A file of its own: queries.ts reads bookings, and the two would go round in a circle. */

/** What a permission decision about one customer needs; a merged record answers for its survivor. Null when there is none. */
export function customerRowFacts(sql: Sql, customerId: string): Promise<CustomerFacts | null> {
  return findFacts(sql, customerId);
}
