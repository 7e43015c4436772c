import { readSearch } from '@zhike/domain/customers/rules';
import { isMobile, normalisePhone } from '@zhike/domain/kernel/phone';
import type { Scope } from '@zhike/domain/kernel/access';
import type { Sql } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import { openPhone, phoneIndexOf } from './phone';
import { findIdBy, listLines } from './records';

/** A customer as another record links to her. */
export interface LinkedCustomer {
  readonly id: string;
  readonly name: string;
  /** In full, for who may see it to mask or show. */
  readonly phone: string | null;
}

/** Whose number it is, whoever asks; null: no customer's. `phone` is normalised. */
export function customerByPhone(sql: Sql, ports: Pick<Ports, 'crypto'>, phone: string): Promise<string | null> {
  return findIdBy(sql, 'phone_index', phoneIndexOf(ports, phone));
}

/** Customers of a scope by their ids, or by what a person types (a name, pinyin, the last four digits, a whole number). */
export async function linkedCustomers(
  sql: Sql,
  ports: Pick<Ports, 'crypto'>,
  scope: Scope,
  wanted: { readonly ids: readonly string[] } | { readonly search: string; readonly limit: number },
  now: Date,
): Promise<LinkedCustomer[]> {
  const base = { of: 'scope' as const, tagIds: [], storeId: null, after: null, now };
  const everyone = { kind: 'everyone' as const };
  const byIds = (ids: readonly string[], limit: number) => listLines(sql, scope, { ...base, search: everyone, ids, limit });
  const bySearch = async (text: string, limit: number) => {
    const search = readSearch(text, (number) => (isMobile(normalisePhone(number)) ? normalisePhone(number) : null));
    if (search.kind !== 'phone') return listLines(sql, scope, { ...base, search, ids: null, limit });
    const id = await findIdBy(sql, 'phone_index', phoneIndexOf(ports, search.phone));
    return id === null ? [] : byIds([id], limit);
  };
  const lines = 'ids' in wanted ? await byIds(wanted.ids, wanted.ids.length) : await bySearch(wanted.search, wanted.limit);
  return lines.map((line) => ({ id: line.id, name: line.name, phone: openPhone(ports, line) }));
}
