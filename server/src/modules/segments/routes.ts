import type { segmentsEndpoints } from '@zhike/domain/segments/contract';
import type { RoutesFor } from '../../http/route';
import { getCatalogue, getNames, preview, why } from './queries';

export const segmentsRoutes: RoutesFor<typeof segmentsEndpoints> = {
  'segments.catalogue': { mode: 'query', run: getCatalogue },
  'segments.preview': { mode: 'query', run: preview },
  'segments.why': { mode: 'query', run: why },
  'segments.names': { mode: 'query', run: getNames },
};
