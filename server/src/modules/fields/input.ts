import type { fieldsEndpoints } from '@zhike/domain/fields/contract';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';

/** The body of an endpoint after its contract has read it. */
export type Input<Name extends keyof typeof fieldsEndpoints> = ParsedInputOf<(typeof fieldsEndpoints)[Name]>;
