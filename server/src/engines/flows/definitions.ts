import type { FlowDef } from '@zhike/domain/engines/flows/definition';
import type { FlowBody } from '@zhike/domain/engines/flows/shape';
import { publishedOf, versionText } from '../../modules/definitions/in-force';
import type { Sql } from '../../platform/db';
import { createLru } from '../../platform/lru';

/** Versions never change, so what was read once is good for ever; one object a version also keeps its worked-out blocks. */
const read = createLru<FlowDef>(500);

/** The version of a flow that something pinned. Throws when it never was: an instance cannot exist without it. */
export async function flowVersion(sql: Sql, id: string, version: number): Promise<FlowDef> {
  const key = `${id}@${version}`;
  const known = read.get(key);
  if (known) return known;
  const text = await versionText(sql, id, version);
  if (!text) throw new Error(`flow ${key} was never published`);
  const def: FlowDef = { ...(text.body as FlowBody), id, version, title: text.title, store: 'org' };
  read.set(key, def);
  return def;
}

export interface FlowInForce {
  readonly def: FlowDef;
  readonly storeId: string | null;
}

/** The flows that may start something now. */
export async function flowsInForce(sql: Sql): Promise<FlowInForce[]> {
  const all = (await publishedOf(sql, ['flow'])).filter((one) => one.on);
  return Promise.all(all.map(async (one) => ({ def: await flowVersion(sql, one.id, one.version), storeId: one.storeId })));
}
