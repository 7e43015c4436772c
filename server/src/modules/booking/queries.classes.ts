import type { bookingEndpoints } from '@zhike/domain/booking/contract';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import { compileScope, inScope } from '@zhike/domain/kernel/access';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import { instantOf } from '@zhike/domain/kernel/zone';
import type { Answer, Ask } from '../../http/route';
import { sqlOf } from '../../platform/db';
import { listSessions } from './records.classes';
import { findStoreRow } from './records.services';

type Input = ParsedInputOf<(typeof bookingEndpoints)['booking.classSessions']>;

/** Classes of a store with the seats that are left. Whoever runs them sees those that were cancelled, too. */
export async function listClassSessions(ask: Ask, input: Input): Answer<'booking.classSessions'> {
  const sql = sqlOf(ask.ports.db);
  const store = await findStoreRow(sql, input.storeId);
  if (!store) return refuse('record.not_found', { noun: 'store', id: input.storeId });
  const runs =
    ask.actor.kind === 'staff' && inScope(compileScope(ask.actor, 'calendar.read'), { storeId: store.id, customerId: null, staffIds: [ask.actor.staffId] });
  const sessions = await listSessions(sql, {
    storeId: store.id,
    serviceId: input.serviceId ?? null,
    window: { start: instantOf(input.from, '00:00', store.zone), end: instantOf(addDays(input.from, input.days), '00:00', store.zone) },
    states: runs ? ['scheduled', 'cancelled'] : ['scheduled'],
  });
  return allow({ sessions });
}
