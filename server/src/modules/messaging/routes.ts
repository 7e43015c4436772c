import type { messagingEndpoints } from '@zhike/domain/messaging/contract';
import type { RoutesFor } from '../../http/route';
import { dropMessage, recordSubscription, releaseMessage, saveMessageSettings } from './commands';
import { checkText, getMessages, getSettings, myWishes } from './queries';
import { recordWish, setMyWish, wishesOf } from './wishes';

export const messagingRoutes: RoutesFor<typeof messagingEndpoints> = {
  'messaging.recordSubscription': { mode: 'command', run: recordSubscription },
  'messaging.settings': { mode: 'query', run: getSettings },
  'messaging.saveSettings': { mode: 'command', run: saveMessageSettings },
  'messaging.list': { mode: 'query', run: getMessages },
  'messaging.release': { mode: 'command', run: releaseMessage },
  'messaging.drop': { mode: 'command', run: dropMessage },
  'messaging.checkText': { mode: 'query', run: checkText },
  'messaging.myWishes': { mode: 'query', run: myWishes },
  'messaging.wishesOf': { mode: 'query', run: wishesOf },
  'messaging.recordWish': { mode: 'command', run: recordWish },
  'messaging.setMyWish': { mode: 'command', run: setMyWish },
};
