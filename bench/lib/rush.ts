import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { wish, type Fixture } from '../../server/test/fixture';
import type { Api, Answer } from './api';
import type { Person } from './people';

/** A crowd that wants the same at the same moment, spread over several servers. */
export interface Crowd {
  readonly apis: readonly Api[];
  readonly people: readonly Person[];
}

export interface Rush {
  readonly won: readonly { readonly person: Person; readonly bookingId: string; readonly version: number; readonly serviceId: string }[];
  readonly refused: number;
  /** Anything but a booking or a refusal that names what is taken: faults, other refusals, no answer. */
  readonly wrong: readonly string[];
  readonly ms: number;
}

/** Everybody asks for a service at one start. `serviceOf` says which; the price is the fixture's. */
export async function rush(crowd: Crowd, fixture: Fixture, startsAt: string, serviceOf: (index: number) => string): Promise<Rush> {
  const begun = performance.now();
  const answers = await Promise.all(
    crowd.people.map(async (person, index) => {
      const api = crowd.apis[index % crowd.apis.length];
      if (!api) throw new Error('a crowd needs a server');
      const serviceId = serviceOf(index);
      try {
        return { person, serviceId, answer: await api.call('booking.request', { ...wish(fixture, startsAt), serviceId }, person.token, randomUUID()) };
      } catch (error) {
        return { person, serviceId, answer: error instanceof Error ? error.message : 'no answer' };
      }
    }),
  );
  const ms = performance.now() - begun;
  const won: Rush['won'][number][] = [];
  const wrong: string[] = [];
  let refused = 0;
  for (const { person, serviceId, answer } of answers) {
    if (typeof answer === 'string') wrong.push(answer);
    else if (answer.refusal === null) won.push({ person, serviceId, bookingId: answer.value.booking.id, version: answer.value.booking.version });
    else if (namesWhatIsTaken(answer)) refused += 1;
    else wrong.push(`${answer.status} ${JSON.stringify(answer.refusal).slice(0, 120)}`);
  }
  return { won, refused, wrong, ms };
}

function namesWhatIsTaken({ refusal }: Answer<'booking.request'>): boolean {
  return (
    refusal?.code === 'booking.slot_taken' && refusal.facts.units.length > 0 && refusal.facts.units.every((unit) => unit.name !== '' && unit.roleName !== '')
  );
}

/** Gives the slot back, so that a race can run for ever in one month. */
export async function giveBack(api: Api, rushed: Rush): Promise<void> {
  for (const { person, bookingId, version } of rushed.won) {
    const answer = await api.call('booking.cancel', { bookingId, version, reason: '比赛结束', expectedRefundFen: 0 }, person.token, randomUUID());
    if (answer.refusal) throw new Error(`a winner could not cancel: ${answer.refusal.code}`);
  }
}

export interface Services {
  /** Needs five units at once, one of each kind. */
  readonly five: string;
  /** Each needs one of those five. */
  readonly singles: readonly string[];
}

const KINDS: readonly (readonly [key: string, name: string])[] = [
  ['car', '婚车'],
  ['ring', '戒指'],
  ['veil', '头纱'],
  ['lamp', '灯光组'],
  ['album', '样册'],
];

/** Adds five kinds of unit with one unit each, a service that needs one of every kind, and one service for each kind alone. */
export async function seedServices(pool: pg.Pool, fixture: Fixture): Promise<Services> {
  const one = async (sql: string, values: unknown[]): Promise<string> => {
    const { rows } = await pool.query<{ id: string }>(sql, values);
    return rows[0]?.id ?? '';
  };
  const service = async (name: string, roles: readonly (readonly [string, string, string])[]): Promise<string> => {
    const id = await one(
      `INSERT INTO services (id, name, line, includes, duration_minutes, step_minutes, lead_minutes, horizon_days, price_fen, deposit_fen, free_until_hours, late_percent)
       VALUES (gen_random_uuid(), $1, '婚纱摄影', '{}', 90, 30, 120, 30, 399900, 50000, 24, 50) RETURNING id`,
      [name],
    );
    await pool.query('INSERT INTO service_stores (service_id, store_id) VALUES ($1, $2)', [id, fixture.storeId]);
    for (const [position, [key, roleName, typeId]] of roles.entries())
      await pool.query(
        'INSERT INTO service_roles (id, service_id, key, name, type_id, duration_minutes, position) VALUES (gen_random_uuid(), $1, $2, $3, $4, 90, $5)',
        [id, key, roleName, typeId, position],
      );
    return id;
  };
  const roles: [string, string, string][] = [];
  for (const [position, [key, name]] of KINDS.entries()) {
    const typeId = await one(`INSERT INTO resource_types (id, key, name, kind, position) VALUES (gen_random_uuid(), $1, $2, 'thing', $3) RETURNING id`, [
      key,
      name,
      10 + position,
    ]);
    const unitId = await one(`INSERT INTO resource_units (id, type_id, name, number, skills) VALUES (gen_random_uuid(), $1, $2, 1, '{}') RETURNING id`, [
      typeId,
      `${name} 1`,
    ]);
    await pool.query('INSERT INTO unit_stores (unit_id, store_id) VALUES ($1, $2)', [unitId, fixture.storeId]);
    roles.push([key, name, typeId]);
  }
  const five = await service('全套五项', roles);
  const singles: string[] = [];
  for (const role of roles) singles.push(await service(`单项 ${role[1]}`, [role]));
  return { five, singles };
}

/** What a rush for `five` and `singles` may end in: all five to one, or none of them to her and each single to exactly one. */
export function isAllOrNone(rushed: Rush, services: Services): boolean {
  const winnersOf = (serviceId: string): number => rushed.won.filter((winner) => winner.serviceId === serviceId).length;
  const five = winnersOf(services.five);
  if (five > 1 || rushed.wrong.length > 0) return false;
  return services.singles.every((serviceId) => winnersOf(serviceId) === (five === 1 ? 0 : 1));
}
