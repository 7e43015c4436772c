import { addDays } from '@zhike/domain/kernel/calendar-date';
import type { Segment } from '@zhike/domain/engines/conditions/check';
import type { Cond } from '@zhike/domain/engines/conditions/definition';
import { inlineSegments } from '@zhike/domain/engines/conditions/segments';
import { rootChain } from '@zhike/domain/engines/rules/chain';
import type { RuleDef } from '@zhike/domain/engines/rules/definition';
import type { StoreClock } from '@zhike/domain/engines/rules/due';
import { occurrenceKey } from '@zhike/domain/engines/rules/occurrence';
import { changeIn, sqlIn } from '../../platform/db';
import { lockKeys } from '../../platform/locks';
import type { Write } from '../../platform/write';
import { noteOccurrences } from './records';

/** The rows of a segment, as the FROM and WHERE of a select on `r`; adds its values to `args`. */
export type RowsWithin = (cond: Cond, args: unknown[]) => string;

/** What `differenceOf` of the engine says, as one statement: who came in gets a row or one entry more, who is not in any more is marked. */
const difference = (rows: string): string => `WITH inside AS (SELECT r.id ${rows}),
  entered AS (INSERT INTO rule_members AS m (rule_id, record_id, inside, entries) SELECT $1, i.id, true, 1 FROM inside i
    ON CONFLICT (rule_id, record_id) DO UPDATE SET inside = true, entries = m.entries + 1 WHERE NOT m.inside RETURNING record_id, entries),
  gone AS (UPDATE rule_members m SET inside = false WHERE m.rule_id = $1 AND m.inside AND NOT EXISTS (SELECT 1 FROM inside i WHERE i.id = m.record_id)
    RETURNING record_id, entries)
  SELECT 'enter' AS did, record_id AS "recordId", entries FROM entered UNION ALL SELECT 'leave', record_id, entries FROM gone`;

/** What the calendar says of the comparison: on which day it is made, and when what it finds is due. */
export interface Comparing {
  readonly rule: RuleDef & { readonly trigger: { readonly on: 'enter' | 'leave'; readonly segment: string; readonly at: string } };
  readonly clock: StoreClock;
  readonly segments: Readonly<Record<string, Segment>>;
  readonly within: RowsWithin;
}

/**
 * RU-14: once a day of the store, from the hour of the rule on, who has come into a segment or has left it since the day before. The
 * first look after the rule was switched on only learns who is in it: nobody is fired for who was there before. Whoever calls it how often
 * and from however many workers, a day is compared once.
 */
export async function compareMembers(write: Write, { rule, clock, segments, within }: Comparing): Promise<number> {
  const sql = sqlIn(write.tx);
  await lockKeys(write.tx, { alone: [`rules.members:${rule.id}`] });
  const [known] = await sql<{ on: string | null }>(`SELECT to_char(compared_on, 'YYYY-MM-DD') AS on FROM rule_switches WHERE rule_id = $1`, [rule.id]);
  if (!known) return 0;
  const today = clock.dateOf(write.now.getTime());
  const dueAt = clock.instantOf(today, rule.trigger.at);
  const begun = write.now.getTime() >= dueAt;
  if (known.on !== null && (known.on >= today || !begun)) return 0;
  const args: unknown[] = [rule.id];
  const rows = within(inlineSegments({ seg: rule.trigger.segment }, segments), args);
  const found = await sql<{ did: 'enter' | 'leave'; recordId: string; entries: number }>(difference(rows), args);
  await changeIn(write.tx, 'UPDATE rule_switches SET compared_on = $2::date WHERE rule_id = $1', [rule.id, begun ? today : addDays(today, -1)]);
  if (known.on === null) return 0;
  const { on } = rule.trigger;
  const planned = found
    .filter((one) => one.did === on)
    .map(({ recordId, entries }) => {
      const key = occurrenceKey[on]({ nth: entries });
      return { recordId, key, dueAt, state: 'due' as const, reason: null, chain: rootChain(`${rule.id}/${recordId}/${key}`) };
    });
  return noteOccurrences(write.tx, rule, planned, write.now);
}
