import type { ApiRefusal } from '@zhike/domain/api';
import type { FlowStatus } from '@zhike/domain/flows/contract';
import type { FlowEvent, FlowNo } from '@zhike/domain/engines/flows/instance';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { performDecided } from '../../../engines/flows/effects';
import { findInstance } from '../../../engines/flows/records';
import { stepFlow } from '../../../engines/flows/runner';
import type { Ask } from '../../../http/route';
import { sqlIn, type Sql } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import { namesOf } from '../records';

/** The engine's no in the words of the contract: whoever lost is told who was faster. */
export async function wordNo(sql: Sql, no: FlowNo, title: string): Promise<{ readonly ok: false; readonly refusal: ApiRefusal }> {
  switch (no.code) {
    case 'task_closed': {
      const byName = no.by === undefined ? null : ((await namesOf(sql, [no.by])).get(no.by) ?? null);
      return refuse('flow.todo_closed', { byName });
    }
    case 'not_yours':
    case 'not_your_turn':
    case 'already_decided':
      return refuse('flow.not_for_you', { reason: no.code });
    case 'comment_missing':
      return refuse('flow.comment_missing', { field: 'comment' as const });
    case 'not_allowed':
    case 'already_there':
    case 'unknown_node':
    case 'unknown_outcome':
      return refuse('flow.not_possible', { reason: no.code });
    case 'too_late':
      return refuse('flow.too_late', { title });
    case 'stale':
    case 'early':
    case 'duplicate':
    case 'not_running':
      return refuse('flow.moved_on', { title });
  }
}

/** A step that somebody asked for. Its id is the request's: what is sent again has been answered by then. */
export async function stepFor(
  ask: Ask,
  write: Write,
  instance: { readonly id: string; readonly title: string },
  event: FlowEvent,
): Promise<Decision<{ readonly status: FlowStatus }, ApiRefusal>> {
  const stepped = await stepFlow(write, ask.ports, instance.id, event);
  if (!stepped.ok) return wordNo(sqlIn(write.tx), stepped.no, instance.title);
  if (event.t === 'decide') {
    const done = await performDecided(write, ask.ports, instance.id);
    if (!done.ok) return done as { readonly ok: false; readonly refusal: ApiRefusal };
  }
  const status = (await findInstance(sqlIn(write.tx), instance.id))?.status ?? stepped.instance.status;
  return allow({ status: status === 'new' ? 'running' : status });
}
