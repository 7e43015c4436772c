import { inlineSegments } from '@zhike/domain/engines/conditions/segments';
import type { Segment } from '@zhike/domain/engines/conditions/check';
import type { Cond, ConditionContext, Trace } from '@zhike/domain/engines/conditions/definition';
import type { StandingBody } from '@zhike/domain/standing/definition';
import type { Published } from '../../platform/definition-kinds';
import type { Sql } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import { publishedOf } from '../../modules/definitions/in-force';
import { loadShopCatalogue, shopPlaces } from '../catalogue/shop-fields';
import { compileCondition, rowsOf, type CompileOptions } from '../conditions/compile';

/** What rules' conditions are asked with: without scope, for a rule runs as its store and not as a person. */
export interface Asking extends Omit<CompileOptions, 'context' | 'zone'> {
  readonly segments: Readonly<Record<string, Segment>>;
}

/** Definitions in force that somebody has read already. */
export interface Known {
  readonly standing: StandingBody;
  readonly segments: readonly Published[];
}

/** What a condition may speak of. */
export async function namesOf(sql: Sql, known?: Known): Promise<Pick<Asking, 'catalogue' | 'segments'>> {
  const [catalogue, saved] = await Promise.all([loadShopCatalogue(sql, known?.standing), known?.segments ?? publishedOf(sql, ['segment'])]);
  return { catalogue, segments: Object.fromEntries(saved.map((one) => [one.id, { ...(one.body as { entity: string; where: Cond }), title: one.title }])) };
}

export async function askingOf(sql: Sql, ports: Pick<Ports, 'crypto'>, known?: Known): Promise<Asking> {
  const names = await namesOf(sql, known);
  return { ...names, physical: shopPlaces(names.catalogue), blindIndex: ports.crypto.blindIndex };
}

/** One record at one moment of a store. */
export interface Spot {
  readonly entity: string;
  readonly id: string;
  readonly zone: string;
  readonly context: ConditionContext;
}

/** Whether the record is there and fits: asked of the database, as the planner and every list do. */
export async function fitsAt(sql: Sql, asking: Asking, { entity, id, zone, context }: Spot, cond: Cond): Promise<boolean> {
  const args: unknown[] = [];
  const from = rowsOf(inlineSegments(cond, asking.segments), entity, 'r', args, { ...asking, context, zone });
  return (await sql(`SELECT 1 ${from} AND r.id = $${args.push(id)}::uuid`, args)).length > 0;
}

type Place = { readonly cond: Cond; readonly path: string; readonly kids: readonly Place[] };

function placesOf(cond: Cond, path = ''): Place {
  const group = 'all' in cond ? (['all', cond.all] as const) : 'any' in cond ? (['any', cond.any] as const) : null;
  if (group) return { cond, path, kids: group[1].map((kid, i) => placesOf(kid, `${path}/${group[0]}/${i}`)) };
  return { cond, path, kids: 'not' in cond ? [placesOf(cond.not, `${path}/not`)] : [] };
}
const flat = (place: Place): Place[] => [place, ...place.kids.flatMap(flat)];

/** How a condition came out for a record, place by place. */
export async function traceAt(sql: Sql, asking: Asking, { entity, id, zone, context }: Spot, cond: Cond): Promise<Trace | null> {
  const root = placesOf(inlineSegments(cond, asking.segments));
  const all = flat(root);
  const args: unknown[] = [];
  const options = { ...asking, context, zone };
  const tests = all.map((place, i) => `(${compileCondition(place.cond, entity, 'r', args, options)}) IS TRUE AS l${i}`);
  const from = rowsOf({ all: [] }, entity, 'r', args, options);
  const [row] = await sql<Record<string, boolean>>(`SELECT ${tests.join(', ')} ${from} AND r.id = $${args.push(id)}::uuid`, args);
  if (!row) return null;
  const build = (place: Place): Trace => ({
    ok: row[`l${all.indexOf(place)}`] === true,
    cond: place.cond,
    path: place.path,
    ...(place.kids.length > 0 ? { kids: place.kids.map(build) } : {}),
  });
  return build(root);
}
