import type { bookingEndpoints } from '@zhike/domain/booking/contract';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import { changeIn, type Sql, type Tx } from '../../platform/db';

type SaveInput = ParsedInputOf<(typeof bookingEndpoints)['booking.saveService']>;
export type ServiceToSave = Omit<SaveInput, 'serviceId' | 'addons'> & { readonly id: string };
export type AddonToSave = Omit<SaveInput['addons'][number], 'id'> & { readonly id: string };

/** Adds or changes a service; new ones stand last. What it needs (roles) and its picture stay as they are. */
export async function saveServiceRow(tx: Tx, service: ServiceToSave): Promise<void> {
  const { policy } = service;
  await changeIn(
    tx,
    `INSERT INTO services (id, name, line, summary, description, includes, what_to_bring, duration_minutes, step_minutes, lead_minutes, horizon_days, price_fen, deposit_fen,
       free_until_hours, late_percent, no_show_percent, move_until_hours, max_moves, level_policies, acceptance, accept_minutes, accept_timeout, mode, max_party, cautions, active, position)
     VALUES ($1::uuid, $2, $3, $4, $5, $6::text[], $7, $8::int, $9::int, $10::int, $11::int, $12::int, $13::int, $14::int, $15::int, $16::int, $17::int, $18::int, $19::jsonb, $20, $21::int, $22, $23, $24::int, $25::jsonb, $26::bool,
       (SELECT count(*)::int FROM services))
     ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, line = EXCLUDED.line, summary = EXCLUDED.summary, description = EXCLUDED.description, includes = EXCLUDED.includes, what_to_bring = EXCLUDED.what_to_bring,
       duration_minutes = EXCLUDED.duration_minutes, step_minutes = EXCLUDED.step_minutes, lead_minutes = EXCLUDED.lead_minutes, horizon_days = EXCLUDED.horizon_days, price_fen = EXCLUDED.price_fen, deposit_fen = EXCLUDED.deposit_fen,
       free_until_hours = EXCLUDED.free_until_hours, late_percent = EXCLUDED.late_percent, no_show_percent = EXCLUDED.no_show_percent, move_until_hours = EXCLUDED.move_until_hours, max_moves = EXCLUDED.max_moves,
       level_policies = EXCLUDED.level_policies, acceptance = EXCLUDED.acceptance, accept_minutes = EXCLUDED.accept_minutes, accept_timeout = EXCLUDED.accept_timeout, mode = EXCLUDED.mode, max_party = EXCLUDED.max_party,
       cautions = EXCLUDED.cautions, active = EXCLUDED.active`,
    [
      service.id,
      service.name,
      service.line,
      service.summary,
      service.description,
      service.includes,
      service.whatToBring,
      service.durationMinutes,
      service.stepMinutes,
      service.leadMinutes,
      service.horizonDays,
      service.priceFen,
      service.depositFen,
      policy.freeUntilHours,
      policy.latePercent,
      policy.noShowPercent,
      policy.moveUntilHours,
      policy.maxMoves,
      JSON.stringify(service.levelPolicies),
      service.acceptance,
      service.acceptMinutes,
      service.acceptTimeout,
      service.mode,
      service.maxParty,
      JSON.stringify(service.cautions),
      service.active,
    ],
  );
  await changeIn(tx, 'DELETE FROM service_stores WHERE service_id = $1::uuid AND store_id <> ALL($2::uuid[])', [service.id, service.storeIds]);
  await changeIn(tx, 'INSERT INTO service_stores (service_id, store_id) SELECT $1::uuid, unnest($2::uuid[]) ON CONFLICT DO NOTHING', [
    service.id,
    service.storeIds,
  ]);
}

/** Brings a service's add-ons to this list; bookings keep a copy of theirs. */
export async function saveAddonRows(tx: Tx, serviceId: string, addons: readonly AddonToSave[]): Promise<void> {
  await changeIn(tx, 'DELETE FROM service_addons WHERE service_id = $1::uuid AND id <> ALL($2::uuid[])', [serviceId, addons.map((addon) => addon.id)]);
  for (const [position, addon] of addons.entries())
    await changeIn(
      tx,
      `INSERT INTO service_addons (id, service_id, name, minutes, price_fen, role_keys, position, active) VALUES ($1::uuid, $2::uuid, $3, $4::int, $5::int, $6::text[], $7::int, $8::bool)
       ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, minutes = EXCLUDED.minutes, price_fen = EXCLUDED.price_fen, role_keys = EXCLUDED.role_keys, position = EXCLUDED.position, active = EXCLUDED.active`,
      [addon.id, serviceId, addon.name, addon.minutes, addon.priceFen, addon.roleKeys, position, addon.active],
    );
}

/** Which of these stores there are. */
export async function existingStores(sql: Sql, storeIds: readonly string[]): Promise<Set<string>> {
  const rows = await sql<{ id: string }>('SELECT id FROM stores WHERE id = ANY($1::uuid[])', [storeIds]);
  return new Set(rows.map((row) => row.id));
}
