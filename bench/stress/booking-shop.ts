import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { issueCode } from '../../sandbox/world/codes';
import { customer, type Customer } from '../../sandbox/world/people';
import { addCustomer } from '../../sandbox/world/world';
import { seedStaffSession } from '../lib/people';
import type { Shop } from '../lib/shop';

/** Somebody with a phone, logged in. */
export interface Guest {
  readonly person: Customer;
  readonly token: string;
}

export interface Cast {
  readonly guests: readonly Guest[];
  /** Technicians who accept, by their unit. */
  readonly technicians: readonly { readonly unitId: string; readonly token: string }[];
  readonly managerToken: string;
  /** Confirmed when a photographer of the group says yes; no deposit. */
  readonly groupServiceId: string;
  readonly photographerIds: readonly string[];
}

/** Gives every photographer a WeCom member, a manager the right to overbook, and the shop a service that a group accepts. */
export async function castShop(shop: Shop, guests: number): Promise<Cast> {
  const { pool, fixture, world, api } = shop;
  const photographers = await pool.query<{ id: string; staff_id: string | null }>(
    'SELECT id, staff_id FROM resource_units WHERE type_id = $1 ORDER BY number',
    [fixture.typeIds.photographer],
  );
  const technicians: { unitId: string; token: string }[] = [];
  for (const [index, { id, staff_id }] of photographers.rows.entries()) {
    const userid = staff_id === null ? `stress-tech-${index}` : 'mei';
    if (staff_id === null) await addMember(pool, userid, fixture.storeId, id);
    technicians.push({ unitId: id, token: await seedStaffSession(pool, userid) });
  }
  const { rows } = await pool.query<{ id: string }>(
    `INSERT INTO services (id, name, line, includes, duration_minutes, step_minutes, lead_minutes, horizon_days, price_fen, deposit_fen, acceptance, accept_minutes, accept_timeout)
     VALUES (gen_random_uuid(), '跟妆', '婚纱摄影', '{}', 60, 30, 120, 30, 399900, 0, 'group', 1, 'release') RETURNING id`,
  );
  const groupServiceId = rows[0]?.id ?? '';
  await pool.query('INSERT INTO service_stores (service_id, store_id) VALUES ($1, $2)', [groupServiceId, fixture.storeId]);
  await pool.query(
    `INSERT INTO service_roles (id, service_id, key, name, type_id, duration_minutes, accepts, customer_picks) VALUES (gen_random_uuid(), $1, 'photographer', '摄影师', $2, 60, true, true)`,
    [groupServiceId, fixture.typeIds.photographer],
  );
  const people: Guest[] = [];
  for (let i = 0; i < guests; i++) {
    const person = addCustomer(world, customer(`busy-${i}`, `客人${i}`, `136${String(10_000_000 + i)}`));
    const answer = await api.call('access.customerLogin', { code: issueCode(world, 'login', person.openid) }, null, randomUUID());
    if (answer.refusal) throw new Error(`guest ${i}: ${answer.refusal.code}`);
    people.push({ person, token: answer.value.token });
  }
  return {
    guests: people,
    technicians,
    managerToken: await seedStaffSession(pool, 'laoxu'),
    groupServiceId,
    photographerIds: photographers.rows.map((row) => row.id),
  };
}

async function addMember(pool: pg.Pool, userid: string, storeId: string, unitId: string): Promise<void> {
  const { rows } = await pool.query<{ id: string }>(
    `INSERT INTO staff_members (id, wecom_user_id, name, title, roles) VALUES (gen_random_uuid(), $1, $1, '摄影师', '{photographer}') RETURNING id`,
    [userid],
  );
  await pool.query('INSERT INTO staff_stores (staff_id, store_id) VALUES ($1, $2)', [rows[0]?.id, storeId]);
  await pool.query('UPDATE resource_units SET staff_id = $1 WHERE id = $2', [rows[0]?.id, unitId]);
}
