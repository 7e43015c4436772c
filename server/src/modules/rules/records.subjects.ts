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
  /** Of a thing of hers, she herself. */
  readonly customer: Row['values'] | null;
}

const instant = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** She whose thing it is: her consultant may be asked to do something. */
const HER = `json_build_object('name', c.name, 'owner', c.owner_staff_id, 'store', c.store_id)`;

/** What is read of a record itself: its instants and its name. Conditions are asked of the database. */
const CUSTOMER = `SELECT c.id, c.name AS title, c.store_id AS "storeId", c.id AS "customerId", s.zone,
    c.custom || jsonb_build_object('name', c.name, 'source', nullif(c.source, ''), 'note', nullif(c.note, ''), 'birthday', c.birthday, 'weddingDate', c.wedding_date, 'nextContactOn', c.next_contact_on,
      'level', nullif(c.level, ''), 'standing', c.standing, 'owner', c.owner_staff_id, 'store', c.store_id, 'merged', c.merged_into_id, 'createdAt', ${instant('c.created_at')}) AS values, NULL::json AS customer
  FROM customers c LEFT JOIN stores s ON s.id = c.store_id WHERE c.id = $1::uuid AND c.merged_into_id IS NULL`;
const BOOKING = `SELECT b.id, (b.terms->>'serviceName') || ' ' || b.contact_name AS title, b.store_id AS "storeId", b.customer_id AS "customerId", s.zone,
    b.custom || jsonb_build_object('code', b.code, 'state', b.state, 'startsAt', ${instant('b.starts_at')}, 'endsAt', ${instant('b.ends_at')}, 'store', b.store_id, 'createdAt', ${instant('b.created_at')}) AS values, ${HER} AS customer
  FROM bookings b JOIN stores s ON s.id = b.store_id JOIN customers c ON c.id = b.customer_id WHERE b.id = $1::uuid`;
const ORDER = `SELECT o.id, o.code || ' ' || c.name AS title, o.store_id AS "storeId", o.customer_id AS "customerId", s.zone,
    o.custom || jsonb_build_object('code', o.code, 'phase', o.phase, 'stage', o.stage, 'seller', o.seller_id, 'store', o.store_id, 'list', o.list_fen,
      'discount', o.discount_fen, 'billed', o.billed_fen, 'paid', o.paid_fen, 'createdAt', ${instant('o.created_at')}) AS values, ${HER} AS customer
  FROM orders o JOIN stores s ON s.id = o.store_id JOIN customers c ON c.id = o.customer_id WHERE o.id = $1::uuid`;
const CARD = `SELECT k.id, k.code || ' ' || c.name AS title, k.store_id AS "storeId", k.customer_id AS "customerId", s.zone,
    k.custom || jsonb_build_object('code', k.code, 'kind', k.kind, 'state', k.state, 'seller', k.seller_id, 'store', k.store_id, 'validUntil', k.valid_until,
      'frozenOn', k.frozen_on, 'soldAt', ${instant('k.sold_at')}) AS values, ${HER} AS customer
  FROM cards k JOIN stores s ON s.id = k.store_id JOIN customers c ON c.id = k.customer_id WHERE k.id = $1::uuid`;

const reading =
  (text: string) =>
  async (sql: Sql, id: string): Promise<FlowSubject | null> => {
    const [read] = await sql<Read>(text, [id]);
    if (!read) return null;
    const { values, customer, zone, ...rest } = read;
    const her = customer && { id: read.customerId ?? '', values: customer };
    return {
      ...rest,
      zone: zone ?? 'Asia/Shanghai',
      row: { id: read.id, values },
      load: { one: (row, relation) => (row.id === read.id && relation === 'customer' ? her : null), many: () => [] },
      skills: () => [],
    };
  };

export const readCustomer = reading(CUSTOMER);
export const readBooking = reading(BOOKING);
export const readOrder = reading(ORDER);
export const readCard = reading(CARD);
