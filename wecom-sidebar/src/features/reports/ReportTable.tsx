import type { ReportView } from '@zhike/domain/reports/contract';
import { figureAt, figureWords, type Picked } from './figures';

/** A report as a table: rows by columns with their totals. Each number opens its rows. */
export function ReportTable({ report, onPick }: { report: ReportView; onPick: (picked: Picked) => void }) {
  const cols = report.cols.length > 0 ? report.cols.map((line, col) => ({ title: line.labels.join(' '), col: col as number | null })) : [];
  const places = cols.length > 0 ? [...cols, { title: '合计', col: null }] : [{ title: '', col: null }];
  const rows = [
    ...report.rows.map((line, row) => ({ title: line.labels.join(' · '), row: row as number | null, open: line.incomplete })),
    { title: '合计', row: null, open: false },
  ];
  return (
    <div className="zk-books zk-cross">
      <table data-testid="report-table">
        <thead>
          <tr>
            <th scope="col">{report.dimensions.join(' · ')}</th>
            {places.flatMap((place) =>
              report.measures.map((head) => (
                <th key={`${place.title} ${head.id}`} scope="col">
                  {[place.title, report.measures.length > 1 || cols.length === 0 ? head.label : ''].filter(Boolean).join(' ')}
                </th>
              )),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ title, row, open }) => (
            <tr key={`${title} ${row}`} className={row === null ? 'zk-total' : undefined} data-testid="report-row">
              <th scope="row">
                {title}
                {open && <span className="zk-hint"> 未完</span>}
              </th>
              {places.flatMap(({ title: place, col }) =>
                report.measures.map((head, measure) => (
                  <td key={`${place} ${head.id}`}>
                    <button type="button" className="zk-cell" onClick={() => onPick({ row, col, measure })}>
                      {figureWords(figureAt(report, { row, col, measure }), head.format)}
                    </button>
                  </td>
                )),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
