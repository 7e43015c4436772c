import type { rulesEndpoints } from '@zhike/domain/rules/contract';
import type { RoutesFor } from '../../http/route';
import { getLog, getWhy } from './queries';
import { applyRecipe, listRecipes, tryRecipe } from './recipes';
import { simulate } from './simulate';

export const rulesRoutes: RoutesFor<typeof rulesEndpoints> = {
  'rules.log': { mode: 'query', run: getLog },
  'rules.simulate': { mode: 'query', run: simulate },
  'rules.recipes': { mode: 'query', run: listRecipes },
  'rules.tryRecipe': { mode: 'query', run: tryRecipe },
  'rules.useRecipe': { mode: 'command', run: applyRecipe },
  'rules.why': { mode: 'query', run: getWhy },
};
