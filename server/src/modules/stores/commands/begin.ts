import { newId } from '../../../platform/ids';
import { lockKeys } from '../../../platform/locks';
import { sqlIn } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import { listMembers, saveMemberRow } from '../records.staff';
import { STAFF_LOCK } from './staff';

/** The first member of a shop that has none: she may do everything, and adds the others. False: somebody is there already. */
export async function beginShop(write: Write, first: { readonly wecomUserId: string; readonly name: string }): Promise<boolean> {
  await lockKeys(write.tx, { alone: [STAFF_LOCK] });
  if ((await listMembers(sqlIn(write.tx))).length > 0) return false;
  const id = newId(write.now);
  const member = { id, ...first, title: '', roles: ['headquarters'], storeIds: [], regionIds: [], unitId: null, left: false };
  await saveMemberRow(write.tx, member, write.now);
  await write.event({ type: 'staff.joined', storeId: null, data: { staffId: id, roles: member.roles, storeIds: [] } });
  return true;
}
