import { sqlIn } from '../../platform/db';
import type { StoredEvent } from '../../platform/reactions';
import type { Write } from '../../platform/write';
import { giveCoupon } from './giving';
import { lockTemplate, type TemplateRow } from './records';
import { givenOf, holdCard, withdrawUnused } from './records.gifts';

const stringsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** Locks each template once, in the order of their ids: two sales at once never wait for each other in a circle. */
async function lockTemplates(write: Write, ids: readonly string[]): Promise<Map<string, TemplateRow>> {
  const locked = new Map<string, TemplateRow>();
  for (const id of [...new Set(ids)].sort()) {
    const template = await lockTemplate(sqlIn(write.tx), id);
    if (template) locked.set(id, template);
  }
  return locked;
}

/**
 * MK-04: gives the coupons that a sale or a charge of a card was promised with, each once however often it is told. They were paid for:
 * neither a limit nor the end of the coupon stands in their way. The customer is told of the first; a card that was refunded before gives none.
 */
export async function giveGifts(event: StoredEvent, write: Write): Promise<void> {
  const wanted = stringsOf(event.data.coupons);
  if (wanted.length === 0 || !event.customerId) return;
  const sql = sqlIn(write.tx);
  const cardId = String(event.data.cardId);
  const card = await holdCard(sql, cardId, event.customerId);
  if (!card || card.refunded) return;
  const templates = await lockTemplates(write, wanted);
  const given = await givenOf(sql, event.id);
  const { customerId } = card;
  const wording = `随「${card.name}」送${wanted.length > 1 ? `，共 ${wanted.length} 张` : ''}`;
  for (const [no, templateId] of wanted.entries()) {
    const template = templates.get(templateId);
    if (!template || given.includes(no)) continue;
    await giveCoupon(write, template, { customerId, pushId: null, gift: { cardId, eventId: event.id, no }, wording, staffId: null, quiet: no > 0 });
  }
}

/** MK-04: a card is refunded: the coupons that came with it and are not used go back. */
export const takeBackGifts = (event: StoredEvent, write: Write): Promise<void> => takeBack(write, String(event.data.cardId));

/** Takes back every coupon of a refunded card that no order has. */
export async function takeBack(write: Write, cardId: string): Promise<void> {
  for (const coupon of await withdrawUnused(write.tx, cardId, write.now))
    await write.event({ type: 'coupon.taken_back', customerId: coupon.customerId, data: { couponId: coupon.id, couponName: coupon.name } });
}
