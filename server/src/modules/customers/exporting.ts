import type { Scope } from '@zhike/domain/kernel/access';
import type { Sql } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import { openPhone } from './phone';
import { listWholeRows } from './records.exporting';

/** A customer as a list that leaves the product tells her. */
export interface CustomerLineOut {
  readonly id: string;
  readonly storeId: string | null;
  readonly ownerStaffId: string | null;
  readonly ownerName: string | null;
  readonly storeName: string | null;
  readonly tags: readonly string[];
  readonly custom: Readonly<Record<string, unknown>>;
  /** By the ids of the core's fields. */
  readonly values: Readonly<Record<string, string | null>>;
  readonly createdAt: Date;
  /** In full: whoever writes it down masks it for those who may not see it. */
  phone(ports: Pick<Ports, 'crypto'>): string | null;
}

/** A page of the customers of a scope, in the order in which they came; `ids`: only these. */
export async function listWhole(
  sql: Sql,
  scope: Scope,
  ids: readonly string[] | null,
  after: CustomerLineOut | null,
  limit: number,
): Promise<CustomerLineOut[]> {
  const rows = await listWholeRows(sql, scope, ids, after && { at: after.createdAt, id: after.id }, limit);
  return rows.map(({ phoneCipher, ...row }) => ({ ...row, phone: (ports) => openPhone(ports, { id: row.id, phoneCipher }) }));
}
