import type { ApiRefusal } from '@zhike/domain/api';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { Choices } from '@zhike/domain/definitions/merge3';
import { toLocal, type Template } from '@zhike/domain/templates/template';
import { findTemplate } from '@zhike/config/industries/templates';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import { bringDefinition, draftDefinition, draftRevOf } from '../../definitions/commands/install';
import { inTurn, publishDefinition } from '../../definitions/commands/publish';
import { mayChange } from '../../definitions/view';
import { openFile } from '../file';
import type { Input } from '../input';
import { partKinds } from '../kinds';
import type { PartText } from '../part-kind';
import { partsOf, planTemplate, type PartPlan } from '../plan';
import { listOrigins, saveOrigin } from '../records';

type Done = { made: string[]; drafts: string[]; left: string[] };

export async function installTemplate(ask: Ask<ActorOf<'templates.install'>>, input: Input<'templates.install'>, write: Write): Answer<'templates.install'> {
  const template = findTemplate(input.templateId);
  return template ? bring(ask, write, template, input.choices) : refuse('record.not_found', { noun: 'template', id: input.templateId });
}

export async function importTemplate(ask: Ask<ActorOf<'templates.import'>>, input: Input<'templates.import'>, write: Write): Answer<'templates.import'> {
  const template = openFile(input.file);
  return template.ok ? bring(ask, write, template.value, input.choices) : template;
}

/**
 * Everything of a template in one transaction, or nothing: what is new is in force at once, changes of what is there wait as drafts. What
 * has no drafts (a tag, a field, a service) follows at once; where the shop changed the same place, somebody has chosen before.
 */
async function bring(ask: Ask<StaffActor>, write: Write, template: Template, choices: Choices): Promise<Decision<Done, ApiRefusal>> {
  if (!mayChange(ask.scope, null)) return refuse('access.forbidden', { right: 'design.publish' });
  await inTurn(write);
  const origins = await listOrigins(sqlIn(write.tx));
  const plans = await planTemplate(sqlIn(write.tx), template, origins, choices);
  const conflicts = plans.reduce((sum, plan) => sum + plan.conflicts.length, 0);
  if (conflicts > 0) return refuse('templates.choose', { conflicts });
  const parts = new Map(partsOf(origins));
  const done: Done = { made: [], drafts: [], left: [] };
  for (const plan of plans) {
    const put = await putPart(ask, write, template, plan, parts);
    if (!put.ok) return put;
    done[put.value].push(plan.part.id);
  }
  await write.event({
    type: 'template.installed',
    storeId: null,
    data: { templateId: template.id, version: template.version, made: done.made.length, drafts: done.drafts.length },
  });
  return allow(done);
}

async function putPart(
  ask: Ask<StaffActor>,
  write: Write,
  template: Template,
  { part, origin, merged, standing }: PartPlan,
  parts: Map<string, string>,
): Promise<Decision<keyof Done, ApiRefusal>> {
  const remember = (localId: string, id: string = part.id, kind: string = part.kind, base: PartText | null = { title: part.title, body: part.body }) =>
    saveOrigin(write.tx, { partId: id, templateId: template.id, version: template.version, kind, localId, base }, write.now);
  if (standing === 'same' || standing === 'mine' || standing === 'gone') {
    if (origin) await remember(origin.localId);
    return allow('left');
  }
  const local = toLocal(merged.body, parts);
  const [missing] = local.unknown;
  if (missing !== undefined) return refuse('templates.part_missing', { part: part.id, needs: missing });
  const text = { title: merged.title, body: local.body };
  const own = Object.hasOwn(partKinds, part.kind) ? partKinds[part.kind] : undefined;
  if (own) {
    const made = await own.write(ask, write, part.id, text, origin?.localId ?? null, parts);
    if (!made.ok) return named(made, part.id, part.title);
    await remember(made.value.localId);
    parts.set(part.id, made.value.localId);
    for (const [id, localId] of Object.entries(made.value.within)) {
      await remember(localId, id, 'tag', null);
      parts.set(id, localId);
    }
    return allow('made');
  }
  if (origin) {
    await draftDefinition(ask, write, { id: origin.localId, ...text });
    await remember(origin.localId);
    return allow('drafts');
  }
  const brought = await bringDefinition(
    ask,
    write,
    { id: part.id, kind: part.kind, ...text, off: part.off === true },
    `模板「${template.title}」第 ${template.version} 版`,
  );
  if (!brought.ok) return named(brought, part.id, part.title);
  if (!brought.value) return refuse('templates.id_taken', { part: part.id });
  await remember(part.id);
  parts.set(part.id, part.id);
  return allow('made');
}

/** Whose problem it is: a template has many parts. */
function named(refused: { readonly ok: false; readonly refusal: ApiRefusal }, part: string, title: string): Decision<never, ApiRefusal> {
  const { refusal } = refused;
  if (refusal.code === 'definition.has_problems' || refusal.code === 'templates.part_refused')
    return refuse('templates.part_refused', { part, title, problems: refusal.facts.problems });
  return refuse('templates.part_refused', { part, title, problems: [{ code: refusal.code as string, path: '', level: 'error' as const, facts: {} }] });
}

/** Every draft that an upgrade has left, in force together or not at all. */
export async function publishTemplate(ask: Ask<ActorOf<'templates.publish'>>, input: Input<'templates.publish'>, write: Write): Answer<'templates.publish'> {
  if (!mayChange(ask.scope, null)) return refuse('access.forbidden', { right: 'design.publish' });
  const sql = sqlIn(write.tx);
  const published: string[] = [];
  for (const origin of await listOrigins(sql)) {
    if (origin.templateId !== input.templateId || origin.base === null || Object.hasOwn(partKinds, origin.kind)) continue;
    const rev = await draftRevOf(sql, origin.localId);
    if (rev === 0) continue;
    const note = `模板升级到第 ${origin.version} 版`;
    const done = await publishDefinition(ask, { id: origin.localId, rev, note }, write);
    if (!done.ok) return done;
    published.push(origin.partId);
  }
  return allow({ published });
}
