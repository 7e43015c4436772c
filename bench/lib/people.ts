import { randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { hashToken, newToken } from '../../server/src/platform/crypto';

/** Somebody who is logged in already: what a benchmark needs of a person. */
export interface Person {
  readonly token: string;
  readonly identityId: string;
  readonly customerId: string;
}

/** Writes `count` customers with a mini-program identity and a session each, in one statement a table: a thousand log-ins would only warm the simulator. */
export async function seedPeople(pool: pg.Pool, storeId: string, count: number): Promise<Person[]> {
  const people = Array.from({ length: count }, (): Person => ({ token: newToken(), identityId: randomUUID(), customerId: randomUUID() }));
  const customers = people.map((person) => person.customerId);
  const identities = people.map((person) => person.identityId);
  await pool.query(
    `INSERT INTO customers (id, member_code, name, source, store_id) SELECT id, code, '测试顾客', '小程序', $3::uuid FROM unnest($1::uuid[], $2::text[]) AS w(id, code)`,
    [customers, people.map(() => `B${randomBytes(6).toString('hex').toUpperCase()}`), storeId],
  );
  await pool.query(
    `INSERT INTO customer_identities (id, provider, subject, customer_id) SELECT id, 'weapp', 'bench-' || id::text, customer_id FROM unnest($1::uuid[], $2::uuid[]) AS w(id, customer_id)`,
    [identities, customers],
  );
  await pool.query(
    `INSERT INTO sessions (id, kind, identity_id, token_hash, expires_at) SELECT gen_random_uuid(), 'customer', id, hash, now() + interval '1 day' FROM unnest($1::uuid[], $2::text[]) AS w(id, hash)`,
    [identities, people.map((person) => hashToken(person.token))],
  );
  return people;
}

/** A session of a member, by WeCom user id. */
export async function seedStaffSession(pool: pg.Pool, wecomUserId: string): Promise<string> {
  const token = newToken();
  const made = await pool.query(
    `INSERT INTO sessions (id, kind, staff_id, token_hash, expires_at) SELECT gen_random_uuid(), 'staff', id, $2, now() + interval '12 hours' FROM staff_members WHERE wecom_user_id = $1`,
    [wecomUserId, hashToken(token)],
  );
  if (made.rowCount !== 1) throw new Error(`nobody on the staff is called ${wecomUserId}`);
  return token;
}
