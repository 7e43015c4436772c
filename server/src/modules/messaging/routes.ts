import type { messagingEndpoints } from '@zhike/domain/messaging/contract';
import type { RoutesFor } from '../../http/route';
import { recordSubscription } from './commands';

export const messagingRoutes: RoutesFor<typeof messagingEndpoints> = {
  'messaging.recordSubscription': { mode: 'command', run: recordSubscription },
};
