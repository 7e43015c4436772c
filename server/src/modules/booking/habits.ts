import { partOfDay } from '@zhike/domain/booking/availability';
import { habitsOf, NO_HABITS, type Habits } from '@zhike/domain/booking/habits';
import { baseRole } from '@zhike/domain/booking/shape';
import { compileScope, inScope } from '@zhike/domain/kernel/access';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import type { Ask } from '../../http/route';
import { sqlOf, type Sql } from '../../platform/db';
import { customerRowFacts } from '../customers/row-facts';
import { findVisits } from './records.habits';
import { offsetAt } from './store-clock';

/** What a customer is used to, from her last visits. */
export async function loadHabits(sql: Sql, customerId: string): Promise<Habits> {
  const visits = await findVisits(sql, customerId);
  return habitsOf(
    visits.map(({ startsAt, zone, people }) => {
      const offset = offsetAt(zone, startsAt.getTime());
      return {
        date: dateAt(startsAt.getTime(), offset),
        part: partOfDay(startsAt.getTime(), offset),
        people: people.map((one) => ({ roleKey: baseRole(one.roleKey), unitId: one.unitId })),
      };
    }),
  );
}

/** Whose habits count for an asker: her own; for staff those of a customer whom they may see. */
export async function habitsFor(ask: Ask, forCustomerId: string | undefined): Promise<Habits> {
  const { actor, ports } = ask;
  const sql = sqlOf(ports.db);
  if (actor.kind === 'customer') return actor.customerId ? loadHabits(sql, actor.customerId) : NO_HABITS;
  if (actor.kind !== 'staff' || !forCustomerId) return NO_HABITS;
  const facts = await customerRowFacts(sql, forCustomerId);
  return facts && inScope(compileScope(actor, 'customer.read'), facts) ? loadHabits(sql, forCustomerId) : NO_HABITS;
}
