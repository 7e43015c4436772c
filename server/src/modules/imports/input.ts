import type { importsEndpoints } from '@zhike/domain/imports/contract';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';

/** The body of an endpoint after its contract has read it. */
export type Input<Name extends keyof typeof importsEndpoints> = ParsedInputOf<(typeof importsEndpoints)[Name]>;
