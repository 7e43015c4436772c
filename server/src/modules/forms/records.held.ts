import type { Scope } from '@zhike/domain/kernel/access';
import { changeIn, type Sql, type Tx } from '../../platform/db';
import { scopeSql } from '../../platform/scope-sql';

export interface HeldRow {
  readonly id: string;
  readonly formId: string;
  readonly formVersion: number;
  readonly customerId: string | null;
  readonly channel: string;
  /** Sealed. */
  readonly held: string;
  readonly at: Date;
}

const HELD = `SELECT s.id, s.form_id AS "formId", s.form_version AS "formVersion", s.customer_id AS "customerId", l.channel, s.held, s.at
  FROM form_submissions s JOIN form_links l ON l.id = s.link_id LEFT JOIN customers c ON c.id = s.customer_id`;

/** Of the scope's stores by the link that it came by; whoever looks after her sees what is about her. */
const reach = (scope: Scope, values: unknown[]): string =>
  scopeSql(scope, values, { store: 'l.store_id', customer: null, own: (me) => `c.owner_staff_id = ${me}` });

export function listHeldRows(sql: Sql, scope: Scope): Promise<HeldRow[]> {
  const values: unknown[] = [];
  return sql(`${HELD} WHERE s.held IS NOT NULL AND ${reach(scope, values)} ORDER BY s.at DESC LIMIT 100`, values);
}

/** Locked, so that of two who settle it one finds it gone. */
export async function findHeldRow(sql: Sql, scope: Scope, id: string): Promise<HeldRow | null> {
  const values: unknown[] = [id];
  return (await sql<HeldRow>(`${HELD} WHERE s.id = $1::uuid AND s.held IS NOT NULL AND ${reach(scope, values)} FOR UPDATE OF s`, values))[0] ?? null;
}

/** What was kept aside is kept no longer: it is taken over, or let go. */
export async function endHeld(tx: Tx, id: string): Promise<void> {
  await changeIn(tx, 'UPDATE form_submissions SET held = NULL WHERE id = $1::uuid', [id]);
}
