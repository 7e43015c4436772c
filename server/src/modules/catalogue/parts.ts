import type { BusinessLine } from '@zhike/domain/catalogue/contract';
import type { Sql } from '../../platform/db';
import { findItemNamed, findItemRows, findLineByKey, findLineRow, type ItemRow } from './records';

/** Lines of business and items as a template speaks of them, for whoever installs one. Null: there is none. */
export const findLine = (sql: Sql, lineId: string): Promise<BusinessLine | null> => findLineRow(sql, lineId);
export const lineWithKey = (sql: Sql, key: string): Promise<string | null> => findLineByKey(sql, key);
export const findItem = async (sql: Sql, itemId: string): Promise<ItemRow | null> => (await findItemRows(sql, [itemId]))[0] ?? null;
export const itemCalled = (sql: Sql, name: string): Promise<string | null> => findItemNamed(sql, name);
