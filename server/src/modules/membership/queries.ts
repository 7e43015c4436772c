import { prepaidDefaults } from '@zhike/config/prepaid';
import { visibleParts } from '@zhike/domain/customers/policy';
import { compileScope } from '@zhike/domain/kernel/access';
import { addDays, dateAt } from '@zhike/domain/kernel/calendar-date';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { CardEntry } from '@zhike/domain/membership/contract';
import { verbsOf } from '@zhike/domain/membership/rules';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { readCursor, toCursor } from '../../platform/cursor';
import { sqlOf, type Sql } from '../../platform/db';
import { customerRowFacts } from '../customers/row-facts';
import { cardHistory } from '../ledger/cards';
import type { Input } from './input';
import { findProduct, listProducts, listProductVersions } from './records';
import { findCardRows, FOR_EVER, listCardRows, listCardsOf, type CardRow } from './records.cards';
import { listUsesOfCard } from './records.uses';
import { refundOf } from './refunding';
import { rulesNow } from './rules';
import { refundableFen } from '../orders/give-back';
import { reaches, toCardView, toProductView, undoableUntil, withPurses } from './view';

const PAGE = 50;
const CHINA_MINUTES = 480;

export async function getProducts(ask: Ask<ActorOf<'membership.products'>>, input: Input<'membership.products'>): Answer<'membership.products'> {
  return allow({ products: (await listProducts(sqlOf(ask.ports.db), input.withInactive)).map(toProductView) });
}

export async function getShelf(ask: Ask): Answer<'membership.shelf'> {
  const rows = await listProducts(sqlOf(ask.ports.db), false);
  return allow({ products: rows.filter((row) => row.terms.online).map(toProductView) });
}

export async function getProduct(ask: Ask<ActorOf<'membership.product'>>, input: Input<'membership.product'>): Answer<'membership.product'> {
  const sql = sqlOf(ask.ports.db);
  const row = await findProduct(sql, input.productId);
  if (!row) return refuse('record.not_found', { noun: 'card_product', id: input.productId });
  const versions = (await listProductVersions(sql, row.id)).map((version) => ({ ...version, at: version.at.toISOString() }));
  return allow({ product: toProductView(row), versions });
}

export async function getRules(ask: Ask<ActorOf<'membership.rules'>>): Answer<'membership.rules'> {
  return allow({ rules: await rulesNow(sqlOf(ask.ports.db)), defaults: prepaidDefaults });
}

/** The cards of a customer whom the reader may see. */
export async function getCardsOf(ask: Ask<ActorOf<'membership.cardsOf'>>, input: Input<'membership.cardsOf'>): Answer<'membership.cardsOf'> {
  const sql = sqlOf(ask.ports.db);
  const customer = await customerRowFacts(sql, input.customerId);
  if (!customer || visibleParts(compileScope(ask.actor, 'customer.read'), customer) !== 'all')
    return refuse('record.not_found', { noun: 'customer', id: input.customerId });
  const cards = await withPurses(sql, await listCardsOf(sql, customer.customerId));
  return allow({ cards: cards.map((card) => toCardView(card, ask.actor, ask.now)) });
}

export async function getMyCards(ask: Ask<ActorOf<'membership.myCards'>>): Answer<'membership.myCards'> {
  const { customerId } = ask.actor;
  if (!customerId) return allow({ cards: [] });
  const sql = sqlOf(ask.ports.db);
  return allow({ cards: (await withPurses(sql, await listCardsOf(sql, customerId))).map((card) => toCardView(card, ask.actor, ask.now)) });
}

export async function listCards(ask: Ask<ActorOf<'membership.list'>>, input: Input<'membership.list'>): Answer<'membership.list'> {
  const after = readCursor(input.cursor);
  if (!after.ok) return after;
  const sql = sqlOf(ask.ports.db);
  const today = dateAt(ask.now.getTime(), CHINA_MINUTES);
  const rows = await listCardRows(sql, ask.scope, input, {
    today,
    until: input.expiringWithinDays === null ? null : addDays(today, input.expiringWithinDays),
    after: after.value && { day: new Date(after.value.at).toISOString().slice(0, 10), id: after.value.id },
    limit: PAGE + 1,
  });
  const cards = await withPurses(sql, rows.slice(0, PAGE));
  const last = rows[PAGE - 1];
  return allow({
    items: cards.map((card) => toCardView(card, ask.actor, ask.now)),
    // Its last day as an instant: a page of cards goes on like any other list.
    next: rows.length > PAGE && last ? toCursor({ at: new Date(last.validUntil ?? FOR_EVER), id: last.id }) : null,
  });
}

/** Whether a reader may open the card: hers, her family's, one that she reaches as staff, or of a customer whom she sees in full. */
export async function mayRead(sql: Sql, ask: Pick<Ask<ActorOf<'membership.card'>>, 'actor'>, row: CardRow): Promise<boolean> {
  const { actor } = ask;
  if (reaches(actor, 'card.read', row)) return true;
  if (actor.kind === 'customer') return row.family.some((member) => member.customerId === actor.customerId);
  const customer = await customerRowFacts(sql, row.customerId);
  return customer !== null && visibleParts(compileScope(actor, 'customer.read'), customer) === 'all';
}

/** CD-09: one card, and why it holds what it holds. */
export async function getCard(ask: Ask<ActorOf<'membership.card'>>, input: Input<'membership.card'>): Answer<'membership.card'> {
  const { cursor } = input;
  if (cursor && !/^\d{1,18}$/.test(cursor)) return refuse('request.invalid', { issues: [{ path: 'cursor', problem: 'unknown_cursor' }] });
  const sql = sqlOf(ask.ports.db);
  const [card] = await withPurses(sql, await findCardRows(sql, [input.cardId]));
  if (!card || !(await mayRead(sql, ask, card.row))) return refuse('record.not_found', { noun: 'card', id: input.cardId });
  const { undoHours } = await rulesNow(sql);
  const mayUndo = ask.actor.kind === 'staff' && compileScope(ask.actor, 'card.undo').kind !== 'none';
  const undoable = new Set(
    (mayUndo ? await listUsesOfCard(sql, card.row.id) : []).filter((use) => undoableUntil(use, undoHours) > ask.now).map((use) => `card_use/${use.id}/used`),
  );
  const rows = await cardHistory(sql, card.row.id, cursor ?? null, PAGE + 1);
  const entries = rows.slice(0, PAGE).map(({ act: _, entryId: __, payerName: ___, payerId, moneyFen, key, actorKind, byName, at, ...entry }): CardEntry => {
    const useId = undoable.has(key) ? (key.split('/')[1] ?? null) : null;
    // What somebody else paid for it before it was given away is her paper.
    const mine = ask.actor.kind !== 'customer' || payerId === ask.actor.customerId;
    return {
      ...entry,
      moneyFen: mine ? moneyFen : 0,
      at: at.toISOString(),
      byName: byName ?? (actorKind === 'customer' ? card.row.customerName : '系统'),
      useId,
    };
  });
  return allow({ card: toCardView(card, ask.actor, ask.now), entries, next: rows.length > PAGE ? (rows[PAGE - 1]?.entryId ?? null) : null });
}

/** CD-10: what would go back today. */
export async function previewRefund(
  ask: Ask<ActorOf<'membership.refundPreview'>>,
  input: Input<'membership.refundPreview'>,
): Answer<'membership.refundPreview'> {
  const sql = sqlOf(ask.ports.db);
  const [card] = await withPurses(sql, await findCardRows(sql, [input.cardId]));
  if (!card || !reaches(ask.actor, 'card.refund', card.row)) return refuse('record.not_found', { noun: 'card', id: input.cardId });
  if (!verbsOf(card.facts).includes('refund')) return refuse('membership.not_possible', { state: card.facts.state, verb: 'refund' });
  const { steps, ...rest } = await refundOf(sql, card, ask.now);
  return allow({ steps: [...steps], ...rest, wechatFen: await refundableFen(sql, { cardId: card.row.id }) });
}
