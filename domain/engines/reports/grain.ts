import type { Catalogue, Relation } from '../catalogue/definition';
import { entityOf, findPath, type FoundPath } from '../catalogue/find';
import { LIMITS, type Path, type RelationId } from '../conditions/definition';
import { own } from '../conditions/values';
import type { Dimension, EntityId, Measure, RowMeasure, Semantics } from './definition';

/** Relation by relation, to-one each. */
export type Route = readonly RelationId[];

/** A path from an entity, as conditions follow it; null: there is no such thing. */
export function pathFrom(catalogue: Catalogue, entityId: EntityId, path: Path): FoundPath | null {
  const from = entityOf(catalogue, entityId);
  const found = from && findPath(path, from, catalogue);
  return found && 'field' in found ? found : null;
}

/** All shortest ways from an entity to another over to-one relations; none when the other is not reached, or only over many rows. */
export function routesTo(catalogue: Catalogue, from: EntityId, to: EntityId): Route[] {
  let layer: { readonly at: EntityId; readonly route: Route }[] = [{ at: from, route: [] }];
  const seen = new Set<EntityId>();
  for (let depth = 0; depth <= LIMITS.hops && layer.length > 0; depth++) {
    const found = layer.filter((step) => step.at === to);
    if (found.length > 0) return found.map((step) => step.route);
    for (const step of layer) seen.add(step.at);
    layer = layer.flatMap((step) =>
      Object.values(entityOf(catalogue, step.at)?.relations ?? {})
        .filter((relation) => relation.kind === 'one' && !seen.has(relation.to))
        .map((relation) => ({ at: relation.to, route: [...step.route, relation.id] })),
    );
  }
  return [];
}

/** The entity that a route of to-one relations ends at; null where one of them is no such relation. */
export function endOf(catalogue: Catalogue, from: EntityId, route: Route): EntityId | null {
  let at: EntityId | null = from;
  for (const id of route) {
    const relation: Relation | undefined = at === null ? undefined : own(entityOf(catalogue, at)?.relations, id);
    at = relation?.kind === 'one' ? relation.to : null;
  }
  return at;
}

export type Reach =
  | { readonly kind: 'path'; readonly route: Route; readonly path: Path }
  /** Several ways of the same length: the dimension must say which it means. */
  | { readonly kind: 'ambiguous'; readonly routes: readonly Route[] }
  /** Only over many rows, or not at all: splitting by it would count a row several times. */
  | { readonly kind: 'none' };

/**
 * The way from an entity to another: the shortest; of several the one whose last relation bears the other's own name (an order's
 * `customer` before its `payer`). Null: only over many rows, or not at all.
 */
export function wayTo(catalogue: Catalogue, from: EntityId, to: EntityId): Route | 'ambiguous' | null {
  const routes = routesTo(catalogue, from, to);
  if (routes.length < 2) return routes[0] ?? null;
  const [named, ...others] = routes.filter((route) => route[route.length - 1] === to);
  return named && others.length === 0 ? named : 'ambiguous';
}

/** How a measure's rows come to a dimension's value. */
export function reach(catalogue: Catalogue, home: EntityId, dimension: Pick<Dimension, 'entity' | 'field' | 'routes'>): Reach {
  const chosen = own(dimension.routes, home) ?? null;
  const leads = chosen !== null && endOf(catalogue, home, chosen) === dimension.entity;
  // Where ways are written down, no other is meant: 「客户负责人」 of a job is nobody who happened to serve.
  const route = dimension.routes ? (leads ? chosen : null) : wayTo(catalogue, home, dimension.entity);
  if (route === null) return { kind: 'none' };
  if (route === 'ambiguous') return { kind: 'ambiguous', routes: routesTo(catalogue, home, dimension.entity) };
  return { kind: 'path', route, path: [...route, dimension.field].join('.') };
}

/**
 * Measures that could stand in for one that cannot be split so: shipped ones that count this measure's records once each
 * (`countDistinct`) from rows that do reach the dimension. 『客户总余额』 by 项目 → 『买过该项目的客户数』.
 */
export function alternatives(catalogue: Catalogue, semantics: Semantics, measure: RowMeasure, dimension: Dimension): RowMeasure[] {
  const leadsHome = (other: RowMeasure): boolean => {
    const at = other.of === undefined ? null : pathFrom(catalogue, other.home, other.of);
    return at !== null && (at.field.to === measure.home || at.entity.id === measure.home);
  };
  const isRow = (other: Measure): other is RowMeasure => !('combine' in other);
  return [...semantics.measures.values()]
    .filter(isRow)
    .filter((other) => other.agg === 'countDistinct' && leadsHome(other) && reach(catalogue, other.home, dimension).kind === 'path');
}

/** 「『客户总余额』是每位客户一个数，不能按『项目』拆分。可以换成『买过该项目的客户数』。」 */
export function sayUnreachable(facts: {
  readonly measure: string;
  readonly unit: string;
  readonly home: string;
  readonly dimension: string;
  readonly instead: readonly string[];
}): string {
  const instead = facts.instead.length > 0 ? `可以换成${facts.instead.map((label) => `『${label}』`).join('或')}。` : '请换一个维度，或换一个统计项。';
  return `『${facts.measure}』是每${facts.unit}${facts.home}一个数，不能按『${facts.dimension}』拆分。${instead}`;
}
