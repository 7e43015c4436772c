import { isPlaceholder } from '@zhike/domain/customers/merge';
import type { Write } from '../../platform/write';
import { namePinyin } from './pinyin';
import { completeCustomer } from './records.write';

export { isPlaceholder } from '@zhike/domain/customers/merge';

/** A customer whom the shop knows by a number only has told her name: from now on it is hers. Who has a name keeps it. */
export function nameCustomer(write: Write, customer: { readonly customerId: string; readonly name: string; readonly storeId: string }, name: string): void {
  if (!isPlaceholder(customer.name)) return;
  completeCustomer(write.tx, customer.customerId, { storeId: customer.storeId, weddingDate: null, name, namePinyin: namePinyin(name) });
}
