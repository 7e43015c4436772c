import type { recordsEndpoints } from '@zhike/domain/records/contract';
import type { RoutesFor } from '../../http/route';
import { setState } from './commands';
import { getRecordList, getTypes } from './queries';
import { exportRecords } from './sheets';

export const recordsRoutes: RoutesFor<typeof recordsEndpoints> = {
  'records.types': { mode: 'query', run: getTypes },
  'records.list': { mode: 'query', run: getRecordList },
  'records.setState': { mode: 'command', run: setState },
  'records.export': { mode: 'query', run: exportRecords },
};
