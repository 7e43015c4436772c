import type { standingEndpoints } from '@zhike/domain/standing/contract';
import type { RoutesFor } from '../../http/route';
import { previewStates, previewTag, standingOf } from './queries';

export const standingRoutes: RoutesFor<typeof standingEndpoints> = {
  'standing.of': { mode: 'query', run: standingOf },
  'standing.previewTag': { mode: 'query', run: previewTag },
  'standing.previewStates': { mode: 'query', run: previewStates },
};
