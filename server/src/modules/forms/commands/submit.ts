import type { ApiRefusal } from '@zhike/domain/api';
import { type FormDef, isScratch } from '@zhike/domain/engines/forms/definition';
import type { FormInput, FormOutcome, FormWorld } from '@zhike/domain/engines/forms/input';
import { decideVersion } from '@zhike/domain/engines/forms/migrate';
import { holds } from '@zhike/domain/kernel/access';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { startByForm } from '../../../engines/flows/start';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { type Sql, sqlIn } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import { lockKeys } from '../../../platform/locks';
import type { Ports } from '../../../platform/ports';
import type { Write } from '../../../platform/write';
import { loadVersion, loadWorld } from '../catalogue';
import { type Filler, settle } from '../facts';
import { openedAbout } from '../bound';
import { type Clash, homeOf, type Kept } from '../homes';
import { findStoreRow } from '../../stores/queries.hours';
import type { Input } from '../input';
import { findSubmission, insertSubmission } from '../records.submissions';
import { toFound } from '../view';
import { fileIdsIn, fileProblems, takeFiles } from '../files';

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

async function judge(sql: Sql, form: FormDef, world: FormWorld, filler: Filler, input: FormInput, kept: Kept | null): Promise<FormOutcome> {
  return settle(sql, form, world, filler, input, kept?.facts ?? {});
}

export async function submitForm(ask: Ask<ActorOf<'forms.submit'>>, input: Input<'forms.submit'>, write: Write): Answer<'forms.submit'> {
  await inTurn(write, input.id, input.submissionId);
  const sql = sqlIn(write.tx);
  const world = await loadWorld(sql);
  const current = world.forms[input.id];
  if (!current || !world.open.get(input.id)?.on) return refuse('form.not_open', { formId: input.id });
  const before = await findSubmission(sql, input.id, input.submissionId);
  const made = before?.recordId ?? before?.customerId;
  if (made && before?.staffId === ask.actor.staffId) return allow({ recordId: made, warnings: [] });
  const version = await versionFor(sql, world, current, input.version, write.now, false);
  if (!version.ok) return version;
  const form = version.value;
  if (form.entity === 'customer' && !holds(ask.actor, 'customer.write')) return refuse('access.forbidden', { right: 'customer.write' });
  const storeId = input.storeId ?? ask.actor.storeIds[0] ?? null;
  if (ask.scope.kind === 'stores' && storeId !== null && !ask.scope.storeIds.includes(storeId))
    return refuse('record.not_found', { noun: 'store', id: storeId });
  if (storeId !== null && !(await findStoreRow(sql, storeId))) return refuse('record.not_found', { noun: 'store', id: storeId });
  const filler: Filler = { actor: ask.actor, ports: ask.ports, now: write.now };
  const home = homeOf(form, world, filler, ask.scope);
  const asked = input.recordId === undefined ? null : await home.find(sql, input.recordId, true);
  if (input.recordId !== undefined && !asked) return refuse('record.not_found', { noun: 'record', id: input.recordId });
  const opened = input.about && !asked ? await openedAbout(sql, form, world, filler, input.about) : {};
  if (opened === null) return refuse('record.not_found', { noun: input.about?.entity ?? '', id: input.about?.id ?? '' });
  const given: FormInput = { values: input.values, ...(input.rows ? { rows: input.rows } : {}), opened };
  let outcome = await judge(sql, form, world, filler, given, asked);
  const met = await home.meet(write, outcome, asked?.id ?? null);
  const target = met.match ?? asked?.id ?? null;
  const record = target === null ? null : await home.lock(write, target);
  // Whom the form looked for is there, but not within the filler's reach: it is a value that another record has, and no more is told.
  if (met.match !== null && !record) return refuse('form.problems', { problems: clashProblems(form, world, matchedFields(form)) });
  if (target !== null && !record) return refuse('record.not_found', { noun: 'record', id: target });
  if (asked && record && input.recordVersion !== undefined && input.recordVersion !== record.version)
    return refuse('record.changed', { noun: 'record', id: asked.id, version: record.version });
  if (record && record.version !== asked?.version) outcome = await judge(sql, form, world, filler, given, record);
  const sender = { staffId: ask.actor.staffId, linkId: null, recordId: record?.id ?? null };
  const errors = [...errorsOf(outcome), ...(await fileProblems(sql, form, world, outcome, sender))];
  if (errors.length > 0 && !met.clash) return refuse('form.problems', { problems: errors.map(toFound) });
  if (met.clash) {
    const told = clashProblems(form, world, [met.clash]);
    return refuse('form.problems', { problems: [...told, ...errors.map(toFound).filter((one) => !told.some((clash) => clash.path === one.path))] });
  }
  const saved = await home.save(write, outcome, record, { storeId, ownerId: ask.actor.staffId, source: '' });
  if (!saved.ok) return refuse('form.problems', { problems: clashProblems(form, world, [saved.clash]) });
  const isCustomer = form.entity === 'customer';
  const at = record ? record.storeId : storeId;
  await takeFiles(write, fileIdsIn(form, world, outcome), { entity: form.entity, id: saved.id, isNew: !record });
  await insertSubmission(write.tx, {
    id: newId(write.now),
    formId: form.id,
    formVersion: form.version,
    clientSubmissionId: input.submissionId,
    linkId: null,
    recordId: isCustomer ? null : saved.id,
    customerId: isCustomer ? saved.id : null,
    staffId: ask.actor.staffId,
    consents: consentsOf(form, outcome),
    held: null,
    at: write.now,
  });
  await tellSubmitted(write, form, outcome, world, at, saved.id, record ? 'changed' : 'created');
  await beginFlows(write, ask.ports, form, world, outcome, { storeId: at, recordId: saved.id, staffId: ask.actor.staffId, submissionId: input.submissionId });
  return allow({ recordId: saved.id, warnings: outcome.problems.map(toFound) });
}

/** The fields by which a form looks for its record. */
const matchedFields = (form: FormDef): Pick<Clash, 'fieldId' | 'code' | 'facts'>[] =>
  (form.match ?? []).flatMap((slot) => (form.fields[slot] ? [{ fieldId: form.fields[slot].field, code: 'not_unique' as const, facts: {} }] : []));

/** What another record has, told at the place where it was typed; whose it is, for whoever may know. */
export function clashProblems(form: FormDef, world: FormWorld, clashes: readonly Pick<Clash, 'fieldId' | 'code' | 'facts'>[]) {
  const entity = world.catalogue.entities[form.entity];
  return clashes.flatMap(({ fieldId, code, facts }) =>
    Object.entries(form.fields)
      .filter(([, slot]) => slot.field === fieldId)
      .map(([id, slot]) => {
        const message = slot.checks?.find((check) => check.is === 'unique')?.msg;
        const label = slot.label ?? entity?.fields[fieldId]?.label ?? id;
        return toFound({ code, path: `/${id}`, level: 'error', facts: { label, ...(code === 'not_unique' && message ? { message } : {}), ...facts } });
      }),
  );
}

/** The customer whom a form is about, if there is one. */
function customerOf(form: FormDef, world: FormWorld, outcome: FormOutcome, writtenId: string | null): string | null {
  if (form.entity === 'customer') return writtenId;
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
  const customerId = customerOf(form, world, outcome, handed.recordId);
  await startByForm(write, ports, {
    formId: form.id,
    startFlow: form.submit.startFlow,
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
  const customerId = customerOf(form, world, outcome, recordId);
  await write.event({
    type: 'form.submitted',
    storeId,
    customerId,
    data: { formId: form.id, version: form.version, entity: form.entity, recordId, how, title: form.title },
  });
  if (how === 'created' && recordId !== null) await write.event({ type: 'record.created', storeId, customerId, data: { entity: form.entity, recordId } });
}
