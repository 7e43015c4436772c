import type { Row } from '@zhike/domain/engines/conditions/evaluate';
import type { Sql } from '../../platform/db';
import type { FlowSubject } from '../../platform/flow-setup';

interface Read {
  readonly id: string;
  readonly title: string;
  readonly storeId: string | null;
  readonly customerId: string | null;
  readonly zone: string | null;
  readonly values: Row['values'];
}

const instant = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** What is read of a record itself: its instants and its name. Conditions are asked of the database. */
const CUSTOMER = `SELECT c.id, c.name AS title, c.store_id AS "storeId", c.id AS "customerId", s.zone,
    c.custom || jsonb_build_object('name', c.name, 'source', nullif(c.source, ''), 'birthday', c.birthday, 'weddingDate', c.wedding_date, 'nextContactOn', c.next_contact_on,
      'level', nullif(c.level, ''), 'owner', c.owner_staff_id, 'store', c.store_id, 'merged', c.merged_into_id, 'createdAt', ${instant('c.created_at')}) AS values
  FROM customers c LEFT JOIN stores s ON s.id = c.store_id WHERE c.id = $1::uuid AND c.merged_into_id IS NULL`;
const BOOKING = `SELECT b.id, (b.terms->>'serviceName') || ' ' || b.contact_name AS title, b.store_id AS "storeId", b.customer_id AS "customerId", s.zone,
    b.custom || jsonb_build_object('code', b.code, 'state', b.state, 'startsAt', ${instant('b.starts_at')}, 'endsAt', ${instant('b.ends_at')}, 'store', b.store_id, 'createdAt', ${instant('b.created_at')}) AS values
  FROM bookings b JOIN stores s ON s.id = b.store_id WHERE b.id = $1::uuid`;

const reading =
  (text: string) =>
  async (sql: Sql, id: string): Promise<FlowSubject | null> => {
    const [read] = await sql<Read>(text, [id]);
    if (!read) return null;
    const { values, zone, ...rest } = read;
    return { ...rest, zone: zone ?? 'Asia/Shanghai', row: { id: read.id, values }, load: { one: () => null, many: () => [] }, skills: () => [] };
  };

export const readCustomer = reading(CUSTOMER);
export const readBooking = reading(BOOKING);
