import type { marketingEndpoints } from '@zhike/domain/marketing/contract';
import type { RoutesFor } from '../../http/route';
import { cancelPush, orderPush } from './commands/push';
import { issueCoupon, myCoupons, saveTemplate, setWish } from './commands/template';
import { giveBackCoupon, useCoupon } from './commands/use';
import { getMyFits, giveBackMyCoupon, useMyCoupon } from './commands/use-mine';
import { checkPushTasks, getPushEffect, getPushTasks, listPushPeople } from './queries.effect';
import { previewBill } from './queries.bill';
import { getCouponsOf, getPush, getTemplates, listPushes, previewPush } from './queries';

export const marketingRoutes: RoutesFor<typeof marketingEndpoints> = {
  'marketing.templates': { mode: 'query', run: getTemplates },
  'marketing.saveTemplate': { mode: 'command', run: saveTemplate },
  'marketing.issue': { mode: 'command', run: issueCoupon },
  'marketing.couponsOf': { mode: 'query', run: getCouponsOf },
  'marketing.myCoupons': { mode: 'command', run: myCoupons },
  'marketing.setAdvertising': { mode: 'command', run: setWish },
  'marketing.previewBill': { mode: 'query', run: previewBill },
  'marketing.use': { mode: 'command', run: useCoupon },
  'marketing.giveBack': { mode: 'command', run: giveBackCoupon },
  'marketing.myFits': { mode: 'query', run: getMyFits },
  'marketing.useMine': { mode: 'command', run: useMyCoupon },
  'marketing.giveBackMine': { mode: 'command', run: giveBackMyCoupon },
  'marketing.previewPush': { mode: 'query', run: previewPush },
  'marketing.push': { mode: 'command', run: orderPush },
  'marketing.cancelPush': { mode: 'command', run: cancelPush },
  'marketing.getPush': { mode: 'query', run: getPush },
  'marketing.pushes': { mode: 'query', run: listPushes },
  'marketing.pushPeople': { mode: 'query', run: listPushPeople },
  'marketing.pushTasks': { mode: 'query', run: getPushTasks },
  'marketing.checkTasks': { mode: 'own', run: checkPushTasks },
  'marketing.pushEffect': { mode: 'query', run: getPushEffect },
};
