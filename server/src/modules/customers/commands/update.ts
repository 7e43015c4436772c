import { refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import type { Input } from '../input';
import { openPhone, sealPhone } from '../phone';
import { namePinyin } from '../pinyin';
import { answerProfile } from '../queries';
import { findRecord, findSurvivor } from '../records';
import { changeCustomer, lockSurvivor } from '../records.write';
import { refusePhoneTaken } from './taken';

const FIELDS = ['name', 'gender', 'birthday', 'weddingDate', 'source', 'note'] as const;

/** Changes the basic fields. An absent phone stays as it is, null removes it; a number typed by staff is not verified. */
export async function updateCustomer(ask: Ask<ActorOf<'customers.update'>>, input: Input<'customers.update'>, write: Write): Answer<'customers.update'> {
  const { ports } = ask;
  const notFound = refuse('record.not_found', { noun: 'customer', id: input.customerId });
  const { phone } = input;
  const taken = phone ? await refusePhoneTaken(write, ports, ask.actor, phone, await findSurvivor(sqlIn(write.tx), input.customerId)) : null;
  const id = await lockSurvivor(write.tx, input.customerId);
  const before = id ? await findRecord(sqlIn(write.tx), id, ask.scope) : null;
  if (!id || !before) return notFound;
  if (before.version !== input.version) return refuse('record.changed', { noun: 'customer', id, version: before.version });
  if (taken) return taken;

  const phoneChanges = phone !== undefined && phone !== openPhone(ports, before);
  const fields: string[] = FIELDS.filter((field) => input[field] !== before[field]);
  if (phoneChanges) fields.push('phone');
  if (fields.length > 0) {
    await changeCustomer(write.tx, id, {
      name: input.name,
      namePinyin: namePinyin(input.name),
      gender: input.gender,
      birthday: input.birthday,
      weddingDate: input.weddingDate,
      source: input.source,
      note: input.note,
      ...(phoneChanges ? { ...sealPhone(ports, id, phone), phoneVerified: false } : {}),
    });
    await write.event({ type: 'customer.updated', storeId: before.storeId, customerId: id, data: { fields } });
  }
  return answerProfile(sqlIn(write.tx), id, { kind: 'all' }, { ...ask, now: write.now });
}
