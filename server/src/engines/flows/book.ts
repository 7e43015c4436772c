import { nodeOf } from '@zhike/domain/engines/flows/blocks';
import type { FlowDef } from '@zhike/domain/engines/flows/definition';
import type { Consequence, Keyed, Person, WorldEffect } from '@zhike/domain/engines/flows/instance';
import { sendIn, type Tx } from '../../platform/db';

/**
 * The book-keeping of a step: to-dos, timers, incidents. It is written in the transaction of the step itself, so that what people see
 * is never ahead of the instance and never behind it.
 */
interface Book {
  readonly tx: Tx;
  readonly instanceId: string;
  readonly def: FlowDef;
  readonly now: Date;
  /** Who is to look at an incident, found beforehand. */
  readonly owners: readonly string[];
}
type Kind = Consequence['do'];
export type BookKind = Exclude<Kind, WorldEffect['do']>;
type Of<K extends Kind> = Extract<Consequence, { readonly do: K }>;

const OPEN = `INSERT INTO flow_tasks (token, person_id, instance_id, node, kind, title, instead_of_id, state, opened_at)
  VALUES ($1, $2::uuid, $3::uuid, $4, $5, $6, $7::uuid, 'open', $8::timestamptz)
  ON CONFLICT (token, person_id) DO UPDATE SET state = 'open', how = NULL, by_id = NULL, ended_at = NULL, opened_at = EXCLUDED.opened_at`;

function open({ tx, instanceId, def, now }: Book, what: Of<'todo.open'>, person: Person): void {
  const node = nodeOf(def, what.node);
  const title = node?.kind === 'task' ? node.what : (node?.title ?? what.node);
  sendIn(tx, OPEN, [what.token, person.person, instanceId, what.node, what.kind, title, person.insteadOf ?? null, now.toISOString()]);
}

const WRITERS: { readonly [K in BookKind]: (book: Book, what: Of<K>, key: string) => void } = {
  'todo.open': (book, what) => {
    for (const person of what.people) open(book, what, person);
  },
  'todo.settle': ({ tx, now }, { token, person, how }) =>
    sendIn(tx, `UPDATE flow_tasks SET state = 'done', how = $3, ended_at = $4::timestamptz WHERE token = $1 AND person_id = $2::uuid AND ended_at IS NULL`, [
      token,
      person,
      how,
      now.toISOString(),
    ]),
  'todo.close': ({ tx, now }, { token, by, why }) =>
    sendIn(tx, `UPDATE flow_tasks SET state = 'closed', how = $2, by_id = $3::uuid, ended_at = $4::timestamptz WHERE token = $1 AND ended_at IS NULL`, [
      token,
      why,
      by ?? null,
      now.toISOString(),
    ]),
  'todo.hold': ({ tx }, { token, person }) =>
    sendIn(tx, `UPDATE flow_tasks SET state = 'held' WHERE token = $1 AND person_id = $2::uuid AND state = 'open'`, [token, person]),
  'timer.set': ({ tx, instanceId }, { timer, at }) => {
    const due = new Date(at).toISOString();
    sendIn(tx, `INSERT INTO flow_timers (key, instance_id, due_at, state) VALUES ($1, $2::uuid, $3::timestamptz, 'live')`, [timer, instanceId, due]);
    const [token = '', name = ''] = timer.split('#');
    if (name.startsWith('due')) sendIn(tx, 'UPDATE flow_tasks SET due_at = $2::timestamptz WHERE token = $1', [token, due]);
  },
  'timer.cancel': ({ tx }, { timer }) => sendIn(tx, `UPDATE flow_timers SET state = 'cancelled' WHERE key = $1 AND state = 'live'`, [timer]),
  'effect.drop': ({ tx }, { effect }) =>
    sendIn(tx, `UPDATE flow_effects SET state = 'dropped' WHERE key = $1 AND state IN ('pending', 'refused', 'failed')`, [effect]),
  incident: ({ tx, instanceId, now, owners }, { token, reason }, key) =>
    sendIn(tx, 'INSERT INTO flow_incidents (key, token, instance_id, reason, people, opened_at) VALUES ($1, $2, $3::uuid, $4, $5::uuid[], $6::timestamptz)', [
      key,
      token,
      instanceId,
      reason,
      owners,
      now.toISOString(),
    ]),
  'incident.close': ({ tx, now }, { token }) =>
    sendIn(tx, 'UPDATE flow_incidents SET ended_at = $2::timestamptz WHERE token = $1 AND ended_at IS NULL', [token, now.toISOString()]),
};

/** True for what belongs to the instance's own books and not to the world. */
export function isBookkeeping(kind: Kind): kind is BookKind {
  return Object.hasOwn(WRITERS, kind);
}

export function writeBook(book: Book, { key, what }: Keyed): void {
  if (isBookkeeping(what.do)) (WRITERS[what.do] as (book: Book, what: Consequence, key: string) => void)(book, what, key);
}
