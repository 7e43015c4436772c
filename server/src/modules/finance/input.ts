import type { financeEndpoints } from '@zhike/domain/finance/contract';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';

/** The body of an endpoint after its contract has read it. */
export type Input<Name extends keyof typeof financeEndpoints> = ParsedInputOf<(typeof financeEndpoints)[Name]>;
