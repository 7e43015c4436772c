import type { Scope } from '@zhike/domain/kernel/access';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Trace } from '@zhike/domain/engines/conditions/definition';
import { say } from '@zhike/domain/engines/conditions/say';
import type { RuleDef } from '@zhike/domain/engines/rules/definition';
import { sayRule } from '@zhike/domain/engines/rules/say';
import type { FiringView, rulesEndpoints } from '@zhike/domain/rules/contract';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { rulesInForce } from '../../engines/rules/definitions';
import { ruleEntity } from '../../engines/rules/entities';
import { fits, look, traceOf } from '../../engines/rules/subjects';
import { sqlOf, type Sql } from '../../platform/db';
import type { FlowSubject } from '../../platform/flow-setup';
import { publishedOf } from '../definitions/in-force';
import { listFirings, type FiringRow } from './records.log';

type Input<Name extends keyof typeof rulesEndpoints> = ParsedInputOf<(typeof rulesEndpoints)[Name]>;
const SHOWN = 100;

const reaches = (scope: Scope, storeId: string | null): boolean =>
  scope.kind === 'all' || (scope.kind === 'stores' && storeId !== null && scope.storeIds.includes(storeId));
const mayRead = (scope: Scope, rule: RuleDef): boolean => rule.store === 'org' || reaches(scope, rule.store);

async function findRule(sql: Sql, scope: Scope, ruleId: string): Promise<RuleDef | null> {
  return (await rulesInForce(sql)).find((rule) => rule.id === ruleId && mayRead(scope, rule)) ?? null;
}

const toView = (row: FiringRow, subject: FlowSubject): FiringView => ({ ...row, title: subject.title });

/** RU-16: firings of records within the asker's stores; who is gone or elsewhere is not named. */
export async function getLog(ask: Ask<ActorOf<'rules.log'>>, input: Input<'rules.log'>): Answer<'rules.log'> {
  const sql = sqlOf(ask.ports.db);
  const rule = await findRule(sql, ask.scope, input.ruleId);
  if (!rule) return refuse('record.not_found', { noun: 'rule', id: input.ruleId });
  const firings: FiringView[] = [];
  for (const row of await listFirings(sql, rule.id, null, SHOWN)) {
    const subject = (await ruleEntity(ask.ports.rules, rule.entity)?.read(sql, row.recordId)) ?? null;
    if (subject && reaches(ask.scope, subject.storeId)) firings.push(toView(row, subject));
  }
  return allow({ firings });
}

/** RU-16: why she was told, or why not. */
export async function getWhy(ask: Ask<ActorOf<'rules.why'>>, input: Input<'rules.why'>): Answer<'rules.why'> {
  const sql = sqlOf(ask.ports.db);
  const rule = await findRule(sql, ask.scope, input.ruleId);
  if (!rule) return refuse('record.not_found', { noun: 'rule', id: input.ruleId });
  const seen = await look(sql, ask.ports, rule, input.recordId, ask.now);
  if (!seen || !reaches(ask.scope, seen.subject.storeId)) return refuse('record.not_found', { noun: rule.entity, id: input.recordId });
  const { catalogue } = seen.asking;
  const lines = (trace: Trace, depth: number): { words: string; depth: number; ok: boolean }[] => {
    if (!trace.kids || 'not' in trace.cond) return [{ words: say(trace.cond, rule.entity, catalogue), depth, ok: trace.ok }];
    const kids = trace.kids.flatMap((kid) => lines(kid, 'any' in trace.cond || depth > 0 ? depth + 1 : depth));
    if ('all' in trace.cond && depth === 0) return kids;
    return [{ words: 'any' in trace.cond ? '以下任一满足即可' : '以下全部满足', depth, ok: trace.ok }, ...kids];
  };
  const trace = await traceOf(seen, rule.when);
  const texts = Object.fromEntries((await publishedOf(sql, ['text', 'flow'])).map((one) => [one.id, one.title]));
  return allow({
    title: seen.subject.title,
    sentence: sayRule(rule, catalogue, { things: texts }),
    fits: await fits(seen, rule.when),
    lines: trace ? lines(trace, 0) : [],
    firings: (await listFirings(sql, rule.id, input.recordId, SHOWN)).map((row) => toView(row, seen.subject)),
  });
}
