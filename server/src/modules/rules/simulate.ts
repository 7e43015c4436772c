import { catalogueFor } from '@zhike/domain/engines/catalogue/allow';
import { entityOf } from '@zhike/domain/engines/catalogue/find';
import { durationMs, type EffectKind } from '@zhike/domain/engines/effects';
import type { MessageText } from '@zhike/domain/engines/messages/text';
import { checkRule } from '@zhike/domain/engines/rules/check';
import type { RuleBody, RuleDef } from '@zhike/domain/engines/rules/definition';
import type { Segment } from '@zhike/domain/engines/conditions/check';
import type { Trace } from '@zhike/domain/engines/conditions/definition';
import { say } from '@zhike/domain/engines/conditions/say';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { rulesEndpoints } from '@zhike/domain/rules/contract';
import type { ActorOf, Answer, Ask } from '../../http/route';
import { traceAt } from '../../engines/rules/asking';
import { zoneClock, zoneOf } from '../../engines/rules/definitions';
import { ruleEntity } from '../../engines/rules/entities';
import { canReplay, replayRule, standIns, type PastFiring, type Replaying } from '../../engines/rules/history';
import { findText } from '../../engines/messages/kind';
import { plain } from '../../engines/rules/kind';
import { contextAt } from '../../engines/conditions/context';
import { readOnly } from '../../engines/reports/run';
import { sqlOf, type Sql } from '../../platform/db';
import { rehearseGate, type Wish } from '../messaging/rehearse';
import { allowedFor } from '../reports/rights';
import { askingFor } from '../segments/asking';
import { nameSql } from '../../engines/conditions/naming';
import { namesOf } from '../../engines/rules/asking';
import { ruleSurroundings } from './setup';

const SHOWN = 50;
/** Records of a made-up kind are read one by one. */
const MOST_READ = 500;
/** As long as somebody waits in front of a page. */
const SECONDS = 5;

/** Of each firing that is shown: who, when, and how the condition comes out, place by place. */
async function rowsOfFirings(sql: Sql, replay: Replaying, firings: readonly PastFiring[], messages: ReadonlyMap<string, string>) {
  const { when } = replay.rule;
  const { entity, zone, options } = replay;
  const name = nameSql(entity.id, 'r', options);
  const table = options.physical[entity.id]?.table ?? '';
  const names = new Map(
    (
      await sql<{ id: string; name: string }>(`SELECT r.id::text AS id, ${name} AS name FROM "${table}" r WHERE r.id = ANY($1::uuid[])`, [
        firings.map((one) => one.recordId),
      ])
    ).map((row) => [row.id, row.name]),
  );
  const rows = [];
  for (const { recordId, day, dueAt } of firings) {
    const context = contextAt(new Date(dueAt), zone);
    const trace = when && (await traceAt(sql, { ...options, segments: replay.segments }, { entity: entity.id, id: recordId, zone, context }, when));
    const lines = (one: Trace): { words: string; ok: boolean }[] =>
      one.kids && 'all' in one.cond ? one.kids.flatMap(lines) : [{ words: say(one.cond, entity.id, options.catalogue), ok: one.ok }];
    rows.push({
      ...{ recordId, title: names.get(recordId) ?? '', day, dueAt: new Date(dueAt).toISOString(), lines: trace ? lines(trace) : [] },
      message: messages.get(keyOf({ recordId, dueAt })) ?? null,
    });
  }
  return rows;
}

const NOTHING_ASKED = { asked: 0, sent: 0, waited: [], held: [] };
const keyOf = ({ recordId, dueAt }: Pick<PastFiring, 'recordId' | 'dueAt'>): string => `${recordId}@${dueAt}`;

/** How often each reason was given. */
function counted(reasons: readonly string[]): { reason: string; times: number }[] {
  const times = new Map<string, number>();
  for (const reason of reasons) times.set(reason, (times.get(reason) ?? 0) + 1);
  return [...times].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([reason, n]) => ({ reason, times: n }));
}

/** Whose records these are: the customers who would be told. */
async function customersOf(
  sql: Sql,
  { entity, own, options }: Pick<Replaying, 'entity' | 'own' | 'options'>,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (entity.id === 'customer') return new Map(ids.map((id) => [id, id]));
  const via = options.physical[entity.id];
  const fk = via?.relations.customer;
  if (via && fk && 'fk' in fk) {
    const text = `SELECT r.id::text AS id, r."${fk.fk}"::text AS "customerId" FROM "${via.table}" r WHERE r.id = ANY($1::uuid[]) AND r."${fk.fk}" IS NOT NULL`;
    return new Map((await sql<{ id: string; customerId: string }>(text, [ids])).map((row) => [row.id, row.customerId]));
  }
  const found = new Map<string, string>();
  for (const id of ids.slice(0, MOST_READ)) {
    const subject = await own.read(sql, id);
    if (subject?.customerId) found.set(id, subject.customerId);
  }
  return found;
}

/** What the gate would have said to the messages of the firings: counts, and of each firing how its message ended. */
async function throughGate(
  sql: Sql,
  { rule, entity, own, zone, options }: Replaying,
  firings: readonly PastFiring[],
  along: Readonly<Record<string, MessageText>>,
) {
  const says = rule.effects.flatMap(({ what }) => (what.do === 'message' ? [what.template] : []));
  const texts = (await Promise.all(says.map(async (id) => along[id] ?? (await findText(sql, id))))).flatMap((text) => text ?? []);
  if (texts.length === 0 || firings.length === 0) return { gate: NOTHING_ASKED, messages: new Map<string, string>() };
  const whose = await customersOf(sql, { entity, own, options }, [...new Set(firings.map((one) => one.recordId))]);
  const wishes = firings.flatMap((one) =>
    texts.map((text, i): Wish => {
      const { category, priority, expires } = rule;
      const expiresAt = expires ? one.dueAt + durationMs(expires) : null;
      const about = {
        category,
        priority,
        text: `${text.title}\n${text.text}`,
        sms: text.sms !== undefined,
        zone,
        storeId: rule.store === 'org' ? null : rule.store,
      };
      return { ...about, key: `${keyOf(one)}#${i}`, customerId: whose.get(one.recordId) ?? '', at: one.dueAt, expiresAt };
    }),
  );
  const answers = await rehearseGate(
    sql,
    wishes.filter((wish) => wish.customerId !== ''),
  );
  const all = [...answers.values()];
  const held = all.flatMap(({ verdict }) => (verdict.do === 'send' ? [] : [verdict.reason]));
  const gate = {
    asked: wishes.length,
    sent: all.length - held.length,
    waited: counted(all.flatMap(({ verdict, waited }) => (verdict.do === 'send' && waited !== null ? [waited] : []))),
    held: counted(held),
  };
  const messages = new Map(
    [...answers].map(([key, { verdict }]) => [key.slice(0, key.lastIndexOf('#')), verdict.do === 'send' ? 'sent' : verdict.reason] as const),
  );
  return { gate, messages };
}

/** Whom it would concern can be asked before anybody has said what is to be done. */
const withSomething = (body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Array.isArray(body.effects) && body.effects.length === 0
    ? { ...body, effects: [{ id: 'none', what: { do: 'notify', who: { role: 'manager', scope: 'store' }, text: '-' } }] }
    : body;

export async function simulate(ask: Ask<ActorOf<'rules.simulate'>>, input: ParsedInputOf<(typeof rulesEndpoints)['rules.simulate']>): Answer<'rules.simulate'> {
  return simulateBody(ask, input, {});
}

/** What a rule speaks of that is not in force yet, because it comes along with it. */
interface Along {
  readonly texts?: Readonly<Record<string, MessageText>>;
  readonly segments?: Readonly<Record<string, Segment>>;
}

/** RU-16: what a rule that nobody has published would have done in the last days: counts, who and why. Reads only, within the asker's reach. */
export async function simulateBody(
  ask: Ask<ActorOf<'rules.simulate'>>,
  input: ParsedInputOf<(typeof rulesEndpoints)['rules.simulate']>,
  along: Along,
): Answer<'rules.simulate'> {
  const sql = sqlOf(ask.ports.db);
  const { segments: saved, catalogue: whole } = await namesOf(sql);
  const segments = { ...saved, ...along.segments };
  const asking = askingFor(ask.ports, whole, ask.actor, ask.now);
  const options = { ...asking, catalogue: catalogueFor(whole, allowedFor(ask.actor, whole)) };
  const about = await ruleSurroundings(sql, String(input.body.entity), false);
  const found = checkRule(
    withSomething(input.body),
    { id: '', title: '' },
    {
      ...about,
      segments,
      templates: new Set([...about.templates, ...Object.keys(along.texts ?? {})]),
      catalogue: options.catalogue,
      others: [],
    },
  );
  const problems = found.filter((one) => one.level === 'error').map((one) => ({ ...one, facts: plain(one.facts) }));
  if (problems.length > 0) return refuse('definition.has_problems', { problems });
  const body = input.body as unknown as RuleBody;
  const rule: RuleDef = { ...body, id: 'draft', version: 0, title: '', on: true, store: input.storeId ?? 'org' };
  const entity = entityOf(options.catalogue, rule.entity);
  const own = ruleEntity(ask.ports.rules, rule.entity);
  if (!entity || !own || !canReplay(rule))
    return allow({ known: false, from: '', to: '', firings: 0, records: 0, effects: [], days: [], gate: NOTHING_ASKED, standIns: [], rows: [] });
  const zone = await zoneOf(sql, rule);
  const clock = zoneClock(zone);
  const to = addDays(clock.dateOf(ask.now.getTime()), -1);
  const from = addDays(to, 1 - input.days);
  const until = performance.now() + SECONDS * 1_000;
  const replay: Replaying = { rule, entity, own, zone, segments, options };
  const done = await readOnly(
    ask.ports.db,
    async (reading) => {
      const { firings, from: first } = await replayRule(reading, replay, from, to, () => performance.now() < until);
      const latest = [...firings].reverse().slice(0, SHOWN);
      const told = await throughGate(reading, replay, firings, along.texts ?? {});
      return { firings, first, gate: told.gate, rows: await rowsOfFirings(reading, replay, latest, told.messages) };
    },
    SECONDS,
    'server',
  );
  if (!done) return refuse('report.too_slow', { seconds: SECONDS });
  const byDay = new Map<string, number>();
  for (const { day } of done.firings) byDay.set(day, (byDay.get(day) ?? 0) + 1);
  const kinds = new Map<EffectKind, number>();
  for (const { what } of rule.effects) kinds.set(what.do, (kinds.get(what.do) ?? 0) + done.firings.length);
  return allow({
    known: true,
    from: done.first,
    to,
    firings: done.firings.length,
    records: new Set(done.firings.map((one) => one.recordId)).size,
    effects: [...kinds].map(([does, times]) => ({ does, times })),
    days: [...byDay].sort(([a], [b]) => (a < b ? -1 : 1)).map(([day, count]) => ({ day, count })),
    gate: done.gate,
    standIns: standIns(replay),
    rows: done.rows,
  });
}
