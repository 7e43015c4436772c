import { findTemplate, templates } from '@zhike/config/industries/templates';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Choices } from '@zhike/domain/definitions/merge3';
import { foreignIds, PART_ID, toShared, type Template } from '@zhike/domain/templates/template';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { sqlOf } from '../../platform/db';
import { openFile, toFile } from './file';
import type { Input } from './input';
import { partKinds } from './kinds';
import { partsOf, planTemplate, toPlanned, toTemplateRow } from './plan';
import { listForExport, listOrigins } from './records';

export async function listTemplates(ask: Ask<ActorOf<'templates.list'>>): Answer<'templates.list'> {
  const origins = await listOrigins(sqlOf(ask.ports.db));
  return allow({ templates: templates.map((template) => toTemplateRow(template, origins)) });
}

async function plan(ask: Ask, template: Template, choices: Choices) {
  const sql = sqlOf(ask.ports.db);
  const origins = await listOrigins(sql);
  return { template: toTemplateRow(template, origins), parts: (await planTemplate(sql, template, origins, choices)).map(toPlanned) };
}

export async function getPlan(ask: Ask<ActorOf<'templates.plan'>>, input: Input<'templates.plan'>): Answer<'templates.plan'> {
  const template = findTemplate(input.templateId);
  return template ? allow(await plan(ask, template, input.choices)) : refuse('record.not_found', { noun: 'template', id: input.templateId });
}

export async function getFilePlan(ask: Ask<ActorOf<'templates.planFile'>>, input: Input<'templates.planFile'>): Answer<'templates.planFile'> {
  const template = openFile(input.file);
  return template.ok ? allow(await plan(ask, template.value, input.choices)) : template;
}

/** The definitions in force, and of what they speak of whatever came from a template; a definition that a manager made here goes along under its own id. */
export async function exportTemplate(ask: Ask<ActorOf<'templates.export'>>, input: Input<'templates.export'>): Answer<'templates.export'> {
  const sql = sqlOf(ask.ports.db);
  const [origins, definitions] = [await listOrigins(sql), await listForExport(sql)];
  const known = partsOf(origins);
  // A definition that was made here is spoken of by the id that it gets there.
  const parts = new Map([...known, ...definitions.map((one) => [sharedId(one.id), one.id] as const)]);
  const left: { id: string; title: string; why: 'foreign_id' | 'no_shared_id'; path: string }[] = [];
  const taken: Template['parts'] = [];
  for (const { kind, localId, partId } of origins) {
    const own = Object.hasOwn(partKinds, kind) ? partKinds[kind] : undefined;
    const text = own && (await own.read(sql, localId, known));
    if (text) taken.push({ id: partId, kind, title: text.title, body: toShared(own.shared?.(text.body) ?? text.body, parts) });
  }
  for (const { id, kind, title, body, on } of definitions) {
    const shared = toShared(body, parts);
    const [path] = foreignIds(shared);
    const whole = sharedId(id);
    if (path !== undefined) left.push({ id, title, why: 'foreign_id', path });
    else if (!PART_ID.test(whole)) left.push({ id, title, why: 'no_shared_id', path: '' });
    else taken.push({ id: whole, kind, title, body: shared, ...(on ? {} : { off: true as const }) });
  }
  const { id, title, summary } = input;
  return allow({ file: toFile({ id, title, summary, version: 1, parts: taken }), left });
}

/** `rule.0190a…-…` as a template may call it: no hyphens. */
const sharedId = (id: string): string => id.replace(/-/g, '');
