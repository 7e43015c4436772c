import type { Redemption } from '@zhike/domain/membership/contract';
import type { RedemptionRow } from './records.mall';

/** The one place where a redemption becomes what a reader sees. */
export function toRedemption({ taken: _, closedAt, createdAt, ...row }: RedemptionRow): Redemption {
  return { ...row, createdAt: createdAt.toISOString(), handedOutAt: row.state === 'handed_out' && closedAt ? closedAt.toISOString() : null };
}
