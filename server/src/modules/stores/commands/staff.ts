import type { EventOf } from '@zhike/domain/events';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import { mayGive, mayManageMember } from '@zhike/domain/stores/policy';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import { lockKeys } from '../../../platform/locks';
import type { Write } from '../../../platform/write';
import { grantsIn, listRoles, managesForGood } from '../../access/roles';
import type { Input } from '../input';
import { toStaffSheet } from '../queries';
import { endSessions, existing, findMember, findMemberByWecom, findUnitPerson, listActiveRoles, saveMemberRow, type MemberRow } from '../records.staff';

/** Posts are changed one after the other: two chiefs who demote each other at once would leave none. */
export const STAFF_LOCK = 'staff';

/** Adds or changes a member. Who leaves, or gets another WeCom account, is logged out at once. */
export async function saveStaff(ask: Ask<ActorOf<'stores.saveStaff'>>, input: Input<'stores.saveStaff'>, write: Write): Answer<'stores.saveStaff'> {
  const { tx, now } = write;
  const sql = sqlIn(tx);
  await lockKeys(tx, { alone: [STAFF_LOCK] });
  const old = input.staffId === null ? null : await findMember(sql, input.staffId);
  if (input.staffId !== null && (!old || !mayManageMember(ask.actor, old))) return refuse('record.not_found', { noun: 'staff', id: input.staffId });
  const allRoles = await listRoles(sql);
  const role = input.roles.find((key) => !allRoles.some((known) => known.key === key));
  if (role) return refuse('stores.role_unknown', { role });
  if (!mayManageMember(ask.actor, input) || !mayGive(ask.actor.grants, grantsIn(allRoles, [...input.roles, ...(old?.roles ?? [])])))
    return refuse('access.forbidden', { right: 'staff.manage' });
  for (const [noun, table, ids] of [
    ['store', 'stores', input.storeIds],
    ['region', 'regions', input.regionIds],
  ] as const) {
    const there = await existing(sql, table, ids);
    const missing = ids.find((id) => !there.has(id));
    if (missing) return refuse('record.not_found', { noun, id: missing });
  }
  const staffId = input.staffId ?? newId(now);
  const holder = await findMemberByWecom(sql, input.wecomUserId);
  if (holder !== null && holder !== staffId) return refuse('stores.member_taken', { wecomUserId: input.wecomUserId });
  if (input.unitId !== null) {
    const unit = await findUnitPerson(sql, input.unitId);
    if (!unit) return refuse('record.not_found', { noun: 'unit', id: input.unitId });
    if (unit.kind !== 'person') return refuse('booking.not_a_person', { unitId: input.unitId });
    if (unit.staffId !== null && unit.staffId !== staffId) return refuse('stores.member_taken', { wecomUserId: unit.wecomUserId ?? '' });
  }
  const stillManages = !input.left && managesForGood(input.roles);
  if (!stillManages && old && managesForGood(old.roles) && !old.left) {
    const others = (await listActiveRoles(sql)).filter((member) => member.id !== staffId && managesForGood(member.roles));
    if (others.length === 0 || ask.actor.staffId === staffId) return refuse('stores.last_manager', { staffId });
  }
  const { staffId: _, ...fields } = input;
  await saveMemberRow(tx, { id: staffId, ...fields, storeIds: [...new Set(input.storeIds)], regionIds: [...new Set(input.regionIds)] }, now);
  if (input.left || (old && old.wecomUserId !== input.wecomUserId)) await endSessions(tx, staffId, now);
  await write.event({
    type: eventOf(old, input.left),
    storeId: input.storeIds[0] ?? null,
    data: { staffId, roles: input.roles, storeIds: [...new Set([...(old?.storeIds ?? []), ...input.storeIds])] },
  });
  const saved = await findMember(sql, staffId);
  if (!saved) throw new Error('a member vanished inside the transaction that saved her');
  return allow({ member: toStaffSheet(saved) });
}

function eventOf(old: MemberRow | null, left: boolean): EventOf<'staff'> {
  if (!old) return 'staff.joined';
  if (left !== old.left) return left ? 'staff.left' : 'staff.returned';
  return 'staff.saved';
}
