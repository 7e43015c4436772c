import { nodeOf } from '@zhike/domain/engines/flows/blocks';
import type { FlowDef } from '@zhike/domain/engines/flows/definition';
import { type Decision, refuse } from '@zhike/domain/kernel/decision';
import { sqlIn } from '../../platform/db';
import { newId } from '../../platform/ids';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { flowVersion } from './definitions';
import { performDecided } from './effects';
import { stepFlow } from './runner';

interface Asked {
  readonly token: string;
  readonly node: string;
  readonly instanceId: string;
  readonly flowId: string;
  readonly version: number;
  readonly mine: boolean;
}

const ASKED = `SELECT t.token, t.node, i.id AS "instanceId", i.flow_id AS "flowId", i.version, bool_or(t.person_id = $3::uuid) AS mine
  FROM flow_tasks t JOIN flow_instances i ON i.id = t.instance_id
  WHERE i.entity = $1 AND i.subject_id = $2 AND i.ended_at IS NULL AND t.kind = 'approval' AND t.state = 'open'
  GROUP BY t.token, t.node, i.id, i.flow_id, i.version ORDER BY mine DESC, t.token`;

/** Whether a yes at this step does the verb next. */
function leadsTo(def: FlowDef, node: string, verb: string): boolean {
  const asked = nodeOf(def, node);
  const next = asked?.kind === 'approval' ? nodeOf(def, asked.approve) : undefined;
  return next?.kind === 'action' && next.do.do === 'call' && next.do.verb === verb;
}

export interface Deciding {
  readonly entity: string;
  readonly subjectId: string;
  /** What a yes must lead to: a record may be asked about by several flows. */
  readonly verb: string;
  readonly staffId: string;
  readonly d: 'approve' | 'reject';
  readonly comment: string;
}

/**
 * Decides what a flow asks about a record, by another door than the to-do: everybody's to-do closes with it, and the record tells it. A
 * member who was not asked but may decide takes it over first. Null: no flow asks. The caller holds no lock of the record: the flow's
 * comes first.
 */
export async function decideAsked(write: Write, ports: Ports, { entity, subjectId, verb, staffId, d, comment }: Deciding): Promise<Decision<'done'> | null> {
  const sql = sqlIn(write.tx);
  for (const asked of await sql<Asked>(ASKED, [entity, subjectId, staffId])) {
    if (!leadsTo(await flowVersion(sql, asked.flowId, asked.version), asked.node, verb)) continue;
    const stamp = { now: write.now.getTime(), key: asked.token, actor: staffId };
    const closed = refuse('flow.todo_closed', { byName: null });
    if (!asked.mine) {
      const taken = await stepFlow(write, ports, asked.instanceId, { ...stamp, t: 'reassign', id: newId(write.now), to: staffId, reason: '有权审批' });
      if (!taken.ok) return closed;
    }
    const said = comment ? { comment } : {};
    const decided = await stepFlow(write, ports, asked.instanceId, { ...stamp, t: 'decide', id: newId(write.now), d, ...said });
    return decided.ok ? performDecided(write, ports, asked.instanceId) : closed;
  }
  return null;
}
