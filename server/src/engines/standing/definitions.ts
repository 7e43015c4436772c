import { standingDefaults } from '@zhike/config/standing';
import type { StandingBody, TaggingBody } from '@zhike/domain/standing/definition';
import { publishedOf } from '../../modules/definitions/in-force';
import type { Published } from '../../platform/definition-kinds';
import type { Sql } from '../../platform/db';

export interface Tagging extends TaggingBody {
  readonly id: string;
  readonly title: string;
  /** Null: of the whole shop. */
  readonly storeId: string | null;
}

export const toTagging = ({ id, title, storeId, body }: Published): Tagging => ({ ...(body as TaggingBody), id, title, storeId });

/** Automatic tags that are on. */
export async function taggingsInForce(sql: Sql): Promise<Tagging[]> {
  return (await publishedOf(sql, ['tagging'])).filter((one) => one.on).map(toTagging);
}

/** The one list of stages that holds: the shop's own, else the one that comes with the product. */
export async function standingInForce(sql: Sql): Promise<StandingBody> {
  const own = (await publishedOf(sql, ['standing'])).find((one) => one.on);
  return own ? (own.body as StandingBody) : standingDefaults;
}
