import type { bulkEndpoints } from '@zhike/domain/bulk/contract';
import type { RoutesFor } from '../../http/route';
import { beginBulk, undoBulk } from './commands';
import { exportBulk, getBulk, getBulks, getFields, previewBulk } from './queries';

export const bulkRoutes: RoutesFor<typeof bulkEndpoints> = {
  'bulk.fields': { mode: 'query', run: getFields },
  'bulk.preview': { mode: 'query', run: previewBulk },
  'bulk.begin': { mode: 'command', run: beginBulk },
  'bulk.get': { mode: 'query', run: getBulk },
  'bulk.list': { mode: 'query', run: getBulks },
  'bulk.undo': { mode: 'command', run: undoBulk },
  'bulk.export': { mode: 'query', run: exportBulk },
};
