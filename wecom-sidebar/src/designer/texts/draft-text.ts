import type { Catalogue } from '@zhike/domain/engines/catalogue/definition';
import { entityOf } from '@zhike/domain/engines/catalogue/find';
import { FORM_PATH, MOMENT_PATHS, problemOf, readText, TEXT_LIMITS, type MessageText, type MomentPath } from '@zhike/domain/engines/messages/text';

export const EMPTY_TEXT: MessageText = { entity: 'customer', title: '', text: '', variables: {} };

/** What stands in a body that another build or a file brought: never taken on trust. */
export const textOf = (body: unknown): MessageText => readText(body) ?? EMPTY_TEXT;

const MOMENTS: Readonly<Record<MomentPath, string>> = { '@daysLeft': '剩余天数', '@shop': '品牌名' };

export interface VariableChoice {
  readonly path: string;
  readonly label: string;
  readonly group: string;
}

/** What may be said of a record: its own fields and those of what it belongs to, one step away; nothing sealed, nothing of health. */
export function variableChoices(
  entityId: string,
  catalogue: Catalogue,
  forms: readonly { readonly id: string; readonly title: string }[] = [],
): readonly VariableChoice[] {
  const entity = entityOf(catalogue, entityId);
  if (!entity) return [];
  const own = Object.values(entity.fields).map((field) => ({ path: field.id, label: field.label, group: entity.label }));
  const near = Object.values(entity.relations).flatMap((relation) => {
    const to = relation.kind === 'one' ? entityOf(catalogue, relation.to) : undefined;
    return to ? Object.values(to.fields).map((field) => ({ path: `${relation.id}.${field.id}`, label: field.label, group: relation.label })) : [];
  });
  const said = [...own, ...near].filter(({ path }) => problemOf(path, entity, catalogue) === null);
  const links = forms.map(({ id, title }) => ({ path: `${FORM_PATH}${id}`, label: `${title}链接`.slice(-TEXT_LIMITS.name), group: '表单（一次有效的链接）' }));
  return [...said, ...MOMENT_PATHS.map((path) => ({ path, label: MOMENTS[path], group: '发送时' })), ...links];
}

/** Puts a variable into a text at a place; a name that already stands for something else gets its group in front. */
export function withVariable(text: MessageText, choice: VariableChoice, at: number): { readonly text: MessageText; readonly at: number } {
  const taken = text.variables[choice.label];
  const name = taken && taken.path !== choice.path ? `${choice.group}${choice.label}` : choice.label;
  const mark = `[${name}]`;
  const words = `${text.text.slice(0, at)}${mark}${text.text.slice(at)}`;
  return { text: { ...text, text: words, variables: { ...text.variables, [name]: text.variables[name] ?? { path: choice.path } } }, at: at + mark.length };
}

/** Without variables that no sentence speaks of any more. */
export function trimmed(text: MessageText): MessageText {
  const words = `${text.title}${text.text}${text.brief ?? ''}`;
  return { ...text, variables: Object.fromEntries(Object.entries(text.variables).filter(([name]) => words.includes(`[${name}]`))) };
}
