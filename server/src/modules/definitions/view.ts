import { compileScope, type Scope } from '@zhike/domain/kernel/access';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import type { DefinitionRow, DefinitionView, Found, VersionRow } from '@zhike/domain/definitions/contract';
import type { Sql } from '../../platform/db';
import type { DefinitionKinds } from '../../platform/definition-kinds';
import { type DefinitionRecord, findDraft, findDraftSpan, findVersion, type VersionRecord } from './records';

export function toRow(record: DefinitionRecord): DefinitionRow {
  return {
    id: record.id,
    kind: record.kind,
    title: record.title,
    storeId: record.storeId,
    current: record.current,
    on: record.on,
    draft: record.draftRev > 0,
    retired: record.retiredAt !== null,
    updatedAt: record.updatedAt.toISOString(),
    updatedByName: record.byName,
  };
}

export function toVersionRow(record: VersionRecord): VersionRow {
  return { version: record.version, title: record.title, note: record.note, byName: record.byName, at: record.at.toISOString(), restored: record.restored };
}

/** A definition of the whole shop is changed by those whose right reaches all of it; one of a store by its own people as well. */
export function mayChange(scope: Scope, storeId: string | null): boolean {
  return scope.kind === 'all' || (scope.kind === 'stores' && storeId !== null && scope.storeIds.includes(storeId));
}

function abilities(actor: StaffActor, record: DefinitionRecord): DefinitionView['can'] {
  if (record.retiredAt) return [];
  const may = (right: 'design.edit' | 'design.publish'): boolean => mayChange(compileScope(actor, right), record.storeId);
  return [...(may('design.edit') ? (['edit'] as const) : []), ...(may('design.publish') ? (['publish', 'switch', 'retire'] as const) : [])];
}

/** What an engine says to a text; a kind that this build has no engine for any more says so itself. */
export async function problemsOf(sql: Sql, kinds: DefinitionKinds, kind: string, body: unknown, storeId: string | null): Promise<readonly Found[]> {
  const known = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (!known) return [{ code: 'kind_unknown', path: '', level: 'error', facts: { kind } }];
  return known.check(sql, body, storeId);
}

/** Everything of one definition that its designer shows. Problems are those of the draft, or of what is in force when there is none. */
export async function toView(sql: Sql, kinds: DefinitionKinds, actor: StaffActor, record: DefinitionRecord, now: Date): Promise<DefinitionView> {
  const version = record.current > 0 ? await findVersion(sql, record.id, record.current) : null;
  const draft = record.draftRev > 0 ? await findDraft(sql, record.id, record.draftRev) : null;
  const span = draft ? await findDraftSpan(sql, record.id) : null;
  const body = draft?.body ?? version?.body;
  const elsewhere = record.editorId !== null && record.editorId !== actor.staffId && record.editingUntil !== null && record.editingUntil > now;
  return {
    ...toRow(record),
    published: version && { ...toVersionRow(version), body: version.body as Record<string, unknown> },
    open: draft && {
      rev: draft.rev,
      title: draft.title,
      body: draft.body as Record<string, unknown>,
      canUndo: span !== null && span.first < draft.rev,
      canRedo: span !== null && span.last > draft.rev,
      byName: draft.byName,
      at: draft.at.toISOString(),
    },
    editing: elsewhere && record.editingUntil ? { byName: record.editorName ?? '', until: record.editingUntil.toISOString() } : null,
    problems: body === undefined ? [] : [...(await problemsOf(sql, kinds, record.kind, body, record.storeId))],
    can: abilities(actor, record),
  };
}
