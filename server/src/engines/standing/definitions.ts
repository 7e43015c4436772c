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
  return taggingsOf(await publishedOf(sql, ['tagging']));
}

const taggingsOf = (published: readonly Published[]): Tagging[] => published.filter((one) => one.kind === 'tagging' && one.on).map(toTagging);

/** The one list of stages that holds: the shop's own, else the one that comes with the product. */
export async function standingInForce(sql: Sql): Promise<StandingBody> {
  return standingOf(await publishedOf(sql, ['standing']));
}

function standingOf(published: readonly Published[]): StandingBody {
  const own = published.find((one) => one.kind === 'standing' && one.on);
  return own ? (own.body as StandingBody) : standingDefaults;
}

/** Both, and the segments that their conditions may name, by one question: it is asked after nearly every event. */
export async function keepingInForce(sql: Sql): Promise<{ taggings: Tagging[]; standing: StandingBody; segments: Published[] }> {
  const published = await publishedOf(sql, ['tagging', 'standing', 'segment']);
  return { taggings: taggingsOf(published), standing: standingOf(published), segments: published.filter((one) => one.kind === 'segment') };
}
