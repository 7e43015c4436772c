import { decideBody, sameBody } from '@zhike/domain/definitions/body';
import { compileScope, type Right } from '@zhike/domain/kernel/access';
import { MINUTE_MS } from '@zhike/domain/kernel/time-range';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import type { ApiRefusal } from '@zhike/domain/api';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import type { Write } from '../../../platform/write';
import { findStoreRow } from '../../stores/queries.hours';
import type { Input } from '../input';
import {
  deleteDrafts,
  type DefinitionRecord,
  findDefinition,
  findDraft,
  findDraftSpan,
  findVersion,
  insertDefinition,
  insertDraft,
  updateDefinition,
} from '../records';
import { mayChange, toView } from '../view';

/** Steps of a draft that can be taken back. */
export const KEPT_STEPS = 50;
/** How long a draft counts as open after the last sign of its editor. */
const OPEN_MS = 2 * MINUTE_MS;

/** The definition, locked, when the asker may change it. */
export async function lockForChange(
  ask: Ask<StaffActor>,
  write: Write,
  id: string,
  right: Right,
  { retired = false } = {},
): Promise<Decision<DefinitionRecord, ApiRefusal>> {
  const found = await findDefinition(sqlIn(write.tx), ask.scope, id, true);
  if (!found) return refuse('record.not_found', { noun: 'definition', id });
  if (!mayChange(ask.scope, found.storeId)) return refuse('access.forbidden', { right });
  if (found.retiredAt && !retired) return refuse('definition.retired', { title: found.title });
  return allow(found);
}

/** Nobody overwrites what somebody else has just saved, and nobody writes into a draft that another has open. */
function decideStep(record: DefinitionRecord, actor: StaffActor, rev: number, now: Date): Decision<true, ApiRefusal> {
  if (record.draftRev !== rev) return refuse('definition.draft_changed', { byName: record.byName, rev: record.draftRev });
  if (record.editorId !== null && record.editorId !== actor.staffId && record.editingUntil !== null && record.editingUntil > now)
    return refuse('definition.being_edited', { byName: record.editorName ?? '', until: record.editingUntil.toISOString() });
  return allow(true);
}

const editorOf = (actor: StaffActor, now: Date) => ({ staffId: actor.staffId, until: new Date(now.getTime() + OPEN_MS) });

export async function viewAfter(ask: Ask<StaffActor>, write: Write, id: string) {
  const sql = sqlIn(write.tx);
  const found = await findDefinition(sql, { kind: 'all' }, id);
  if (!found) throw new Error('a definition that was just written is not there');
  return { definition: await toView(sql, ask.ports.definitionKinds, ask.actor, found, write.now) };
}

export async function createDefinition(
  ask: Ask<ActorOf<'definitions.create'>>,
  input: Input<'definitions.create'>,
  write: Write,
): Answer<'definitions.create'> {
  const kinds = ask.ports.definitionKinds;
  if (!Object.hasOwn(kinds, input.kind)) return refuse('definition.kind_unknown', { kind: input.kind, known: Object.keys(kinds) });
  const body = decideBody(input.body);
  if (!body.ok) return body;
  const edits = compileScope(ask.actor, 'design.edit');
  const storeId = input.storeId !== undefined ? input.storeId : edits.kind === 'all' ? null : (ask.actor.storeIds[0] ?? null);
  if (storeId !== null && !(await findStoreRow(sqlIn(write.tx), storeId))) return refuse('record.not_found', { noun: 'store', id: storeId });
  if (!mayChange(edits, storeId)) return refuse('access.forbidden', { right: 'design.edit' });
  const id = `${input.kind}.${newId(write.now)}`;
  await insertDefinition(write.tx, { id, kind: input.kind, title: input.title, storeId, at: write.now });
  await insertDraft(write.tx, { id, rev: 1, title: input.title, body: input.body, staffId: ask.actor.staffId, at: write.now }, KEPT_STEPS);
  await updateDefinition(write.tx, id, { at: write.now, draftRev: 1, editor: editorOf(ask.actor, write.now) });
  await write.event({ type: 'definition.created', storeId, data: { definitionId: id, kind: input.kind } });
  return allow(await viewAfter(ask, write, id));
}

/** Saves the next step; the same text again only says that the draft is still open. */
export async function saveDraft(
  ask: Ask<ActorOf<'definitions.saveDraft'>>,
  input: Input<'definitions.saveDraft'>,
  write: Write,
): Answer<'definitions.saveDraft'> {
  const locked = await lockForChange(ask, write, input.id, 'design.edit');
  if (!locked.ok) return locked;
  const record = locked.value;
  const body = decideBody(input.body);
  if (!body.ok) return body;
  const step = decideStep(record, ask.actor, input.rev, write.now);
  if (!step.ok) return step;
  const sql = sqlIn(write.tx);
  const from = record.draftRev > 0 ? await findDraft(sql, record.id, record.draftRev) : await findVersion(sql, record.id, record.current);
  const editor = editorOf(ask.actor, write.now);
  if (from && from.title === input.title && sameBody(from.body, input.body)) {
    await updateDefinition(write.tx, record.id, { at: record.updatedAt, editor });
    return allow(await viewAfter(ask, write, record.id));
  }
  // The first step after a publication begins behind what is in force, so that taking it back leads there.
  const first = record.draftRev === 0 && from !== null;
  if (first) await insertDraft(write.tx, { id: record.id, rev: 1, title: from.title, body: from.body, staffId: ask.actor.staffId, at: write.now }, KEPT_STEPS);
  const rev = record.draftRev + (first ? 2 : 1);
  await insertDraft(write.tx, { id: record.id, rev, title: input.title, body: input.body, staffId: ask.actor.staffId, at: write.now }, KEPT_STEPS);
  await updateDefinition(write.tx, record.id, { at: write.now, draftRev: rev, editor, ...(record.current === 0 ? { title: input.title } : {}) });
  return allow(await viewAfter(ask, write, record.id));
}

export async function stepDraft(
  ask: Ask<ActorOf<'definitions.stepDraft'>>,
  input: Input<'definitions.stepDraft'>,
  write: Write,
): Answer<'definitions.stepDraft'> {
  const locked = await lockForChange(ask, write, input.id, 'design.edit');
  if (!locked.ok) return locked;
  const record = locked.value;
  const step = decideStep(record, ask.actor, input.rev, write.now);
  if (!step.ok) return step;
  const span = await findDraftSpan(sqlIn(write.tx), record.id);
  const rev = record.draftRev + (input.to === 'back' ? -1 : 1);
  if (record.draftRev === 0 || !span || rev < span.first || rev > span.last) return refuse('definition.nothing_to_take_back', { rev: record.draftRev });
  await updateDefinition(write.tx, record.id, { at: write.now, draftRev: rev, editor: editorOf(ask.actor, write.now) });
  return allow(await viewAfter(ask, write, record.id));
}

export async function dropDraft(
  ask: Ask<ActorOf<'definitions.dropDraft'>>,
  input: Input<'definitions.dropDraft'>,
  write: Write,
): Answer<'definitions.dropDraft'> {
  const locked = await lockForChange(ask, write, input.id, 'design.edit');
  if (!locked.ok) return locked;
  const record = locked.value;
  const step = decideStep(record, ask.actor, input.rev, write.now);
  if (!step.ok) return step;
  await deleteDrafts(write.tx, record.id);
  await updateDefinition(write.tx, record.id, { at: write.now, draftRev: 0, editor: null });
  await write.event({ type: 'definition.draft_dropped', storeId: record.storeId, data: { definitionId: record.id, kind: record.kind } });
  return allow(await viewAfter(ask, write, record.id));
}

export async function takeOver(ask: Ask<ActorOf<'definitions.takeOver'>>, input: Input<'definitions.takeOver'>, write: Write): Answer<'definitions.takeOver'> {
  const locked = await lockForChange(ask, write, input.id, 'design.edit');
  if (!locked.ok) return locked;
  await updateDefinition(write.tx, input.id, { at: locked.value.updatedAt, editor: editorOf(ask.actor, write.now) });
  return allow(await viewAfter(ask, write, input.id));
}
