import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import type { reportsEndpoints } from '@zhike/domain/reports/contract';

/** The body of an endpoint after its contract has read it. */
export type Input<Name extends keyof typeof reportsEndpoints> = ParsedInputOf<(typeof reportsEndpoints)[Name]>;
