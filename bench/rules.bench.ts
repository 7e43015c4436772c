import { entityOf } from '@zhike/domain/engines/catalogue/find';
import type { Cond } from '@zhike/domain/engines/conditions/definition';
import type { RuleBody, RuleDef } from '@zhike/domain/engines/rules/definition';
import { asksOn, due } from '@zhike/domain/engines/rules/due';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import { readEnv } from '@zhike/config/env';
import { closePorts, createPorts } from '../server/src/composition';
import { rowsOf } from '../server/src/engines/conditions/compile';
import { contextAt } from '../server/src/engines/conditions/context';
import { askingOf, type Asking } from '../server/src/engines/rules/asking';
import { SHOP_ZONE, zoneClock } from '../server/src/engines/rules/definitions';
import { planRules } from '../server/src/engines/rules/planner';
import { sqlOf } from '../server/src/platform/db';
import { freePort } from '../server/test/harness';
import { median, round3, type BenchContext } from './lib/measure';
import { seedStaffSession } from './lib/people';
import type { Place } from './lib/place';
import { openShop, type Shop } from './lib/shop';

const PEOPLE = 1_000_000;
const QUICK_PEOPLE = 20_000;
const DAYS = 90;
const MOST = 1.5;
const SIMULATED_SECONDS = 5;
const ENTITY = 'customer';

const BIRTHDAY: RuleBody = {
  entity: ENTITY,
  runAs: 'store',
  trigger: { on: 'yearly', path: 'birthday', offset: { days: -3 }, at: '00:00' },
  recheck: true,
  reentry: 'everyTime',
  catchUp: { days: 2 },
  effects: [{ id: 't', what: { do: 'task.open', who: { path: 'owner' }, title: '生日前打个电话' } }],
  priority: 5,
  category: 'internal',
};

/**
 * The yearly planner over a million birthdays (twelve days of questions each time: its catch-up and the week that shows what was missed), and
 * a simulation of ninety days. Baselines in the same rounds: the planner's own questions sent by plain pg, and so those of the ninety days.
 */
export async function rules(place: Place, { quick, emit, say }: BenchContext): Promise<void> {
  const shop = await openShop(place);
  const ports = createPorts(readEnv({ ...shop.envFor(await freePort()), LOG_LEVEL: 'silent', DATABASE_POOL: '4' }));
  try {
    const people = quick ? QUICK_PEOPLE : PEOPLE;
    await seedBirthdays(shop, people);
    await putInForce(shop);
    const asking = await askingOf(sqlOf(ports.db), ports);
    const planned = await planQuestions(shop, asking);
    const begun = performance.now();
    const noted = await planRules(ports);
    say(`${people} birthdays: the first plan wrote ${noted} occurrences in ${Math.round(performance.now() - begun)} ms`);
    const [ours, theirs] = await contest(quick ? 3 : 15, () => planRules(ports), planned);
    const again = (await planRules(ports)) === 0;
    emit({
      name: 'rules.plan',
      value: round3(median(ours)),
      unit: 'ms',
      baseline: round3(median(theirs)),
      ratio: round3(median(ours) / median(theirs)),
      target: `a plan that finds nothing new: at most ${MOST} times its own questions by plain pg and 200 ms, and nothing twice`,
      pass: again && noted > 0 && median(ours) <= median(theirs) * MOST + 200,
      note: `${people} customers; the questions of ${planned.length} days and the names of what is known already`,
    });
    const boss = await seedStaffSession(shop.pool, 'zongbu');
    const body = BIRTHDAY as unknown as Record<string, unknown>;
    let firings = 0;
    const simulate = async (): Promise<void> => {
      const answer = await shop.api.call('rules.simulate', { body, storeId: null, days: DAYS }, boss);
      if (answer.refusal) throw new Error(`the simulation was refused: ${answer.refusal.code}`);
      firings = answer.value.firings;
    };
    const [tried, plain] = await contest(quick ? 2 : 7, simulate, pastQuestions(asking));
    emit({
      name: 'rules.simulate',
      value: round3(median(tried)),
      unit: 'ms',
      baseline: round3(median(plain)),
      ratio: round3(median(tried) / median(plain)),
      target: `${DAYS} days within ${SIMULATED_SECONDS} s, and somebody found`,
      pass: firings > 0 && median(tried) <= SIMULATED_SECONDS * 1_000,
      note: `${firings} firings; the simulation also asks the condition of each day, names the last fifty and their traces`,
    });

    async function contest(rounds: number, mine: () => Promise<unknown>, questions: readonly Question[]): Promise<[number[], number[]]> {
      const [took, plainly]: [number[], number[]] = [[], []];
      for (let round = 0; round < rounds; round++) {
        took.push(await timed(mine));
        plainly.push(
          await timed(async () => {
            for (const { text, values } of questions) await shop.pool.query(text, values as unknown[]);
          }),
        );
      }
      return [took, plainly];
    }
  } finally {
    await closePorts(ports);
    await shop.close();
  }
}

interface Question {
  readonly text: string;
  readonly values: readonly unknown[];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** Customers with birthdays all over the years, the leap day among them. */
async function seedBirthdays({ pool, fixture }: Shop, count: number): Promise<void> {
  await pool.query(
    `INSERT INTO customers (id, member_code, name, source, store_id, birthday, created_at)
     SELECT gen_random_uuid(), 'R' || n, '测试顾客', '小程序', $2::uuid, DATE '1960-01-01' + ((n::bigint * 7919) % 16000)::int, now() - interval '2 years' FROM generate_series(1, $1::int) n`,
    [count, fixture.storeId],
  );
  await pool.query('ANALYZE customers');
}

/** In force and on, as publishing leaves it, two weeks ago. */
async function putInForce({ pool }: Shop): Promise<void> {
  await pool.query(`INSERT INTO definitions (id, kind, title, current, created_at, updated_at) VALUES ('rule.bench', 'rule', '生日前三天', 1, now(), now())`);
  await pool.query(
    `INSERT INTO definition_versions (definition_id, version, title, body, note, at) VALUES ('rule.bench', 1, '生日前三天', $1::jsonb, 'bench', now())`,
    [JSON.stringify(BIRTHDAY)],
  );
  await pool.query(`INSERT INTO rule_switches (rule_id, enabled_at) VALUES ('rule.bench', now() - interval '14 days')`);
}

const asked = (asking: Asking, where: Cond, now: number, about: string): Question => {
  const values: unknown[] = [];
  const context = { ...contextAt(new Date(now), SHOP_ZONE), today: about };
  return { text: `SELECT r.id ${rowsOf(where, ENTITY, 'r', values, { ...asking, context, zone: SHOP_ZONE })}`, values };
};

const rule: RuleDef = { ...BIRTHDAY, id: 'rule.bench', version: 1, title: '生日前三天', on: true, store: 'org' };

/** What one plan asks. */
async function planQuestions({ pool }: Shop, asking: Asking): Promise<Question[]> {
  const entity = entityOf(asking.catalogue, ENTITY);
  if (!entity) throw new Error('no customers in the catalogue');
  const { rows } = await pool.query<{ at: Date }>(`SELECT enabled_at AS at FROM rule_switches WHERE rule_id = 'rule.bench'`);
  const now = Date.now();
  const span = { now, enabledAt: rows[0]?.at.getTime() ?? now };
  return due(rule, entity, span, zoneClock(SHOP_ZONE)).map(({ where, about }) => asked(asking, where, now, about));
}

/** What a simulation asks of each day. */
function pastQuestions(asking: Asking): Question[] {
  const entity = entityOf(asking.catalogue, ENTITY);
  if (!entity) throw new Error('no customers in the catalogue');
  const clock = zoneClock(SHOP_ZONE);
  const to = addDays(clock.dateOf(Date.now()), -1);
  return Array.from({ length: DAYS }, (_, back) => addDays(to, -back)).flatMap((day) =>
    asksOn(rule.trigger, day, entity, clock).map(({ where, about, dueAt }) => asked(asking, where, dueAt, about)),
  );
}
