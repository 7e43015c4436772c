import type { Recipe } from '@zhike/domain/rules/recipe';
import { cards } from './cards';
import { anniversaries } from './days';
import { money } from './money';
import { silent } from './silent';
import { visits } from './visits';
import { welcome } from './welcome';

/** The rules that come with the product: data that the engine of rules runs, and nothing else. */
export const recipes: readonly Recipe[] = [...welcome, ...anniversaries, ...visits, ...money, ...cards, ...silent];

export const findRecipe = (id: string): Recipe | null => recipes.find((recipe) => recipe.id === id) ?? null;
