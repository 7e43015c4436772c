import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import type { marketingEndpoints } from '@zhike/domain/marketing/contract';

/** The body of an endpoint after its contract has read it. */
export type Input<Name extends keyof typeof marketingEndpoints> = ParsedInputOf<(typeof marketingEndpoints)[Name]>;
