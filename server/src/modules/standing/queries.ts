import type { ApiRefusal } from '@zhike/domain/api';
import type { Cond } from '@zhike/domain/engines/conditions/definition';
import { inlineSegments } from '@zhike/domain/engines/conditions/segments';
import { visibleParts } from '@zhike/domain/customers/policy';
import { compileScope } from '@zhike/domain/kernel/access';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { ReasonLine } from '@zhike/domain/standing/contract';
import type { StandingBody, TaggingBody } from '@zhike/domain/standing/definition';
import type { ActorOf, Answer, Ask } from '../../http/route';
import { rowsOf, type CompileOptions } from '../../engines/conditions/compile';
import { reasonOf } from '../../engines/conditions/reason';
import { readOnly } from '../../engines/reports/run';
import { namesOf } from '../../engines/rules/asking';
import { standingInForce, taggingsInForce } from '../../engines/standing/definitions';
import { standingSql } from '../../engines/standing/keep';
import { standingKind, taggingKind } from '../../engines/standing/kinds';
import { sqlOf, type Sql } from '../../platform/db';
import { customerRowFacts } from '../customers/row-facts';
import { allowedFor } from '../reports/rights';
import { askingFor } from '../segments/asking';
import { nameSql } from '../../engines/conditions/naming';
import type { Input } from './input';
import { findStanding, listGivenTags } from './records';

const SHOWN = 50;
const slow = () => refuse('service.unavailable', { service: 'database' as const, retryAfterSeconds: 10 });

interface Asked {
  readonly options: CompileOptions;
  readonly segments: Awaited<ReturnType<typeof namesOf>>['segments'];
}
async function askedBy(ask: Ask<StaffActor>): Promise<Asked> {
  const { catalogue, segments } = await namesOf(sqlOf(ask.ports.db));
  return { options: askingFor(ask.ports, catalogue, ask.actor, ask.now), segments };
}

/** CU-05, CU-06: why she has what she did not get from a person. Reasons count what the reader reaches, and name no value that she may not read. */
export async function standingOf(ask: Ask<ActorOf<'standing.of'>>, { customerId }: Input<'standing.of'>): Answer<'standing.of'> {
  const sql = sqlOf(ask.ports.db);
  const customer = await customerRowFacts(sql, customerId);
  const reached = customer && visibleParts(compileScope(ask.actor, 'customer.read'), customer) === 'all';
  const row = reached ? await findStanding(sql, customer.customerId) : null;
  if (!reached || !row) return refuse('record.not_found', { noun: 'customer', id: customerId });
  const { options, segments } = await askedBy(ask);
  const allowed = allowedFor(ask.actor, options.catalogue);
  const lines = async (where: Cond | undefined): Promise<ReasonLine[]> => {
    const told = where
      ? await reasonOf(sql, inlineSegments(where, segments), 'customer', customer.customerId, { ...options, scopes: undefined }, allowed)
      : null;
    return (told ?? []).map(({ mark, depth, text }) => ({ mark, depth, text }));
  };
  const [{ states }, taggings, given] = [await standingInForce(sql), await taggingsInForce(sql), await listGivenTags(sql, customer.customerId)];
  const state = states.find((one) => one.id === row.standing) ?? states[states.length - 1];
  const tags = [];
  for (const { tagId, name, by, since } of given) {
    const tagging = taggings.find((one) => one.id === by);
    tags.push({ tagId, name, title: tagging?.title ?? '', since: since.toISOString(), lines: await lines(tagging?.where) });
  }
  return allow({
    standing: {
      id: state?.id ?? row.standing,
      label: state?.label ?? '',
      color: state?.color ?? null,
      since: row.since?.toISOString() ?? null,
      lines: await lines(state?.where),
    },
    tags,
  });
}

async function checked(sql: Sql, kind: typeof taggingKind, body: unknown): Promise<Decision<null, ApiRefusal>> {
  const problems = (await kind.check(sql, body, null)).filter((one) => one.level === 'error');
  return problems.length > 0 ? refuse('segments.has_problems', { problems }) : allow(null);
}

interface Listed {
  readonly count: number;
  readonly rows: { readonly id: string; readonly name: string }[];
}

export async function previewTag(ask: Ask<ActorOf<'standing.previewTag'>>, { id, body }: Input<'standing.previewTag'>): Answer<'standing.previewTag'> {
  const fine = await checked(sqlOf(ask.ports.db), taggingKind, body);
  if (!fine.ok) return fine;
  const { tag, where, removes } = body as unknown as TaggingBody;
  const { options, segments } = await askedBy(ask);
  const cond = inlineSegments(where, segments);
  const tagged = (args: unknown[], more = ''): string =>
    `EXISTS (SELECT 1 FROM customer_tags ct WHERE ct.customer_id = t.id AND ct.tag_id = $${args.push(tag)}::uuid${more})`;
  const answer = await readOnly(ask.ports.db, async (sql) => {
    const listed = async (of: Cond, more: (args: unknown[]) => string): Promise<Listed> => {
      const counted: unknown[] = [];
      const [total] = await sql<{ n: number }>(`SELECT count(*)::int AS n ${rowsOf(of, 'customer', 't', counted, options)} AND ${more(counted)}`, counted);
      const args: unknown[] = [];
      const name = nameSql('customer', 't', options);
      const rows = `${rowsOf(of, 'customer', 't', args, options)} AND ${more(args)}`;
      return { count: total?.n ?? 0, rows: await sql(`SELECT t.id::text AS id, ${name} AS name ${rows} ORDER BY 2, 1 LIMIT ${SHOWN}`, args) };
    };
    const gets = await listed(cond, (args) => `NOT ${tagged(args)}`);
    const mine = (args: unknown[]): string => tagged(args, ` AND ct.given_by = $${args.push(id)}`);
    const loses = removes ? await listed({ not: cond }, mine) : { count: 0, rows: [] };
    const has = await listed(cond, tagged);
    return { gets, loses, has: has.count };
  });
  return answer ? allow(answer) : slow();
}

/** How many stand at one stage and would stand at another. */
interface Counted {
  readonly id: string;
  readonly was: string;
  readonly n: number;
}

export async function previewStates(ask: Ask<ActorOf<'standing.previewStates'>>, { body }: Input<'standing.previewStates'>): Answer<'standing.previewStates'> {
  const fine = await checked(sqlOf(ask.ports.db), standingKind, body);
  if (!fine.ok) return fine;
  const draft = body as unknown as StandingBody;
  const { options, segments } = await askedBy(ask);
  const answer = await readOnly(ask.ports.db, async (sql) => {
    const args: unknown[] = [];
    const state = standingSql(draft, 't', args, { segments }, { ...options, scopes: undefined });
    const rows = rowsOf({ all: [] }, 'customer', 't', args, options);
    return sql<Counted>(`SELECT ${state} AS id, t.standing AS was, count(*)::int AS n ${rows} GROUP BY 1, 2`, args);
  });
  if (!answer) return slow();
  const sum = (of: (row: Counted) => boolean): number => answer.filter(of).reduce((total, row) => total + row.n, 0);
  return allow({
    states: draft.states.map(({ id }) => ({ id, count: sum((row) => row.id === id), now: sum((row) => row.was === id) })),
    total: sum(() => true),
  });
}
