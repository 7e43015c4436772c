import { findRecipe, recipes } from '@zhike/config/recipes/index';
import type { Segment } from '@zhike/domain/engines/conditions/check';
import { readText } from '@zhike/domain/engines/messages/text';
import type { RuleBody } from '@zhike/domain/engines/rules/definition';
import { sayRule } from '@zhike/domain/engines/rules/say';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { RecipeView, rulesEndpoints } from '@zhike/domain/rules/contract';
import { fillRecipe, recipeIds, type Recipe } from '@zhike/domain/rules/recipe';
import { namesOf } from '../../engines/rules/asking';
import type { ActorOf, Answer, Ask } from '../../http/route';
import { sqlIn, sqlOf, type Sql } from '../../platform/db';
import type { Write } from '../../platform/write';
import { bringDefinition } from '../definitions/commands/install';
import { inTurn } from '../definitions/commands/publish';
import { mayChange } from '../definitions/view';
import { standingOf } from './records';
import { simulateBody } from './simulate';

type Input<Name extends keyof typeof rulesEndpoints> = ParsedInputOf<(typeof rulesEndpoints)[Name]>;

async function viewsOf(sql: Sql, some: readonly Recipe[]): Promise<RecipeView[]> {
  const standing = await standingOf(
    sql,
    some.map(({ id }) => recipeIds(id).rule),
  );
  return some.map(({ id, theme, title, does, asks, text, rule }) => {
    const ruleId = recipeIds(id).rule;
    return {
      id,
      theme,
      title,
      does,
      asks: [...asks],
      variables: Object.keys(text?.variables ?? {}),
      entity: rule.entity,
      state: standing.get(ruleId) ?? 'new',
      ruleId,
    };
  });
}

export async function listRecipes(ask: Ask<ActorOf<'rules.recipes'>>): Answer<'rules.recipes'> {
  return allow({ recipes: await viewsOf(sqlOf(ask.ports.db), recipes) });
}

/** RU-16: reads only, before anybody has switched it on. */
export async function tryRecipe(ask: Ask<ActorOf<'rules.tryRecipe'>>, input: Input<'rules.tryRecipe'>): Answer<'rules.tryRecipe'> {
  const recipe = findRecipe(input.recipeId);
  if (!recipe) return refuse('record.not_found', { noun: 'recipe', id: input.recipeId });
  const { parts, problem } = fillRecipe(recipe, input.given);
  if (problem) return refuse('rules.recipe_misfilled', problem);
  const rule = parts.find((part) => part.kind === 'rule');
  if (!rule) throw new Error(`recipe ${recipe.id} has no rule`);
  const segments = Object.fromEntries(
    parts.flatMap((part) => (part.kind === 'segment' ? [[part.id, { ...part.body, title: part.title } as unknown as Segment] as const] : [])),
  );
  const texts = Object.fromEntries(
    parts.flatMap((part) => {
      const text = part.kind === 'text' ? readText(part.body) : null;
      return text ? [[part.id, text] as const] : [];
    }),
  );
  const done = await simulateBody(ask, { body: rule.body, storeId: null, days: input.days }, { texts, segments });
  if (!done.ok) return done;
  const { catalogue } = await namesOf(sqlOf(ask.ports.db));
  const things = Object.fromEntries(parts.map((part) => [part.id, part.title]));
  return allow({ sentence: sayRule(rule.body as unknown as RuleBody, catalogue, { things }), simulated: done.value });
}

/** RU-16: everything of a recipe in one transaction, in force and on from now; nothing is made up for. */
export async function applyRecipe(ask: Ask<ActorOf<'rules.useRecipe'>>, input: Input<'rules.useRecipe'>, write: Write): Answer<'rules.useRecipe'> {
  if (!mayChange(ask.scope, null)) return refuse('access.forbidden', { right: 'design.publish' });
  const recipe = findRecipe(input.recipeId);
  if (!recipe) return refuse('record.not_found', { noun: 'recipe', id: input.recipeId });
  const { parts, problem } = fillRecipe(recipe, input.given);
  if (problem) return refuse('rules.recipe_misfilled', problem);
  await inTurn(write);
  for (const part of parts) {
    const made = await bringDefinition(ask, write, { ...part, off: false }, `从做法「${recipe.title}」启用`);
    if (!made.ok) return made;
    if (!made.value) return refuse('rules.recipe_used', { ruleId: recipeIds(recipe.id).rule, title: recipe.title });
  }
  const [view] = await viewsOf(sqlIn(write.tx), [recipe]);
  if (!view) throw new Error(`recipe ${recipe.id} vanished`);
  return allow({ recipe: view });
}
