import type { storesEndpoints } from '@zhike/domain/stores/contract';
import type { RoutesFor } from '../../http/route';
import { getShop, listStores } from './queries';

export const storesRoutes: RoutesFor<typeof storesEndpoints> = {
  'stores.shop': { mode: 'query', run: getShop },
  'stores.list': { mode: 'query', run: listStores },
};
