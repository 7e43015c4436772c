import type { FormDef, Section, SlotId } from './definition';
import { slotsOf } from './definition';
import { type Ordered, orderOf } from './order';

/** What follows from a form's text alone: worked out once for a form, however many pages and rows of files are judged by it. */
export interface FormPlan {
  readonly ordered: Ordered;
  readonly sectionOf: ReadonlyMap<SlotId, Section>;
  /** Slots that nobody types: a total of a table's rows, or a value that is shown from a linked record. */
  readonly sources: ReadonlyMap<SlotId, Source>;
  /** Slots that a newly picked record fills, with the link slots that do. */
  readonly fills: ReadonlyMap<SlotId, readonly { readonly from: SlotId; readonly path: string }[]>;
}
export type Source =
  | { readonly derived: 'total'; readonly from: SlotId; readonly total: { readonly agg: 'sum' | 'count'; readonly of?: SlotId } }
  | { readonly derived: 'live'; readonly from: SlotId; readonly path: string };

const plans = new WeakMap<FormDef, FormPlan>();

/** A form's text never changes once it is somebody's: an edit makes another. */
export function planOf(def: FormDef): FormPlan {
  const known = plans.get(def);
  if (known) return known;
  const sources = new Map<SlotId, Source>();
  const fills = new Map<SlotId, { readonly from: SlotId; readonly path: string }[]>();
  for (const [from, slot] of Object.entries(def.fields)) {
    for (const total of slot.rows?.total ?? []) if (!sources.has(total.slot)) sources.set(total.slot, { derived: 'total', from, total });
    const copied = new Set<SlotId>();
    for (const fill of slot.ref?.fill ?? [])
      if (fill.mode === 'live') {
        if (!sources.has(fill.to)) sources.set(fill.to, { derived: 'live', from, path: fill.from });
      } else if (!copied.has(fill.to)) {
        copied.add(fill.to);
        fills.set(fill.to, [...(fills.get(fill.to) ?? []), { from, path: fill.from }]);
      }
  }
  const plan: FormPlan = {
    ordered: orderOf(def),
    sectionOf: new Map(def.layout.flatMap((section) => slotsOf(section).map((id) => [id, section] as const))),
    sources,
    fills,
  };
  plans.set(def, plan);
  return plan;
}
