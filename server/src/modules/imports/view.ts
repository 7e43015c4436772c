import type { BadCell, ImportView } from '@zhike/domain/imports/contract';
import { letterOf, OUTER_KEY } from '@zhike/domain/imports/columns';
import { importVerbs } from '@zhike/domain/imports/lifecycle';
import { sayImportProblem } from '@zhike/domain/imports/words';
import type { ImportRow, RowProblem } from './records';
import type { Target } from './target';

export function toImportView(row: ImportRow, title: string): ImportView {
  const { id, kind, formId, fileName, state, problem, storeId, storeName, byName, mode, heard, existing, parts, haveParts } = row;
  const { checked, bad, written, created, changed, same, kept } = row;
  return {
    ...{ id, kind, formId, title, fileName, state, problem, storeId, storeName, byName, mode, heard, existing, parts, haveParts },
    ...{ checked, bad, good: checked - bad, written, created, changed, same, kept },
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    can: [...importVerbs(state)],
  };
}

/** Where in the file a problem is, as a person finds it there, and what is wrong. */
export function toBadCell(row: number, problem: RowProblem, of: Pick<ImportRow, 'mapping' | 'headings'>, target: Target): BadCell {
  const at = of.mapping.indexOf(problem.slot);
  const column = target.columns.find((one) => one.key === problem.slot);
  const title = (at < 0 ? undefined : of.headings[at]) || column?.title || (problem.slot === OUTER_KEY ? '外部编号' : '');
  return { row, column: at < 0 ? '' : letterOf(at), title, reason: sayImportProblem(problem) };
}
