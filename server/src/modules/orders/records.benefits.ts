import type { BenefitPart } from '@zhike/domain/orders/benefits';
import { changeIn, sqlIn, type Sql, type Tx } from '../../platform/db';
import type { BenefitRow } from './records.orders';

/** Writes a benefit of a locked order. */
export async function insertBenefit(tx: Tx, orderId: string, benefit: BenefitRow & { readonly staffId: string | null; readonly at: Date }): Promise<void> {
  await changeIn(
    tx,
    'INSERT INTO order_benefits (order_id, kind, source_id, name, amount_fen, parts, staff_id, at) VALUES ($1::uuid, $2, $3, $4, $5::int, $6::jsonb, $7::uuid, $8::timestamptz)',
    [orderId, benefit.kind, benefit.sourceId, benefit.name, benefit.amountFen, JSON.stringify(benefit.parts), benefit.staffId, benefit.at.toISOString()],
  );
}

/** The same benefit from other lines; `amountFen`: what it took off in all. */
export async function changeBenefit(tx: Tx, orderId: string, benefit: Pick<BenefitRow, 'kind' | 'sourceId' | 'amountFen' | 'parts'>): Promise<void> {
  await changeIn(tx, 'UPDATE order_benefits SET amount_fen = $4::int, parts = $5::jsonb WHERE order_id = $1::uuid AND kind = $2 AND source_id = $3', [
    orderId,
    benefit.kind,
    benefit.sourceId,
    benefit.amountFen,
    JSON.stringify(benefit.parts),
  ]);
}

export async function deleteBenefit(tx: Tx, orderId: string, { kind, sourceId }: Pick<BenefitRow, 'kind' | 'sourceId'>): Promise<void> {
  await changeIn(tx, 'DELETE FROM order_benefits WHERE order_id = $1::uuid AND kind = $2 AND source_id = $3', [orderId, kind, sourceId]);
}

/** Lowers (`sign` -1) or raises (1) what lines that stand cost by their parts of a benefit. */
export async function moveLines(tx: Tx, parts: readonly BenefitPart[], sign: 1 | -1): Promise<void> {
  await sqlIn(tx)(
    `UPDATE order_lines l SET total_fen = l.total_fen + $3::int * p.fen, benefit_fen = l.benefit_fen - $3::int * p.fen
       FROM unnest($1::uuid[], $2::int[]) AS p(id, fen) WHERE l.id = p.id AND l.state = 'sold'`,
    [parts.map((part) => part.lineId), parts.map((part) => part.amountFen), sign],
  );
}

/** The orders whose bill a source lowers, the newest first. */
export async function listOrdersOf(sql: Sql, { kind, sourceId }: Pick<BenefitRow, 'kind' | 'sourceId'>): Promise<string[]> {
  const rows = await sql<{ orderId: string }>('SELECT order_id AS "orderId" FROM order_benefits WHERE kind = $1 AND source_id = $2 ORDER BY at DESC', [
    kind,
    sourceId,
  ]);
  return rows.map((row) => row.orderId);
}
