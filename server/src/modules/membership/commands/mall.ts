import type { ApiRefusal } from '@zhike/domain/api';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { Redemption } from '@zhike/domain/membership/contract';
import { decideRedeem } from '@zhike/domain/membership/points';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import { newCode, newId } from '../../../platform/ids';
import { lockKeys } from '../../../platform/locks';
import type { Write } from '../../../platform/write';
import { reachesStore } from '../../booking/reach';
import { holdPerson } from '../../customers/levels';
import { pointsHeld } from '../../ledger/points';
import { findStoreRow } from '../../stores/queries.hours';
import type { Input } from '../input';
import { returnPoints, takePoints } from '../pointing';
import {
  changeStock,
  closeRedemption,
  countTaken,
  findItemNamed,
  findRedemption,
  insertRedemption,
  lockItem,
  saveItemRow,
  type RedemptionRow,
} from '../records.mall';
import { toRedemption } from '../view.mall';
import { reachesCustomer } from './points';

const CODE_LENGTH = 10;

/** CD-08: something else, or something new, to be had for points. */
export async function saveMallItem(
  ask: Ask<ActorOf<'membership.saveMallItem'>>,
  input: Input<'membership.saveMallItem'>,
  write: Write,
): Answer<'membership.saveMallItem'> {
  if (ask.scope.kind !== 'all') return refuse('access.forbidden', { right: 'level.manage' });
  const { itemId, terms } = input;
  await lockKeys(write.tx, { alone: ['mall_items'] });
  const sql = sqlIn(write.tx);
  const old = itemId === null ? null : await lockItem(sql, itemId);
  if (itemId !== null && !old) return refuse('record.not_found', { noun: 'mall_item', id: itemId });
  const version = old?.version ?? 0;
  if (version !== input.version) return refuse('record.changed', { noun: 'mall_item', id: itemId ?? '', version });
  const holder = await findItemNamed(sql, terms.name);
  if (holder !== null && holder !== itemId) return refuse('membership.item_name_taken', { name: terms.name });
  const item = { ...terms, id: itemId ?? newId(write.now), version: version + 1 };
  await saveItemRow(write.tx, item);
  await write.event({ type: 'points.item_saved', data: { itemId: item.id, version: item.version } });
  return allow({ item });
}

async function answerRedemption(write: Write, id: string): Promise<Decision<{ redemption: Redemption }, ApiRefusal>> {
  const row = await findRedemption(sqlIn(write.tx), { id });
  if (!row) throw new Error('a redemption that was just written is not there');
  return allow({ redemption: toRedemption(row) });
}

/** Takes an item for points: her record, then the item, are locked, so that neither the last points nor the last piece goes twice. */
async function take(
  write: Write,
  customerId: string,
  wanted: { readonly itemId: string; readonly version: number },
): Promise<Decision<{ redemption: Redemption }, ApiRefusal>> {
  const sql = sqlIn(write.tx);
  const person = await holdPerson(write, customerId);
  if (!person) return refuse('record.not_found', { noun: 'customer', id: customerId });
  const item = await lockItem(sql, wanted.itemId);
  if (!item) return refuse('record.not_found', { noun: 'mall_item', id: wanted.itemId });
  if (item.version !== wanted.version) return refuse('record.changed', { noun: 'mall_item', id: item.id, version: item.version });
  const held = await pointsHeld(sql, person.customerId);
  const decided = decideRedeem(item, held.points, (await countTaken(sql, person.customerId)).get(item.id) ?? 0);
  if (!decided.ok) return decided;
  const id = newId(write.now);
  const taken = await takePoints(write, person, { key: `redemption/${id}/taken`, act: 'points.spent', points: -item.pricePoints, note: item.name });
  await changeStock(write.tx, item.id, -1);
  const { id: itemId, name: itemName, pricePoints } = item;
  await insertRedemption(write.tx, {
    id,
    code: newCode(CODE_LENGTH),
    itemId,
    itemName,
    pricePoints,
    customerId: person.customerId,
    taken,
    createdAt: write.now,
  });
  await write.event({
    type: 'points.redeemed',
    storeId: person.storeId,
    customerId: person.customerId,
    data: { redemptionId: id, itemName, change: -pricePoints },
  });
  return answerRedemption(write, id);
}

export async function redeem(ask: Ask<ActorOf<'membership.redeem'>>, input: Input<'membership.redeem'>, write: Write): Answer<'membership.redeem'> {
  const { customerId } = ask.actor;
  return customerId ? take(write, customerId, input) : refuse('record.not_found', { noun: 'customer', id: '' });
}

export async function redeemFor(ask: Ask<ActorOf<'membership.redeemFor'>>, input: Input<'membership.redeemFor'>, write: Write): Answer<'membership.redeemFor'> {
  if (!(await reachesCustomer(sqlIn(write.tx), ask.actor, 'points.use', input.customerId)))
    return refuse('record.not_found', { noun: 'customer', id: input.customerId });
  return take(write, input.customerId, input);
}

function over(row: RedemptionRow): Decision<never, ApiRefusal> {
  const state = row.state === 'cancelled' ? ('cancelled' as const) : ('handed_out' as const);
  return refuse('membership.redemption_over', { state, at: (row.closedAt ?? row.createdAt).toISOString() });
}

/** CD-08: the code is the right to it, at any store of the shop where the member works. */
export async function handOut(ask: Ask<ActorOf<'membership.handOut'>>, input: Input<'membership.handOut'>, write: Write): Answer<'membership.handOut'> {
  const sql = sqlIn(write.tx);
  const store = await findStoreRow(sql, input.storeId);
  if (!store || !reachesStore(ask.scope, ask.actor, store.id)) return refuse('record.not_found', { noun: 'store', id: input.storeId });
  const code = input.code.toUpperCase();
  const row = await findRedemption(sql, { code });
  if (!row) return refuse('record.not_found', { noun: 'redemption', id: input.code });
  if (!(await closeRedemption(write.tx, { id: row.id, state: 'handed_out', storeId: store.id, staffId: ask.actor.staffId, reason: '', now: write.now })))
    return over((await findRedemption(sql, { id: row.id })) ?? row);
  await write.event({ type: 'points.handed_out', storeId: store.id, customerId: row.customerId, data: { redemptionId: row.id, itemName: row.itemName } });
  return answerRedemption(write, row.id);
}

/** CD-08: not handed out after all. */
export async function cancelRedemption(
  ask: Ask<ActorOf<'membership.cancelRedemption'>>,
  input: Input<'membership.cancelRedemption'>,
  write: Write,
): Answer<'membership.cancelRedemption'> {
  const sql = sqlIn(write.tx);
  const notFound = refuse('record.not_found', { noun: 'redemption', id: input.redemptionId });
  const row = await findRedemption(sql, { id: input.redemptionId });
  if (!row || !(await reachesCustomer(sql, ask.actor, 'points.adjust', row.customerId))) return notFound;
  const person = await holdPerson(write, row.customerId);
  if (!person) return notFound;
  const { reason } = input;
  if (!(await closeRedemption(write.tx, { id: row.id, state: 'cancelled', storeId: null, staffId: ask.actor.staffId, reason, now: write.now })))
    return over((await findRedemption(sql, { id: row.id })) ?? row);
  await changeStock(write.tx, row.itemId, 1);
  await returnPoints(write, person, row.taken, { key: `redemption/${row.id}/given_back`, act: 'points.given_back', note: reason });
  await write.event({
    type: 'points.redemption_cancelled',
    storeId: person.storeId,
    customerId: person.customerId,
    data: { redemptionId: row.id, itemName: row.itemName, change: row.pricePoints, reason },
  });
  return answerRedemption(write, row.id);
}
