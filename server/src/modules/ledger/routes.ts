import type { ledgerEndpoints } from '@zhike/domain/ledger/contract';
import type { RoutesFor } from '../../http/route';
import { listAccounts, listEntries, readTransaction, readTrialBalance } from './queries';
import { exportLedger } from './sheets';

export const ledgerRoutes: RoutesFor<typeof ledgerEndpoints> = {
  'ledger.accounts': { mode: 'query', run: listAccounts },
  'ledger.entries': { mode: 'query', run: listEntries },
  'ledger.transaction': { mode: 'query', run: readTransaction },
  'ledger.export': { mode: 'query', run: exportLedger },
  'ledger.trialBalance': { mode: 'query', run: readTrialBalance },
};
