import type { FieldType } from '@zhike/domain/engines/catalogue/definition';
import type { RowsSettings, SlotId } from '@zhike/domain/engines/forms/definition';

export type Total = NonNullable<RowsSettings['total']>[number];
interface Asked {
  readonly slot: SlotId;
  readonly type: FieldType | null;
}

/** Whether what a line says may be added up into that question. */
export const sameKind = (line: FieldType | null, target: FieldType | null): boolean => line === target && (target === 'number' || target === 'money');

/** What a total of this question begins with: the first of a line's questions that fits, else the number of lines; null: neither fits. */
export function beginTotal(target: Asked, lines: readonly Asked[]): Total | null {
  const of = lines.find((line) => sameKind(line.type, target.type));
  if (of) return { slot: target.slot, agg: 'sum', of: of.slot };
  return target.type === 'number' ? { slot: target.slot, agg: 'count' } : null;
}

/** A list of totals with one changed, taken out (null) or added at the end; no question is the total of two things. */
export function withTotal(list: readonly Total[], at: number, next: Total | null): readonly Total[] {
  const changed = next === null ? list.filter((_, i) => i !== at) : at < list.length ? list.map((one, i) => (i === at ? next : one)) : [...list, next];
  return changed.filter((one, i) => changed.findIndex((other) => other.slot === one.slot) === i);
}
