import { mayUseStore } from '@zhike/domain/customers/policy';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { ApiRefusal } from '@zhike/domain/api';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import { newCode, newId } from '../../../platform/ids';
import type { Ports } from '../../../platform/ports';
import type { Write } from '../../../platform/write';
import type { Input } from '../input';
import { sealPhone } from '../phone';
import { namePinyin } from '../pinyin';
import { answerProfile } from '../queries';
import { storeExists } from '../records';
import { insertCustomer } from '../records.write';
import { refusePhoneTaken } from './taken';

const MEMBER_CODE_LENGTH = 8;

export interface CustomerDraft {
  readonly name: string;
  readonly phone: string | null;
  readonly phoneVerified: boolean;
  readonly gender: string;
  readonly birthday: string | null;
  readonly weddingDate: string | null;
  readonly source: string;
  readonly note: string;
  readonly ownerStaffId: string | null;
  readonly storeId: string | null;
}

/** Writes a new customer with her member code and tells it. The caller has made sure that the phone is free. */
export async function writeCustomer(write: Write, ports: Ports, draft: CustomerDraft): Promise<string> {
  const { phone, ...rest } = draft;
  const id = newId(write.now);
  await insertCustomer(write.tx, {
    ...rest,
    id,
    memberCode: newCode(MEMBER_CODE_LENGTH),
    namePinyin: namePinyin(draft.name),
    createdAt: write.now,
    ...sealPhone(ports, id, phone),
  });
  await write.event({ type: 'customer.created', storeId: draft.storeId, customerId: id, data: { source: draft.source, hasPhone: phone !== null } });
  return id;
}

/** The store of a customer that a member creates: the one she names, if she may, else her first. */
async function storeFor(ask: Ask<ActorOf<'customers.create'>>, write: Write, asked: string | null): Promise<Decision<string | null, ApiRefusal>> {
  if (asked === null) return allow(ask.actor.storeIds[0] ?? null);
  if (!mayUseStore(ask.actor, 'customer.write', asked)) return refuse('access.forbidden', { right: 'customer.write' });
  return (await storeExists(sqlIn(write.tx), asked)) ? allow(asked) : refuse('record.not_found', { noun: 'store', id: asked });
}

/** CU-02: a new customer; her creator looks after her. */
export async function createCustomer(ask: Ask<ActorOf<'customers.create'>>, input: Input<'customers.create'>, write: Write): Answer<'customers.create'> {
  const store = await storeFor(ask, write, input.storeId);
  if (!store.ok) return store;
  const taken = input.phone === null ? null : await refusePhoneTaken(write, ask.ports, ask.actor, input.phone, null);
  if (taken) return taken;
  const id = await writeCustomer(write, ask.ports, { ...input, phoneVerified: false, ownerStaffId: ask.actor.staffId, storeId: store.value });
  return answerProfile(sqlIn(write.tx), id, { kind: 'all' }, { ...ask, now: write.now });
}
