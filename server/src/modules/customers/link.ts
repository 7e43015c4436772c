import { sqlIn } from '../../platform/db';
import type { Write } from '../../platform/write';
import { findFacts } from './records';
import { findCustomerByUnionid, tieIdentity, type IdentityRow } from './records.contacts';
import { lockSurvivor } from './records.write';

/**
 * Ties an identity without a customer to the one whom WeChat calls the same person (unionid) in the other app, and tells it.
 * Null when there is none. The identity must be locked by this transaction.
 */
export async function linkByUnionid(write: Write, identity: IdentityRow): Promise<string | null> {
  if (identity.customerId !== null || identity.unionid === null) return null;
  const sql = sqlIn(write.tx);
  const same = await findCustomerByUnionid(sql, identity.unionid, identity.provider === 'wecom' ? 'weapp' : 'wecom');
  const customerId = same === null ? null : await lockSurvivor(write.tx, same);
  if (customerId === null) return null;
  await tieIdentity(write.tx, identity.id, customerId);
  const facts = await findFacts(sql, customerId);
  await write.event({
    type: identity.provider === 'wecom' ? 'customer.wecom_linked' : 'customer.wechat_linked',
    storeId: facts?.storeId ?? null,
    customerId,
    data: { identityId: identity.id, by: 'unionid' },
  });
  return customerId;
}
