import type { membershipEndpoints } from '@zhike/domain/membership/contract';
import type { RoutesFor } from '../../http/route';
import { buyCard, sellByCode } from './commands/buy';
import { myCode, readCode } from './commands/code';
import { allowFamily, endFamily } from './commands/family';
import { correctCard, extendCard, freezeCard, refundCard, transferCard, unfreezeCard } from './commands/life';
import { saveProduct, saveRules } from './commands/product';
import { chargeCard, sellCard } from './commands/sell';
import { finishWithCards, settleFromCards, settleOtherwise, undoUse } from './commands/use';
import { getCard, getCardsOf, getMyCards, getProduct, getProducts, getRules, getShelf, listCards, previewRefund } from './queries';
import { getBetweenStores, getToSettle, getUseOptions } from './queries.use';

export const membershipRoutes: RoutesFor<typeof membershipEndpoints> = {
  'membership.products': { mode: 'query', run: getProducts },
  'membership.product': { mode: 'query', run: getProduct },
  'membership.shelf': { mode: 'query', run: getShelf },
  'membership.saveProduct': { mode: 'command', run: saveProduct },
  'membership.rules': { mode: 'query', run: getRules },
  'membership.saveRules': { mode: 'command', run: saveRules },
  'membership.buyCard': { mode: 'own', run: buyCard },
  'membership.sellCode': { mode: 'own', run: sellByCode },
  'membership.sell': { mode: 'command', run: sellCard },
  'membership.charge': { mode: 'command', run: chargeCard },
  'membership.cardsOf': { mode: 'query', run: getCardsOf },
  'membership.list': { mode: 'query', run: listCards },
  'membership.card': { mode: 'query', run: getCard },
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
};
