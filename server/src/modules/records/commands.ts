import { own } from '@zhike/domain/engines/conditions/values';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { sqlIn } from '../../platform/db';
import type { Write } from '../../platform/write';
import { loadCatalogue } from '../forms/catalogue';
import { moveState } from '../forms/identity';
import { findRecord } from '../forms/parts';
import type { Input } from './input';

/** Moves a record into another of its kind's states. The same state again is no change. */
export async function setState(ask: Ask<ActorOf<'records.setState'>>, input: Input<'records.setState'>, write: Write): Answer<'records.setState'> {
  const sql = sqlIn(write.tx);
  const record = await findRecord(sql, ask.scope, input.id, true);
  const entity = record && own((await loadCatalogue(sql)).entities, record.entity);
  if (!record || !entity) return refuse('record.not_found', { noun: 'record', id: input.id });
  if (record.version !== input.version) return refuse('record.changed', { noun: 'record', id: record.id, version: record.version });
  const state = own(entity.fields, 'state');
  const option = state?.options?.find((one) => one.id === input.state);
  if (!state || !option || (option.retired && record.state !== option.id))
    return refuse('fields.value_invalid', { field: state?.label ?? 'state', problem: option ? ('option_retired' as const) : ('unknown_option' as const) });
  if (record.state === option.id) return allow({ version: record.version });
  await moveState(write, entity, record, option.id, 'form');
  const customerId = record.links.find((link) => link.toEntity === 'customer')?.toId ?? null;
  await write.event({ type: 'record.changed', storeId: record.storeId, customerId, data: { entity: entity.id, recordId: record.id, fields: ['state'] } });
  return allow({ version: record.version + 1 });
}
