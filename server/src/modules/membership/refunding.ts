import { type CardRefund, decideRefund } from '@zhike/domain/membership/life';
import type { Sql } from '../../platform/db';
import { countUses } from './records.uses';
import { rulesNow } from './rules';
import { todayOf, type Card } from './view';

/** What would go back of a card now. */
export async function refundOf(sql: Sql, { row, facts }: Card, now: Date): Promise<CardRefund> {
  return decideRefund(facts, await countUses(sql, row.id), todayOf(row, row.soldAt), todayOf(row, now), await rulesNow(sql));
}
