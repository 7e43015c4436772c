import type { ContractTemplate } from '@zhike/domain/orders/contract';
import { changeIn, type Sql, type Tx } from '../../platform/db';

const TEMPLATE = 'SELECT id, version, name, body, active FROM contract_templates';

export function listTemplateRows(sql: Sql): Promise<ContractTemplate[]> {
  return sql(`${TEMPLATE} ORDER BY active DESC, name`, []);
}

export async function findTemplate(sql: Sql, by: { readonly id: string } | { readonly name: string }): Promise<ContractTemplate | null> {
  const rows =
    'id' in by
      ? await sql<ContractTemplate>(`${TEMPLATE} WHERE id = $1::uuid FOR UPDATE`, [by.id])
      : await sql<ContractTemplate>(`${TEMPLATE} WHERE name = $1`, [by.name]);
  return rows[0] ?? null;
}

export async function saveTemplateRow(tx: Tx, template: ContractTemplate): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO contract_templates (id, version, name, body, active) VALUES ($1::uuid, $2::int, $3, $4, $5::bool)
     ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version, name = EXCLUDED.name, body = EXCLUDED.body, active = EXCLUDED.active`,
    [template.id, template.version, template.name, template.body, template.active],
  );
}

export interface ContractRow {
  readonly id: string;
  readonly orderId: string;
  readonly version: number;
  readonly name: string;
  readonly body: string;
  readonly text: string;
  readonly drawnOn: string;
  readonly fileId: string;
  readonly sha256: string;
  readonly createdAt: Date;
  readonly signerName: string | null;
  readonly signedAt: Date | null;
  readonly signedFileId: string | null;
  readonly signedSha256: string | null;
}

const CONTRACT = `SELECT k.id, k.order_id AS "orderId", k.version, k.name, k.body, k.text, k.drawn_on::text AS "drawnOn", k.file_id AS "fileId", f.sha256, k.created_at AS "createdAt",
  k.signer_name AS "signerName", k.signed_at AS "signedAt", k.signed_file_id AS "signedFileId", s.sha256 AS "signedSha256"
  FROM contracts k JOIN files f ON f.id = k.file_id LEFT JOIN files s ON s.id = k.signed_file_id`;

/** An order's contracts, the newest first. */
export function listContractRows(sql: Sql, orderId: string): Promise<ContractRow[]> {
  return sql(`${CONTRACT} WHERE k.order_id = $1::uuid ORDER BY k.version DESC`, [orderId]);
}

export async function findContractRow(sql: Sql, contractId: string): Promise<ContractRow | null> {
  return (await sql<ContractRow>(`${CONTRACT} WHERE k.id = $1::uuid`, [contractId]))[0] ?? null;
}

/** The contract whose file, as drawn up or as signed, has this hash. */
export async function findContractByHash(sql: Sql, sha256: string): Promise<ContractRow | null> {
  return (await sql<ContractRow>(`${CONTRACT} WHERE f.sha256 = $1 OR s.sha256 = $1 ORDER BY k.created_at DESC LIMIT 1`, [sha256]))[0] ?? null;
}

export async function insertContract(
  tx: Tx,
  contract: Pick<ContractRow, 'id' | 'orderId' | 'version' | 'name' | 'body' | 'text' | 'drawnOn' | 'fileId' | 'createdAt'> & {
    readonly staffId: string | null;
  },
): Promise<void> {
  await changeIn(
    tx,
    'INSERT INTO contracts (id, order_id, version, name, body, text, drawn_on, file_id, staff_id, created_at) VALUES ($1::uuid, $2::uuid, $3::int, $4, $5, $6, $7::date, $8::uuid, $9::uuid, $10::timestamptz)',
    [
      contract.id,
      contract.orderId,
      contract.version,
      contract.name,
      contract.body,
      contract.text,
      contract.drawnOn,
      contract.fileId,
      contract.staffId,
      contract.createdAt.toISOString(),
    ],
  );
}

export async function markSigned(
  tx: Tx,
  contractId: string,
  signed: { readonly signerName: string; readonly at: Date; readonly signatureId: string; readonly signedFileId: string },
): Promise<void> {
  await changeIn(
    tx,
    'UPDATE contracts SET signer_name = $2, signed_at = $3::timestamptz, signature_id = $4::uuid, signed_file_id = $5::uuid WHERE id = $1::uuid AND signed_at IS NULL',
    [contractId, signed.signerName, signed.at.toISOString(), signed.signatureId, signed.signedFileId],
  );
}
