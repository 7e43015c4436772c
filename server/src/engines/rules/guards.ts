import type { Found } from '@zhike/domain/definitions/contract';
import type { ApiRefusal, Refusals } from '@zhike/domain/api';
import { own } from '@zhike/domain/engines/conditions/values';
import { testedFields } from '@zhike/domain/engines/rules/changed';
import { checkGuard } from '@zhike/domain/engines/rules/check';
import type { GuardBody } from '@zhike/domain/engines/rules/definition';
import { warningOf } from '@zhike/domain/engines/rules/guard';
import { compileScope, RIGHTS, type Right } from '@zhike/domain/kernel/access';
import type { Actor } from '@zhike/domain/kernel/actor';
import { sqlIn, type Sql } from '../../platform/db';
import type { DefinitionKind } from '../../platform/definition-kinds';
import type { FlowSubject } from '../../platform/flow-setup';
import type { Ports } from '../../platform/ports';
import { CommitRefused } from '../../platform/refused';
import type { Write, Written } from '../../platform/write';
import { fitsAt } from './asking';
import type { ChangeRow } from './changes';
import { ruleEntity } from './entities';
import { guardsInForce, lookedAt, type Guard, type WrittenRecord } from './guards.looking';
import { plain, type Surroundings } from './kind';
import { isNoted, keepWatches } from './watches';

/**
 * RU-09: looks at everything that a transaction wrote, as it would stand from now on. Throws CommitRefused with every guard's own words.
 */
export async function judgeChanges(write: Write, ports: Ports, rows: readonly ChangeRow[], written: Written): Promise<void> {
  const sql = sqlIn(write.tx);
  const guards = (await guardsInForce(sql, write.actor)).filter((guard) => !('set' in guard.answer));
  const warnings: Refusals['rule.guard_warned']['warnings'][number][] = [];
  let warned: { noun: string; id: string } | null = null;
  for await (const { record, entity, subject, spot, guards: looking, asking } of lookedAt(write, ports, rows, written, guards)) {
    const met: Guard[] = [];
    for (const guard of looking) if (await fitsAt(sql, asking, spot, guard.when)) met.push(guard);
    const about = (guard: Guard) => ({ title: guard.title, fields: testedFields(guard.when).flatMap((field) => own(entity.fields, field)?.label ?? []) });
    const problems = met.flatMap((guard) => ('refuse' in guard.answer ? [{ ...about(guard), message: guard.answer.refuse }] : []));
    if (problems.length > 0) throw new CommitRefused(refusalOf(entity.id, subject.id, problems));
    for (const guard of met) {
      if (!('warn' in guard.answer)) continue;
      const { right } = guard.answer;
      const rights = new Set((await mayPass(sql, ports, write.actor, right, record)) ? [right] : []);
      const [warning] = warningOf(guard, { accepted: written.accepted, rights });
      if (warning) warnings.push({ ...warning, ...about(guard) });
      else await notePassed(write, guard, subject, written.accepted.get(guard.id) ?? '');
    }
    if (warnings.length > 0) warned ??= { noun: entity.id, id: subject.id };
  }
  if (warned) throw new CommitRefused({ code: 'rule.guard_warned', facts: { ...warned, warnings } });
}

/** Only a person of the shop can pass a warning: it is her right, and reaches the record. */
async function mayPass(sql: Sql, ports: Ports, actor: Actor, right: string, { entity, recordId }: WrittenRecord): Promise<boolean> {
  if (actor.kind !== 'staff' || !RIGHTS.some((one) => one === right)) return false;
  const scope = compileScope(actor, right as Right);
  if (scope.kind === 'all' || scope.kind === 'none') return scope.kind === 'all';
  const args: unknown[] = [recordId];
  const ids = ruleEntity(ports.rules, entity)?.idsSql(scope, args);
  return ids !== undefined && (await sql(`SELECT 1 WHERE $1::uuid IN (${ids})`, args)).length > 0;
}

const notePassed = (write: Write, guard: Guard, subject: FlowSubject, reason: string): Promise<string> =>
  write.event({
    type: 'rule.warning_passed',
    storeId: subject.storeId,
    customerId: subject.customerId,
    data: { guardId: guard.id, title: guard.title, recordId: subject.id, reason },
  });

const refusalOf = (noun: string, id: string, problems: readonly { title: string; message: string; fields: string[] }[]): ApiRefusal => ({
  code: 'rule.guard_refused',
  facts: { noun, id, problems },
});

/** Checks before saving among the definitions. */
export function guardKind(around: Surroundings): DefinitionKind {
  return {
    async check(sql, body) {
      const entity = String((body as { entity?: unknown } | null)?.entity);
      const surroundings = await around(sql, entity, false);
      const problems: Found[] = checkGuard(body, { ...surroundings, others: [] }).map((one) => ({ ...one, facts: plain(one.facts) }));
      if (problems.length > 0) return problems;
      const { lockOn } = body as GuardBody;
      if (!isNoted(entity)) problems.push({ code: 'trigger_not_heard', path: '/entity', level: 'error', facts: { entity } });
      for (const [i, path] of (lockOn ?? []).entries())
        if (path.includes('.')) problems.push({ code: 'path_not_to_one', path: `/lockOn/${i}`, level: 'error', facts: { field: path } });
      return problems;
    },
    uses: () => [],
    async changed(write, before, now) {
      const id = (now ?? before)?.id;
      if (id !== undefined) await keepWatches(write, id, now);
    },
  };
}
