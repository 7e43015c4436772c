import type { BookingView, ClassSessionView } from '@zhike/domain/booking/contract';
import type { HealthBannerItem } from '@zhike/domain/customers/health/contract';
import { clockOf, lengthOf } from '../../components/time';
import { stateMark } from '../../features/booking/words';
import { bannerLines } from '../../features/customers/health/words';

/** One line of the printed day: a booking, or a class with its guests counted. */
export interface SheetRow {
  readonly id: string;
  readonly startsAt: string;
  readonly time: string;
  readonly who: string;
  readonly phone: string;
  readonly what: string;
  readonly people: string;
  readonly places: string;
  readonly things: string;
  readonly note: string;
  /** Her red band, in words: paper may be black and white. `过敏：水杨酸` */
  readonly health: readonly string[];
  /** What of her health record the service meets beyond the band; a flag on paper, in words. */
  readonly caution: string;
  readonly state: string;
}

/** One thing to lay out: when it must be ready, what, for whom and with whom. */
export interface ToPrepare {
  readonly id: string;
  readonly startsAt: string;
  readonly time: string;
  readonly name: string;
  readonly who: string;
  readonly where: string;
}

/** What the day needs from the store room, by the time at which it is needed. Whoever did not come or is done needs nothing any more. */
export function toPrepare(bookings: readonly BookingView[]): ToPrepare[] {
  return bookings
    .filter((booking) => booking.state !== 'done' && booking.state !== 'no_show')
    .flatMap((booking) =>
      booking.units
        .filter((unit) => unit.kind === 'thing')
        .map((unit) => ({
          id: `${booking.id} ${unit.roleKey}`,
          startsAt: unit.startsAt,
          time: clockOf(unit.startsAt, booking.utcOffsetMinutes),
          name: unit.name,
          who: booking.contactName,
          where: byKind(booking.units, 'place'),
        })),
    )
    .sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt) || a.name.localeCompare(b.name, 'zh'));
}

/** Who does what, each with the part of the visit that is hers where it is not the whole of it. */
function people(booking: BookingView): string {
  return booking.units
    .filter((unit) => unit.kind === 'person')
    .map((unit) => {
      const whole = unit.startsAt === booking.startsAt && unit.endsAt === booking.endsAt;
      const part = whole ? '' : ` ${clockOf(unit.startsAt, booking.utcOffsetMinutes)}–${clockOf(unit.endsAt, booking.utcOffsetMinutes)}`;
      return `${unit.roleName} ${unit.name}${part}`;
    })
    .join('、');
}

const byKind = (units: readonly { kind: string; name: string }[], kind: string): string =>
  units
    .filter((u) => u.kind === kind)
    .map((u) => u.name)
    .join('、');

/** @param band what she must be spared, where the reader may know */
export function rowOfBooking(booking: BookingView, band: readonly HealthBannerItem[] = []): SheetRow {
  const offset = booking.utcOffsetMinutes;
  const minutes = (Date.parse(booking.endsAt) - Date.parse(booking.startsAt)) / 60_000;
  const addons = booking.addons.map((a) => `＋${a.name}`).join(' ');
  return {
    id: booking.id,
    startsAt: booking.startsAt,
    time: `${clockOf(booking.startsAt, offset)}–${clockOf(booking.endsAt, offset)}`,
    who: booking.contactName + (booking.partySize > 1 ? `（${booking.partySize} 人）` : ''),
    phone: booking.contactPhone,
    what: [booking.serviceName, addons, lengthOf(minutes)].filter(Boolean).join(' '),
    people: people(booking),
    places: byKind(booking.units, 'place'),
    things: byKind(booking.units, 'thing'),
    note: [booking.overbooked ? `超额：${booking.overbooked.reason}` : '', booking.note].filter(Boolean).join('；'),
    health: bannerLines(band).map((line) => `${line.title}：${line.names.join('、')}`),
    caution: (booking.cautions ?? [])
      .map((c) => c.name)
      .filter((name) => !band.some((item) => item.name === name))
      .join('、'),
    state: stateMark(booking.state, booking.deposit).word,
  };
}

export function rowOfSession(session: ClassSessionView, offsetMinutes: number): SheetRow {
  return {
    id: session.id,
    startsAt: session.startsAt,
    time: `${clockOf(session.startsAt, offsetMinutes)}–${clockOf(session.endsAt, offsetMinutes)}`,
    who: '课程',
    phone: '',
    what: [session.serviceName, session.label].filter(Boolean).join(' '),
    people: byKind(session.units, 'person'),
    places: byKind(session.units, 'place'),
    things: byKind(session.units, 'thing'),
    note: `名额 ${session.taken} / ${session.seats}`,
    health: [],
    caution: '',
    state: session.state === 'cancelled' ? '已取消' : '',
  };
}

export const inOrder = (rows: readonly SheetRow[]): SheetRow[] =>
  [...rows].sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt) || a.who.localeCompare(b.who, 'zh'));
