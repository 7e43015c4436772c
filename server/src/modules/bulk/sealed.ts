import type { BulkChange } from '@zhike/domain/bulk/contract';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import type { Ports } from '../../platform/ports';

type Crypto = Pick<Ports, 'crypto'>;
const placeOf = (bulkId: string) => `bulk_runs:change:${bulkId}` as const;

/** What is set may be a field that is sealed: it lies sealed here, too. */
export function sealChange({ crypto }: Crypto, bulkId: string, change: BulkChange): BulkChange {
  return change.do === 'set' ? { ...change, value: crypto.encrypt(JSON.stringify(change.value), placeOf(bulkId)) } : change;
}

export function openChange({ crypto }: Crypto, bulkId: string, change: BulkChange): BulkChange {
  return change.do === 'set' ? { ...change, value: JSON.parse(crypto.decrypt(String(change.value), placeOf(bulkId))) as Value as string } : change;
}
