import type { Found } from '@zhike/domain/definitions/contract';
import type { Cond } from '@zhike/domain/engines/conditions/definition';
import { catalogueFor } from '@zhike/domain/engines/catalogue/allow';
import { checkCondition } from '@zhike/domain/engines/conditions/check';
import { say } from '@zhike/domain/engines/conditions/say';
import { inlineSegments } from '@zhike/domain/engines/conditions/segments';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { ApiRefusal } from '@zhike/domain/api';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { compileCondition, type CompileOptions, rowsOf } from '../../engines/conditions/compile';
import { readOnly } from '../../engines/reports/run';
import { sqlOf } from '../../platform/db';
import { toEntityView, toFieldView } from '../../engines/catalogue/view';
import { readingFor } from '../reports/reading';
import { allowedFor } from '../reports/rights';
import { loadShopCatalogue } from '../../engines/catalogue/shop-fields';
import { namesOf } from '../../engines/rules/asking';
import { ruleEntity } from '../../engines/rules/entities';
import { isMadeKind } from '../../engines/catalogue/made-kinds';
import { askingFor } from './asking';
import type { Input } from './input';
import { plain } from './kind';
import { nameSql } from '../../engines/conditions/naming';
import { nameLike } from './names';

const SHOWN = 50;
const CHOICES = 30;

export async function getCatalogue(ask: Ask<ActorOf<'segments.catalogue'>>): Answer<'segments.catalogue'> {
  const catalogue = await loadShopCatalogue(sqlOf(ask.ports.db));
  const allowed = allowedFor(ask.actor, catalogue);
  const seen = catalogueFor(catalogue, allowed);
  const entities = Object.values(seen.entities).map((entity) => ({
    ...toEntityView(entity),
    fields: Object.values(entity.fields).map((field) => toFieldView(field, allowed[entity.id]?.mask.has(field.id) ?? false)),
    verbs: [...(catalogue.entities[entity.id]?.verbs ?? [])],
    hosts: [
      ...(ruleEntity(ask.ports.rules, entity.id) ? (['rule'] as const) : []),
      ...(isMadeKind(entity.id) || Object.hasOwn(ask.ports.flows.entities, entity.id) ? (['flow'] as const) : []),
    ],
  }));
  return allow({ version: seen.version, entities });
}

interface Asked {
  readonly cond: Cond;
  readonly warnings: Found[];
  readonly options: CompileOptions;
}

/** A condition of an asker, checked against what she may see and with its segments put in place; else its problems. */
async function open(ask: Ask<StaffActor>, entity: string, where: unknown): Promise<Decision<Asked, ApiRefusal>> {
  const { catalogue, segments } = await namesOf(sqlOf(ask.ports.db));
  const options = askingFor(ask.ports, catalogue, ask.actor, ask.now);
  const cond = where as Cond;
  const found = checkCondition(cond, entity, options.catalogue, { profile: 'server', allowed: allowedFor(ask.actor, options.catalogue), segments });
  const problems = found.map((problem) => ({ ...problem, facts: plain(problem.facts) }));
  if (problems.some((problem) => problem.level === 'error')) return refuse('segments.has_problems', { problems });
  return allow({ cond: inlineSegments(cond, segments), warnings: problems, options });
}

/** RU-15: the count and the names from one snapshot, so that they cannot differ. */
export async function preview(ask: Ask<ActorOf<'segments.preview'>>, input: Input<'segments.preview'>): Answer<'segments.preview'> {
  const opened = await open(ask, input.entity, input.where);
  if (!opened.ok) return opened;
  const { cond, warnings, options } = opened.value;
  const answer = await readOnly(ask.ports.db, async (sql) => {
    const counted: unknown[] = [];
    const [total] = await sql<{ n: number }>(`SELECT count(*)::int AS n ${rowsOf(cond, input.entity, 't', counted, options)}`, counted);
    const args: unknown[] = [];
    const name = nameSql(input.entity, 't', options);
    const rows = rowsOf(cond, input.entity, 't', args, options);
    const like = input.search ? ` AND ${nameLike(name, input.search, args)}` : '';
    const list = await sql<{ id: string; name: string }>(`SELECT t.id::text AS id, ${name} AS name ${rows}${like} ORDER BY 2, 1 LIMIT ${SHOWN}`, args);
    return { count: total?.n ?? 0, rows: list };
  });
  if (!answer) return refuse('service.unavailable', { service: 'database' as const, retryAfterSeconds: 10 });
  return allow({ sentence: say(cond, input.entity, options.catalogue), warnings, ...answer, asOf: ask.now.toISOString() });
}

interface Line {
  readonly cond: Cond;
  readonly depth: number;
  readonly words: string;
}

/** The condition line by line: groups say how their lines count, leaves say themselves. */
function linesOf(cond: Cond, entity: string, options: CompileOptions, depth = 0): Line[] {
  const group = 'all' in cond ? cond.all : 'any' in cond ? cond.any : null;
  if (!group) return [{ cond, depth, words: say(cond, entity, options.catalogue) }];
  const kids = group.flatMap((kid) => linesOf(kid, entity, options, 'any' in cond || depth > 0 ? depth + 1 : depth));
  if ('all' in cond && depth === 0) return kids;
  return [{ cond, depth, words: 'any' in cond ? '以下任一满足即可' : '以下全部满足' }, ...kids];
}

/** Why a record is meant, or what is missing, asked of the database that counts. */
export async function why(ask: Ask<ActorOf<'segments.why'>>, input: Input<'segments.why'>): Answer<'segments.why'> {
  const opened = await open(ask, input.entity, input.where);
  if (!opened.ok) return opened;
  const { cond, options } = opened.value;
  const lines = linesOf(cond, input.entity, options);
  const args: unknown[] = [];
  const tests = lines.map((line, i) => `(${compileCondition(line.cond, input.entity, 't', args, options)}) IS TRUE AS l${i}`);
  const whole = `(${compileCondition(cond, input.entity, 't', args, options)}) IS TRUE AS ok`;
  const row = rowsOf({ f: 'id', op: 'eq', v: input.id }, input.entity, 't', args, options);
  const text = `SELECT ${nameSql(input.entity, 't', options)} AS name, ${[whole, ...tests].join(', ')} ${row}`;
  const found = await readOnly(ask.ports.db, async (sql) => sql<Record<string, unknown>>(text, args));
  const [one] = found ?? [];
  if (!one) return refuse('record.not_found', { noun: input.entity, id: input.id });
  return allow({
    ok: one.ok === true,
    name: String(one.name),
    lines: lines.map(({ depth, words }, i) => ({ ok: one[`l${i}`] === true, depth, words, hidden: false })),
  });
}

/** Records to choose from, within the asker's reach. An entity that she may not see has none. */
export async function getNames(ask: Ask<ActorOf<'segments.names'>>, input: Input<'segments.names'>): Answer<'segments.names'> {
  // Reports choose among facts as well: items that were sold.
  const { options, allowed } = await readingFor(ask.ports, sqlOf(ask.ports.db), ask.actor, ask.now);
  if (!Object.hasOwn(allowed, input.entity)) return allow({ items: [] });
  const args: unknown[] = [];
  const name = nameSql(input.entity, 't', options);
  const rows = rowsOf({ all: [] }, input.entity, 't', args, options);
  const chosen = `t.id::text = ANY($${args.push(input.ids)}::text[])`;
  const text = `SELECT t.id::text AS id, ${name} AS name ${rows} AND (${chosen} OR ${nameLike(name, input.search, args)}) ORDER BY (${chosen}) DESC, 2, 1 LIMIT ${CHOICES + input.ids.length}`;
  const items = await readOnly(ask.ports.db, async (sql) => sql<{ id: string; name: string }>(text, args));
  if (!items) return refuse('service.unavailable', { service: 'database' as const, retryAfterSeconds: 10 });
  return allow({ items });
}
