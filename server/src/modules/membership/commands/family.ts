import { refuse } from '@zhike/domain/kernel/decision';
import { verbsOf } from '@zhike/domain/membership/rules';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import { phoneIndexOf } from '../../customers/phone';
import type { Input } from '../input';
import { addFamily, findByCode, findByPhone, removeFamily } from '../records.cards';
import { answerCard, openCard } from './open';

const MOST_FAMILY = 8;

/** CD-12: only its owner lends a card. A customer reaches her own; what family lets her use is not hers to lend. */
export async function allowFamily(
  ask: Ask<ActorOf<'membership.allowFamily'>>,
  input: Input<'membership.allowFamily'>,
  write: Write,
): Answer<'membership.allowFamily'> {
  const open = await openCard(ask, write, input.cardId, 'card.read');
  if (!open.ok) return open;
  const { row, facts } = open.value;
  if (!verbsOf(facts).includes('share')) return refuse('membership.not_possible', { state: facts.state, verb: 'share' });
  if (row.family.length >= MOST_FAMILY) return refuse('membership.family_full', { max: MOST_FAMILY });
  const sql = sqlIn(write.tx);
  const { who } = input;
  const customerId = 'phone' in who ? await findByPhone(sql, phoneIndexOf(ask.ports, who.phone)) : await findByCode(sql, who.memberCode);
  if (!customerId || customerId === row.customerId)
    return refuse('membership.family_unknown', { by: 'phone' in who ? ('phone' as const) : ('memberCode' as const) });
  await addFamily(write.tx, row.id, customerId, write.now);
  await write.event({ type: 'card.family_allowed', storeId: row.storeId, customerId: row.customerId, data: { cardId: row.id, familyId: customerId } });
  return answerCard(ask, write, row.id);
}

export async function endFamily(ask: Ask<ActorOf<'membership.endFamily'>>, input: Input<'membership.endFamily'>, write: Write): Answer<'membership.endFamily'> {
  const open = await openCard(ask, write, input.cardId, 'card.read');
  if (!open.ok) return open;
  const { row } = open.value;
  await removeFamily(write.tx, row.id, input.customerId);
  await write.event({ type: 'card.family_ended', storeId: row.storeId, customerId: row.customerId, data: { cardId: row.id, familyId: input.customerId } });
  return answerCard(ask, write, row.id);
}
