import type { financeEndpoints } from '@zhike/domain/finance/contract';
import type { RoutesFor } from '../../http/route';
import { fetchBill, settleDifference } from './commands/bills';
import { closeDay } from './commands/close-day';
import { setStoreMerchant } from './commands/merchants';
import { getBills, getClosings, getDifferences, getMerchants, getTill } from './queries';
import { exportClosings } from './sheets';

export const financeRoutes: RoutesFor<typeof financeEndpoints> = {
  'finance.bills': { mode: 'query', run: getBills },
  'finance.differences': { mode: 'query', run: getDifferences },
  'finance.fetchBill': { mode: 'own', run: fetchBill },
  'finance.settleDifference': { mode: 'own', run: settleDifference },
  'finance.merchants': { mode: 'query', run: getMerchants },
  'finance.setStoreMerchant': { mode: 'command', run: setStoreMerchant },
  'finance.till': { mode: 'query', run: getTill },
  'finance.closeDay': { mode: 'command', run: closeDay },
  'finance.closings': { mode: 'query', run: getClosings },
  'finance.exportClosings': { mode: 'query', run: exportClosings },
};
