import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { stepFlow } from '../../../engines/flows/runner';
import { sqlIn } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import type { Write } from '../../../platform/write';
import type { Input } from '../input';
import { endAsk, findAsk } from '../records.asks';
import { wordNo } from './stepping';

/** Her answer, in the transaction of the step that follows from it. */
export async function answerAsk(ask: Ask<ActorOf<'flows.answer'>>, input: Input<'flows.answer'>, write: Write): Answer<'flows.answer'> {
  const sql = sqlIn(write.tx);
  const { token, outcome } = input;
  const row = ask.actor.customerId ? await findAsk(sql, ask.actor.customerId, token) : null;
  if (!row) return refuse('record.not_found', { noun: 'ask', id: token });
  const stamp = { id: newId(write.now), now: write.now.getTime() };
  const stepped = await stepFlow(write, ask.ports, row.instanceId, { ...stamp, t: 'customer', key: token, outcome });
  if (!stepped.ok) return wordNo(sql, stepped.no, row.title);
  await endAsk(write.tx, token, outcome, write.now);
  return allow({ done: true as const });
}
