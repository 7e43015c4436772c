import { sqlOf, type Db } from '../../platform/db';
import { sha256Of } from '../../platform/files';
import { findContractByHash, listContractRows } from './records.contracts';
import { findOrderRow } from './records.orders';
import { toContractView } from './view.contracts';

/** What a file is: the signed contract, and whether it still holds; the unsigned original; or none of ours, as it would be after the smallest change. */
export type Verdict =
  | {
      readonly kind: 'signed';
      readonly holds: boolean;
      readonly orderCode: string;
      readonly version: number;
      readonly signerName: string;
      readonly signedAt: Date;
    }
  | { readonly kind: 'unsigned'; readonly orderCode: string; readonly version: number }
  | { readonly kind: 'unknown'; readonly sha256: string };

/** OR-03: compares a file's bytes with what was kept. */
export async function verifyContract(db: Db, shopName: string, bytes: Buffer): Promise<Verdict> {
  const sql = sqlOf(db);
  const sha256 = sha256Of(bytes);
  const row = await findContractByHash(sql, sha256);
  const order = row && (await findOrderRow(sql, row.orderId, { kind: 'all' }));
  if (!row || !order) return { kind: 'unknown', sha256 };
  if (row.signedSha256 !== sha256 || !row.signerName || !row.signedAt) return { kind: 'unsigned', orderCode: order.code, version: row.version };
  const newest = (await listContractRows(sql, order.id))[0]?.version ?? 0;
  const holds = toContractView(row, order, newest, shopName).state === 'signed';
  return { kind: 'signed', holds, orderCode: order.code, version: row.version, signerName: row.signerName, signedAt: row.signedAt };
}
