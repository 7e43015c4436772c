import { sqlIn } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { findStoreMerchant } from '../stores/queries.merchants';
import { nameMerchantRows } from './records.merchants';

/** Through whom a new payment of a store goes: the merchant that the store names, else the main one. */
export async function merchantFor(write: Pick<Write, 'tx'>, ports: Pick<Ports, 'merchants'>, storeId: string): Promise<string> {
  return (await findStoreMerchant(sqlIn(write.tx), storeId)) ?? ports.merchants.main().mchid;
}

/** The merchant of a payment; one from before there were several went through the main one. */
export const merchantOf = (payment: { readonly mchid: string | null }, ports: Pick<Ports, 'merchants'>): string =>
  payment.mchid ?? ports.merchants.main().mchid;

/**
 * Where WeChat Pay tells us of a payment or a refund: each merchant has an address of its own, and so says in whose name it speaks. A payment
 * from before there were several keeps the address that it was opened with.
 */
export const notifyUrlOf = (payment: { readonly mchid: string | null }, what: 'payment' | 'refund', ports: Pick<Ports, 'shop'>): string =>
  `${ports.shop.publicBaseUrl}/callbacks/wechat-pay/${payment.mchid === null ? '' : `${payment.mchid}/`}${what}`;

/** At the start: payments from before there were several merchants, which are over, went through the main one of then, which is the main one still. */
export function nameMerchants(ports: Pick<Ports, 'db' | 'merchants'>): Promise<void> {
  return ports.db.transaction((tx) => nameMerchantRows(tx, ports.merchants.main().mchid));
}
