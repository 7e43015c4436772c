import type { MigrationPreview } from '@zhike/domain/flows/contract';
import { nodeOf } from '@zhike/domain/engines/flows/blocks';
import { standing } from '@zhike/domain/engines/flows/migrate-instance';
import { allow, type Decision, refuse } from '@zhike/domain/kernel/decision';
import { flowsInForce, flowVersion } from '../../../engines/flows/definitions';
import { moveFlow } from '../../../engines/flows/jobs.kinds';
import { listOlder, planAll } from '../../../engines/flows/migrating';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { type Sql, sqlIn, sqlOf } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import type { Input } from '../input';

/** Those whose new time limit has passed already ring within this time, one after the other. */
const SPREAD_MS = 30 * 60_000;

type Wanted = Input<'flows.previewMigration'>;
interface Planned {
  readonly preview: MigrationPreview;
  readonly moving: readonly { readonly id: string }[];
}

/** Of the whole shop, or of a store of hers. */
async function plan(sql: Sql, { scope }: Pick<Ask, 'scope'>, wanted: Wanted, now: Date): Promise<Decision<Planned>> {
  const flow = (await flowsInForce(sql)).find((one) => one.def.id === wanted.flowId);
  const mine = flow && (scope.kind === 'all' || (scope.kind === 'stores' && flow.storeId !== null && scope.storeIds.includes(flow.storeId)));
  if (!flow || !mine) return refuse('record.not_found', { noun: 'flow', id: wanted.flowId });
  const to = flow.def;
  const older = await listOlder(sql, to.id, to.version);
  const old = new Map(
    await Promise.all([...new Set(older.map((one) => one.state.def.version))].map(async (v) => [v, await flowVersion(sql, to.id, v)] as const)),
  );
  const titleOf = (node: string): string => nodeOf(to, node)?.title ?? [...old.values()].map((def) => nodeOf(def, node)?.title).find(Boolean) ?? node;
  const { moving, ...counts } = await planAll(sql, to, older, wanted.choices, now.getTime());
  const nodes = standing(
    older.map((one) => one.state),
    to,
  ).map((one) => ({ ...one, title: titleOf(one.node) }));
  return allow({ preview: { version: to.version, running: older.length, nodes, ...counts }, moving });
}

/** FL-18, §4.7: what would become of those who run an older version. */
export async function previewMigration(ask: Ask<ActorOf<'flows.previewMigration'>>, input: Wanted): Answer<'flows.previewMigration'> {
  const planned = await plan(sqlOf(ask.ports.db), ask, input, ask.now);
  return planned.ok ? allow({ preview: planned.value.preview }) : (planned as Awaited<Answer<'flows.previewMigration'>>);
}

/** Sets them on their way. Each is looked at again when it moves: where it stands then counts. */
export async function migrateFlows(ask: Ask<ActorOf<'flows.migrate'>>, input: Input<'flows.migrate'>, write: Write): Answer<'flows.migrate'> {
  const planned = await plan(sqlIn(write.tx), ask, input, write.now);
  if (!planned.ok) return planned as Awaited<Answer<'flows.migrate'>>;
  const { preview, moving } = planned.value;
  if (preview.version !== input.version) return refuse('record.changed', { noun: 'flow', id: input.flowId, version: preview.version });
  const { choices, version } = input;
  for (const [i, { id }] of moving.entries())
    await write.enqueue(moveFlow, { instanceId: id, version, choices, staffId: ask.actor.staffId, spreadMs: Math.floor((SPREAD_MS * i) / moving.length) });
  return allow({ preview });
}
