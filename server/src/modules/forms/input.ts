import type { formsEndpoints } from '@zhike/domain/forms/contract';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';

/** The body of an endpoint after its contract has read it. */
export type Input<Name extends keyof typeof formsEndpoints> = ParsedInputOf<(typeof formsEndpoints)[Name]>;
