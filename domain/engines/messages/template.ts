import type { Catalogue } from '../catalogue/definition';
import { entityOf, findPath } from '../catalogue/find';
import type { Problem } from '../conditions/definition';
import { own } from '../conditions/values';
import { valueWords } from '../conditions/words';

/**
 * The text of a message is a definition of its own, read when it is sent: a mended typo reaches everybody, also those who wait in a flow.
 * What differs from person to person stands in braces, as a path of the catalogue: `{name}，您 {owner.name} 约的…`.
 */
export interface MessageBody {
  /** The entity whose record a message is about. */
  readonly entity: string;
  /** marketing: needs her consent, and waits for the end of quiet hours. */
  readonly category: 'service' | 'marketing' | 'internal';
  readonly text: string;
}

export const MESSAGE_LIMITS = { text: 500, variables: 20 } as const;
export const MESSAGE_CATEGORIES = ['service', 'marketing', 'internal'] as const;
/** What only the moment of sending knows: how many days are left until the rule's own date. */
export const MOMENT_VARIABLES = ['days_left'] as const;
type MomentVariable = (typeof MOMENT_VARIABLES)[number];

export const MESSAGE_PROBLEMS = [
  'shape',
  'unknown_entity',
  'empty_text',
  'brace_open',
  'template_variable_missing',
  'field_retired',
  'sensitive_in_message',
  'too_many_variables',
] as const;
export type MessageProblem = Problem<(typeof MESSAGE_PROBLEMS)[number]>;

/** A text in its parts: words, and variables with their place (UTF-16) in it. */
export type Part = { readonly words: string } | { readonly variable: string; readonly at: number };

/** Takes a text apart; a brace that is opened and not closed comes as `open`, its place. */
export function partsOf(text: string): { readonly parts: readonly Part[]; readonly open: number | null } {
  const parts: Part[] = [];
  let from = 0;
  for (let at = text.indexOf('{'); at !== -1; at = text.indexOf('{', from)) {
    const end = text.indexOf('}', at);
    if (end === -1) return { parts: [...parts, { words: text.slice(from) }], open: at };
    if (at > from) parts.push({ words: text.slice(from, at) });
    parts.push({ variable: text.slice(at + 1, end).trim(), at });
    from = end + 1;
  }
  if (from < text.length) parts.push({ words: text.slice(from) });
  return { parts, open: null };
}

const isMoment = (variable: string): variable is MomentVariable => (MOMENT_VARIABLES as readonly string[]).includes(variable);

/** What is wrong with a message before anybody gets it; takes whatever was sent. */
export function checkMessage(raw: unknown, catalogue: Catalogue): MessageProblem[] {
  const problems: MessageProblem[] = [];
  const tell = (code: MessageProblem['code'], path: string, facts: MessageProblem['facts'] = {}): void =>
    void problems.push({ code, path, level: 'error', facts });
  const body = typeof raw === 'object' && raw !== null ? (raw as Partial<Record<keyof MessageBody, unknown>>) : {};
  const extra = Object.keys(body).find((key) => !['entity', 'category', 'text'].includes(key));
  if (typeof body.text !== 'string' || typeof body.entity !== 'string' || !MESSAGE_CATEGORIES.some((one) => one === body.category) || extra !== undefined)
    return [{ code: 'shape', path: extra === undefined ? '' : `/${extra.slice(0, 40)}`, level: 'error', facts: {} }];
  const entity = entityOf(catalogue, body.entity);
  if (!entity) tell('unknown_entity', '/entity', { entity: body.entity.slice(0, 60) });
  if (body.text.trim() === '') tell('empty_text', '/text');
  if ([...body.text].length > MESSAGE_LIMITS.text) tell('shape', '/text', { most: MESSAGE_LIMITS.text });
  const { parts, open } = partsOf(body.text);
  if (open !== null) tell('brace_open', '/text', { at: open });
  const variables = parts.filter((part): part is Extract<Part, { variable: string }> => 'variable' in part);
  if (variables.length > MESSAGE_LIMITS.variables) tell('too_many_variables', '/text', { most: MESSAGE_LIMITS.variables });
  for (const { variable, at } of variables) {
    if (isMoment(variable) || !entity) continue;
    const found = findPath(variable, entity, catalogue);
    if (!('field' in found)) tell('template_variable_missing', '/text', { variable: variable.slice(0, 60), at });
    else if (found.field.retired) tell('field_retired', '/text', { field: found.field.label });
    // A message passes through hands that are not ours: health and papers stay here.
    else if (found.field.sensitivity === 'sensitive' || found.field.storage === 'encrypted')
      tell('sensitive_in_message', '/text', { field: found.field.label });
  }
  return problems;
}

/** Paths that have to be looked up before a text can be filled in. */
export function pathsIn(text: string): readonly string[] {
  return [...new Set(partsOf(text).parts.flatMap((part) => ('variable' in part && !isMoment(part.variable) ? [part.variable] : [])))];
}

export interface Filling {
  readonly entity: string;
  readonly catalogue: Catalogue;
  /** Canonical values by path. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly moment?: Readonly<Partial<Record<MomentVariable, number>>>;
  readonly wallClock?: (instant: number) => { readonly date: string; readonly time: string };
  /** Names of what an id stands for. */
  readonly names?: (entityId: string, id: string) => string | null;
}

/** The text for one person, or the variables that have no value for her: half a sentence is sent to nobody (FL-08). */
export function fillIn(text: string, filling: Filling): { readonly text: string; readonly missing: readonly string[] } {
  const entity = entityOf(filling.catalogue, filling.entity);
  const missing: string[] = [];
  const words = partsOf(text).parts.map((part) => {
    if ('words' in part) return part.words;
    const moment = isMoment(part.variable) ? filling.moment?.[part.variable] : undefined;
    if (moment !== undefined) return String(moment);
    const value = own(filling.values, part.variable);
    const found = entity ? findPath(part.variable, entity, filling.catalogue) : null;
    if (value === undefined || value === null || value === '' || !found || !('field' in found)) {
      missing.push(part.variable);
      return '';
    }
    const said = valueWords(value, found.field, {
      ...(filling.wallClock ? { wallClock: filling.wallClock } : {}),
      ...(filling.names ? { names: filling.names } : {}),
    }).trim();
    return typeof value === 'string' || Array.isArray(value) ? said.replace(/[「」]/g, '') : said;
  });
  return { text: words.join(''), missing: [...new Set(missing)] };
}
