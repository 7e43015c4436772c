import type { RuleBody, RuleDef } from '@zhike/domain/engines/rules/definition';
import type { StoreClock } from '@zhike/domain/engines/rules/due';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { instantOf, offsetMinutesAt } from '@zhike/domain/kernel/zone';
import { publishedOf } from '../../modules/definitions/in-force';
import type { Published } from '../../platform/definition-kinds';
import type { Sql } from '../../platform/db';

/** Where a rule of the whole shop has its midnight. */
export const SHOP_ZONE = 'Asia/Shanghai';

export const toRule = (one: Published): RuleDef => ({
  ...(one.body as RuleBody),
  id: one.id,
  version: one.version,
  title: one.title,
  on: one.on,
  store: one.storeId ?? 'org',
});

/** Every rule that has a version in force; those that are switched off are among them. */
export async function rulesInForce(sql: Sql): Promise<RuleDef[]> {
  return (await publishedOf(sql, ['rule'])).map(toRule);
}

export function zoneClock(zone: string): StoreClock {
  return { instantOf: (date, time) => instantOf(date, time, zone), dateOf: (instant) => dateAt(instant, offsetMinutesAt(zone, instant)) };
}

/** The zone of a rule's store. */
export async function zoneOf(sql: Sql, rule: Pick<RuleDef, 'store'>): Promise<string> {
  if (rule.store === 'org') return SHOP_ZONE;
  return (await sql<{ zone: string }>('SELECT zone FROM stores WHERE id = $1::uuid', [rule.store]))[0]?.zone ?? SHOP_ZONE;
}
