import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import type { standingEndpoints } from '@zhike/domain/standing/contract';

/** The body of an endpoint after its contract has read it. */
export type Input<Name extends keyof typeof standingEndpoints> = ParsedInputOf<(typeof standingEndpoints)[Name]>;
