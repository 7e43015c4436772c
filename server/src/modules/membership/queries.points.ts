import { pointsDefaults } from '@zhike/config/points';
import type { ApiRefusal } from '@zhike/domain/api';
import type { Scope } from '@zhike/domain/kernel/access';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { PointsEntry, Redemption, RedemptionState } from '@zhike/domain/membership/contract';
import { mayTake } from '@zhike/domain/membership/points';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { readCursor, toCursor } from '../../platform/cursor';
import { sqlOf, type Sql } from '../../platform/db';
import { customerRowFacts } from '../customers/row-facts';
import { pointsHistory } from '../ledger/points';
import { reachesCustomer } from './commands/points';
import type { Input } from './input';
import { balanceOf, pointsRulesNow } from './pointing';
import { countTaken, listItems, listRedemptionRows } from './records.mall';
import { toRedemption } from './view.mall';

const PAGE = 50;
const NOTHING = { points: 0, owedPoints: 0, nextExpiry: null };
type Cursor = string | null | undefined;

export async function getPointsRules(ask: Ask<ActorOf<'membership.pointsRules'>>): Answer<'membership.pointsRules'> {
  return allow({ rules: await pointsRulesNow(sqlOf(ask.ports.db)), defaults: pointsDefaults });
}

/** Her points and a page of their acts. */
async function statementOf(sql: Sql, customerId: string, cursor: Cursor) {
  if (cursor && !/^\d{1,18}$/.test(cursor)) return refuse('request.invalid', { issues: [{ path: 'cursor', problem: 'unknown_cursor' }] });
  const rows = await pointsHistory(sql, customerId, cursor ?? null, PAGE + 1);
  const items = rows.slice(0, PAGE).map(({ entryId: _, byName, actorKind, at, ...row }): PointsEntry => {
    return { ...row, at: at.toISOString(), byName: byName ?? (actorKind === 'customer' ? '客户' : '系统') };
  });
  const next = rows.length > PAGE ? (rows[PAGE - 1]?.entryId ?? null) : null;
  return allow({ balance: await balanceOf(sql, customerId), rules: await pointsRulesNow(sql), items, next });
}

export async function getPointsOf(ask: Ask<ActorOf<'membership.pointsOf'>>, input: Input<'membership.pointsOf'>): Answer<'membership.pointsOf'> {
  const sql = sqlOf(ask.ports.db);
  const customer = await customerRowFacts(sql, input.customerId);
  if (!customer || !(await reachesCustomer(sql, ask.actor, 'points.read', customer.customerId)))
    return refuse('record.not_found', { noun: 'customer', id: input.customerId });
  return statementOf(sql, customer.customerId, input.cursor);
}

export async function getMyPoints(ask: Ask<ActorOf<'membership.myPoints'>>, input: Input<'membership.myPoints'>): Answer<'membership.myPoints'> {
  const sql = sqlOf(ask.ports.db);
  const { customerId } = ask.actor;
  if (!customerId) return allow({ balance: NOTHING, rules: await pointsRulesNow(sql), items: [], next: null });
  return statementOf(sql, customerId, input.cursor);
}

/** CD-08: what she can have, and how many more of it. */
export async function getMall(ask: Ask<ActorOf<'membership.mall'>>): Answer<'membership.mall'> {
  const sql = sqlOf(ask.ports.db);
  const { customerId } = ask.actor;
  const had = customerId ? await countTaken(sql, customerId) : new Map<string, number>();
  const items = (await listItems(sql, false)).map((item) => ({ ...item, mayTake: mayTake(item, had.get(item.id) ?? 0) }));
  return allow({ balance: customerId ? await balanceOf(sql, customerId) : NOTHING, items });
}

export async function getMallItems(ask: Ask<ActorOf<'membership.mallItems'>>, input: Input<'membership.mallItems'>): Answer<'membership.mallItems'> {
  return allow({ items: await listItems(sqlOf(ask.ports.db), input.withInactive) });
}

async function redemptionPage(
  sql: Sql,
  scope: Scope,
  filter: { readonly customerId: string | null; readonly state: RedemptionState | null },
  cursor: Cursor,
): Promise<Decision<{ items: Redemption[]; next: string | null }, ApiRefusal>> {
  const after = readCursor(cursor);
  if (!after.ok) return after;
  const rows = await listRedemptionRows(sql, scope, filter, { after: after.value, limit: PAGE + 1 });
  const last = rows[PAGE - 1];
  return allow({ items: rows.slice(0, PAGE).map(toRedemption), next: rows.length > PAGE && last ? toCursor({ at: last.createdAt, id: last.id }) : null });
}

export async function listRedemptions(ask: Ask<ActorOf<'membership.redemptions'>>, input: Input<'membership.redemptions'>): Answer<'membership.redemptions'> {
  return redemptionPage(sqlOf(ask.ports.db), ask.scope, input, input.cursor);
}

export async function getMyRedemptions(
  ask: Ask<ActorOf<'membership.myRedemptions'>>,
  input: Input<'membership.myRedemptions'>,
): Answer<'membership.myRedemptions'> {
  const { customerId } = ask.actor;
  if (!customerId) return allow({ items: [], next: null });
  return redemptionPage(sqlOf(ask.ports.db), { kind: 'customer', customerId }, { customerId: null, state: null }, input.cursor);
}
