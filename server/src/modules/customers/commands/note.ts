import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import type { Write } from '../../../platform/write';
import type { Input } from '../input';
import { timelineItemOf } from '../queries.timeline';
import { insertNote, setNextContact } from '../records.write';
import { openCustomer } from './open';

/** A follow-up: what was said, and when to speak again. A note without a date says that nothing is planned any more. */
export async function addNote(ask: Ask<ActorOf<'customers.addNote'>>, input: Input<'customers.addNote'>, write: Write): Answer<'customers.addNote'> {
  const customer = await openCustomer(ask, write, input.customerId);
  if (!customer) return refuse('record.not_found', { noun: 'customer', id: input.customerId });
  const noteId = newId(write.now);
  await insertNote(write.tx, {
    id: noteId,
    customerId: customer.id,
    staffId: ask.actor.staffId,
    text: input.text,
    nextContactOn: input.nextContactOn,
    createdAt: write.now,
  });
  await setNextContact(write.tx, customer.id, input.nextContactOn);
  const eventId = await write.event({
    type: 'customer.note_added',
    storeId: customer.storeId,
    customerId: customer.id,
    data: { noteId, nextContactOn: input.nextContactOn },
  });
  return allow({ item: await timelineItemOf(sqlIn(write.tx), eventId) });
}
