import { toEntityView, toFieldView } from '../../engines/catalogue/view';
import { compileScope } from '@zhike/domain/kernel/access';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { RecordView } from '@zhike/domain/forms/contract';
import { evaluateForm } from '@zhike/domain/engines/forms/evaluate';
import { fieldOfSlot } from '@zhike/domain/engines/forms/values';
import { matches } from '@zhike/domain/engines/conditions/evaluate';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { readCursor, toCursor } from '../../platform/cursor';
import { sqlOf } from '../../platform/db';
import { aboutKinds, aboutOf, linkFor, openedAbout, listsOf, shownOf } from './bound';
import { loadCatalogue, loadVersion, loadWorld } from './catalogue';
import { recordHistory } from './history';
import { answerAsks, contextFor, type Filler, linkedRecords, settle } from './facts';
import { homeOf } from './homes';
import type { Input } from './input';
import { findRecord, listAbout, listRecords, listRows } from './records';
import { countOpened, lastSubmission, listBound, listLinks } from './records.submissions';
import { masked, opened } from './sealed';
import { veiledFacts } from './veil';
import { toOpenForm, toPublicForm, toRecordRow } from './view';
import { toLink } from './view.links';

const PAGE = 50;
const PICKED = 20;
/** Rows of which those that a filter lets through are picked: a filter narrows a list that a person searches. */
const LOOKED_THROUGH = 200;

export async function getForms(ask: Ask<ActorOf<'forms.list'>>): Answer<'forms.list'> {
  const world = await loadWorld(sqlOf(ask.ports.db));
  const inRows = new Set(Object.values(world.forms).flatMap((form) => Object.values(form.fields).flatMap((slot) => slot.rows?.form ?? [])));
  const mine = (storeId: string | null): boolean => storeId === null || ask.scope.kind === 'all' || ask.actor.storeIds.includes(storeId);
  const forms = Object.values(world.forms).filter((form) => {
    const open = world.open.get(form.id);
    return open?.on && mine(open.storeId) && !inRows.has(form.id) && form.mode !== 'edit';
  });
  return allow({
    forms: forms.map((form) => ({
      id: form.id,
      title: form.title,
      entity: form.entity,
      entityLabel: world.catalogue.entities[form.entity]?.label ?? '',
      shared: form.public !== undefined,
      kinds: [...(form.public?.kinds ?? [])],
      about: [...aboutKinds(form, world)],
      frames: [...(form.public?.frames ?? [])],
    })),
  });
}

/** For whoever makes a form: all fields are named, because what a form asks for is no reading of it. */
export async function getFormCatalogue(ask: Ask<ActorOf<'forms.catalogue'>>): Answer<'forms.catalogue'> {
  const { version, entities } = await loadCatalogue(sqlOf(ask.ports.db));
  const all = Object.values(entities).sort((a, b) => Number(b.custom) - Number(a.custom));
  return allow({
    version,
    entities: all.map((entity) => ({
      ...toEntityView(entity),
      fields: Object.values(entity.fields).map((field) => toFieldView(field, false)),
      hosts: [],
      verbs: [...entity.verbs],
    })),
  });
}

const fillerOf = (ask: Ask): Filler => ({ actor: ask.actor, ports: ask.ports, now: ask.now });

export async function openForm(ask: Ask<ActorOf<'forms.read'>>, input: Input<'forms.read'>): Answer<'forms.read'> {
  const sql = sqlOf(ask.ports.db);
  const world = await loadWorld(sql);
  const form = world.forms[input.id];
  if (!form || !world.open.get(input.id)?.on) return refuse('form.not_open', { formId: input.id });
  const filler = fillerOf(ask);
  const kept = input.recordId === undefined ? null : await homeOf(form, world, filler, ask.scope).find(sql, input.recordId);
  if (input.recordId !== undefined && !kept) return refuse('record.not_found', { noun: 'record', id: input.recordId });
  let facts = kept ? veiledFacts(kept.facts, form, world, ask.actor) : {};
  const opened = input.about && !kept ? await openedAbout(sql, form, world, filler, input.about) : {};
  if (opened === null) return refuse('record.not_found', { noun: input.about?.entity ?? '', id: input.about?.id ?? '' });
  // What a default or a stored link asks is answered with the page, so that it opens complete.
  const first = evaluateForm(form, world, { values: {}, opened }, facts, contextFor(filler).context);
  facts = await answerAsks(sql, form, world, filler, first.asks, facts);
  return allow({ open: toOpenForm(form, world, facts, filler, kept?.version ?? null), opened });
}

export async function getFacts(ask: Ask<ActorOf<'forms.facts'>>, input: Input<'forms.facts'>): Answer<'forms.facts'> {
  const sql = sqlOf(ask.ports.db);
  const [world, version] = await Promise.all([loadWorld(sql), loadVersion(sql, input.id, input.version)]);
  if (!version || !world.open.get(input.id)?.on) return refuse('form.not_open', { formId: input.id });
  const kept = input.recordId === undefined ? null : await homeOf(version.form, world, fillerOf(ask), ask.scope).find(sql, input.recordId);
  const asks = input.asks.map((one) => (one.ask === 'record' ? { ...one, entity: '', paths: [] } : { ...one, scope: 'org' as const }));
  const facts = await answerAsks(sql, version.form, world, fillerOf(ask), asks, kept ? { record: { id: kept.id, values: {} } } : {});
  const { record: _record, ...told } = facts;
  return allow({ facts: { ...told } });
}

export async function pickLinked(ask: Ask<ActorOf<'forms.pick'>>, input: Input<'forms.pick'>): Answer<'forms.pick'> {
  const sql = sqlOf(ask.ports.db);
  const [world, version] = await Promise.all([loadWorld(sql), loadVersion(sql, input.id, input.version)]);
  const form = version?.form;
  const entity = form && world.catalogue.entities[form.entity];
  const slot = form?.fields[input.slot];
  const field = slot && entity ? fieldOfSlot(slot, entity) : null;
  if (!form || !field?.to || !world.open.get(input.id)?.on) return refuse('form.not_open', { formId: input.id });
  const filler = fillerOf(ask);
  const filter = slot?.ref?.filter;
  const found = await linkedRecords(sql, world, filler, field.to, { search: input.search ?? '', limit: filter ? LOOKED_THROUGH : PICKED });
  const outcome = filter ? await settle(sql, form, world, filler, { values: input.values }, {}) : null;
  const typed = Object.fromEntries(Object.entries(outcome?.slots ?? {}).map(([id, state]) => [id, state.value]));
  const context = { ...contextFor(filler).context, form: typed };
  const fits = found.filter((one) => !filter || matches(filter, one, { one: () => null, many: () => [] }, context));
  return allow({
    items: fits.slice(0, PICKED).map(({ id, name, values }) => ({
      id,
      name,
      values: Object.fromEntries((slot?.ref?.show ?? []).flatMap((path) => (values[path] === undefined ? [] : [[path, values[path] as string | null]]))),
    })),
  });
}

export async function getRecords(ask: Ask<ActorOf<'forms.records'>>, input: Input<'forms.records'>): Answer<'forms.records'> {
  const after = readCursor(input.cursor);
  if (!after.ok) return after;
  const sql = sqlOf(ask.ports.db);
  const entity = (await loadCatalogue(sql)).entities[input.entity];
  if (!entity?.custom) return refuse('record.not_found', { noun: 'record_type', id: input.entity });
  const rows = await listRecords(sql, ask.scope, { entity: entity.id, search: (input.search ?? '').toLowerCase(), after: after.value, limit: PAGE + 1 });
  const last = rows[PAGE - 1];
  return allow({
    items: rows.slice(0, PAGE).map((row) => toRecordRow(row, entity, ask.ports)),
    next: rows.length > PAGE && last ? toCursor({ at: last.createdAt, id: last.id }) : null,
    entity: { ...entity },
  });
}

export async function getRecord(ask: Ask<ActorOf<'forms.record'>>, input: Input<'forms.record'>): Answer<'forms.record'> {
  const sql = sqlOf(ask.ports.db);
  const record = await findRecord(sql, ask.scope, input.id);
  const world = await loadWorld(sql);
  const entity = record && world.catalogue.entities[record.entity];
  if (!record || !entity) return refuse('record.not_found', { noun: 'record', id: input.id });
  const [rows, last] = await Promise.all([listRows(sql, record.id), lastSubmission(sql, record.id)]);
  const names: Record<string, string> = {};
  for (const entityId of new Set(record.links.map((link) => link.toEntity))) {
    const ids = record.links.filter((link) => link.toEntity === entityId).map((link) => link.toId);
    for (const one of await linkedRecords(sql, world, fillerOf(ask), entityId, { ids })) names[one.id] = one.name;
  }
  const tables: RecordView['rows'] = {};
  for (const row of rows) {
    const of = world.catalogue.entities[row.entity];
    if (of && row.parentSlot)
      (tables[row.parentSlot] ??= []).push({ id: row.id, values: masked(opened(row.custom, row.links, of, row.id, ask.ports), of) as RecordView['values'] });
  }
  const may = (await findRecord(sql, compileScope(ask.actor, 'record.write'), record.id)) !== null;
  return allow({
    record: {
      ...toRecordRow(record, entity, ask.ports),
      version: record.version,
      rows: tables,
      names,
      formId: last?.formId ?? null,
      formVersion: last?.formVersion ?? null,
      printable: last !== null && world.forms[last.formId]?.print !== undefined,
      can: may ? ['edit' as const] : [],
    },
    entity: { ...entity },
  });
}

export async function getHistory(ask: Ask<ActorOf<'forms.history'>>, input: Input<'forms.history'>): Answer<'forms.history'> {
  const sql = sqlOf(ask.ports.db);
  if (!(await findRecord(sql, ask.scope, input.id))) return refuse('record.not_found', { noun: 'record', id: input.id });
  return allow({ items: await recordHistory(sql, await loadWorld(sql), fillerOf(ask), input.id) });
}

export async function getAbout(ask: Ask<ActorOf<'forms.about'>>, input: Input<'forms.about'>): Answer<'forms.about'> {
  const sql = sqlOf(ask.ports.db);
  const { entities } = await loadCatalogue(sql);
  const rows = await listAbout(sql, ask.scope, input, PAGE);
  return allow({
    items: rows.flatMap((row) => {
      const entity = entities[row.entity];
      return entity ? [{ ...toRecordRow(row, entity, ask.ports), entityLabel: entity.label }] : [];
    }),
  });
}

export async function getLinks(ask: Ask<ActorOf<'forms.links'>>, input: Input<'forms.links'>): Answer<'forms.links'> {
  const links = await listLinks(sqlOf(ask.ports.db), input.id);
  const mine = links.filter(
    (link) => ask.scope.kind === 'all' || (ask.scope.kind === 'stores' && link.storeId !== null && ask.scope.storeIds.includes(link.storeId)),
  );
  return allow({ links: mine.map(toLink) });
}

export async function openLink(ask: Ask<ActorOf<'forms.openLink'>>, input: Input<'forms.openLink'>): Answer<'forms.openLink'> {
  const sql = sqlOf(ask.ports.db);
  const closed = refuse('form.link_closed', { reason: 'closed' as const });
  const link = await linkFor(sql, ask.actor, input);
  if (!link || link.revokedAt || (link.expiresAt && link.expiresAt <= ask.now)) return closed;
  const submitted = link.kind !== 'open' && link.used > 0;
  if (!submitted && link.maxUses !== null && link.used >= link.maxUses) return closed;
  const world = await loadWorld(sql);
  const form = world.forms[link.formId];
  if (!form?.public || !world.open.get(link.formId)?.on) return closed;
  if (!submitted) await countOpened(sql, link.id);
  const filler: Filler = { actor: { kind: 'anonymous' }, ports: ask.ports, now: ask.now };
  const { facts, opened } = await shownOf(sql, form, world, filler, aboutOf(link));
  return allow({ open: toPublicForm(form, world, facts, filler), opened, submitted });
}

/** What a customer was asked to fill in and has not yet. */
export async function getMine(ask: Ask<ActorOf<'forms.mine'>>): Answer<'forms.mine'> {
  const { customerId } = ask.actor;
  if (customerId === null) return allow({ items: [] });
  const sql = sqlOf(ask.ports.db);
  const world = await loadWorld(sql);
  const links = await listBound(sql, customerId, ask.now);
  return allow({
    items: links.flatMap(({ id, formId, storeName, createdAt, expiresAt }) => {
      const form = world.forms[formId];
      if (!form?.public || !world.open.get(formId)?.on) return [];
      return [{ linkId: id, title: form.title, storeName, at: createdAt.toISOString(), expiresAt: expiresAt?.toISOString() ?? null }];
    }),
  });
}

/** Rows of a list that a public form opens, for whoever fills it in by a link. */
export async function pickByLink(ask: Ask<ActorOf<'forms.pickByLink'>>, input: Input<'forms.pickByLink'>): Answer<'forms.pickByLink'> {
  const sql = sqlOf(ask.ports.db);
  const closed = refuse('form.link_closed', { reason: 'closed' as const });
  const link = await linkFor(sql, ask.actor, input);
  if (!link || link.revokedAt || (link.expiresAt && link.expiresAt <= ask.now)) return closed;
  const [world, version] = await Promise.all([loadWorld(sql), loadVersion(sql, link.formId, input.version)]);
  const form = version?.form;
  if (!form?.public || !world.open.get(link.formId)?.on) return closed;
  const entity = world.catalogue.entities[form.entity];
  const slot = form.public.publicLists?.includes(input.slot) ? form.fields[input.slot] : undefined;
  const to = (slot && entity ? fieldOfSlot(slot, entity)?.to : undefined) ?? '';
  const filler: Filler = { actor: { kind: 'anonymous' }, ports: ask.ports, now: ask.now, lists: listsOf(form, world) };
  const found = await linkedRecords(sql, world, filler, to, { search: input.search ?? '', limit: PICKED });
  return allow({ items: found.filter((one) => one.active).map(({ id, name }) => ({ id, name })) });
}
