import { changeIn, type Tx } from '../../platform/db';

/** Somebody to be asked for a part of a booking. */
export interface NewOffer {
  readonly id: string;
  readonly unitId: string;
  readonly roleKey: string;
}

/** Asks; whoever was asked before (the booking moved since) is asked anew. */
export async function openOffers(tx: Tx, bookingId: string, offers: readonly NewOffer[], now: Date): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO acceptance_offers (id, booking_id, unit_id, role_key, state, created_at)
     SELECT w.id, $1::uuid, w.unit_id, w.role_key, 'open', $5::timestamptz FROM unnest($2::uuid[], $3::uuid[], $4::text[]) AS w(id, unit_id, role_key)
     ON CONFLICT (booking_id, unit_id, role_key) DO UPDATE SET state = 'open', reason = '', created_at = EXCLUDED.created_at, answered_at = NULL`,
    [bookingId, offers.map((offer) => offer.id), offers.map((offer) => offer.unitId), offers.map((offer) => offer.roleKey), now.toISOString()],
  );
}

/** Answers some offers. The caller holds the booking's lock and has looked at them. */
export async function answerOffers(
  tx: Tx,
  ids: readonly string[],
  state: 'accepted' | 'declined' | 'lost' | 'expired' | 'withdrawn',
  now: Date,
  reason = '',
): Promise<void> {
  if (ids.length === 0) return;
  await changeIn(tx, 'UPDATE acceptance_offers SET state = $2, answered_at = $3::timestamptz, reason = $4 WHERE id = ANY($1::uuid[])', [
    ids,
    state,
    now.toISOString(),
    reason,
  ]);
}

/** Nothing is asked about a booking any more: it was confirmed, cancelled or moved. */
export async function withdrawOffers(tx: Tx, bookingId: string, now: Date): Promise<void> {
  await changeIn(
    tx,
    `UPDATE acceptance_offers SET state = 'withdrawn', answered_at = $2::timestamptz WHERE booking_id = $1::uuid AND state IN ('open', 'accepted')`,
    [bookingId, now.toISOString()],
  );
}
