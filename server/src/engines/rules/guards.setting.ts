import { evaluateFormula, type FormulaEnv } from '@zhike/domain/engines/catalogue/formula/evaluate';
import { entityScope, fieldTypeIn } from '@zhike/domain/engines/catalogue/formula/scope';
import type { Catalogue, Formula } from '@zhike/domain/engines/catalogue/definition';
import type { ConditionContext, Value } from '@zhike/domain/engines/conditions/definition';
import { valueAt } from '@zhike/domain/engines/conditions/evaluate';
import { isEmpty, own, type Row } from '@zhike/domain/engines/conditions/values';
import { sqlIn } from '../../platform/db';
import type { FlowSubject } from '../../platform/flow-setup';
import type { Ports } from '../../platform/ports';
import { CommitRefused } from '../../platform/refused';
import type { Write, Written } from '../../platform/write';
import { fitsAt } from './asking';
import type { ChangeRow } from './changes';
import { ruleEntity } from './entities';
import { guardsInForce, lookedAt } from './guards.looking';

/** What a formula may name of a record: its fields, and those that its links lead to. */
function envOf(catalogue: Catalogue, entityId: string, row: Row, subject: FlowSubject, context: ConditionContext): FormulaEnv {
  const scope = entityScope(catalogue, entityId);
  return {
    slot: () => null,
    rows: () => [],
    field(path) {
      const type = scope.field(path);
      return type && { value: valueAt(path, row, { load: subject.load, context }), type };
    },
    context,
  };
}

const isSame = (a: Value, b: Value): boolean => (isEmpty(a) && isEmpty(b)) || JSON.stringify(a) === JSON.stringify(b);

/**
 * What checks set before anything is judged, once through in the order of their ids: a later one sees what an earlier one set, none looks
 * again at what came of it, so there is no going round. Only what becomes another value is written, by the hands that rules and flows
 * write with. Answers whether anything was. Throws CommitRefused when a value cannot be had (taken by another record, where none may be).
 */
export async function setBefore(write: Write, ports: Ports, rows: readonly ChangeRow[], written: Written): Promise<boolean> {
  const sql = sqlIn(write.tx);
  const guards = (await guardsInForce(sql, write.actor)).filter((guard) => 'set' in guard.answer);
  let anySet = false;
  for await (const { entity, subject: first, spot, guards: looking, asking } of lookedAt(write, ports, rows, written, guards)) {
    let subject = first;
    for (const guard of looking) {
      if (!('set' in guard.answer) || !(await fitsAt(sql, asking, spot, guard.when))) continue;
      const row = { ...subject.row, values: { ...subject.row.values } };
      const values: Record<string, Value> = {};
      for (const { field: id, formula } of guard.answer.set) {
        const field = own(entity.fields, id);
        if (!field) continue;
        const env = envOf(asking.catalogue, entity.id, row, subject, spot.context);
        const value = evaluateFormula(formula as Formula, env, fieldTypeIn(asking.catalogue, entity.id, field));
        if (isSame(value, own(row.values, id) ?? null)) continue;
        values[id] = value;
        row.values[id] = value;
      }
      if (Object.keys(values).length === 0) continue;
      const set = ports.rules.effects['record.set'];
      if (!set) throw new Error('nobody writes what a check sets');
      const ask = {
        ...{ key: `guard:${guard.id}`, cause: `guard:${guard.id}`, expiresAt: null, daysLeft: null, ports },
        ...{ what: { do: 'record.set' as const, values }, subject, entity: entity.id, rule: { id: guard.id, category: 'internal' as const, priority: 5 } },
      };
      const done = await set(write, ask);
      if (!done.ok) {
        const fields = Object.keys(values).map((id) => own(entity.fields, id)?.label ?? id);
        const message = `「${fields.join('、')}」不能自动填成这个值（${done.refusal.code === 'fields.not_unique' ? '别的记录已经用了' : '它不能这样改'}），请改好再保存。`;
        throw new CommitRefused({
          code: 'rule.guard_refused',
          facts: { noun: entity.id, id: subject.id, problems: [{ title: guard.title, message, fields }] },
        });
      }
      anySet = true;
      subject = (await ruleEntity(ports.rules, entity.id)?.read(sql, subject.id)) ?? subject;
    }
  }
  return anySet;
}
