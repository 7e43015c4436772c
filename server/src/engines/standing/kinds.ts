import type { Found } from '@zhike/domain/definitions/contract';
import { checkCondition } from '@zhike/domain/engines/conditions/check';
import type { Cond, Problem } from '@zhike/domain/engines/conditions/definition';
import { inlineSegments } from '@zhike/domain/engines/conditions/segments';
import {
  asksOwnTag,
  asksStanding,
  checkStanding,
  checkTagging,
  segmentsOf,
  type StandingBody,
  type StandingProblem,
  type TaggingBody,
} from '@zhike/domain/standing/definition';
import { changeIn, type Sql } from '../../platform/db';
import type { DefinitionKind } from '../../platform/definition-kinds';
import type { Write } from '../../platform/write';
import { namesOf } from '../rules/asking';
import { plain } from '../rules/kind';
import { lookAnew, STANDING } from './jobs';
import { noteCompared } from './keep';

const told = ({ code, path }: StandingProblem): Found => ({ code, path, level: 'error', facts: {} });

type Names = Awaited<ReturnType<typeof namesOf>>;

/** Problems of conditions about customers, and what else is said to those that have none. */
function ofConditions(
  { catalogue, segments }: Names,
  conds: readonly (readonly [string, Cond])[],
  more: (path: string, cond: Cond) => StandingProblem[],
): Found[] {
  return conds.flatMap(([path, cond]) => {
    const found = checkCondition(cond, 'customer', catalogue, { profile: 'server', segments, withoutActor: true });
    const problems = found.map((problem: Problem) => ({ ...problem, path: `${path}${problem.path}`, facts: plain(problem.facts) }));
    return problems.some((one) => one.level === 'error') ? problems : [...problems, ...more(path, inlineSegments(cond, segments)).map(told)];
  });
}

/** Everybody is looked at soon, and quietly; not in the transaction of whoever publishes. */
async function anew(write: Write, ids: readonly string[]): Promise<void> {
  await noteCompared(write, ids, null);
  await write.enqueue(lookAnew, {});
}

/** CU-05 自动标签 among the definitions. */
export const taggingKind: DefinitionKind = {
  async check(sql, body) {
    const problems = checkTagging(body, new Set(await listTagIds(sql)));
    if (problems.some((one) => one.code === 'malformed')) return problems.map(told);
    const { tag, where } = body as TaggingBody;
    const asked = ofConditions(await namesOf(sql), [['/where', where]], (path, cond) => (asksOwnTag(tag, cond) ? [{ code: 'tag_asks_itself', path }] : []));
    return [...problems.map(told), ...asked];
  },
  uses: (body) => segmentsOf([(body as TaggingBody).where]),
  async changed(write, before, now) {
    const id = (now ?? before)?.id;
    if (id === undefined) return;
    if (now?.on) return anew(write, [id]);
    // What it gave stays as it is; whoever fits when it is switched on again is looked at anew.
    await changeIn(write.tx, 'DELETE FROM rule_switches WHERE rule_id = $1', [id]);
  },
};

/** CU-06 客户阶段 among the definitions: one list holds at a time, so putting one in force takes the other out. */
export const standingKind: DefinitionKind = {
  async check(sql, body) {
    const problems = checkStanding(body);
    if (problems.length > 0) return problems.map(told);
    const conds = (body as StandingBody).states.flatMap(({ where }, i) => (where ? [[`/states/${i}/where`, where] as const] : []));
    return ofConditions(await namesOf(sql), conds, (path, cond) => (asksStanding(cond) ? [{ code: 'standing_asks_itself', path }] : []));
  },
  uses: (body) => segmentsOf((body as StandingBody).states.flatMap(({ where }) => (where ? [where] : []))),
  async changed(write, before, now) {
    if (now?.on) await changeIn(write.tx, `UPDATE definitions SET "on" = false WHERE kind = 'standing' AND id <> $1 AND "on"`, [now.id]);
    if (now?.on || before?.on) await anew(write, [STANDING]);
  },
};

async function listTagIds(sql: Sql): Promise<string[]> {
  return (await sql<{ id: string }>('SELECT id FROM tags WHERE archived_at IS NULL', [])).map((row) => row.id);
}
