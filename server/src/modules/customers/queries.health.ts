import type { HealthBannerItem, HealthRecord } from '@zhike/domain/customers/health/contract';
import { bannerOf } from '@zhike/domain/customers/health/rules';
import { mayReadHealth } from '@zhike/domain/customers/policy';
import type { Actor } from '@zhike/domain/kernel/actor';
import type { RowFacts } from '@zhike/domain/kernel/access';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../http/route';
import type { Input } from './input';
import { sqlOf, type Sql } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import { openHealth, toHealthView } from './health';
import { findSurvivor } from './records';
import { findHealthRow, listHealthRows, listSealedIn } from './records.health';

/* Read by booking too, so this file does not know queries.ts, which reads bookings: the two would go round in a circle. */

/**
 * The health record of a customer (or of the one whom a merged record became), opened; null when nothing is stored.
 * For decisions of a command (`findCautions`), not for an answer: what people read goes through `customers.health` and is recorded.
 */
export async function findHealthFor(sql: Sql, ports: Pick<Ports, 'crypto'>, customerId: string): Promise<HealthRecord | null> {
  const id = await findSurvivor(sql, customerId);
  const row = id === null ? null : await findHealthRow(sql, id);
  return row && openHealth(ports, row);
}

/** The same for many living records at once, by customer id; those without one are absent. */
export async function findHealthOfMany(sql: Sql, ports: Pick<Ports, 'crypto'>, customerIds: readonly string[]): Promise<Map<string, HealthRecord>> {
  const rows = customerIds.length > 0 ? await listHealthRows(sql, [...new Set(customerIds)]) : [];
  return new Map(
    rows.flatMap((row) => {
      const record = openHealth(ports, row);
      return record ? [[row.customerId, record] as const] : [];
    }),
  );
}

/**
 * CU-08: the red band of a customer; null when the reader may not know. Shown wherever she is, so a look at it is not recorded
 * one by one: it holds names of allergies and blocking taboos only (docs/decisions/0010).
 */
export async function healthBannerFor(
  sql: Sql,
  ports: Pick<Ports, 'crypto'>,
  actor: Actor,
  facts: RowFacts & { readonly customerId: string },
): Promise<HealthBannerItem[] | null> {
  if (!mayReadHealth(actor, facts)) return null;
  const row = await findHealthRow(sql, facts.customerId);
  const record = row && openHealth(ports, row);
  return record ? bannerOf(record) : [];
}

/** CU-08: the bands of everybody on a page, each at the same right and reach as one customer's. Who has none, or is out of reach, is not named. */
export async function healthBands(ask: Ask<ActorOf<'customers.healthBands'>>, input: Input<'customers.healthBands'>): Answer<'customers.healthBands'> {
  const { ports, scope } = ask;
  const rows = await listSealedIn(sqlOf(ports.db), [...new Set(input.customerIds)], scope);
  return allow({
    bands: rows.flatMap(({ asked, ...row }) => {
      const record = openHealth(ports, row);
      const items = record ? bannerOf(record) : [];
      return items.length > 0 ? [{ customerId: asked, items }] : [];
    }),
  });
}

/** Her own record. Nothing of it is recorded: it is hers. */
export async function myHealth(ask: Ask<ActorOf<'customers.myHealth'>>): Answer<'customers.myHealth'> {
  const { actor, ports } = ask;
  const sql = sqlOf(ports.db);
  const id = actor.customerId === null ? null : await findSurvivor(sql, actor.customerId);
  if (id === null) return refuse('record.not_found', { noun: 'customer', id: actor.customerId ?? '' });
  return allow({ health: toHealthView(ports, await findHealthRow(sql, id), 'customer') });
}
