import type { Found } from '@zhike/domain/definitions/contract';
import type { Problem } from '@zhike/domain/engines/conditions/definition';
import { checkRule, type RuleSurroundings } from '@zhike/domain/engines/rules/check';
import type { RuleBody } from '@zhike/domain/engines/rules/definition';
import type { DefinitionKind } from '../../platform/definition-kinds';
import type { Sql } from '../../platform/db';
import { rulesInForce } from './definitions';
import { compareAnew, replan, setEnabled } from './records';
import { keepWatches } from './watches';

/** What a rule of an entity may speak of, as it is now, `dated` one about a date of the record; handed in by the composition. */
export type Surroundings = (sql: Sql, entity: string, dated: boolean) => Promise<Omit<RuleSurroundings, 'others'>>;

export const plain = (facts: Problem['facts']): Found['facts'] =>
  Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, typeof value === 'object' ? [...value] : value]));

function aboutWhat(body: unknown): [string, boolean] {
  const { entity, trigger } = (body ?? {}) as { entity?: unknown; trigger?: { on?: unknown } | null };
  return [String(entity), DATED.includes(String(trigger?.on))];
}
/** Triggers that fire about a date of the record: a message can say how many days are left until it. */
const DATED: readonly string[] = ['date', 'yearly'];

/** Rules among the definitions: checked against what there is, counted from the moment they are switched on, reckoned anew by a new version. */
export function ruleKind(around: Surroundings): DefinitionKind {
  return {
    async check(sql, body) {
      const others = (await rulesInForce(sql)).filter((rule) => rule.on);
      const problems = checkRule(body, { id: '', title: '这条规则' }, { ...(await around(sql, ...aboutWhat(body))), others });
      return problems.map(({ code, path, level, facts }) => ({ code, path, level, facts: plain(facts) }));
    },
    uses(body) {
      return (body as RuleBody).effects.flatMap(({ what }) => (what.do === 'message' ? [what.template] : what.do === 'flow.start' ? [what.flow] : []));
    },
    async changed(write, before, now) {
      const id = (now ?? before)?.id;
      if (id === undefined) return;
      await keepWatches(write, id, now);
      if (!now?.on) return setEnabled(write.tx, id, null);
      if (!before?.on) await setEnabled(write.tx, id, write.now);
      else if (before.version !== now.version) {
        await replan(write.tx, id, write.now);
        const [was, is] = [before, now].map((one) => JSON.stringify((one.body as RuleBody).trigger));
        if (was !== is) await compareAnew(write.tx, id);
      }
    },
  };
}
