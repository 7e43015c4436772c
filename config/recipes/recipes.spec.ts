import { RECIPE_THEMES, fillRecipe } from '@zhike/domain/rules/recipe';
import { recipes } from './index';

test('RU-16 at least thirty recipes, each with a name of its own, and in every theme', () => {
  expect(recipes.length).toBeGreaterThanOrEqual(30);
  for (const part of ['id', 'title'] as const) expect(new Set(recipes.map((recipe) => recipe[part])).size).toBe(recipes.length);
  for (const theme of RECIPE_THEMES) expect(recipes.some((recipe) => recipe.theme === theme)).toBe(true);
});

test('RU-16 no place of a recipe stays open, and what is filled in is where it belongs', () => {
  for (const recipe of recipes) {
    const { parts, problem } = fillRecipe(recipe, {});
    expect([recipe.id, problem, JSON.stringify(parts).includes('"$"')]).toEqual([recipe.id, null, false]);
  }
  const birthday = recipes.find(({ id }) => id === 'birthday3');
  const filled = fillRecipe(birthday!, { days: 5, at: '08:00', coupon: 'c1', words: '生日快乐' });
  const [words, rule] = filled.parts;
  expect(words?.body.text).toBe('生日快乐');
  expect(rule?.body).toMatchObject({
    trigger: { offset: { days: -5 }, at: '08:00' },
    effects: [{ id: 'say' }, { id: 'give', what: { template: 'c1' } }, { id: 'task' }],
  });
  // Without a coupon there is nothing to give.
  expect(fillRecipe(birthday!, {}).parts[1]?.body.effects).toMatchObject([{ id: 'say' }, { id: 'task' }]);
});

test('RU-16 what does not fit into a place is told by its place', () => {
  const [birthday, big] = ['birthday3', 'bigorder'].map((id) => recipes.find((recipe) => recipe.id === id)!);
  const problem = (given: Record<string, string | number>) => fillRecipe(birthday!, given).problem;
  expect([
    problem({ days: 0 }),
    problem({ days: 1.5 }),
    problem({ days: '3' }),
    problem({ at: '25:00' }),
    problem({ words: ' ' }),
    problem({ constructor: 1 }),
  ]).toEqual([
    { ask: 'days', problem: 'out_of_range' },
    { ask: 'days', problem: 'not_a_number' },
    { ask: 'days', problem: 'not_a_number' },
    { ask: 'at', problem: 'not_a_time' },
    { ask: 'words', problem: 'empty' },
    { ask: 'constructor', problem: 'unknown' },
  ]);
  expect(fillRecipe(big!, { yuan: 88 }).parts[0]?.body.when).toEqual({ f: 'billed', op: 'gte', v: 8_800 });
});
