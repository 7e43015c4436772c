import { allow, refuse } from '@zhike/domain/kernel/decision';
import { decideTerms } from '@zhike/domain/membership/rules';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import { lockKeys } from '../../../platform/locks';
import type { Write } from '../../../platform/write';
import type { Input } from '../input';
import { findProduct, findProductNamed, findUnknown, lockProduct, saveProductRow, saveRulesRow } from '../records';
import { rulesNow } from '../rules';
import { toProductView } from '../view';

const LOCK = 'card_products';

/** Adds a card that is sold, or writes its next version. Cards that are sold keep the words under which they were. */
export async function saveProduct(
  ask: Ask<ActorOf<'membership.saveProduct'>>,
  input: Input<'membership.saveProduct'>,
  write: Write,
): Answer<'membership.saveProduct'> {
  if (ask.scope.kind !== 'all') return refuse('access.forbidden', { right: 'card.manage' });
  const { productId, terms } = input;
  await lockKeys(write.tx, { alone: [LOCK] });
  const sql = sqlIn(write.tx);
  const decided = decideTerms(terms, await rulesNow(sql));
  if (!decided.ok) return decided;
  const version = productId === null ? 0 : await lockProduct(sql, productId);
  if (version === null) return refuse('record.not_found', { noun: 'card_product', id: productId ?? '' });
  if (version !== input.version) return refuse('record.changed', { noun: 'card_product', id: productId ?? '', version });
  for (const [table, noun, ids] of [
    ['services', 'service', terms.serviceIds],
    ['stores', 'store', terms.storeIds],
    ['coupon_templates', 'coupon_template', terms.coupons.map((one) => one.templateId)],
  ] as const) {
    const unknown = await findUnknown(sql, table, ids);
    if (unknown !== null) return refuse('record.not_found', { noun, id: unknown });
  }
  const holder = await findProductNamed(sql, terms.name);
  if (holder !== null && holder !== productId) return refuse('membership.name_taken', { name: terms.name });
  const id = productId ?? newId(write.now);
  await saveProductRow(write.tx, { id, version: version + 1, terms, staffId: ask.actor.staffId, now: write.now });
  await write.event({ type: 'card.product_saved', data: { productId: id, version: version + 1 } });
  const saved = await findProduct(sql, id);
  if (!saved) throw new Error('a product that was just written is not there');
  return allow({ product: toProductView(saved) });
}

/** Other rules than the law's defaults, for the whole shop. */
export async function saveRules(
  ask: Ask<ActorOf<'membership.saveRules'>>,
  { rules }: Input<'membership.saveRules'>,
  write: Write,
): Answer<'membership.saveRules'> {
  if (ask.scope.kind !== 'all') return refuse('access.forbidden', { right: 'card.manage' });
  await saveRulesRow(write.tx, rules, ask.actor.staffId, write.now);
  await write.event({ type: 'card.rules_saved', data: { ...rules } });
  return allow({ rules });
}
