import type { Assign } from '@zhike/domain/engines/effects';
import { goesRound, pathsOf, resolvePeople, type AssignFacts, type Candidate, type Delegation } from '@zhike/domain/engines/flows/assign';
import type { Person } from '@zhike/domain/engines/flows/instance';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { DAY_MS } from '@zhike/domain/kernel/time-range';
import { instantOf, offsetMinutesAt } from '@zhike/domain/kernel/zone';
import { fixedContext } from '@zhike/domain/engines/conditions/context';
import { valueAt } from '@zhike/domain/engines/conditions/evaluate';
import { listRoles } from '../../modules/access/roles';
import { sqlIn, type Sql } from '../../platform/db';
import type { EffectAsk, FlowSubject } from '../../platform/flow-setup';
import type { Write } from '../../platform/write';

const SHOP_ZONE = 'Asia/Shanghai';

type StaffRow = Omit<Candidate, 'supervisorId' | 'active'>;

/** Everybody who works here, with skills, leave and load. Leave is a day of the roster without any hours. */
async function staffNow(sql: Sql, now: number, zone: string): Promise<StaffRow[]> {
  const date = dateAt(now, offsetMinutesAt(zone, now));
  const start = instantOf(date, '00:00', zone);
  return sql<StaffRow>(
    `SELECT m.id, m.roles, ARRAY(SELECT s.store_id::text FROM staff_stores s WHERE s.staff_id = m.id) AS "storeIds",
       ARRAY(SELECT r.region_id::text FROM staff_regions r WHERE r.staff_id = m.id) AS "teamIds", COALESCE(u.skills, '{}') AS skills,
       EXISTS (SELECT 1 FROM roster_exceptions x WHERE x.unit_id = u.id AND x.local_date = $1::date AND x.spans = '[]'::jsonb) AS away,
       (SELECT count(*)::int FROM flow_tasks t WHERE t.person_id = m.id AND t.state = 'open') AS "openTodos",
       (SELECT COALESCE(sum(extract(epoch FROM r.serves_until - r.serves_from) / 60), 0)::int FROM reservations r
          WHERE r.unit_id = u.id AND r.released_at IS NULL AND r.serves_from >= $2::timestamptz AND r.serves_from < $3::timestamptz) AS "bookedMinutes"
     FROM staff_members m LEFT JOIN resource_units u ON u.staff_id = m.id WHERE m.left_at IS NULL ORDER BY m.id`,
    [date, new Date(start).toISOString(), new Date(start + DAY_MS).toISOString()],
  );
}

const shares = (a: StaffRow, b: StaffRow): boolean => b.storeIds === 'all' || (a.storeIds !== 'all' && a.storeIds.some((id) => b.storeIds.includes(id)));

/** 主管: the first of those who lead that shares a store with her, never herself. */
function supervisorOf(one: StaffRow, leaders: readonly StaffRow[]): string | null {
  return leaders.find((other) => other.id !== one.id && shares(one, other))?.id ?? null;
}

async function delegationsNow(sql: Sql, now: number): Promise<Delegation[]> {
  const rows = await sql<{ from: string; to: string; starts: Date; ends: Date; flows: string[] }>(
    `SELECT from_id AS "from", to_id AS "to", starts_at AS starts, ends_at AS ends, flows FROM delegations
     WHERE ended_at IS NULL AND starts_at <= $1::timestamptz AND ends_at > $1::timestamptz ORDER BY created_at DESC`,
    [new Date(now).toISOString()],
  );
  return rows.map(({ from, to, starts, ends, flows }) => ({
    from,
    to,
    starts: starts.getTime(),
    ends: ends.getTime(),
    ...(flows.length > 0 ? { flows } : {}),
  }));
}

async function picksOf(sql: Sql, flow: string, node: string): Promise<number> {
  const [row] = await sql<{ n: number }>(
    'SELECT count(DISTINCT t.token)::int AS n FROM flow_tasks t JOIN flow_instances i ON i.id = t.instance_id WHERE i.flow_id = $1 AND t.node = $2',
    [flow, node],
  );
  return row?.n ?? 0;
}

const idsOf = (value: unknown): readonly string[] => (typeof value === 'string' ? [value] : Array.isArray(value) ? value.map(String) : []);

/** Who is asked now: staff, leave, skills, stand-ins and load are read, the decision is `resolvePeople`'s. */
export async function findPeople(
  sql: Sql,
  who: Assign,
  facts: {
    readonly flow: string;
    readonly node: string;
    readonly now: number;
    readonly starter: string | null;
    readonly self: 'allow' | 'supervisor';
    readonly subject: FlowSubject | null;
    readonly valueAt: (path: string) => unknown;
    /** Who could serve the record at its time; absent: nobody is known to. */
    readonly free?: () => Promise<readonly string[]>;
  },
): Promise<Person[]> {
  const { flow, node, now, starter, self, subject } = facts;
  const [staff, delegations, picks, roles] = await Promise.all([
    staffNow(sql, now, subject?.zone ?? SHOP_ZONE),
    delegationsNow(sql, now),
    goesRound(who) ? picksOf(sql, flow, node) : 0,
    listRoles(sql),
  ]);
  const leaders = staff.filter((one) => roles.some((role) => role.leads && one.roles.includes(role.key)));
  const paths = pathsOf(who);
  const free = paths.free && facts.free ? await facts.free() : undefined;
  const starterTeams = staff.find((one) => one.id === starter)?.teamIds ?? [];
  const known: AssignFacts = {
    staff: staff.map((one) => ({ ...one, active: true, supervisorId: supervisorOf(one, leaders) })),
    storeId: subject?.storeId ?? null,
    teamIds: starterTeams,
    starter,
    paths: Object.fromEntries(paths.people.map((path) => [path, idsOf(facts.valueAt(path))])),
    skills: Object.fromEntries(paths.skills.map((path) => [path, subject?.skills(path) ?? []])),
    ...(free ? { free } : {}),
    delegations,
    flow,
    now,
    picks,
  };
  return resolvePeople(who, known, self);
}

/** Whom an effect means that no step waits for: a to-do of its own, a card to colleagues. */
export function peopleMeant(write: Write, who: Assign, { subject, starterId }: Pick<EffectAsk, 'subject' | 'starterId'>): Promise<Person[]> {
  const now = write.now.getTime();
  const context = fixedContext(now, 480);
  return findPeople(sqlIn(write.tx), who, {
    flow: '',
    node: '',
    now,
    starter: starterId,
    self: 'allow',
    subject,
    valueAt: (path) => subject && valueAt(path, subject.row, { load: subject.load, context }),
  });
}
