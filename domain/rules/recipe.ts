import * as z from 'zod/mini';
import type { DefinitionBody } from '../definitions/contract';
import { text } from '../kernel/contract';

/**
 * A rule that comes with the product and waits until a manager switches it on: a rule, with the text that it says and the group that it
 * looks for, in which some places are left for the manager to fill. Such a place is `{ "$": "days" }`; `{ "$": "days", "minus": true }` is the
 * same number before instead of after, `{ "$": "yuan", "times": 100 }` the same sum in fen.
 */
export interface Recipe {
  /** Short and stable for ever: `birthday3`. */
  readonly id: string;
  readonly theme: RecipeTheme;
  readonly title: string;
  /** What it does, in one sentence of a manager. */
  readonly does: string;
  readonly asks: readonly RecipeAsk[];
  /** What it says to the customer; `text` may be an ask of its own. */
  readonly text?: { readonly entity: string; readonly title: string; readonly text: unknown; readonly brief?: string; readonly variables: object };
  readonly segment?: { readonly entity: string; readonly where: unknown };
  readonly rule: RecipeRule;
}
/** A rule's body with places; an effect that needs something the manager may leave out says so by `if`. */
export interface RecipeRule {
  readonly entity: string;
  readonly trigger: unknown;
  readonly when?: unknown;
  readonly reentry: unknown;
  readonly catchUp: unknown;
  readonly effects: readonly { readonly id: string; readonly what: unknown; readonly if?: string }[];
  readonly stopWhen?: unknown;
  readonly stopOn?: readonly string[];
  readonly priority: number;
  readonly category: 'service' | 'marketing' | 'internal';
  readonly expires?: unknown;
}

export const RECIPE_THEMES = ['welcome', 'days', 'visits', 'money', 'cards', 'silent'] as const;
export type RecipeTheme = (typeof RECIPE_THEMES)[number];

/** What the manager is asked, with what it is when she says nothing. A coupon may be left out. */
export type RecipeAsk =
  | {
      readonly id: string;
      readonly kind: 'number';
      readonly label: string;
      readonly unit: string;
      readonly value: number;
      readonly min: number;
      readonly max: number;
    }
  | { readonly id: string; readonly kind: 'time'; readonly label: string; readonly value: string }
  | { readonly id: string; readonly kind: 'words'; readonly label: string; readonly value: string }
  | { readonly id: string; readonly kind: 'coupon'; readonly label: string };

/** What the manager filled in, by the ask. */
export const RecipeGiven = z.record(z.string().check(z.maxLength(20)), z.union([z.number(), text(300)]));
export type RecipeGiven = z.infer<typeof RecipeGiven>;

export const recipeIds = (id: string) => ({ rule: `rc.rule.${id}`, text: `rc.text.${id}`, segment: `rc.segment.${id}` });

/** Definitions as they come out, in the order in which they need each other. */
export interface RecipePart {
  readonly kind: 'text' | 'segment' | 'rule';
  readonly id: string;
  readonly title: string;
  readonly body: z.infer<typeof DefinitionBody>;
}
export type Filled =
  | { readonly parts: readonly RecipePart[]; readonly problem: null }
  | {
      readonly parts: readonly RecipePart[];
      readonly problem: { readonly ask: string; readonly problem: 'unknown' | 'not_a_number' | 'out_of_range' | 'not_a_time' | 'empty' };
    };

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;

function problemOf(ask: RecipeAsk, value: unknown): 'not_a_number' | 'out_of_range' | 'not_a_time' | 'empty' | null {
  if (ask.kind === 'number')
    return typeof value !== 'number' || !Number.isInteger(value) ? 'not_a_number' : value < ask.min || value > ask.max ? 'out_of_range' : null;
  if (ask.kind === 'time') return typeof value === 'string' && CLOCK.test(value) ? null : 'not_a_time';
  return typeof value === 'string' && value.trim() !== '' ? null : 'empty';
}

/** The places of a body, filled. */
function put(body: unknown, values: ReadonlyMap<string, unknown>): unknown {
  if (Array.isArray(body)) return body.map((one) => put(one, values));
  if (typeof body !== 'object' || body === null) return body;
  const { $: name, minus, times } = body as { readonly $?: unknown; readonly minus?: unknown; readonly times?: unknown };
  if (typeof name === 'string') {
    const value = values.get(name);
    return typeof value === 'number' ? value * (minus === true ? -1 : 1) * (typeof times === 'number' ? times : 1) : value;
  }
  return Object.fromEntries(Object.entries(body).map(([key, one]) => [key, put(one, values)]));
}

/** A recipe with what the manager said: its definitions, or the first thing that she said wrongly. Left out is what the recipe says itself. */
export function fillRecipe(recipe: Recipe, given: RecipeGiven): Filled {
  const said = new Map(Object.entries(given));
  const refused = (ask: string, problem: NonNullable<Filled['problem']>['problem']): Filled => ({ parts: [], problem: { ask, problem } });
  for (const name of said.keys()) if (!recipe.asks.some((ask) => ask.id === name)) return refused(name, 'unknown');
  const ids = recipeIds(recipe.id);
  const values = new Map<string, unknown>([
    ['@text', ids.text],
    ['@segment', ids.segment],
  ]);
  for (const ask of recipe.asks) {
    const value = said.get(ask.id) ?? ('value' in ask ? ask.value : undefined);
    if (value === undefined) continue;
    const problem = problemOf(ask, value);
    if (problem) return refused(ask.id, problem);
    values.set(ask.id, value);
  }
  const { text: words, segment, rule, title } = recipe;
  const effects = rule.effects.flatMap(({ if: needed, ...effect }) => (needed === undefined || values.has(needed) ? [effect] : []));
  const part = (kind: RecipePart['kind'], body: object): RecipePart => ({ kind, id: ids[kind], title, body: put(body, values) as RecipePart['body'] });
  return {
    parts: [
      ...(words ? [part('text', words)] : []),
      ...(segment ? [part('segment', segment)] : []),
      part('rule', { runAs: 'store', recheck: true, ...rule, effects }),
    ],
    problem: null,
  };
}
