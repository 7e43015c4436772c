import type { rulesEndpoints } from '@zhike/domain/rules/contract';
import type { RoutesFor } from '../../http/route';
import { getLog, getWhy } from './queries';
import { simulate } from './simulate';

export const rulesRoutes: RoutesFor<typeof rulesEndpoints> = {
  'rules.log': { mode: 'query', run: getLog },
  'rules.simulate': { mode: 'query', run: simulate },
  'rules.why': { mode: 'query', run: getWhy },
};
