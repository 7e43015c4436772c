import { changeIn, type Sql, sqlIn, type Tx } from '../../platform/db';

/** Which flow asks about which part of a booking, and whose yes it was. Whoever was asked are the flow's to-dos. */

/** True for whoever has an open question about booking `b`; `me`: her id, as SQL. */
export const askedSql = (me: string): string => `EXISTS (SELECT 1 FROM acceptance_rounds q JOIN flow_tasks t ON t.instance_id = q.instance_id
    WHERE q.booking_id = b.id AND q.withdrawn_at IS NULL AND t.state = 'open' AND t.person_id = ${me})`;

export async function insertRound(
  tx: Tx,
  round: { readonly instanceId: string; readonly bookingId: string; readonly roleKey: string; readonly now: Date },
): Promise<void> {
  await changeIn(tx, 'INSERT INTO acceptance_rounds (instance_id, booking_id, role_key, created_at) VALUES ($1::uuid, $2::uuid, $3, $4::timestamptz)', [
    round.instanceId,
    round.bookingId,
    round.roleKey,
    round.now.toISOString(),
  ]);
}

export interface Round {
  readonly instanceId: string;
  readonly roleKey: string;
  readonly takenUnitId: string | null;
}

/** The rounds of a booking that ask, or have been answered with yes. The caller holds the booking's lock. */
export function listRounds(sql: Sql, bookingId: string): Promise<Round[]> {
  return sql(
    `SELECT instance_id AS "instanceId", role_key AS "roleKey", taken_unit_id AS "takenUnitId" FROM acceptance_rounds WHERE booking_id = $1::uuid AND withdrawn_at IS NULL ORDER BY role_key`,
    [bookingId],
  );
}

/** Writes down whose yes it was; false: somebody was faster, or nobody is asked any more. */
export async function takeRound(tx: Tx, instanceId: string, unitId: string): Promise<boolean> {
  const text = 'UPDATE acceptance_rounds SET taken_unit_id = $2::uuid WHERE instance_id = $1::uuid AND taken_unit_id IS NULL AND withdrawn_at IS NULL';
  return (await changeIn(tx, text, [instanceId, unitId])) === 1;
}

/** Ends every round of a booking; answers the flows that asked. */
export async function endRounds(tx: Tx, bookingId: string, now: Date): Promise<string[]> {
  const rows = await sqlIn(tx)<{ id: string }>(
    'UPDATE acceptance_rounds SET withdrawn_at = $2::timestamptz WHERE booking_id = $1::uuid AND withdrawn_at IS NULL RETURNING instance_id AS id',
    [bookingId, now.toISOString()],
  );
  return rows.map((row) => row.id);
}

/** The unit of whoever said yes last in a flow, or of whom she stands in for; null: she is no unit. */
export async function unitOfYes(sql: Sql, instanceId: string): Promise<{ readonly unitId: string; readonly personId: string } | null> {
  const [row] = await sql<{ unitId: string; personId: string }>(
    `SELECT u.id AS "unitId", t.person_id AS "personId" FROM flow_tasks t JOIN resource_units u ON u.staff_id = COALESCE(t.instead_of_id, t.person_id)
     WHERE t.instance_id = $1::uuid AND t.how = 'approve' ORDER BY t.ended_at DESC, t.token DESC LIMIT 1`,
    [instanceId],
  );
  return row ?? null;
}

/** Members behind units, in the order of the units. */
export async function staffOfUnits(sql: Sql, unitIds: readonly string[]): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    `SELECT u.staff_id::text AS id FROM unnest($1::uuid[]) WITH ORDINALITY AS w(id, at) JOIN resource_units u ON u.id = w.id WHERE u.staff_id IS NOT NULL ORDER BY w.at`,
    [unitIds],
  );
  return rows.map((row) => row.id);
}
