import type { ApiRefusal } from '@zhike/domain/api';
import { sameBody } from '@zhike/domain/definitions/body';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { Ask } from '../../../http/route';
import { sqlIn, type Sql } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import { findDefinition, findDraft, findVersion, insertDefinition, insertDraft, updateDefinition, type DefinitionRecord } from '../records';
import { KEPT_STEPS } from './draft';
import { putInForce } from './publish';

/** A definition that was made somewhere else and keeps its id here. */
export interface Brought {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly body: unknown;
  /** Waits until somebody switches it on. */
  readonly off: boolean;
}

/** Makes a definition of the whole shop and puts it in force at once. False: its id belongs to another one. */
export async function bringDefinition(ask: Ask<StaffActor>, write: Write, brought: Brought, note: string): Promise<Decision<boolean, ApiRefusal>> {
  const { id, kind, title, body, off } = brought;
  if (!Object.hasOwn(ask.ports.definitionKinds, kind)) return refuse('definition.kind_unknown', { kind, known: Object.keys(ask.ports.definitionKinds) });
  if (!(await insertDefinition(write.tx, { id, kind, title, storeId: null, at: write.now }))) return allow(false);
  if (off) await updateDefinition(write.tx, id, { at: write.now, on: false });
  const record = await recordOf(sqlIn(write.tx), id);
  await write.event({ type: 'definition.created', storeId: null, data: { definitionId: id, kind } });
  const put = await putInForce(ask, write, record, { title, body, note, restored: null });
  return put.ok ? allow(true) : put;
}

async function recordOf(sql: Sql, id: string): Promise<DefinitionRecord> {
  const record = await findDefinition(sql, { kind: 'all' }, id);
  if (!record) throw new Error(`definition ${id} vanished inside its own transaction`);
  return record;
}

/** What a shop works with: the draft that somebody has open, else what is in force. Null: retired, or never there. */
export async function standingText(sql: Sql, id: string): Promise<{ readonly title: string; readonly body: unknown } | null> {
  const record = await findDefinition(sql, { kind: 'all' }, id);
  if (!record || record.retiredAt) return null;
  const text = record.draftRev > 0 ? await findDraft(sql, id, record.draftRev) : await findVersion(sql, id, record.current);
  return text && { title: text.title, body: text.body };
}

/** The next step of a definition's draft, behind whatever somebody has begun: nothing is in force before it is published. */
export async function draftDefinition(ask: Ask<StaffActor>, write: Write, { id, title, body }: Pick<Brought, 'id' | 'title' | 'body'>): Promise<void> {
  const sql = sqlIn(write.tx);
  const record = await recordOf(sql, id);
  const from = record.draftRev > 0 ? await findDraft(sql, id, record.draftRev) : await findVersion(sql, id, record.current);
  if (from && from.title === title && sameBody(from.body, body)) return;
  const step = { id, staffId: ask.actor.staffId, at: write.now };
  const first = record.draftRev === 0 && from !== null;
  if (first) await insertDraft(write.tx, { ...step, rev: 1, title: from.title, body: from.body }, KEPT_STEPS);
  const rev = record.draftRev + (first ? 2 : 1);
  await insertDraft(write.tx, { ...step, rev, title, body }, KEPT_STEPS);
  await updateDefinition(write.tx, id, { at: write.now, draftRev: rev, editor: null });
}

/** The step that a definition's draft stands at; 0: nothing waits to be published. */
export async function draftRevOf(sql: Sql, id: string): Promise<number> {
  return (await findDefinition(sql, { kind: 'all' }, id))?.draftRev ?? 0;
}
