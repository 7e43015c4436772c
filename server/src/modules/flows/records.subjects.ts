import type { Row } from '@zhike/domain/engines/conditions/evaluate';
import type { Sql } from '../../platform/db';
import type { FlowEntity, FlowSubject, FlowVars } from '../../platform/flow-setup';
import { freeForPart, lockAsked, partOf } from '../booking/asking';
import { readPlain } from '../forms/by-engine';

/** What flows may ask of the records that they are about, with what lies one step away from them. */
interface Read {
  readonly id: string;
  readonly title: string;
  readonly storeId: string | null;
  readonly customerId: string | null;
  readonly zone: string | null;
  readonly values: Row['values'];
  readonly customer: Row | null;
  readonly service: { readonly id: string; readonly name: string; readonly skills: readonly string[] } | null;
}

const CUSTOMER = `json_build_object('id', c.id, 'values', c.custom || jsonb_build_object('name', c.name, 'source', c.source, 'note', nullif(c.note, ''), 'owner', c.owner_staff_id, 'birthday', c.birthday))`;

const BOOKING = `SELECT b.id, (b.terms->>'serviceName') || ' ' || b.contact_name AS title, b.store_id AS "storeId", b.customer_id AS "customerId", s.zone,
    json_build_object('state', b.state, 'startsAt', to_char(b.starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'endsAt', to_char(b.ends_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'code', b.code, 'version', b.version, 'customerId', b.customer_id, 'serviceId', b.service_id,
      'technician', ARRAY(SELECT DISTINCT u.staff_id::text FROM reservations r JOIN resource_units u ON u.id = r.unit_id WHERE r.booking_id = b.id AND r.released_at IS NULL AND u.staff_id IS NOT NULL AND ($2::text IS NULL OR r.role_key = $2) ORDER BY 1),
      'acceptBy', to_char(b.accept_by AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'chosen', ARRAY(SELECT u.staff_id::text FROM reservations r JOIN resource_units u ON u.id = r.unit_id JOIN services sv ON sv.id = b.service_id WHERE r.booking_id = b.id AND r.released_at IS NULL
        AND r.role_key = $2 AND u.staff_id IS NOT NULL AND (sv.acceptance = 'person' OR r.role_key = ANY(b.named_roles)))) AS values,
    ${CUSTOMER} AS customer,
    json_build_object('id', b.service_id, 'name', b.terms->>'serviceName',
      'skills', ARRAY(SELECT DISTINCT o.skill FROM service_roles o WHERE o.service_id = b.service_id AND o.skill IS NOT NULL)) AS service
  FROM bookings b JOIN stores s ON s.id = b.store_id JOIN customers c ON c.id = b.customer_id WHERE b.id = $1::uuid`;

const ORDER = `SELECT o.id, o.code || ' ' || c.name AS title, o.store_id AS "storeId", o.customer_id AS "customerId", s.zone,
    json_build_object('code', o.code, 'phase', o.phase, 'stage', o.stage, 'billedFen', o.billed_fen, 'paidFen', o.paid_fen, 'discountFen', o.discount_fen, 'customerId', o.customer_id) AS values, ${CUSTOMER} AS customer, NULL::json AS service
  FROM orders o JOIN stores s ON s.id = o.store_id JOIN customers c ON c.id = o.customer_id WHERE o.id = $1::uuid`;

const CUSTOMERS = `SELECT c.id, c.name AS title, c.store_id AS "storeId", c.id AS "customerId", s.zone, ${CUSTOMER}->'values' AS values, NULL::json AS customer, NULL::json AS service
  FROM customers c LEFT JOIN stores s ON s.id = c.store_id WHERE c.id = $1::uuid AND c.merged_into_id IS NULL`;

function toSubject(read: Read): FlowSubject {
  const near: Readonly<Record<string, Row | null>> = {
    customer: read.customer,
    service: read.service && { id: read.service.id, values: { name: read.service.name } },
  };
  return {
    id: read.id,
    title: read.title,
    storeId: read.storeId,
    customerId: read.customerId,
    zone: read.zone ?? 'Asia/Shanghai',
    row: { id: read.id, values: read.values },
    load: { one: (row, relation) => (row.id === read.id && Object.hasOwn(near, relation) ? (near[relation] ?? null) : null), many: () => [] },
    skills: (path) => (path === 'service' || path === 'service.id' || path === 'serviceId' ? (read.service?.skills ?? []) : []),
  };
}

/** A booking; for a flow about a part of it, whoever serves that part. `chosen`: the one who is asked alone, by name or because the service asks one. */
async function readBooking(sql: Sql, id: string, vars?: FlowVars): Promise<FlowSubject | null> {
  const [row] = await sql<Read>(BOOKING, [id, partOf(vars)]);
  return row ? toSubject(row) : null;
}

const reading = (text: string) => async (sql: Sql, id: string) => {
  const [row] = await sql<Read>(text, [id]);
  return row ? toSubject(row) : null;
};

/** Records of a kind that the shop made up: its own fields but the sealed ones, and the customer whom it is linked with. */
export function recordEntity(kind: string): FlowEntity {
  return {
    async read(sql, id) {
      const record = UUID.test(id) ? await readPlain(sql, kind, id) : null;
      if (!record) return null;
      const { label, storeId, ownerId, customerId, values } = record;
      const [customer] = customerId ? await sql<Read>(CUSTOMERS, [customerId]) : [];
      const [store] = storeId ? await sql<{ zone: string }>('SELECT zone FROM stores WHERE id = $1::uuid', [storeId]) : [];
      return toSubject({
        id,
        title: [label, customer?.title].filter(Boolean).join(' '),
        storeId,
        customerId: customer?.id ?? null,
        zone: store?.zone ?? null,
        values: { ...values, owner: ownerId, store: storeId },
        customer: customer ? { id: customer.id, values: customer.values } : null,
        service: null,
      });
    },
    idIn: (event) => (event.data.entity === kind ? named(event.data.recordId) : null),
  };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const named = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export const flowEntities: Readonly<Record<string, FlowEntity>> = {
  booking: { read: readBooking, lock: lockAsked, free: freeForPart, idIn: (event) => event.bookingId },
  order: { read: reading(ORDER), idIn: (event) => named(event.data.orderId) },
  customer: { read: reading(CUSTOMERS), idIn: (event) => event.customerId },
};

/** A subject's version, for the verbs that are told which one they mean. */
export async function bookingVersion(sql: Sql, id: string): Promise<number | null> {
  const [row] = await sql<{ version: number }>('SELECT version FROM bookings WHERE id = $1::uuid', [id]);
  return row?.version ?? null;
}
