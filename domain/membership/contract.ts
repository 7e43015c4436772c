import { familyEndpoints, lifeEndpoints } from './contract.life';
import { cardEndpoints, productEndpoints } from './contract.products';
import { useEndpoints } from './contract.use';

export type { CardRefundStep } from './contract.life';
export * from './contract.refusals';
export * from './contract.views';

/** Cards that customers hold: stored value, sessions and courses. Every fen and every session is in the ledger. */
export const membershipEndpoints = { ...productEndpoints, ...cardEndpoints, ...useEndpoints, ...lifeEndpoints, ...familyEndpoints };
