import type { Found } from '@zhike/domain/definitions/contract';
import type { Cond } from '@zhike/domain/engines/conditions/definition';
import { catalogueFor } from '@zhike/domain/engines/catalogue/allow';
import { checkCondition } from '@zhike/domain/engines/conditions/check';
import { say } from '@zhike/domain/engines/conditions/say';
import { explain } from '@zhike/domain/engines/conditions/why';
import { inlineSegments } from '@zhike/domain/engines/conditions/segments';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { ApiRefusal } from '@zhike/domain/api';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { type CompileOptions, rowsOf } from '../../engines/conditions/compile';
import { measuredTrace } from '../../engines/conditions/reason';
import { namesIn } from '../../engines/conditions/refs';
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
    const sentence = say(cond, input.entity, options.catalogue, { names: await namesIn(sql, cond, input.entity, options) });
    return { count: total?.n ?? 0, rows: list, sentence };
  });
  if (!answer) return refuse('service.unavailable', { service: 'database' as const, retryAfterSeconds: 10 });
  return allow({ warnings, ...answer, asOf: ask.now.toISOString() });
}

/** Why a record is meant, or what is missing, asked of the database that counts. */
export async function why(ask: Ask<ActorOf<'segments.why'>>, input: Input<'segments.why'>): Answer<'segments.why'> {
  const opened = await open(ask, input.entity, input.where);
  if (!opened.ok) return opened;
  const { cond, options } = opened.value;
  const args: unknown[] = [];
  const row = rowsOf({ f: 'id', op: 'eq', v: input.id }, input.entity, 't', args, options);
  const text = `SELECT ${nameSql(input.entity, 't', options)} AS name ${row}`;
  const allowed = allowedFor(ask.actor, options.catalogue);
  const found = await readOnly(ask.ports.db, async (sql) => {
    const [one] = await sql<{ name: string }>(text, args);
    const trace = one && (await measuredTrace(sql, cond, input.entity, input.id, options));
    return one && trace ? { name: one.name, trace, names: await namesIn(sql, cond, input.entity, options) } : null;
  });
  if (!found) return refuse('record.not_found', { noun: input.entity, id: input.id });
  const lines = explain(found.trace, input.entity, options.catalogue, { allowed, names: found.names, wallClock: options.context.wallClock });
  return allow({
    ok: found.trace.ok,
    name: found.name,
    lines: lines.map(({ mark, depth, text: words }) => ({ ok: mark === 'ok', depth, words, hidden: false })),
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
