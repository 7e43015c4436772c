import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import type { Write } from '../../../platform/write';
import { setStoreMerchantRow } from '../../stores/queries.merchants';
import type { Input } from '../input';

/** ST-03: whose account a store's money goes to, from its next payment on; what is open or paid stays with the merchant that it has. */
export async function setStoreMerchant(
  ask: Ask<ActorOf<'finance.setStoreMerchant'>>,
  input: Input<'finance.setStoreMerchant'>,
  write: Write,
): Answer<'finance.setStoreMerchant'> {
  const { storeId, mchid } = input;
  if (mchid !== null && !ask.ports.merchants.find(mchid)) return refuse('finance.merchant_unknown', { mchid });
  if (!(await setStoreMerchantRow(write.tx, storeId, mchid))) return refuse('record.not_found', { noun: 'store', id: storeId });
  await write.event({ type: 'store.merchant_set', storeId, data: { mchid: mchid ?? ask.ports.merchants.main().mchid } });
  return allow({ storeId, mchid });
}
