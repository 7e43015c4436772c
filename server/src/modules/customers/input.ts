import type { customersEndpoints } from '@zhike/domain/customers/contract';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';

/** The body of an endpoint after its contract has read it. */
export type Input<Name extends keyof typeof customersEndpoints> = ParsedInputOf<(typeof customersEndpoints)[Name]>;
