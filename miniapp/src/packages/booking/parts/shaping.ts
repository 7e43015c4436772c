import type { ServiceView } from '@zhike/domain/booking/contract';
import { shapeService, type ShapedService } from '@zhike/domain/booking/shape';
import { NO_EXTRAS, type Extras } from '@/routes';

/** Only what the service (still) offers: an old link may name an add-on that is gone, or more people than may come. */
export function offeredExtras(service: ServiceView, extras: Extras): Extras {
  return {
    addonIds: extras.addonIds.filter((id) => service.addons.some((addon) => addon.id === id && addon.active)),
    partySize: Math.min(Math.max(1, extras.partySize), service.maxParty),
  };
}

/** The service with everything added: its length, roles, price and deposit as the shop will count them. */
export function shapedWith(service: ServiceView, extras: Extras): ShapedService {
  const shaped = shapeService(service, offeredExtras(service, extras));
  if (shaped.ok) return shaped.value;
  const plain = shapeService(service, NO_EXTRAS);
  return plain.ok ? plain.value : { service, partySize: 1, addons: [] };
}
