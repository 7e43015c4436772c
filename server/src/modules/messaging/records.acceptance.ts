import { sqlIn, type Tx } from '../../platform/db';

/** Somebody who is asked whether she takes a booking. */
export interface Asked {
  readonly staffId: string;
  readonly roleNames: readonly string[];
}

/** Who has an open question about a booking, by member. */
export async function findAsked(tx: Tx, bookingId: string): Promise<Asked[]> {
  return sqlIn(tx)<Asked>(
    `SELECT t.person_id AS "staffId", array_agg(DISTINCT COALESCE(r.name, o.role_key)) AS "roleNames"
     FROM acceptance_rounds o JOIN bookings b ON b.id = o.booking_id JOIN flow_tasks t ON t.instance_id = o.instance_id AND t.state = 'open'
       JOIN staff_members m ON m.id = t.person_id AND m.left_at IS NULL LEFT JOIN service_roles r ON r.service_id = b.service_id AND r.key = o.role_key
     WHERE o.booking_id = $1::uuid AND o.withdrawn_at IS NULL GROUP BY t.person_id ORDER BY t.person_id`,
    [bookingId],
  );
}

/** Somebody whose question another one has answered. */
export interface Outpaced {
  readonly staffId: string;
  readonly takenBy: string;
}

/** Who was asked about a booking and lost it to a colleague; not those who still have another question about it, or took another part of it themselves. */
export async function findOutpaced(tx: Tx, bookingId: string): Promise<Outpaced[]> {
  return sqlIn(tx)<Outpaced>(
    `SELECT o.person_id AS "staffId", min(COALESCE(wm.name, wu.name)) AS "takenBy"
     FROM acceptance_offers o JOIN staff_members m ON m.id = o.person_id AND m.left_at IS NULL
       JOIN acceptance_offers w ON w.booking_id = o.booking_id AND w.role_key = o.role_key AND w.state = 'accepted'
       JOIN resource_units wu ON wu.id = w.unit_id LEFT JOIN staff_members wm ON wm.id = wu.staff_id
     WHERE o.booking_id = $1::uuid AND o.state = 'lost' AND NOT EXISTS (
       SELECT 1 FROM acceptance_offers x
       WHERE x.booking_id = o.booking_id AND x.person_id = o.person_id AND x.state IN ('open', 'accepted'))
     GROUP BY o.person_id ORDER BY o.person_id`,
    [bookingId],
  );
}
