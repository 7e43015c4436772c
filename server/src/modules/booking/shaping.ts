import type { BookingView } from '@zhike/domain/booking/contract';
import { baseRole, shapeService, type Extras, type ShapedService } from '@zhike/domain/booking/shape';
import type { BookingRefusal } from '@zhike/domain/booking/rules';
import { allow, type Decision } from '@zhike/domain/kernel/decision';
import type { Candidates } from './facts';

/** An offer as one booking wants it: the service with its add-ons and party, and who may fill each of the roles that come of it. */
export interface ShapedOffer extends Candidates {
  readonly partySize: number;
  readonly addons: ShapedService['addons'];
}

/** Applies add-ons and party: `photographer#2` is filled by whoever may fill `photographer`. */
export function shapeOffer(candidates: Candidates, extras: Extras): Decision<ShapedOffer, BookingRefusal> {
  const shaped = shapeService(candidates.service, extras);
  if (!shaped.ok) return shaped;
  const { service, partySize, addons } = shaped.value;
  const byRole = new Map(service.roles.map((role) => [role.key, candidates.byRole.get(baseRole(role.key)) ?? []]));
  return allow({ ...candidates, service, byRole, partySize, addons });
}

/**
 * The offer of a booking that exists, for moving it or asking on: its add-ons and party are those that were agreed, though the shop may
 * have changed or dropped them since.
 */
export function offerOfBooking(candidates: Candidates, booking: { readonly addons: BookingView['addons']; readonly partySize: number }): ShapedOffer {
  const { service } = candidates;
  const keys = new Set(service.roles.map((role) => role.key));
  const agreed = booking.addons.map((addon) => {
    const now = service.addons.find((one) => one.id === addon.id);
    return { ...addon, roleKeys: (now?.roleKeys ?? []).filter((key) => keys.has(key)), active: true };
  });
  const kept = { ...service, addons: agreed, maxParty: Math.max(service.maxParty, booking.partySize) };
  const shaped = shapeOffer({ ...candidates, service: kept }, { addonIds: agreed.map((addon) => addon.id), partySize: booking.partySize });
  if (!shaped.ok) throw new Error(`a booking's own extras were refused: ${shaped.refusal.code}`);
  return shaped.value;
}
