import type { FieldType } from '@zhike/domain/engines/catalogue/definition';
import type { RowsSettings, SlotId } from '@zhike/domain/engines/forms/definition';
import { changedAt } from './list-edit';

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

/** No question is the total of two things. */
export const withTotal = (list: readonly Total[], at: number, next: Total | null): readonly Total[] => changedAt(list, at, next, (one) => one.slot);
