import type { FiringView } from '@zhike/domain/rules/contract';
import type { Sql } from '../../platform/db';

export type FiringRow = Omit<FiringView, 'title'>;

const ISO = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const FIRING = `SELECT o.record_id AS "recordId", o.occ_key AS key, o.rule_version AS version, ${ISO('o.due_at')} AS "dueAt", ${ISO('o.ended_at')} AS "endedAt", o.state, o.reason,
    CASE WHEN o.reason = 'loop' THEN coalesce(o.chain, '{}') ELSE '{}' END AS chain,
    coalesce((SELECT json_agg(json_build_object('does', e.what->>'do', 'state', e.state, 'reason', e.reason) ORDER BY e.position)
      FROM rule_effects e WHERE e.rule_id = o.rule_id AND e.record_id = o.record_id AND e.occ_key = o.occ_key), '[]') AS effects,
    coalesce((SELECT json_agg(json_build_object('channel', m.channel, 'state', m.state, 'reason', coalesce(m.reason, d.reason), 'facts', coalesce(d.facts, '{}')) ORDER BY m.created_at)
      FROM messages m LEFT JOIN LATERAL (SELECT d.reason, d.facts FROM message_decisions d WHERE d.message_id = m.id ORDER BY d.at DESC, d.id DESC LIMIT 1) d ON true
      WHERE m.cause = 'rule:' || o.rule_id || '/' || o.record_id || '/' || o.occ_key), '[]') AS messages
  FROM rule_occurrences o`;

/** The last firings of a rule; of one record, or (null) of any. */
export function listFirings(sql: Sql, ruleId: string, recordId: string | null, limit: number): Promise<FiringRow[]> {
  return sql(`${FIRING} WHERE o.rule_id = $1 AND ($2::uuid IS NULL OR o.record_id = $2::uuid) ORDER BY o.due_at DESC, o.record_id, o.occ_key LIMIT $3::int`, [
    ruleId,
    recordId,
    limit,
  ]);
}
