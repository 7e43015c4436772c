import type { ApiRefusal } from '@zhike/domain/api';
import { type FormDef, isScratch } from '@zhike/domain/engines/forms/definition';
import type { FormFacts, FormInput, FormOutcome, FormWorld } from '@zhike/domain/engines/forms/input';
import { decideVersion } from '@zhike/domain/engines/forms/migrate';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { startByForm } from '../../../engines/flows/start';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { type Sql, sqlIn } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import { lockKeys } from '../../../platform/locks';
import type { Ports } from '../../../platform/ports';
import type { Write } from '../../../platform/write';
import { loadVersion, loadWorld } from '../catalogue';
import { type Filler, settle, storedFacts } from '../facts';
import { findStoreRow } from '../../stores/queries.hours';
import type { Input } from '../input';
import { findRecord, findUnique, type StoredRecord } from '../records';
import { findSubmission, insertSubmission } from '../records.submissions';
import { uniqueValue } from '../sealed';
import { toFound } from '../view';
import { fileIdsIn, fileProblems, takeFiles } from '../files';
import { fieldValues, writeRecord } from '../write';

/** The version by which a form is judged: the one that the page has, while that may be. */
export async function versionFor(
  sql: Sql,
  world: FormWorld,
  current: FormDef,
  version: number,
  now: Date,
  isPublic: boolean,
): Promise<Decision<FormDef, ApiRefusal>> {
  if (version === current.version) return allow(current);
  const found = await loadVersion(sql, current.id, version);
  if (!found) return refuse('form.outdated', { version, current: current.version, because: 'too_old' as const });
  return decideVersion({ submitted: found.form, current, replacedAt: found.replacedAt, now: now.getTime(), public: isPublic, catalogue: world.catalogue });
}

/** One page's handing in at a time, so that a double tap finds what the first one wrote. */
export const inTurn = (write: Write, formId: string, submissionId: string): Promise<void> => lockKeys(write.tx, { alone: [`form:${formId}:${submissionId}`] });

export const errorsOf = (outcome: FormOutcome) => outcome.problems.filter((problem) => problem.level === 'error');

/** Which texts were agreed to. */
export const consentsOf = (form: FormDef, outcome: FormOutcome) =>
  Object.entries(form.fields).flatMap(([slot, { consent }]) => (consent && outcome.slots[slot]?.value === true ? [{ slot, ...consent }] : []));

/** A form that looks for its record first: the one that has the same value in a field that no two may share. */
async function matched(sql: Sql, form: FormDef, world: FormWorld, filler: Filler, outcome: FormOutcome): Promise<string | null> {
  const entity = world.catalogue.entities[form.entity];
  const values = fieldValues(form, outcome.output.values);
  for (const slot of form.mode === 'createOrUpdate' ? (form.match ?? []) : []) {
    const field = entity?.fields[form.fields[slot]?.field ?? ''];
    const value = field && values[field.id];
    if (field && value !== null && value !== undefined) {
      const id = await findUnique(sql, form.entity, field.id, uniqueValue(value, field, filler.ports));
      if (id) return id;
    }
  }
  return null;
}

interface Judged {
  readonly outcome: FormOutcome;
  readonly record: StoredRecord | null;
  readonly facts: FormFacts;
}

async function judge(sql: Sql, form: FormDef, world: FormWorld, filler: Filler, input: FormInput, record: StoredRecord | null): Promise<Judged> {
  const facts = record ? await storedFacts(sql, form, world, record, filler.ports) : {};
  return { outcome: await settle(sql, form, world, filler, input, facts), record, facts };
}

export async function submitForm(ask: Ask<ActorOf<'forms.submit'>>, input: Input<'forms.submit'>, write: Write): Answer<'forms.submit'> {
  await inTurn(write, input.id, input.submissionId);
  const sql = sqlIn(write.tx);
  const world = await loadWorld(sql);
  const current = world.forms[input.id];
  if (!current || !world.open.get(input.id)?.on) return refuse('form.not_open', { formId: input.id });
  const before = await findSubmission(sql, input.id, input.submissionId);
  if (before?.recordId && before.staffId === ask.actor.staffId) return allow({ recordId: before.recordId, warnings: [] });
  const version = await versionFor(sql, world, current, input.version, write.now, false);
  if (!version.ok) return version;
  const form = version.value;
  const storeId = input.storeId ?? ask.actor.storeIds[0] ?? null;
  if (ask.scope.kind === 'stores' && storeId !== null && !ask.scope.storeIds.includes(storeId))
    return refuse('record.not_found', { noun: 'store', id: storeId });
  if (storeId !== null && !(await findStoreRow(sql, storeId))) return refuse('record.not_found', { noun: 'store', id: storeId });
  const filler: Filler = { actor: ask.actor, ports: ask.ports, now: write.now };
  const asked = input.recordId === undefined ? null : await findRecord(sql, ask.scope, input.recordId, true);
  if (input.recordId !== undefined && asked?.entity !== form.entity) return refuse('record.not_found', { noun: 'record', id: input.recordId });
  if (asked && input.recordVersion !== undefined && input.recordVersion !== asked.version)
    return refuse('record.changed', { noun: 'record', id: asked.id, version: asked.version });
  const given: FormInput = { values: input.values, ...(input.rows ? { rows: input.rows } : {}) };
  let judged = await judge(sql, form, world, filler, given, asked);
  const match = asked ? null : await matched(sql, form, world, filler, judged.outcome);
  if (match) {
    const record = await findRecord(sql, ask.scope, match, true);
    if (!record) return refuse('record.not_found', { noun: 'record', id: match });
    judged = await judge(sql, form, world, filler, given, record);
  }
  const { record, facts } = judged;
  const sender = { staffId: ask.actor.staffId, linkId: null, recordId: record?.id ?? null };
  const errors = [...errorsOf(judged.outcome), ...(await fileProblems(sql, form, world, judged.outcome, sender))];
  if (errors.length > 0) return refuse('form.problems', { problems: errors.map(toFound) });
  const existing = record && { id: record.id, values: facts.record?.values ?? {} };
  const target = record ? { existing, storeId: record.storeId, ownerId: record.ownerId } : { existing: null, storeId, ownerId: ask.actor.staffId };
  const written = await writeRecord(write, ask.ports, form, world, judged.outcome, target);
  if (written.clashes.length > 0) return refuse('form.problems', { problems: clashProblems(form, world, written.clashes) });
  await takeFiles(write, fileIdsIn(form, world, judged.outcome), { entity: form.entity, id: written.id, isNew: !record });
  await insertSubmission(write.tx, {
    id: newId(write.now),
    formId: form.id,
    formVersion: form.version,
    clientSubmissionId: input.submissionId,
    linkId: null,
    recordId: written.id,
    staffId: ask.actor.staffId,
    consents: consentsOf(form, judged.outcome),
    held: null,
    at: write.now,
  });
  await tellSubmitted(write, form, judged.outcome, world, target.storeId, written.id, record ? 'changed' : 'created');
  await beginFlows(write, ask.ports, form, world, judged.outcome, {
    ...target,
    recordId: written.id,
    staffId: ask.actor.staffId,
    submissionId: input.submissionId,
  });
  return allow({ recordId: written.id, warnings: judged.outcome.problems.map(toFound) });
}

/** Somebody was a moment faster with the same value. */
function clashProblems(form: FormDef, world: FormWorld, fields: readonly string[]) {
  const entity = world.catalogue.entities[form.entity];
  return Object.entries(form.fields)
    .filter(([, slot]) => fields.includes(slot.field))
    .map(([id, slot]) =>
      toFound({ code: 'not_unique', path: `/${id}`, level: 'error', facts: { label: slot.label ?? entity?.fields[slot.field]?.label ?? id } }),
    );
}

/** The customer whom a form is about, if there is one. */
function customerOf(form: FormDef, world: FormWorld, outcome: FormOutcome): string | null {
  const entity = world.catalogue.entities[form.entity];
  const about = Object.entries(form.fields).find(([, slot]) => entity?.fields[slot.field]?.to === 'customer');
  const id = about ? outcome.slots[about[0]]?.value : null;
  return typeof id === 'string' ? id : null;
}

/** FL-02: what begins with this form begins once for what was handed in, in the transaction that wrote it. It learns what was asked and is not stored, but nothing sensitive. */
export async function beginFlows(
  write: Write,
  ports: Ports,
  form: FormDef,
  world: FormWorld,
  outcome: FormOutcome,
  handed: { readonly recordId: string; readonly submissionId: string; readonly storeId: string | null; readonly staffId: string | null },
): Promise<void> {
  const asked = Object.entries(form.fields).flatMap(([id, slot]) => {
    const value = outcome.output.values[id];
    return isScratch(slot) && !slot.consent && slot.scratch?.sensitivity !== 'sensitive' && value !== undefined ? [[id, value] as const] : [];
  });
  const customerId = customerOf(form, world, outcome);
  await startByForm(write, ports, {
    formId: form.id,
    submissionId: handed.submissionId,
    records: { ...(customerId === null ? {} : { customer: customerId }), [form.entity]: handed.recordId },
    storeId: handed.storeId,
    starterId: handed.staffId,
    vars: Object.fromEntries(asked),
  });
}

/** Told without what was typed; of the customer whom the record is about, if there is one. */
export async function tellSubmitted(
  write: Write,
  form: FormDef,
  outcome: FormOutcome,
  world: FormWorld,
  storeId: string | null,
  recordId: string | null,
  how: 'created' | 'changed' | 'held',
): Promise<void> {
  const customerId = customerOf(form, world, outcome);
  await write.event({
    type: 'form.submitted',
    storeId,
    customerId,
    data: { formId: form.id, version: form.version, entity: form.entity, recordId, how, title: form.title },
  });
}
