import type { bulkEndpoints } from '@zhike/domain/bulk/contract';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';

/** The body of an endpoint after its contract has read it. */
export type Input<Name extends keyof typeof bulkEndpoints> = ParsedInputOf<(typeof bulkEndpoints)[Name]>;
