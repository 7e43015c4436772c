import type { MessageTemplate } from '@zhike/domain/messaging/contract';
import { todoVariables } from '@zhike/domain/messaging/variables';
import { sqlIn, type Tx } from '../../platform/db';
import type { Reactions } from '../../platform/reactions';
import type { Write } from '../../platform/write';
import { queueMessage } from './records';
import { findOpenTodo, findStuck, type ToldTodo } from './records.todos';

/** One card to a member about a to-do of hers. It is no line of a customer's story: her flow is. */
function tell(
  write: Write,
  templateKey: MessageTemplate,
  occurrence: string,
  staffId: string,
  { news, storeId }: ToldTodo,
  cause: string | null,
): Promise<void> {
  return queueMessage(write, {
    occurrenceKey: `${occurrence}:staff:${staffId}`,
    templateKey,
    channel: 'wecom',
    recipientId: staffId,
    customerId: null,
    bookingId: null,
    storeId,
    variables: todoVariables(news),
    cause,
  });
}

/** A card that asks nothing; written once under its key. */
export function tellColleague(
  write: Write,
  note: {
    readonly key: string;
    readonly staffId: string;
    readonly text: string;
    readonly subjectTitle: string;
    readonly storeId: string | null;
    readonly instanceId: string | null;
  },
): Promise<void> {
  const { key, staffId, text, subjectTitle, storeId, instanceId } = note;
  const news = { todoTitle: text, subjectTitle, flowTitle: '', startedBy: null, dueAt: null, instanceId, offsetMinutes: 480 };
  return tell(write, 'staff_note', key, staffId, { news, storeId }, null);
}

const TODO = 'todo:';

/** FL-13: whoever is asked is told once for each visit of the step; a repeat of the event, or a to-do that is over by now, tells nobody. */
const onTodo =
  (templateKey: MessageTemplate, occurrence: (token: string, eventId: string) => string): Reactions[string] =>
  async (event, write) => {
    const { token, staffIds } = event.data;
    if (typeof token !== 'string' || !Array.isArray(staffIds)) return;
    for (const staffId of staffIds.map(String)) {
      const todo = await findOpenTodo(write.tx, token, staffId);
      if (todo) await tell(write, templateKey, occurrence(token, event.id), staffId, todo, `${TODO}${staffId}:${token}`);
    }
  };

/** Why a card about a to-do must not leave any more (`todo:<member>:<token>`); null: it is still open. */
export async function staleTodo(tx: Tx, cause: string): Promise<string | null> {
  const [staffId = '', ...token] = cause.slice(TODO.length).split(':');
  const rows = await sqlIn(tx)(`SELECT 1 FROM flow_tasks WHERE token = $1 AND person_id::text = $2 AND state = 'open'`, [token.join(':'), staffId]);
  return rows.length > 0 ? null : 'todo_over';
}

/** What members hear of flows: a to-do of theirs, one that is late, a flow that nobody but they can free. */
export const todoReactions: Reactions = {
  'flow.todo_opened': onTodo('staff_todo', (token) => `flow.todo:${token}`),
  'flow.todo_late': onTodo('staff_todo_late', (token, eventId) => `flow.todo_late:${token}:${eventId}`),
  'flow.stuck': async (event, write) => {
    const stuck = typeof event.data.instanceId === 'string' ? await findStuck(write.tx, event.data.instanceId) : null;
    for (const staffId of stuck?.people ?? []) if (stuck) await tell(write, 'staff_flow_stuck', `flow.stuck:${event.id}`, staffId, stuck, null);
  },
};
