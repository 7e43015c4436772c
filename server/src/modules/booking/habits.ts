import { partOfDay } from '@zhike/domain/booking/availability';
import { habitsOf, NO_HABITS, type Habits } from '@zhike/domain/booking/habits';
import { baseRole } from '@zhike/domain/booking/shape';
import { compileScope, inScope } from '@zhike/domain/kernel/access';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import type { Ask } from '../../http/route';
import { sqlOf, type Sql } from '../../platform/db';
import { customerRowFacts } from '../customers/row-facts';
import type { Ports } from '../../platform/ports';
import type { Candidates } from './facts';
import { findVisits } from './records.habits';
import { offsetAt } from './store-clock';
import type { TakeRequest } from './take';

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

const usuals = new WeakMap<Candidates, Map<string, Promise<ReadonlyMap<string, string>>>>();

/** BK-09: part of a service → who usually serves her in it, for the parts in which people may choose and she left it open. Read once for an offer that was seen. */
export function usualFor(ports: Ports, request: Pick<TakeRequest, 'candidates' | 'choices' | 'forCustomerId'>): Promise<ReadonlyMap<string, string>> {
  const { candidates, choices, forCustomerId } = request;
  const isOpen = candidates.service.roles.some((role) => role.kind === 'person' && !choices[role.key] && (candidates.byRole.get(role.key)?.length ?? 0) > 1);
  if (!forCustomerId || !isOpen) return Promise.resolve(NOBODY);
  const known = usuals.get(candidates) ?? new Map<string, Promise<ReadonlyMap<string, string>>>();
  usuals.set(candidates, known);
  const read = known.get(forCustomerId) ?? loadHabits(sqlOf(ports.db), forCustomerId).then(peopleOf);
  known.set(forCustomerId, read);
  return read;
}

const NOBODY: ReadonlyMap<string, string> = new Map();
const peopleOf = (habits: Habits): ReadonlyMap<string, string> => new Map([...habits.people].map(([roleKey, { unitId }]) => [roleKey, unitId]));

/** Whose habits count for an asker: her own; for staff those of a customer whom they may see. */
export async function habitsFor(ask: Ask, forCustomerId: string | undefined): Promise<Habits> {
  const { actor, ports } = ask;
  const sql = sqlOf(ports.db);
  if (actor.kind === 'customer') return actor.customerId ? loadHabits(sql, actor.customerId) : NO_HABITS;
  if (actor.kind !== 'staff' || !forCustomerId) return NO_HABITS;
  const facts = await customerRowFacts(sql, forCustomerId);
  return facts && inScope(compileScope(actor, 'customer.read'), facts) ? loadHabits(sql, forCustomerId) : NO_HABITS;
}
