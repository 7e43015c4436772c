import { sameBody } from '@zhike/domain/definitions/body';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import type { ApiRefusal } from '@zhike/domain/api';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import { lockKeys } from '../../../platform/locks';
import type { Write } from '../../../platform/write';
import { usersOf } from '../in-force';
import type { Input } from '../input';
import type { Published } from '../../../platform/definition-kinds';
import { deleteDrafts, type DefinitionRecord, findDraft, findVersion, insertVersion, updateDefinition } from '../records';
import { problemsOf } from '../view';
import { lockForChange, viewAfter } from './draft';

const published = (record: DefinitionRecord, text: { readonly version: number; readonly title: string; readonly body: unknown }): Published => ({
  id: record.id,
  kind: record.kind,
  version: text.version,
  title: text.title,
  storeId: record.storeId,
  on: record.on,
  body: text.body,
});

async function inForce(write: Write, record: DefinitionRecord): Promise<Published | null> {
  const version = record.current > 0 ? await findVersion(sqlIn(write.tx), record.id, record.current) : null;
  return version && published(record, version);
}

/**
 * Definitions need each other (a rule its segment), and each check reads the others: publications of the shop take turns, so that two of
 * them at once cannot leave one without what it needs.
 */
export const inTurn = (write: Write): Promise<void> => lockKeys(write.tx, { alone: ['definitions:publish'] });

/** Puts a text in force as the next version, unless its engine finds it wrong. */
export async function putInForce(
  ask: Ask<StaffActor>,
  write: Write,
  record: DefinitionRecord,
  text: { readonly title: string; readonly body: unknown; readonly note: string; readonly restored: number | null },
): Promise<Decision<number, ApiRefusal>> {
  const kinds = ask.ports.definitionKinds;
  const problems = (await problemsOf(sqlIn(write.tx), kinds, record.kind, text.body, record.storeId)).filter((problem) => problem.level === 'error');
  if (problems.length > 0) return refuse('definition.has_problems', { problems });
  const lacking = kinds[record.kind]?.mayPublish?.(ask.actor, text.body) ?? null;
  if (lacking) return refuse('access.forbidden', { right: lacking });
  const before = await inForce(write, record);
  if (before && before.title === text.title && sameBody(before.body, text.body)) return refuse('definition.nothing_to_publish', { current: record.current });
  const version = record.current + 1;
  await insertVersion(write.tx, { id: record.id, version, ...text, staffId: ask.actor.staffId, at: write.now });
  await updateDefinition(write.tx, record.id, { at: write.now, title: text.title, current: version });
  await kinds[record.kind]?.changed?.(write, before, published(record, { ...text, version }));
  await write.event({
    type: 'definition.published',
    storeId: record.storeId,
    data: { definitionId: record.id, kind: record.kind, version, restored: text.restored },
  });
  return allow(version);
}

export async function publishDefinition(
  ask: Ask<ActorOf<'definitions.publish'>>,
  input: Input<'definitions.publish'>,
  write: Write,
): Answer<'definitions.publish'> {
  await inTurn(write);
  const locked = await lockForChange(ask, write, input.id, 'design.publish');
  if (!locked.ok) return locked;
  const record = locked.value;
  if (record.draftRev !== input.rev) return refuse('definition.draft_changed', { byName: record.byName, rev: record.draftRev });
  const draft = record.draftRev > 0 ? await findDraft(sqlIn(write.tx), record.id, record.draftRev) : null;
  if (!draft) return refuse('definition.nothing_to_publish', { current: record.current });
  const put = await putInForce(ask, write, record, { title: draft.title, body: draft.body, note: input.note, restored: null });
  if (!put.ok) return put;
  await deleteDrafts(write.tx, record.id);
  await updateDefinition(write.tx, record.id, { at: write.now, draftRev: 0, editor: null });
  return allow(await viewAfter(ask, write, record.id));
}

export async function restoreVersion(
  ask: Ask<ActorOf<'definitions.restore'>>,
  input: Input<'definitions.restore'>,
  write: Write,
): Answer<'definitions.restore'> {
  await inTurn(write);
  const locked = await lockForChange(ask, write, input.id, 'design.publish');
  if (!locked.ok) return locked;
  const version = await findVersion(sqlIn(write.tx), input.id, input.version);
  if (!version) return refuse('definition.no_such_version', { version: input.version, current: locked.value.current });
  const put = await putInForce(ask, write, locked.value, { title: version.title, body: version.body, note: input.note, restored: version.version });
  if (!put.ok) return put;
  return allow(await viewAfter(ask, write, input.id));
}

export async function switchDefinition(
  ask: Ask<ActorOf<'definitions.switch'>>,
  input: Input<'definitions.switch'>,
  write: Write,
): Answer<'definitions.switch'> {
  await inTurn(write);
  const locked = await lockForChange(ask, write, input.id, 'design.publish');
  if (!locked.ok) return locked;
  const record = locked.value;
  if (record.on !== input.on) {
    const before = await inForce(write, record);
    const kind = ask.ports.definitionKinds[record.kind];
    const lacking = (before && kind?.mayPublish?.(ask.actor, before.body)) ?? null;
    if (lacking) return refuse('access.forbidden', { right: lacking });
    await updateDefinition(write.tx, record.id, { at: write.now, on: input.on });
    await kind?.changed?.(write, before, before && { ...before, on: input.on });
    await write.event({
      type: input.on ? 'definition.switched_on' : 'definition.switched_off',
      storeId: record.storeId,
      data: { definitionId: record.id, kind: record.kind, reason: input.reason },
    });
  }
  return allow(await viewAfter(ask, write, record.id));
}

export async function retireDefinition(
  ask: Ask<ActorOf<'definitions.retire'>>,
  input: Input<'definitions.retire'>,
  write: Write,
): Answer<'definitions.retire'> {
  await inTurn(write);
  const locked = await lockForChange(ask, write, input.id, 'design.publish', { retired: true });
  if (!locked.ok) return locked;
  const record = locked.value;
  if (record.retiredAt) return allow({ done: true as const });
  const kinds = ask.ports.definitionKinds;
  const by = await usersOf(sqlIn(write.tx), kinds, record.id);
  if (by.length > 0) return refuse('definition.in_use', { by });
  const before = await inForce(write, record);
  await deleteDrafts(write.tx, record.id);
  await updateDefinition(write.tx, record.id, { at: write.now, on: false, draftRev: 0, editor: null, retired: true });
  await kinds[record.kind]?.changed?.(write, before, null);
  await write.event({ type: 'definition.retired', storeId: record.storeId, data: { definitionId: record.id, kind: record.kind, reason: input.reason } });
  return allow({ done: true as const });
}
