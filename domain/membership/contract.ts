import { familyEndpoints, lifeEndpoints } from './contract.life';
import { levelEndpoints } from './contract.levels';
import { orderCardEndpoints } from './contract.orders';
import { cardReceiptEndpoints } from './contract.receipts';
import { pointsEndpoints } from './contract.points';
import { cardEndpoints, productEndpoints } from './contract.products';
import { useEndpoints } from './contract.use';

export type { CardRefundStep } from './contract.life';
export * from './contract.levels';
export * from './contract.orders';
export * from './contract.points';
export * from './contract.refusals';
export * from './contract.views';

/** Cards that customers hold, their levels and their points. Every fen, every session and every point is in the ledger. */
export const membershipEndpoints = {
  ...productEndpoints,
  ...cardEndpoints,
  ...useEndpoints,
  ...lifeEndpoints,
  ...familyEndpoints,
  ...cardReceiptEndpoints,
  ...orderCardEndpoints,
  ...levelEndpoints,
  ...pointsEndpoints,
};
