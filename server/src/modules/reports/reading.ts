import type { Allowed, Catalogue } from '@zhike/domain/engines/catalogue/definition';
import { checkCondition } from '@zhike/domain/engines/conditions/check';
import { checkReport } from '@zhike/domain/engines/reports/check';
import { type ReportDef, type Semantics, withOwn } from '@zhike/domain/engines/reports/definition';
import type { ReportEnv } from '@zhike/domain/engines/reports/drill';
import type { Problem } from '@zhike/domain/engines/conditions/definition';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import { ACCOUNT_KINDS } from '@zhike/domain/ledger/accounts';
import { withFacts } from '@zhike/domain/reports/facts';
import { loadShopCatalogue, shopPlaces } from '../../engines/catalogue/shop-fields';
import type { CompileOptions } from '../../engines/conditions/compile';
import { contextAt } from '../../engines/conditions/context';
import { SHOP_ZONE } from '../../engines/rules/definitions';
import type { Sql } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import { withFactPlaces } from './facts.physical';
import { allowedFor, scopesFor } from './rights';
import { loadSemantics } from './settings';

const ACCOUNTS = Object.fromEntries(Object.entries(ACCOUNT_KINDS).map(([key, kind]) => [key, kind.name]));

/** The shop's catalogue with what reports count. */
export async function reportCatalogue(sql: Sql): Promise<Catalogue> {
  const shop = await loadShopCatalogue(sql);
  return { version: shop.version, entities: Object.fromEntries(withFacts(Object.values(shop.entities), ACCOUNTS).map((entity) => [entity.id, entity])) };
}

/** Everything that a report is worked out with, for one reader at one moment. */
export interface Reading {
  readonly env: ReportEnv;
  readonly options: CompileOptions;
  readonly allowed: Readonly<Record<string, Allowed>>;
  /** Problems of a body for this reader; none: it is a report that she may read. */
  check(body: unknown): Problem[];
}

export async function readingFor(ports: Pick<Ports, 'crypto'>, sql: Sql, actor: StaffActor, now: Date): Promise<Reading> {
  const catalogue = await reportCatalogue(sql);
  const context = { ...contextAt(now, SHOP_ZONE), actor: { id: actor.staffId, storeIds: actor.storeIds, teamIds: [] } };
  const semantics = await loadSemantics(sql);
  const allowed = allowedFor(actor, catalogue);
  return {
    env: { catalogue, semantics, today: context.today },
    options: {
      catalogue,
      physical: withFactPlaces(shopPlaces(catalogue)),
      context,
      zone: SHOP_ZONE,
      scopes: scopesFor(actor),
      blindIndex: ports.crypto.blindIndex,
    },
    allowed,
    check: (body) => problemsOf(body, catalogue, semantics, context.today, (entity) => allowed[entity] ?? null),
  };
}

/** The same over the rows of everybody: what sums by the day are worked out with. */
export async function readingForAll(ports: Pick<Ports, 'crypto'>, sql: Sql, now: Date): Promise<Pick<Reading, 'env' | 'options'>> {
  const catalogue = await reportCatalogue(sql);
  const context = contextAt(now, SHOP_ZONE);
  return {
    env: { catalogue, semantics: await loadSemantics(sql), today: context.today },
    options: { catalogue, physical: withFactPlaces(shopPlaces(catalogue)), context, zone: SHOP_ZONE, blindIndex: ports.crypto.blindIndex },
  };
}

/** Problems of a body whoever reads it: for the designer, before there is a reader. */
export async function problemsForAll(sql: Sql, body: unknown, now: Date): Promise<Problem[]> {
  const catalogue = await reportCatalogue(sql);
  const all = { rows: { all: [] }, read: 'all', mask: new Set<string>(), write: 'all', verbs: [] } as const;
  return problemsOf(body, catalogue, await loadSemantics(sql), contextAt(now, SHOP_ZONE).today, () => all);
}

function problemsOf(body: unknown, catalogue: Catalogue, semantics: Semantics, today: string, allow: Parameters<typeof checkReport>[1]['allow']): Problem[] {
  const allowed = Object.fromEntries(
    Object.keys(catalogue.entities).flatMap((id) => {
      const mine = allow(id);
      return mine ? [[id, mine]] : [];
    }),
  );
  return checkReport(body, {
    catalogue,
    semantics,
    today,
    allow,
    checkCondition: (cond, entity) => checkCondition(cond, entity, catalogue, { profile: 'server', allowed }),
  });
}

/** The measures and dimensions that a checked report may name. */
export function envFor(reading: Reading, report: ReportDef): ReportEnv {
  return { ...reading.env, semantics: withOwn(reading.env.semantics, report) };
}
