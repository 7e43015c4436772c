import type { FlowDef, NodeId } from '@zhike/domain/engines/flows/definition';
import type { Instance, Move, TokenKey } from '@zhike/domain/engines/flows/instance';
import { type Choice, planMigration } from '@zhike/domain/engines/flows/migrate-instance';
import type { Actor } from '@zhike/domain/kernel/actor';
import { type Sql, sqlIn } from '../../platform/db';
import { handleJob, type JobHandler } from '../../platform/jobs';
import type { Ports } from '../../platform/ports';
import { flowVersion } from './definitions';
import { moveFlow } from './jobs.kinds';
import { lockInstance } from './records';
import { stepFlow } from './runner';

/** Running flows on their way to another version (§4.7): what would happen, and that it does. */

const BY = { actor: { kind: 'system', job: moveFlow.name } satisfies Actor, requestId: null } as const;

export interface Older {
  readonly id: string;
  readonly state: Instance;
}

/** Those of a flow that run on another version than this one. */
export function listOlder(sql: Sql, flowId: string, version: number): Promise<Older[]> {
  return sql('SELECT id, state FROM flow_instances WHERE flow_id = $1 AND version <> $2::int AND ended_at IS NULL ORDER BY created_at, id', [flowId, version]);
}

/** What the choices come to for each of them. */
export async function planAll(sql: Sql, to: FlowDef, older: readonly Older[], choices: Readonly<Record<NodeId, Choice>>, now: number) {
  const plans = await Promise.all(
    older.map(async ({ id, state }) => ({ id, plan: planMigration(await flowVersion(sql, to.id, state.def.version), to, state, choices, now) })),
  );
  const count = (why: 'chosen' | 'block_changed' | 'nowhere_to_go'): number => plans.filter(({ plan }) => 'stays' in plan && plan.stays === why).length;
  const moving = plans.flatMap(({ id, plan }) =>
    'tokens' in plan ? [{ id, ends: Object.values(plan.tokens).some((move) => 'end' in move), dueNow: plan.dueNow.length }] : [],
  );
  return {
    moving,
    moves: moving.filter((one) => !one.ends).length,
    ends: moving.filter((one) => one.ends).length,
    dueNow: moving.reduce((sum, one) => sum + one.dueNow, 0),
    stays: { chosen: count('chosen'), block_changed: count('block_changed'), nowhere_to_go: count('nowhere_to_go') },
  };
}

/** A time limit that has passed by its new length rings later: all of them at once would be a flood. */
const spread = (tokens: Readonly<Record<TokenKey, Move>>, earliest: number): Record<TokenKey, Move> =>
  Object.fromEntries(
    Object.entries(tokens).map(([key, move]) => [key, 'keep' in move && move.due !== undefined ? { ...move, due: Math.max(move.due, earliest) } : move]),
  );

/** Moves one, if it still can: it is looked at again under its lock, for it may have gone on since. */
async function move(ports: Ports, { instanceId, version, choices, staffId, spreadMs }: MoveJob): Promise<void> {
  await ports.writer.transaction(BY, async (write) => {
    const sql = sqlIn(write.tx);
    const row = await lockInstance(sql, ports.flows, instanceId);
    if (!row || row.endedAt !== null || row.version === version) return;
    const [from, to] = [await flowVersion(sql, row.flowId, row.version), await flowVersion(sql, row.flowId, version)];
    const now = write.now.getTime();
    const plan = planMigration(from, to, row.state, choices, now);
    if (!('tokens' in plan)) return;
    const event = { t: 'migrate', id: `migrate:${version}`, now, actor: staffId, version, tokens: spread(plan.tokens, now + spreadMs) } as const;
    await stepFlow(write, ports, instanceId, event);
  });
}
interface MoveJob {
  readonly instanceId: string;
  readonly version: number;
  readonly choices: Readonly<Record<NodeId, Choice>>;
  readonly staffId: string;
  readonly spreadMs: number;
}

export function migrationJobs(ports: Ports): JobHandler[] {
  return [handleJob(moveFlow, (job) => move(ports, job))];
}
