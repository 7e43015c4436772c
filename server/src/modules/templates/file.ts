import { createHash } from 'node:crypto';
import type { ApiRefusal } from '@zhike/domain/api';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { TemplateFile } from '@zhike/domain/templates/contract';
import { foreignIds, type Template, type TemplatePart } from '@zhike/domain/templates/template';

/** One text for one body, whatever order its keys are in. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`;
}
const hashOf = (part: TemplatePart): string => createHash('sha256').update(canonical(part)).digest('hex');

export function toFile(template: Template): TemplateFile {
  return { format: 'zhike-template-1', template, hashes: Object.fromEntries(template.parts.map((part) => [part.id, hashOf(part)])) };
}

/** A template from outside: whole, and without numbers of the shop that it was written in. */
export function openFile(file: TemplateFile): Decision<Template, ApiRefusal> {
  for (const part of file.template.parts) {
    if (file.hashes[part.id] !== hashOf(part)) return refuse('templates.file_changed', { part: part.id });
    const [path] = foreignIds(part.body);
    if (path !== undefined) return refuse('templates.foreign_id', { part: part.id, path });
  }
  return allow(file.template);
}
