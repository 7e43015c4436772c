import type { BulkView } from '@zhike/domain/bulk/contract';
import type { BulkRow } from './records';

export function toBulkView(row: BulkRow): BulkView {
  const { id, of, words, byName, state, total, changed, same, refused, undone, waiting } = row;
  const back = state === 'undoing' || state === 'undone';
  return {
    ...{ id, of, words, byName, state, total, same, refused },
    what: row.change.do,
    changed: changed + undone,
    gone: back ? undone + refused : total - waiting,
    createdAt: row.createdAt.toISOString(),
    can: state === 'done' && changed > 0 ? ['undo'] : [],
  };
}
