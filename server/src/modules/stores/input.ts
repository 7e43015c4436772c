import type { storesEndpoints } from '@zhike/domain/stores/contract';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';

/** The body of an endpoint after its contract has read it. */
export type Input<Name extends keyof typeof storesEndpoints> = ParsedInputOf<(typeof storesEndpoints)[Name]>;
