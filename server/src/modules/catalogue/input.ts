import type { catalogueEndpoints } from '@zhike/domain/catalogue/contract';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';

/** The body of an endpoint after its contract has read it. */
export type Input<Name extends keyof typeof catalogueEndpoints> = ParsedInputOf<(typeof catalogueEndpoints)[Name]>;
