import { gateDefaults } from '@zhike/config/gate';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { instantOf, offsetMinutesAt } from '@zhike/domain/kernel/zone';
import type { GateFacts, GateSettings } from '@zhike/domain/marketing/gate';
import type { Sql } from '../../platform/db';
import { countTexts, findSettings } from './records.settings';

const both = (a: readonly string[], b: readonly string[]): string[] => [...new Set([...a, ...b])];

/**
 * The settings that hold: the store's own over the shop's over the defaults. Words of the shop hold in every store: a store may add to
 * them, and cannot let one through.
 */
export async function gateSettings(sql: Sql, storeId: string | null = null): Promise<GateSettings> {
  const [ofShop, ofStore] = await Promise.all([findSettings(sql, null), storeId === null ? null : findSettings(sql, storeId)]);
  const shop = { ...gateDefaults, ...ofShop?.settings };
  const own = ofStore?.settings;
  if (!own) return shop;
  const block = both(shop.words.block, own.words?.block ?? []);
  const approve = both(shop.words.approve, own.words?.approve ?? []).filter((word) => !block.includes(word));
  return { ...shop, ...own, words: { block, approve } };
}

/** What is left of the month's money for texts, and what one costs; null: it is not limited. `zone`: whose month. */
export async function budgetOf(sql: Sql, settings: GateSettings, storeId: string | null, zone: string, now: Date): Promise<GateFacts['budget']> {
  const { monthFen, smsFen } = settings.budget;
  if (monthFen === null) return null;
  const first = `${dateAt(now.getTime(), offsetMinutesAt(zone, now.getTime())).slice(0, 8)}01`;
  const spent = (await countTexts(sql, storeId, new Date(instantOf(first, '00:00', zone)))) * smsFen;
  return { leftFen: Math.max(0, monthFen - spent), costFen: smsFen };
}
