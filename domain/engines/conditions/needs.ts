import type { Cond, FieldId, RelationId } from './definition';
import { slotOf } from './operands';

/** What an evaluation will ask of a record: its fields, and the same of the rows that its relations lead to. */
export interface Needs {
  readonly fields: ReadonlySet<FieldId>;
  readonly one: ReadonlyMap<RelationId, Needs>;
  readonly many: ReadonlyMap<RelationId, Needs>;
}
interface Growing {
  readonly fields: Set<FieldId>;
  readonly one: Map<RelationId, Growing>;
  readonly many: Map<RelationId, Growing>;
}
const nothing = (): Growing => ({ fields: new Set(), one: new Map(), many: new Map() });

function behind(map: Map<RelationId, Growing>, id: RelationId): Growing {
  const found = map.get(id) ?? nothing();
  map.set(id, found);
  return found;
}

function addPath(path: string, needs: Growing): void {
  if (slotOf(path) !== null) return;
  const steps = path.split('.');
  const field = steps.pop() ?? '';
  let at = needs;
  for (const step of steps) at = behind(at.one, step);
  if (field !== 'id') at.fields.add(field);
}

/** Fields that an operand compares with, however deep in it. */
function addOperand(v: unknown, needs: Growing): void {
  if (Array.isArray(v)) for (const one of v) addOperand(one, needs);
  else if (typeof v === 'object' && v !== null)
    for (const [key, value] of Object.entries(v))
      if (key === 'field' && typeof value === 'string') addPath(value, needs);
      else addOperand(value, needs);
}

function add(cond: Cond, needs: Growing): void {
  if ('all' in cond) for (const kid of cond.all) add(kid, needs);
  else if ('any' in cond) for (const kid of cond.any) add(kid, needs);
  else if ('not' in cond) add(cond.not, needs);
  else if ('changed' in cond) needs.fields.add(cond.changed);
  else if ('rel' in cond) {
    const rows = behind(needs.many, cond.rel);
    if ('of' in cond) rows.fields.add(cond.of);
    if ('v' in cond) addOperand(cond.v, needs);
    if (cond.where) add(cond.where, rows);
  } else if ('f' in cond) {
    addPath(cond.f, needs);
    addOperand(cond.v, needs);
  }
}

/** What to fetch before `evaluate`, for one condition or several at once. A segment must have been put in place. */
export function needs(...conditions: readonly Cond[]): Needs {
  const found = nothing();
  for (const cond of conditions) add(cond, found);
  return found;
}
