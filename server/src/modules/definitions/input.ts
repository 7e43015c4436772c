import type { definitionsEndpoints } from '@zhike/domain/definitions/contract';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';

/** The body of an endpoint after its contract has read it. */
export type Input<Name extends keyof typeof definitionsEndpoints> = ParsedInputOf<(typeof definitionsEndpoints)[Name]>;
