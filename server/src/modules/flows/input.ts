import type { flowsEndpoints } from '@zhike/domain/flows/contract';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';

export type Input<Name extends keyof typeof flowsEndpoints> = ParsedInputOf<(typeof flowsEndpoints)[Name]>;
