import { decideBody } from '@zhike/domain/definitions/body';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { readCursor, toCursor } from '../../platform/cursor';
import { sqlOf } from '../../platform/db';
import type { Input } from './input';
import { findDefinition, findVersion, listDefinitions, listDraftsOf, listVersions } from './records';
import { problemsOf, toRow, toVersionRow, toView } from './view';

const PAGE = 50;
const ID = /^[a-z][a-z0-9._-]{0,119}$/;

export async function getDefinitions(ask: Ask<ActorOf<'definitions.list'>>, input: Input<'definitions.list'>): Answer<'definitions.list'> {
  const after = readCursor(input.cursor, ID);
  if (!after.ok) return after;
  const wanted = { kind: input.kind ?? null, search: input.search ?? '', retired: input.retired ?? false, after: after.value, limit: PAGE + 1 };
  const rows = await listDefinitions(sqlOf(ask.ports.db), ask.scope, wanted);
  const items = rows.slice(0, PAGE);
  const last = items.at(-1);
  return allow({
    items: items.map(toRow),
    next: rows.length > PAGE && last ? toCursor({ at: last.updatedAt, id: last.id }) : null,
    kinds: Object.keys(ask.ports.definitionKinds),
  });
}

export async function getDefinition(ask: Ask<ActorOf<'definitions.read'>>, input: Input<'definitions.read'>): Answer<'definitions.read'> {
  const sql = sqlOf(ask.ports.db);
  const found = await findDefinition(sql, ask.scope, input.id);
  if (!found) return refuse('record.not_found', { noun: 'definition', id: input.id });
  return allow({ definition: await toView(sql, ask.ports.definitionKinds, ask.actor, found, ask.now) });
}

export async function checkBody(ask: Ask<ActorOf<'definitions.check'>>, input: Input<'definitions.check'>): Answer<'definitions.check'> {
  const kinds = ask.ports.definitionKinds;
  if (!Object.hasOwn(kinds, input.kind)) return refuse('definition.kind_unknown', { kind: input.kind, known: Object.keys(kinds) });
  const body = decideBody(input.body);
  if (!body.ok) return body;
  const storeId = ask.actor.storeIds[0] ?? null;
  return allow({ problems: [...(await problemsOf(sqlOf(ask.ports.db), kinds, input.kind, input.body, ask.scope.kind === 'all' ? null : storeId))] });
}

export async function getVersions(ask: Ask<ActorOf<'definitions.versions'>>, input: Input<'definitions.versions'>): Answer<'definitions.versions'> {
  const sql = sqlOf(ask.ports.db);
  const found = await findDefinition(sql, ask.scope, input.id);
  if (!found) return refuse('record.not_found', { noun: 'definition', id: input.id });
  return allow({ versions: (await listVersions(sql, input.id)).map(toVersionRow) });
}

export async function getVersion(ask: Ask<ActorOf<'definitions.version'>>, input: Input<'definitions.version'>): Answer<'definitions.version'> {
  const sql = sqlOf(ask.ports.db);
  const found = await findDefinition(sql, ask.scope, input.id);
  if (!found) return refuse('record.not_found', { noun: 'definition', id: input.id });
  const version = await findVersion(sql, input.id, input.version);
  if (!version) return refuse('definition.no_such_version', { version: input.version, current: found.current });
  return allow({ version: { ...toVersionRow(version), body: version.body as Record<string, unknown> } });
}

export async function getMine(ask: Ask<ActorOf<'definitions.mine'>>): Answer<'definitions.mine'> {
  return allow({ drafts: (await listDraftsOf(sqlOf(ask.ports.db), ask.scope, ask.actor.staffId, PAGE)).map(toRow) });
}
