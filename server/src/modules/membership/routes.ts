import type { membershipEndpoints } from '@zhike/domain/membership/contract';
import type { RoutesFor } from '../../http/route';
import { buyCard, sellByCode } from './commands/buy';
import { myCode, readCode } from './commands/code';
import { allowFamily, endFamily } from './commands/family';
import { correctCard, extendCard, freezeCard, refundCard, transferCard, unfreezeCard } from './commands/life';
import { saveProduct, saveRules } from './commands/product';
import { chargeCard, sellCard } from './commands/sell';
import { saveLevels } from './commands/levels';
import { cancelRedemption, handOut, redeem, redeemFor, saveMallItem } from './commands/mall';
import { takeMyPointsOff, takePointsOffOrder, useMyPoints, usePointsOnOrder } from './commands/pay';
import { payMyOrderByCard, payOrderByCard } from './commands/pay-order';
import { undoOrderPayment } from './commands/undo-order';
import { correctPoints, savePointsRules } from './commands/points';
import { finishWithCards, settleFromCards, settleOtherwise, undoUse } from './commands/use';
import { getCard, getCardsOf, getMyCards, getProduct, getProducts, getRules, getShelf, listCards, previewRefund } from './queries';
import { getLevelOf, getLevels, getMyLevel, previewLevels } from './queries.levels';
import { getMyPointsOn, getOrderCards } from './queries.orders';
import { getMall, getMallItems, getMyPoints, getMyRedemptions, getPointsOf, getPointsRules, listRedemptions } from './queries.points';
import { getBetweenStores, getToSettle, getUseOptions } from './queries.use';
import { getCardReceiptFile, issueCardReceipt, signCardReceipt } from './commands/receipt';
import { getStatement } from './statements';

export const membershipRoutes: RoutesFor<typeof membershipEndpoints> = {
  'membership.products': { mode: 'query', run: getProducts },
  'membership.product': { mode: 'query', run: getProduct },
  'membership.shelf': { mode: 'query', run: getShelf },
  'membership.saveProduct': { mode: 'command', run: saveProduct },
  'membership.rules': { mode: 'query', run: getRules },
  'membership.saveRules': { mode: 'command', run: saveRules },
  'membership.orderCards': { mode: 'query', run: getOrderCards },
  'membership.myPointsOn': { mode: 'query', run: getMyPointsOn },
  'membership.useMyPoints': { mode: 'command', run: useMyPoints },
  'membership.takeMyPointsOff': { mode: 'command', run: takeMyPointsOff },
  'membership.payOrder': { mode: 'command', run: payOrderByCard },
  'membership.undoOrderPayment': { mode: 'command', run: undoOrderPayment },
  'membership.payMyOrder': { mode: 'command', run: payMyOrderByCard },
  'membership.buyCard': { mode: 'own', run: buyCard },
  'membership.sellCode': { mode: 'own', run: sellByCode },
  'membership.sell': { mode: 'command', run: sellCard },
  'membership.charge': { mode: 'command', run: chargeCard },
  'membership.cardsOf': { mode: 'query', run: getCardsOf },
  'membership.list': { mode: 'query', run: listCards },
  'membership.card': { mode: 'query', run: getCard },
  'membership.issueReceipt': { mode: 'command', run: issueCardReceipt },
  'membership.receiptFile': { mode: 'query', run: getCardReceiptFile },
  'membership.signReceipt': { mode: 'command', run: signCardReceipt },
  'membership.statement': { mode: 'query', run: getStatement },
  'membership.myCards': { mode: 'query', run: getMyCards },
  'membership.useOptions': { mode: 'query', run: getUseOptions },
  'membership.finish': { mode: 'command', run: finishWithCards },
  'membership.settle': { mode: 'command', run: settleFromCards },
  'membership.toSettle': { mode: 'query', run: getToSettle },
  'membership.settleOtherwise': { mode: 'command', run: settleOtherwise },
  'membership.undo': { mode: 'command', run: undoUse },
  'membership.freeze': { mode: 'command', run: freezeCard },
  'membership.unfreeze': { mode: 'command', run: unfreezeCard },
  'membership.extend': { mode: 'command', run: extendCard },
  'membership.transfer': { mode: 'command', run: transferCard },
  'membership.refundPreview': { mode: 'query', run: previewRefund },
  'membership.refund': { mode: 'command', run: refundCard },
  'membership.correct': { mode: 'command', run: correctCard },
  'membership.allowFamily': { mode: 'command', run: allowFamily },
  'membership.endFamily': { mode: 'command', run: endFamily },
  'membership.myCode': { mode: 'own', run: myCode },
  'membership.readCode': { mode: 'own', run: readCode },
  'membership.betweenStores': { mode: 'query', run: getBetweenStores },
  'membership.levels': { mode: 'query', run: getLevels },
  'membership.saveLevels': { mode: 'command', run: saveLevels },
  'membership.previewLevels': { mode: 'query', run: previewLevels },
  'membership.levelOf': { mode: 'query', run: getLevelOf },
  'membership.myLevel': { mode: 'query', run: getMyLevel },
  'membership.pointsRules': { mode: 'query', run: getPointsRules },
  'membership.savePointsRules': { mode: 'command', run: savePointsRules },
  'membership.pointsOf': { mode: 'query', run: getPointsOf },
  'membership.myPoints': { mode: 'query', run: getMyPoints },
  'membership.correctPoints': { mode: 'command', run: correctPoints },
  'membership.mall': { mode: 'query', run: getMall },
  'membership.mallItems': { mode: 'query', run: getMallItems },
  'membership.saveMallItem': { mode: 'command', run: saveMallItem },
  'membership.redeem': { mode: 'command', run: redeem },
  'membership.redeemFor': { mode: 'command', run: redeemFor },
  'membership.myRedemptions': { mode: 'query', run: getMyRedemptions },
  'membership.redemptions': { mode: 'query', run: listRedemptions },
  'membership.handOut': { mode: 'command', run: handOut },
  'membership.usePointsOnOrder': { mode: 'command', run: usePointsOnOrder },
  'membership.takePointsOffOrder': { mode: 'command', run: takePointsOffOrder },
  'membership.cancelRedemption': { mode: 'command', run: cancelRedemption },
};
