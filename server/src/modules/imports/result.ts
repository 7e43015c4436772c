import type { Sql } from '../../platform/db';
import { paged, type Sheet } from '../../platform/sheet';
import { type ImportRow, listBad } from './records';
import type { Target } from './target';
import { toBadCell } from './view';

const BATCH = 1_000;

/** FM-18: each place that is not in order, by row and column as the file has them, and why. What was typed there is not repeated: it may be a phone. */
export function resultSheet(sql: Sql, of: ImportRow, target: Target): Sheet {
  return {
    name: '导入结果',
    columns: [
      { title: '行', width: 8, kind: 'count' },
      { title: '列', width: 6, kind: 'text' },
      { title: '栏目', width: 16, kind: 'text' },
      { title: '原因', width: 48, kind: 'text' },
    ],
    batches: async function* () {
      type Line = Awaited<ReturnType<typeof listBad>>[number];
      for await (const lines of paged<Line>(BATCH, (after, limit) => listBad(sql, of.id, after?.row ?? 0, limit)))
        yield lines.flatMap((line) =>
          line.problems.map((problem) => {
            const { row, column, title, reason } = toBadCell(line.row, problem, of, target);
            return [row, column, title, reason];
          }),
        );
    },
  };
}
