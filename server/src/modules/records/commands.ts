import { own } from '@zhike/domain/engines/conditions/values';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { changeIn, sqlIn } from '../../platform/db';
import type { Write } from '../../platform/write';
import { loadCatalogue } from '../forms/catalogue';
import { rememberRecord } from '../forms/history';
import { findRecord } from '../forms/records';
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
    return refuse('fields.value_invalid', { field: state?.label ?? 'state', problem: option ? 'option_retired' : 'unknown_option' });
  if (record.state === option.id) return allow({ version: record.version });
  await changeIn(write.tx, 'UPDATE records SET state = $2, updated_at = $3::timestamptz, version = version + 1 WHERE id = $1::uuid', [
    record.id,
    option.id,
    write.now.toISOString(),
  ]);
  await rememberRecord(write, entity, record.id, { state: record.state }, { state: option.id }, 'form');
  return allow({ version: record.version + 1 });
}
