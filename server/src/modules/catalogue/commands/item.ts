import { decideTerms } from '@zhike/domain/catalogue/rules';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import { lockKeys } from '../../../platform/locks';
import type { Write } from '../../../platform/write';
import { findStoreRow } from '../../stores/queries.hours';
import type { Input } from '../input';
import { toItemView } from '../queries';
import { findItemNamed, findLineRow, lockItem, saveItemRow } from '../records';
import { CATALOGUE_LOCK } from './line';

const CHINA_MINUTES = 480;

/** PK-02: adds an item, or writes its next version. Earlier versions stay as they are for what was sold by them. */
export async function saveItem(ask: Ask<ActorOf<'catalogue.saveItem'>>, input: Input<'catalogue.saveItem'>, write: Write): Answer<'catalogue.saveItem'> {
  if (ask.scope.kind !== 'all') return refuse('access.forbidden', { right: 'catalogue.manage' });
  const { itemId, terms } = input;
  const decided = decideTerms(terms);
  if (!decided.ok) return decided;
  await lockKeys(write.tx, { alone: [CATALOGUE_LOCK] });
  const sql = sqlIn(write.tx);
  const version = itemId === null ? 0 : await lockItem(sql, itemId);
  if (version === null) return refuse('record.not_found', { noun: 'catalogue_item', id: itemId ?? '' });
  if (version !== input.version) return refuse('record.changed', { noun: 'catalogue_item', id: itemId ?? '', version });
  if (terms.lineId !== null && !(await findLineRow(sql, terms.lineId))) return refuse('record.not_found', { noun: 'business_line', id: terms.lineId });
  for (const storeId of new Set(terms.prices.flatMap((rule) => rule.storeId ?? [])))
    if (!(await findStoreRow(sql, storeId))) return refuse('record.not_found', { noun: 'store', id: storeId });
  const holder = await findItemNamed(sql, terms.name);
  if (holder !== null && holder !== itemId) return refuse('catalogue.name_taken', { name: terms.name });
  const id = itemId ?? newId(write.now);
  await saveItemRow(write.tx, { id, version: version + 1, terms, staffId: ask.actor.staffId, now: write.now });
  await write.event({ type: 'catalogue.item_saved', data: { itemId: id, version: version + 1 } });
  const at = { storeId: '', level: '', date: dateAt(write.now.getTime(), CHINA_MINUTES) };
  return allow({ item: toItemView({ id, version: version + 1, terms }, at, true) });
}
