import type { Path } from '../conditions/definition';
import { slotOf } from '../conditions/operands';
import { own } from '../conditions/values';
import type { FormBody, SlotId } from './definition';

function fieldsIn(tree: unknown): Path[] {
  if (Array.isArray(tree)) return tree.flatMap(fieldsIn);
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' && (key === 'f' || key === 'field') && slotOf(value) === null ? [value] : fieldsIn(value),
  );
}

/** What a form must know of a record that one of its slots links to: what it shows, fills from, takes defaults from and filters by. */
export function pathsOf(def: Pick<FormBody, 'fields'>, slot: SlotId): readonly Path[] {
  const ref = own(def.fields, slot)?.ref;
  const defaults = Object.values(def.fields).flatMap(({ default: from }) => (from && 'from' in from && from.from.slot === slot ? [from.from.path] : []));
  const paths = [
    ...(ref?.show ?? []),
    ...(ref?.fill ?? []).map((fill) => fill.from),
    ...(ref?.order ? [ref.order] : []),
    ...fieldsIn(ref?.filter),
    ...defaults,
  ];
  return [...new Set(paths)].sort();
}
