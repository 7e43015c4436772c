import * as z from 'zod/mini';
import { text } from '../kernel/contract';
import { Practice } from './practice';

/**
 * A trade as data: what it adds to an empty shop. Its ids are stable for ever and begin with the template's own letters (`wl.rule.birthday`),
 * so that two trades in one shop do not meet. A part may speak of another one whose number each shop gives anew (a tag, a resource type)
 * as `@wl.tag.vip`.
 */
export const PART_ID = /^(?:[a-z]{2,20}(?:\.[a-z0-9_]{1,40}){1,4}|cf_[a-z0-9]{6,24})$/;
export const PartId = z.string().check(z.regex(PART_ID), z.maxLength(120));

/** What one part is: a tag group, a field, a resource type, a service, a line of business, an item that is sold; every other kind is a definition of that kind. */
export const TemplatePart = z.strictObject({
  id: PartId,
  kind: z.string().check(z.regex(/^[a-z]{2,20}$/)),
  title: text(60, 1),
  body: z.record(z.string().check(z.maxLength(120)), z.unknown()),
  /** A definition that waits until somebody switches it on. */
  off: z.optional(z.literal(true)),
});
export type TemplatePart = z.infer<typeof TemplatePart>;

export const Template = z.strictObject({
  id: z.string().check(z.regex(/^[a-z]{2,40}(?:-[a-z]{2,20})?$/)),
  title: text(30, 1),
  version: z.int().check(z.gte(1), z.lte(100_000)),
  summary: text(200),
  /** In the order in which they need each other. */
  parts: z.array(TemplatePart).check(z.minLength(1), z.maxLength(500)),
  practice: z.optional(Practice),
});
export type Template = z.infer<typeof Template>;

/** `@wl.tag.vip`: another part, by whatever number the shop gave it. */
const REFERENCE = /^@([a-z]{2,20}(?:\.[a-z0-9_]{1,40}){1,4})$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Every text of a body through `change`. Keys are left as they are. */
function mapTexts(value: unknown, change: (text: string, path: string) => string, path = ''): unknown {
  if (typeof value === 'string') return change(value, path);
  if (Array.isArray(value)) return value.map((one, i) => mapTexts(one, change, `${path}/${i}`));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapTexts(one, change, `${path}/${key}`)]));
}

export type Body = TemplatePart['body'];

/** A body as this shop runs it; `unknown`: references to parts that it does not have. */
export function toLocal(body: Body, numbers: ReadonlyMap<string, string>): { readonly body: Body; readonly unknown: readonly string[] } {
  const unknown: string[] = [];
  const local = mapTexts(body, (text) => {
    const part = REFERENCE.exec(text)?.[1];
    if (part === undefined) return text;
    const number = numbers.get(part);
    if (number === undefined) unknown.push(part);
    return number ?? text;
  });
  return { body: local as Body, unknown };
}

/** A body as a template says it: the shop's own numbers become references. */
export function toShared(body: Body, numbers: ReadonlyMap<string, string>): Body {
  // What keeps its own id here (a definition, a field) is written as it is.
  const parts = new Map([...numbers].filter(([part, number]) => part !== number).map(([part, number]) => [number, part]));
  return mapTexts(body, (text) => (parts.has(text) ? `@${parts.get(text) ?? ''}` : text)) as Body;
}

/** Places at which a body names something by a number of one shop: another shop has nothing under it. */
export function foreignIds(body: Body): string[] {
  const found: string[] = [];
  mapTexts(body, (text, path) => {
    if (UUID.test(text)) found.push(path);
    return text;
  });
  return found;
}
