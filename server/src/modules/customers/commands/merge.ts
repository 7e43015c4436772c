import { mergeHealthFiles } from '@zhike/domain/customers/health/rules';
import { decideMerge, fillFrom, type MergeFill } from '@zhike/domain/customers/merge';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { mergeCustom } from '../../../engines/catalogue/custom-values';
import { sqlIn, sqlOf } from '../../../platform/db';
import type { Ports } from '../../../platform/ports';
import type { Write } from '../../../platform/write';
import { sealHealth, toHealthFile } from '../health';
import type { Input } from '../input';
import { openPhone, sealPhone } from '../phone';
import { namePinyin } from '../pinyin';
import { answerProfile } from '../queries';
import { findRecord, findSurvivor } from '../records';
import { deleteHealthRow, findHealthRow, putHealthRow } from '../records.health';
import { moveAccounts } from '../../ledger/post';
import { lockForMerge, moveEverything, type MergeRecord } from '../records.merge';
import { transact } from '../transact';

/**
 * CU-02: folds `fromId` into `intoId`. It opens its own transaction so that the answer, read afterwards, shows the bookings that
 * moved; a repeat finds the work done and answers the same.
 */
export async function mergeCustomers(ask: Ask<ActorOf<'customers.merge'>>, input: Input<'customers.merge'>): Answer<'customers.merge'> {
  const { intoId, fromId } = input;
  if (intoId === fromId) return refuse('customers.cannot_merge_itself', { customerId: intoId });
  const merged = await transact(ask, async (write) => {
    const sql = sqlIn(write.tx);
    const records = await lockForMerge(write.tx, [intoId, fromId]);
    const into = records.get(intoId);
    const from = records.get(fromId);
    if (from && from.mergedIntoId !== null && into && (await findSurvivor(sql, fromId)) === intoId) return allow(null);
    for (const [id, record] of [
      [intoId, into],
      [fromId, from],
    ] as const)
      if (!record || record.mergedIntoId !== null || !(await findRecord(sql, id, ask.scope))) return refuse('record.not_found', { noun: 'customer', id });
    if (!into || !from) throw new Error('a record passed the check without being there');
    const fill = decideMerge(into, from);
    if (!fill.ok) return fill;
    await fold(write, ask.ports, into, from, fill.value);
    return allow(null);
  });
  if (!merged.ok) return merged;
  return answerProfile(sqlOf(ask.ports.db), intoId, ask.scope, { ...ask, now: ask.ports.clock.now() });
}

/** A record that nobody has worked with turns out to be somebody we know: WeChat proved it by the phone. */
export async function foldShell(write: Write, ports: Ports, into: MergeRecord, from: MergeRecord): Promise<void> {
  await fold(write, ports, into, from, fillFrom(into.fields, from.fields));
}

async function fold(write: Write, ports: Ports, into: MergeRecord, from: MergeRecord, fill: MergeFill): Promise<void> {
  const { takesPhone, ...fields } = fill;
  const phone = takesPhone ? { ...sealPhone(ports, into.id, openPhone(ports, from)), phoneVerified: from.phoneVerified } : {};
  await foldHealth(write, ports, into.id, from.id);
  await mergeCustom(write, ports, { entity: 'customer', intoId: into.id, fromId: from.id, storeId: fields.storeId });
  await moveAccounts(write, into.id, from.id);
  await moveEverything(write.tx, into.id, from.id, { ...fields, namePinyin: namePinyin(fields.name), ...phone }, takesPhone);
  await write.event({ type: 'customer.merged', storeId: fields.storeId, customerId: into.id, data: { fromId: from.id } });
}

/** Both health records become the survivor's one, sealed anew. What she took back stays taken back, whichever record she told. */
async function foldHealth(write: Write, ports: Ports, intoId: string, fromId: string): Promise<void> {
  const sql = sqlIn(write.tx);
  const [into, from] = [await findHealthRow(sql, intoId), await findHealthRow(sql, fromId)];
  if (!from) return;
  const file = mergeHealthFiles(toHealthFile(ports, into), toHealthFile(ports, from));
  if (!file) return;
  const newest = into && into.updatedAt > from.updatedAt ? into : from;
  await putHealthRow(write.tx, sealHealth(ports, intoId, file, newest.updatedAt, newest.updatedByStaffId));
  await deleteHealthRow(write.tx, fromId, file.record === null);
}
