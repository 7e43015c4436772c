import type { ContractView } from '@zhike/domain/orders/contract';
import { type ContractFacts, writeContract } from '@zhike/domain/orders/contract-text';
import type { ContractRow } from './records.contracts';
import type { OrderRow } from './records.orders';

/** What a contract tells of an order as it now stands. */
export function contractFacts(order: OrderRow, shopName: string, date: string): ContractFacts {
  return {
    shopName,
    storeName: order.storeName,
    date,
    code: order.code,
    customerName: order.customerName,
    lineName: order.lineName,
    sellerName: order.sellerName,
    lines: order.lines.filter((line) => line.state === 'sold').map((line) => line.sold),
    listFen: order.listFen,
    // What a level, coupons or points take off counts as well: list price less this is what she owes.
    discountFen: order.discountFen + order.benefitFen,
    billedFen: order.billedFen,
    instalments: order.instalments,
  };
}

/** OR-03: a signed contract holds while the order says, word for word, what was signed, and no newer one was drawn up. */
export function toContractView(row: ContractRow, order: OrderRow, newest: number, shopName: string): ContractView {
  const holds = row.version === newest && writeContract(row.body, contractFacts(order, shopName, row.drawnOn)) === row.text;
  return {
    id: row.id,
    orderId: row.orderId,
    version: row.version,
    name: row.name,
    text: row.text,
    state: holds ? (row.signedAt ? 'signed' : 'draft') : 'outdated',
    sha256: row.sha256,
    signature: row.signedAt && row.signerName && row.signedSha256 ? { name: row.signerName, at: row.signedAt.toISOString(), sha256: row.signedSha256 } : null,
    createdAt: row.createdAt.toISOString(),
  };
}
