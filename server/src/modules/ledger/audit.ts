import type { Sql } from '../../platform/db';
import { countFaults, type BooksFaults } from './records.audit';

/** What is wrong with the books: all zero, or somebody must look at once. Reads every entry; a question for the night and for tests. */
export async function auditBooks(sql: Sql): Promise<BooksFaults & { readonly sound: boolean }> {
  const faults = await countFaults(sql);
  return { ...faults, sound: Object.values(faults).every((count) => count === 0) };
}
