import type { ordersEndpoints } from '@zhike/domain/orders/contract';
import type { RoutesFor } from '../../http/route';
import { checkDeposit, payDeposit } from './commands';

export const ordersRoutes: RoutesFor<typeof ordersEndpoints> = {
  'orders.payDeposit': { mode: 'own', run: payDeposit },
  'orders.checkDeposit': { mode: 'own', run: checkDeposit },
};
