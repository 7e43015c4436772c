import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import type { templatesEndpoints } from '@zhike/domain/templates/contract';

export type Input<Name extends keyof typeof templatesEndpoints> = ParsedInputOf<(typeof templatesEndpoints)[Name]>;
