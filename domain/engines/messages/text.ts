import type { Catalogue, Entity, Field } from '../catalogue/definition';
import { entityOf, findPath } from '../catalogue/find';
import type { Path, Problem } from '../conditions/definition';
import { own } from '../conditions/values';
import { valueWords } from '../conditions/words';

/**
 * What the shop says in its own words, as a definition: read when it is sent, so that a mended word reaches everybody who is told from
 * then on. `[客户姓名]` in it is a variable; what a variable stands for is kept beside the text as a path of the catalogue, so that the
 * text reads as a manager wrote it and a field may be renamed.
 */
export interface MessageText {
  /** Whose record it is about. A text about the customer may be sent from every record that has one. */
  readonly entity: string;
  /** What a WeChat notice is headed with; WeChat shows twenty characters. */
  readonly title: string;
  readonly text: string;
  /** What a WeChat notice shows where the text is too long for it; left out: the text, cut. */
  readonly brief?: string;
  /** By the name in brackets. */
  readonly variables: Readonly<Record<string, TextVariable>>;
  /** The number under which the text is registered with the SMS service, its variables as {1}, {2} in the order of the text. */
  readonly sms?: { readonly template: string };
}
/** `or` is said to whoever has no value; without it she gets no message, rather than half a sentence. */
export interface TextVariable {
  readonly path: Path;
  readonly or?: string;
}

/** What only the moment of sending knows: days left until the rule's own date, the shop's name. */
export const MOMENT_PATHS = ['@daysLeft', '@shop'] as const;
export type MomentPath = (typeof MOMENT_PATHS)[number];
/** `@form:<form>`: an address where this customer fills that form in, once, about what she is told of. */
export const FORM_PATH = '@form:';
export const TEXT_LIMITS = { title: 20, text: 300, brief: 60, variables: 20, name: 20, or: 20, sms: 30 } as const;

export const TEXT_PROBLEMS = [
  'shape',
  'unknown_entity',
  'empty_text',
  'bracket_open',
  'variable_missing',
  'variable_unused',
  'variable_unknown',
  'variable_not_words',
  'variable_sensitive',
  'too_long',
  'too_many_variables',
] as const;
export type TextProblem = Problem<(typeof TEXT_PROBLEMS)[number]>;

/** A text in its parts: words, and variables by name with their place (UTF-16) in it. */
export type TextPart = { readonly words: string } | { readonly variable: string; readonly at: number };

/** Takes a text apart; a bracket that is opened and not closed comes as `open`, its place. */
export function partsOf(text: string): { readonly parts: readonly TextPart[]; readonly open: number | null } {
  const parts: TextPart[] = [];
  let from = 0;
  for (let at = text.indexOf('['); at !== -1; at = text.indexOf('[', from)) {
    const end = text.indexOf(']', at);
    if (end === -1) return { parts: [...parts, { words: text.slice(from) }], open: at };
    if (at > from) parts.push({ words: text.slice(from, at) });
    parts.push({ variable: text.slice(at + 1, end), at });
    from = end + 1;
  }
  if (from < text.length) parts.push({ words: text.slice(from) });
  return { parts, open: null };
}

/** The variables of a text in its order, each as often as it stands there. */
export function variablesIn(text: string): readonly { readonly variable: string; readonly at: number }[] {
  return partsOf(text).parts.filter((part): part is Extract<TextPart, { variable: string }> => 'variable' in part);
}

const isMoment = (path: string): boolean => (MOMENT_PATHS as readonly string[]).includes(path) || path.startsWith(FORM_PATH);
const length = (text: string): number => [...text].length;
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A body of the form of a text, or null. Whether it can be sent is `checkText`'s. */
export function readText(body: unknown): MessageText | null {
  if (!isObject(body)) return null;
  const { entity, title, text, brief, variables, sms, ...rest } = body;
  if (Object.keys(rest).length > 0 || typeof entity !== 'string' || typeof title !== 'string' || typeof text !== 'string') return null;
  if (brief !== undefined && typeof brief !== 'string') return null;
  if (sms !== undefined && !(isObject(sms) && typeof sms.template === 'string' && Object.keys(sms).length === 1)) return null;
  if (!isObject(variables) || !Object.values(variables).every(isVariable)) return null;
  return body as unknown as MessageText;
}
function isVariable(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { path, or, ...rest } = value;
  return typeof path === 'string' && (or === undefined || typeof or === 'string') && Object.keys(rest).length === 0;
}

/** Fields that hold the number of something else: what it is called lies behind them. */
const NUMBERS_OF: readonly Field['type'][] = ['ref', 'refs', 'member', 'members', 'store', 'department'];
const THINGS: readonly Field['type'][] = ['image', 'file', 'signature', 'annotation', 'location', 'rows'];

/** What is wrong with a text before anybody gets it; takes whatever was sent. */
export function checkText(body: unknown, catalogue: Catalogue): TextProblem[] {
  const text = readText(body);
  if (!text) return [{ code: 'shape', path: '', level: 'error', facts: {} }];
  const entity = entityOf(catalogue, text.entity);
  if (!entity) return [{ code: 'unknown_entity', path: '/entity', level: 'error', facts: { entity: text.entity.slice(0, 60) } }];
  return [...checkWords(text), ...checkVariables(text, entity, catalogue)];
}

function checkWords(text: MessageText): TextProblem[] {
  const problems: TextProblem[] = [];
  const tell = (code: TextProblem['code'], path: string, facts: TextProblem['facts']): void => void problems.push({ code, path, level: 'error', facts });
  for (const part of ['title', 'text', 'brief'] as const) {
    const words = text[part];
    if (words === undefined) continue;
    if (words.trim() === '' && part !== 'brief') tell('empty_text', `/${part}`, {});
    if (length(words) > TEXT_LIMITS[part]) tell('too_long', `/${part}`, { most: TEXT_LIMITS[part] });
    const { open } = partsOf(words);
    if (open !== null) tell('bracket_open', `/${part}`, { at: open });
    for (const { variable, at } of variablesIn(words))
      if (!own(text.variables, variable)) tell('variable_missing', `/${part}`, { variable: variable.slice(0, 60), at });
  }
  if (text.sms && (text.sms.template.trim() === '' || text.sms.template.length > TEXT_LIMITS.sms)) tell('too_long', '/sms', { most: TEXT_LIMITS.sms });
  return problems;
}

function checkVariables(text: MessageText, entity: Entity, catalogue: Catalogue): TextProblem[] {
  const names = Object.keys(text.variables);
  if (names.length > TEXT_LIMITS.variables) return [{ code: 'too_many_variables', path: '/variables', level: 'error', facts: { most: TEXT_LIMITS.variables } }];
  const used = new Set([text.title, text.text, text.brief ?? ''].flatMap((words) => variablesIn(words).map((one) => one.variable)));
  return Object.entries(text.variables).flatMap(([name, { path, or }]): TextProblem[] => {
    const at = `/variables/${name}`;
    if (name.trim() === '' || length(name) > TEXT_LIMITS.name || length(or ?? '') > TEXT_LIMITS.or)
      return [{ code: 'too_long', path: at, level: 'error', facts: { most: TEXT_LIMITS.name } }];
    const code = problemOf(path, entity, catalogue);
    if (code) return [{ code, path: at, level: 'error', facts: { variable: name } }];
    return used.has(name) ? [] : [{ code: 'variable_unused', path: at, level: 'warning', facts: { variable: name } }];
  });
}

/** Why a path cannot be said in a message; null: it can. A message passes through hands that are not ours: what is sealed or of her health stays here. */
export function problemOf(path: Path, entity: Entity, catalogue: Catalogue): 'variable_unknown' | 'variable_not_words' | 'variable_sensitive' | null {
  if (isMoment(path)) return null;
  const found = findPath(path, entity, catalogue);
  if (!('field' in found) || found.field.retired) return 'variable_unknown';
  if (found.field.sensitivity === 'sensitive' || found.field.storage === 'encrypted') return 'variable_sensitive';
  return NUMBERS_OF.includes(found.field.type) || THINGS.includes(found.field.type) ? 'variable_not_words' : null;
}

/** Paths of the record that have to be looked up before the text can be filled in. */
export function pathsOf(text: MessageText): readonly Path[] {
  return [...new Set(Object.values(text.variables).flatMap(({ path }) => (isMoment(path) ? [] : [path])))];
}

/** The forms that a text sends people to. */
export function formsIn(text: MessageText): readonly string[] {
  return [...new Set(Object.values(text.variables).flatMap(({ path }) => (path.startsWith(FORM_PATH) ? [path.slice(FORM_PATH.length)] : [])))];
}

export interface Filling {
  readonly catalogue: Catalogue;
  /** Canonical values by path. */
  readonly values: Readonly<Record<Path, unknown>>;
  /** Null: there is none, as where a message is about no date. */
  readonly moment: Readonly<Partial<Record<string, string | null>>>;
  /** The clock of the record's store. */
  readonly wallClock: (instant: number) => { readonly date: string; readonly time: string };
}
export interface Filled {
  readonly title: string;
  readonly text: string;
  readonly brief: string;
  /** What stands at {1}, {2} of the text that is registered with the SMS service. */
  readonly inOrder: readonly string[];
  /** Variables without a value for this person: it must not be sent. */
  readonly missing: readonly string[];
}

/** The text for one record. Money in yuan, an option by its label, an instant by the store's clock, a date as people read it. */
export function fillText(text: MessageText, filling: Filling): Filled {
  const entity = entityOf(filling.catalogue, text.entity);
  const missing = new Set<string>();
  const said = (name: string): string => {
    const variable = own(text.variables, name);
    const words = variable && entity ? wordsOf(variable.path, entity, filling) || (variable.or ?? '') : '';
    if (words === '') missing.add(name);
    return words;
  };
  const fill = (words: string): string =>
    partsOf(words)
      .parts.map((part) => ('words' in part ? part.words : said(part.variable)))
      .join('');
  const whole = fill(text.text);
  return {
    title: fill(text.title),
    text: whole,
    brief: text.brief ? fill(text.brief) : whole,
    inOrder: variablesIn(text.text).map(({ variable }) => said(variable)),
    missing: [...missing],
  };
}

function wordsOf(path: Path, entity: Entity, { catalogue, values, moment, wallClock }: Filling): string {
  if (isMoment(path)) return moment[path] ?? '';
  const found = findPath(path, entity, catalogue);
  const value = own(values, path);
  if (!('field' in found) || value === undefined || value === null || value === '') return '';
  if (found.field.type === 'date' && typeof value === 'string') return dayWords(value);
  const words = valueWords(value, found.field, { wallClock: (at) => clockWords(wallClock(at)) }).trim();
  return typeof value === 'string' || Array.isArray(value) ? words.replace(/[「」]/g, '') : words;
}

const dayWords = (date: string): string => {
  const [year = '', month = '', day = ''] = date.split('-');
  return `${Number(year)}年${Number(month)}月${Number(day)}日`;
};
const clockWords = (clock: { readonly date: string; readonly time: string }) => ({ date: dayWords(clock.date), time: clock.time });
