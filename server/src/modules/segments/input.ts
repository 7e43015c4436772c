import type { segmentsEndpoints } from '@zhike/domain/segments/contract';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';

/** The body of an endpoint after its contract has read it. */
export type Input<Name extends keyof typeof segmentsEndpoints> = ParsedInputOf<(typeof segmentsEndpoints)[Name]>;
