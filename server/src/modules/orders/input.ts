import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import type { ordersEndpoints } from '@zhike/domain/orders/contract';

/** The body of an endpoint after its contract has read it. */
export type Input<Name extends keyof typeof ordersEndpoints> = ParsedInputOf<(typeof ordersEndpoints)[Name]>;
