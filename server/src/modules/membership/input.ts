import type { membershipEndpoints } from '@zhike/domain/membership/contract';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';

/** The body of an endpoint after its contract has read it. */
export type Input<Name extends keyof typeof membershipEndpoints> = ParsedInputOf<(typeof membershipEndpoints)[Name]>;
