import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import type { recordsEndpoints } from '@zhike/domain/records/contract';

/** The body of an endpoint after its contract has read it. */
export type Input<Name extends keyof typeof recordsEndpoints> = ParsedInputOf<(typeof recordsEndpoints)[Name]>;
