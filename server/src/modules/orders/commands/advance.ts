import { decideAdvance } from '@zhike/domain/orders/stages';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import type { Write } from '../../../platform/write';
import type { Input } from '../input';
import { answerOrder, openOrder } from './open';
import { stepFacts, takeOrderStep, walk } from './step';

/** OR-01: one step; jumps are refused. What then follows by itself follows. */
export async function advanceOrder(ask: Ask<ActorOf<'orders.advance'>>, input: Input<'orders.advance'>, write: Write): Answer<'orders.advance'> {
  const opened = await openOrder(ask, write, input, 'advance');
  if (!opened.ok) return opened;
  const row = opened.value;
  const stage = decideAdvance(row.stages, row.stage, input.stage, stepFacts(row));
  if (!stage.ok) return stage;
  await takeOrderStep(write, row, stage.value);
  await walk(write, row.id);
  return answerOrder(ask, write, row.id);
}
