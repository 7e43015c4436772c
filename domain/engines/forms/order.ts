import type { Formula } from '../catalogue/definition';
import { namesIn } from '../catalogue/formula/scope';
import { slotOf } from '../conditions/operands';
import { type FormBody, type Slot, type SlotId, slotsOf } from './definition';

/** The slots that a condition (or an operand) looks at: `form.<slot>` as a path, a field or a variable, wherever it stands in the tree. */
export function slotsIn(tree: unknown): SlotId[] {
  if (Array.isArray(tree)) return tree.flatMap(slotsIn);
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([key, value]) => {
    const slot = typeof value === 'string' && (key === 'f' || key === 'field' || key === 'var') ? slotOf(value) : null;
    return slot !== null ? [slot] : slotsIn(value);
  });
}

const inFormula = (formula: Formula | undefined): readonly SlotId[] => (formula ? namesIn(formula).slots : []);

function inDefault(slot: Slot): readonly SlotId[] {
  if (!slot.default) return [];
  if ('formula' in slot.default) return inFormula(slot.default.formula);
  return 'from' in slot.default ? [slot.default.from.slot] : [];
}

/**
 * What the value of each slot waits for: what shows it, what makes it read-only, its default, its formula, the filter of its rows, the slot that
 * fills it or totals into it. Whether it is required and its checks are no part of it: they look at finished values, and nothing waits for them,
 * so that 「电话和微信至少填一个」 is no circle.
 */
export function dependenciesOf(def: Pick<FormBody, 'fields' | 'layout'>): ReadonlyMap<SlotId, ReadonlySet<SlotId>> {
  const needs = new Map<SlotId, Set<SlotId>>();
  const slots = Object.entries(def.fields);
  for (const [id, slot] of slots)
    needs.set(id, new Set([...slotsIn([slot.visibleIf, slot.readonlyIf, slot.ref?.filter]), ...inDefault(slot), ...inFormula(slot.compute)]));
  for (const section of def.layout) for (const id of slotsOf(section)) for (const slot of slotsIn(section.visibleIf)) needs.get(id)?.add(slot);
  for (const [id, slot] of slots) {
    for (const fill of slot.ref?.fill ?? []) needs.get(fill.to)?.add(id);
    for (const total of slot.rows?.total ?? []) needs.get(total.slot)?.add(id);
  }
  return needs;
}

export type Ordered = { readonly ok: true; readonly order: readonly SlotId[] } | { readonly ok: false; readonly ring: readonly SlotId[] };

/** The slots in an order in which each stands after all that it waits for; or a ring of slots that wait for each other, the first one again at its end. */
export function orderOf(def: Pick<FormBody, 'fields' | 'layout'>): Ordered {
  const needs = dependenciesOf(def);
  const order: SlotId[] = [];
  const done = new Set<SlotId>();
  const path: SlotId[] = [];
  const visit = (id: SlotId): readonly SlotId[] | null => {
    if (done.has(id)) return null;
    const from = path.indexOf(id);
    if (from >= 0) return [...path.slice(from), id];
    path.push(id);
    for (const need of needs.get(id) ?? []) {
      const ring = needs.has(need) ? visit(need) : null;
      if (ring) return ring;
    }
    path.pop();
    done.add(id);
    order.push(id);
    return null;
  };
  for (const id of needs.keys()) {
    const ring = visit(id);
    if (ring) return { ok: false, ring };
  }
  return { ok: true, order };
}
