import type { marketingEndpoints } from '@zhike/domain/marketing/contract';
import type { RoutesFor } from '../../http/route';
import { cancelPush, orderPush } from './commands/push';
import { issueCoupon, myCoupons, saveTemplate, setWish } from './commands/template';
import { giveBackCoupon, useCoupon } from './commands/use';
import { getCouponsOf, getPush, getTemplates, listPushes, previewPush } from './queries';

export const marketingRoutes: RoutesFor<typeof marketingEndpoints> = {
  'marketing.templates': { mode: 'query', run: getTemplates },
  'marketing.saveTemplate': { mode: 'command', run: saveTemplate },
  'marketing.issue': { mode: 'command', run: issueCoupon },
  'marketing.couponsOf': { mode: 'query', run: getCouponsOf },
  'marketing.myCoupons': { mode: 'command', run: myCoupons },
  'marketing.setAdvertising': { mode: 'command', run: setWish },
  'marketing.use': { mode: 'command', run: useCoupon },
  'marketing.giveBack': { mode: 'command', run: giveBackCoupon },
  'marketing.previewPush': { mode: 'query', run: previewPush },
  'marketing.push': { mode: 'command', run: orderPush },
  'marketing.cancelPush': { mode: 'command', run: cancelPush },
  'marketing.getPush': { mode: 'query', run: getPush },
  'marketing.pushes': { mode: 'query', run: listPushes },
};
