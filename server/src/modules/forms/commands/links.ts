import { compileScope } from '@zhike/domain/kernel/access';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { hashToken, newToken } from '../../../platform/crypto';
import { type Sql, sqlIn } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import type { Write } from '../../../platform/write';
import { loadWorld } from '../catalogue';
import { type Filler, linkedRecords, settle } from '../facts';
import { holdCustomer } from '../../customers/commands';
import { linkedCustomers } from '../../customers/queries.links';
import { findStoreRow } from '../../stores/queries.hours';
import type { Input } from '../input';
import { findLink, findSubmission, insertLink, insertSubmission, revokeBound, revokeLink, useLink } from '../records.submissions';
import { fileIdsIn, fileProblems, takeFiles } from '../files';
import { toFound } from '../view';
import { linkUrl, toLink } from '../view.links';
import { aboutOf, boundFacts, boundTo, linkFor, listsOf } from '../bound';
import { type Clash, homeOf } from '../homes';
import { beginFlows, clashProblems, consentsOf, errorsOf, inTurn, tellSubmitted, versionFor } from './submit';

export async function shareForm(ask: Ask<ActorOf<'forms.share'>>, input: Input<'forms.share'>, write: Write): Answer<'forms.share'> {
  const sql = sqlIn(write.tx);
  const world = await loadWorld(sql);
  const form = world.forms[input.id];
  const open = world.open.get(input.id);
  if (!form || !open?.on) return refuse('form.not_open', { formId: input.id });
  const kinds = form.public?.kinds ?? [];
  if (!kinds.includes(input.kind)) return refuse('form.kind_not_shared', { kind: input.kind, kinds: [...kinds] });
  const storeId = input.storeId ?? open.storeId ?? ask.actor.storeIds[0] ?? null;
  if (ask.scope.kind === 'stores' && (storeId === null || !ask.scope.storeIds.includes(storeId)))
    return refuse('record.not_found', { noun: 'store', id: storeId ?? '' });
  if (storeId !== null && !(await findStoreRow(sql, storeId))) return refuse('record.not_found', { noun: 'store', id: storeId });
  const customerId = input.customerId === undefined ? null : await customerFor(ask, sql, input.customerId, write);
  if (input.customerId !== undefined && customerId === null) return refuse('record.not_found', { noun: 'customer', id: input.customerId });
  const about = input.about ?? null;
  const filler: Filler = { actor: ask.actor, ports: ask.ports, now: write.now };
  if (about !== null && (about.entity === 'customer' || (await linkedRecords(sql, world, filler, about.entity, { ids: [about.id] })).length === 0))
    return refuse('record.not_found', { noun: about.entity, id: about.id });
  if (customerId !== null) await revokeBound(write.tx, form.id, customerId, about?.id ?? null, write.now);
  const token = newToken();
  const link = {
    id: newId(write.now),
    formId: form.id,
    kind: input.kind,
    customerId,
    aboutEntity: about?.entity ?? null,
    aboutId: about?.id ?? null,
    askToken: null,
    channel: input.channel,
    storeId,
    expiresAt: input.expiresAt ? new Date(input.expiresAt) : null,
    maxUses: input.kind === 'open' ? (input.maxUses ?? null) : 1,
  };
  await insertLink(write.tx, { ...link, tokenHash: hashToken(token), staffId: ask.actor.staffId, effectKey: null, at: write.now });
  await write.event({ type: 'form.shared', storeId, customerId, data: { formId: form.id, linkId: link.id, kind: link.kind } });
  return allow({
    link: toLink({ ...link, used: 0, opened: 0, revokedAt: null, createdAt: write.now, byName: ask.actor.name }),
    token,
    url: linkUrl(ask.ports, token),
  });
}

/** The living record of a customer whom the sharer reaches; null: none. She stays as she is until the link is there. */
async function customerFor(ask: Ask<ActorOf<'forms.share'>>, sql: Sql, id: string, write: Write): Promise<string | null> {
  const reach = compileScope(ask.actor, 'customer.read');
  if (reach.kind === 'none') return null;
  const held = await holdCustomer(write, id);
  return held !== null && (await linkedCustomers(sql, ask.ports, reach, { ids: [held] }, write.now)).length > 0 ? held : null;
}

export async function unshareForm(ask: Ask<ActorOf<'forms.unshare'>>, input: Input<'forms.unshare'>, write: Write): Answer<'forms.unshare'> {
  const link = await findLink(sqlIn(write.tx), input.linkId);
  if (!link || (ask.scope.kind === 'stores' && (link.storeId === null || !ask.scope.storeIds.includes(link.storeId))))
    return refuse('record.not_found', { noun: 'form_link', id: input.linkId });
  if (!link.revokedAt) {
    await revokeLink(write.tx, link.id, write.now);
    await write.event({ type: 'form.unshared', storeId: link.storeId, data: { formId: link.formId, linkId: link.id } });
  }
  return allow({ done: true as const });
}

/** A poster in a busy room is filled in by some at once; a program by very many. */
const PER_LINK_AND_MINUTE = 120;
const THANKS = '已提交，我们会联系您。';
const closed = () => refuse('form.link_closed', { reason: 'closed' as const });

/**
 * A stranger's handing in. Whatever she typed, what is known of others is not told: a value that must not come twice is kept aside for the
 * staff, and the answer is the same.
 */
export async function submitLink(ask: Ask<ActorOf<'forms.submitLink'>>, input: Input<'forms.submitLink'>, write: Write): Answer<'forms.submitLink'> {
  const sql = sqlIn(write.tx);
  const link = await linkFor(sql, ask.actor, input);
  if (!link) return closed();
  await inTurn(write, link.formId, input.submissionId);
  const world = await loadWorld(sql);
  const current = world.forms[link.formId];
  if (!current?.public || !world.open.get(link.formId)?.on) return closed();
  const thanks = current.submit.thanks || THANKS;
  // A field that people do not see was filled in: a program. It is thanked, and nothing is kept.
  if (input.website) return allow({ thanks });
  const before = await findSubmission(sql, link.formId, input.submissionId);
  if (before) return before.linkId === link.id ? allow({ thanks }) : closed();
  const version = await versionFor(sql, world, current, input.version, write.now, true);
  if (!version.ok) return version;
  const form = version.value;
  const least = form.public?.minSeconds ?? 0;
  if (input.seconds < least) return refuse('form.too_fast', { seconds: least });
  const hit = await ask.ports.ephemeral.hit(`form:link:${link.id}`, PER_LINK_AND_MINUTE * ask.ports.shop.rateLimitFactor, 60);
  if (!hit.allowed) return refuse('request.rate_limited', { retryAfterSeconds: hit.retryAfterSeconds });
  if (!(await useLink(write.tx, link.id, write.now))) return closed();
  const held = link.customerId === null ? null : await holdCustomer(write, link.customerId);
  const about = aboutOf(link, held);
  const filler: Filler = { actor: { kind: 'anonymous' }, ports: ask.ports, now: write.now, lists: listsOf(form, world), bound: about };
  const given = { values: input.values, ...(input.rows ? { rows: input.rows } : {}), query: { channel: link.channel }, opened: boundTo(form, world, about) };
  const outcome = await settle(sql, form, world, filler, given, await boundFacts(sql, form, world, filler, about));
  const sender = { staffId: null, linkId: link.id, recordId: null };
  const errors = [...errorsOf(outcome), ...(await fileProblems(sql, form, world, outcome, sender))];
  if (errors.length > 0) return refuse('form.problems', { problems: errors.map(toFound) });
  const home = homeOf(form, world, filler, { kind: 'all' });
  const own = form.entity === 'customer' && held !== null ? await home.lock(write, held) : null;
  const met = await home.meet(write, outcome, own?.id ?? null);
  // Whom the shop knows by what was typed is not changed by whoever typed it: staff look at it first.
  const clash = met.clash ?? (met.match === null ? null : { code: 'not_unique' as const, holderId: met.match });
  const saved = clash
    ? ({ ok: false, clash } as const)
    : await home.save(write, outcome, own, { storeId: link.storeId, ownerId: null, source: link.channel }, own !== null);
  if (!saved.ok && saved.clash.code !== 'not_unique') return refuse('form.problems', { problems: clashProblems(form, world, [saved.clash as Clash]) });
  const id = newId(write.now);
  const isCustomer = form.entity === 'customer';
  const place = saved.ok ? { entity: form.entity, id: saved.id } : { entity: 'form_submission', id };
  await takeFiles(write, fileIdsIn(form, world, outcome), { ...place, isNew: own === null });
  await insertSubmission(write.tx, {
    id,
    formId: form.id,
    formVersion: form.version,
    clientSubmissionId: input.submissionId,
    linkId: link.id,
    recordId: saved.ok && !isCustomer ? saved.id : null,
    customerId: isCustomer ? (saved.ok ? saved.id : saved.clash.holderId) : null,
    staffId: null,
    consents: consentsOf(form, outcome),
    held: saved.ok ? null : ask.ports.crypto.encrypt(JSON.stringify(outcome.output), `form_submissions:held:${id}`),
    at: write.now,
  });
  await tellSubmitted(write, form, outcome, world, link.storeId, saved.ok ? saved.id : null, saved.ok ? (own ? 'changed' : 'created') : 'held');
  if (saved.ok)
    await beginFlows(write, ask.ports, form, world, outcome, { recordId: saved.id, submissionId: input.submissionId, storeId: link.storeId, staffId: null });
  if (link.askToken !== null) await ask.ports.flows.handedIn(write, ask.ports, link.askToken);
  return allow({ thanks });
}
