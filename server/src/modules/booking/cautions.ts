import type { ServiceView } from '@zhike/domain/booking/contract';
import type { BookingRefusal } from '@zhike/domain/booking/rules';
import { decideCautions } from '@zhike/domain/booking/terms';
import { findCautions, type FoundCaution } from '@zhike/domain/engines/cautions';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { allow, type Decision } from '@zhike/domain/kernel/decision';
import type { Sql } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import { findHealthFor } from '../customers/queries.health';
import { offsetAt } from './store-clock';

interface Visit {
  readonly customerId: string;
  readonly service: Pick<ServiceView, 'cautions'>;
  readonly zone: string;
  readonly startsAt: number;
}

/** CU-09: what of her health record the service meets on that day. Her record is opened only for a service that has cautions. */
export async function cautionsOf(sql: Sql, ports: Ports, { customerId, service, zone, startsAt }: Visit): Promise<FoundCaution[]> {
  if (service.cautions.length === 0) return [];
  return findCautions(await findHealthFor(sql, ports, customerId), service.cautions, dateAt(startsAt, offsetAt(zone, startsAt)));
}

/** For a booking that moves: what has come to be blocked meanwhile (she is pregnant by now) is refused. Warnings were read when it was made, and stand beside it. */
export async function refuseBlocked(sql: Sql, ports: Ports, visit: Visit): Promise<Decision<number, BookingRefusal>> {
  const found = await cautionsOf(sql, ports, visit);
  return decideCautions(
    found.filter((caution) => caution.effect === 'block'),
    undefined,
  );
}

/** Refuses what is blocked, and what warns until it was read; answers how many warnings were read. */
export async function readCautions(sql: Sql, ports: Ports, visit: Visit, accepted: readonly string[] | undefined): Promise<Decision<number, BookingRefusal>> {
  return visit.service.cautions.length === 0 ? allow(0) : decideCautions(await cautionsOf(sql, ports, visit), accepted);
}
