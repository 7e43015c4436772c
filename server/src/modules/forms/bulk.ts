import type { OtherStep, OtherStepDone } from '@zhike/domain/bulk/contract';
import { own } from '@zhike/domain/engines/conditions/values';
import { compileScope, type Scope } from '@zhike/domain/kernel/access';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import { type Sql, sqlIn } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { setValues } from './by-engine';
import { loadCatalogue } from './catalogue';
import { moveState } from './identity';
import { findReachable, findRecord } from './records';
import { opened } from './sealed';

/* What a change of many at once does to records of a kind that the shop made up. */

/** Those of a selection that the member may read, and whether she may change each. */
export async function selectRecords(sql: Sql, actor: StaffActor, kind: string, ids: readonly string[]): Promise<{ id: string; may: boolean }[]> {
  const seen = await findReachable(sql, compileScope(actor, 'record.read'), ids, kind);
  const may = new Set(await findReachable(sql, compileScope(actor, 'record.write'), seen, kind));
  return seen.map((id) => ({ id, may: may.has(id) }));
}

/** One step on one record, locked. `only`: the step back happens only where the record still says what this wrote. */
export async function stepRecord(
  write: Write,
  of: { readonly ports: Ports; readonly scope: Scope; readonly cause: Readonly<Record<string, string | boolean>> },
  kind: string,
  id: string,
  step: OtherStep,
  only: OtherStep | null,
): Promise<OtherStepDone> {
  const sql = sqlIn(write.tx);
  const entity = own((await loadCatalogue(sql)).entities, kind);
  const record = await findRecord(sql, of.scope, id, true);
  if (!entity || record?.entity !== kind) return { outcome: 'refused', reason: 'not_found' };
  const values = opened(record.custom, record.links, entity, id, of.ports);
  const before = step.do === 'state' ? record.state : (values[step.field] ?? null);
  const now = only && (only.do === 'state' ? only.state : only.value);
  const value = step.do === 'state' ? step.state : step.value;
  if (only && JSON.stringify(before) !== JSON.stringify(now)) return { outcome: 'refused', reason: 'changed_since' };
  if (JSON.stringify(before) === JSON.stringify(value)) return { outcome: 'same' };
  if (step.do === 'state') await moveState(write, entity, record, step.state, 'bulk');
  else {
    const done = await setValues(write, of.ports, kind, id, { [step.field]: value }, 'bulk');
    if (!done.ok) return { outcome: 'refused', reason: done.refusal.code === 'fields.not_unique' ? 'not_unique' : 'not_found' };
  }
  await write.event({
    type: 'record.changed',
    storeId: record.storeId,
    customerId: record.links.find((link) => link.toEntity === 'customer')?.toId ?? null,
    data: { entity: kind, recordId: id, fields: [step.do === 'state' ? 'state' : step.field], ...of.cause },
  });
  const back: OtherStep = step.do === 'state' ? { do: 'state', state: record.state } : { do: 'set', field: step.field, value: before };
  return { outcome: 'changed', back, wrote: step };
}
