import { allow, refuse, type Decision, type RefusalOf } from '../kernel/decision';
import type { BookingRefusals, ServiceView } from './contract';

/** What a booking adds to a service: add-ons by id, and how many people come. */
export interface Extras {
  readonly addonIds?: readonly string[] | undefined;
  readonly partySize?: number | undefined;
}

/** A service as one booking wants it: its times, roles, price and deposit with everything added. */
export interface ShapedService<Service extends ServiceView = ServiceView> {
  readonly service: Service;
  readonly partySize: number;
  /** The chosen add-ons, as they are kept with the booking; prices in fen for one person. */
  readonly addons: readonly { readonly id: string; readonly name: string; readonly minutes: number; readonly priceFen: number }[];
}

/** `photographer#2` is the photographer of the second person. */
export const roleForPerson = (roleKey: string, person: number): string => (person === 1 ? roleKey : `${roleKey}#${person}`);
/** The role of the service that a shaped role came from. */
export const baseRole = (roleKey: string): string => roleKey.replace(/#\d+$/, '');

/**
 * Applies add-ons and party to a service. An add-on lengthens the roles that it names, or every role that ends with the service; the
 * service grows by as much. Roles marked perPerson are needed once for each person. Price = (price + add-ons) × people, deposit × people, in fen.
 */
export function shapeService<Service extends ServiceView>(
  service: Service,
  extras: Extras,
): Decision<ShapedService<Service>, RefusalOf<Pick<BookingRefusals, 'booking.addon_unknown' | 'booking.party_too_large'>>> {
  const partySize = extras.partySize ?? 1;
  if (partySize > service.maxParty) return refuse('booking.party_too_large', { max: service.maxParty });
  let { durationMinutes, roles } = service;
  let priceFen = service.priceFen;
  const addons: ShapedService['addons'][number][] = [];
  for (const addonId of new Set(extras.addonIds ?? [])) {
    const addon = service.addons.find((one) => one.id === addonId && one.active);
    if (!addon) return refuse('booking.addon_unknown', { addonId });
    const end = durationMinutes;
    roles = roles.map((role) => {
      const lengthened = addon.roleKeys.length > 0 ? addon.roleKeys.includes(role.key) : role.offsetMinutes + role.durationMinutes === end;
      return lengthened ? { ...role, durationMinutes: role.durationMinutes + addon.minutes } : role;
    });
    durationMinutes += addon.minutes;
    priceFen += addon.priceFen;
    addons.push({ id: addon.id, name: addon.name, minutes: addon.minutes, priceFen: addon.priceFen });
  }
  const everyone = Array.from({ length: partySize }, (_, i) => i + 1);
  const needed =
    partySize === 1
      ? roles
      : everyone.flatMap((person) => roles.filter((role) => person === 1 || role.perPerson).map((role) => ({ ...role, key: roleForPerson(role.key, person) })));
  return allow({
    service: { ...service, durationMinutes, roles: needed, priceFen: priceFen * partySize, depositFen: service.depositFen * partySize },
    partySize,
    addons,
  });
}
