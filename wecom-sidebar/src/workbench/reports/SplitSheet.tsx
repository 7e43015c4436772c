import type { ApiInput } from '@zhike/domain/api';
import { useState } from 'react';
import { useQuery } from '../../api/hooks';
import { Chips } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { Loaded, Nothing, Problem, RowsSkeleton } from '../../components/states';
import { figureAt, figureWords, keysOf, movedBy } from '../../features/reports/figures';
import type { Opened } from './RowsSheet';

/** Where a number comes from: one of a report's numbers, split by what it can be split by, beside the period before. */
export function SplitSheet({
  asked,
  title,
  onOpen,
  onClose,
}: {
  asked: ApiInput<'reports.run'>;
  title: string;
  onOpen: (opened: Opened) => void;
  onClose: () => void;
}) {
  const whole = useQuery('reports.run', asked);
  const [measure, chooseMeasure] = useState<string | null>(null);
  const [dim, chooseDim] = useState<string | null>(null);
  return (
    <Sheet open wide onClose={onClose} title={`拆开看：${title}`} testid="split-sheet">
      <Loaded query={whole} skeleton={<RowsSkeleton rows={4} />}>
        {({ report }) => {
          const heads = report.measures.filter((head) => head.splits.length > 0);
          const head = heads.find((one) => one.id === measure) ?? heads[0];
          const split = head?.splits.find((one) => one.dim === dim);
          if (!head) return <Nothing title="这张报表没有可以拆开的数" />;
          return (
            <>
              {heads.length > 1 && (
                <Chips
                  label="拆哪个数"
                  name="split-measure"
                  value={head.id}
                  onChange={chooseMeasure}
                  choices={heads.map((one) => ({ key: one.id, title: one.label }))}
                />
              )}
              <Chips
                label="按什么拆"
                name="split"
                value={split?.dim ?? null}
                onChange={chooseDim}
                choices={head.splits.map((one) => ({ key: one.dim, title: `按${one.label}` }))}
              />
              {split ? (
                <Parts asked={{ ...asked, split: { measure: split.measure, dim: split.dim } }} onOpen={onOpen} />
              ) : (
                <p className="zk-hint">选一项，看「{head.label}」是哪一部分在变。</p>
              )}
            </>
          );
        }}
      </Loaded>
    </Sheet>
  );
}

/** Each part now, before, and how it moved. */
function Parts({ asked, onOpen }: { asked: ApiInput<'reports.run'>; onOpen: (opened: Opened) => void }) {
  const query = useQuery('reports.run', asked);
  if (!query.data && query.refusal) return <Problem refusal={query.refusal} onRetry={query.reload} />;
  return (
    <Loaded query={query} skeleton={<RowsSkeleton rows={5} />}>
      {({ report }) => {
        const head = report.measures[0];
        if (!head) return null;
        const lines = [...report.rows.map((line, row) => ({ title: line.labels.join(' '), row: row as number | null })), { title: '合计', row: null }];
        return (
          <div className="zk-books zk-cross">
            <table data-testid="split-table">
              <thead>
                <tr>
                  <th scope="col">{report.dimensions.join(' ')}</th>
                  <th scope="col">{head.label}</th>
                  <th scope="col">上期</th>
                  <th scope="col">变化</th>
                </tr>
              </thead>
              <tbody>
                {lines.map(({ title, row }) => {
                  const picked = { row, col: null, measure: 0 };
                  const [now, before] = [figureAt(report, picked), figureAt(report, { ...picked, compared: true })];
                  const open = (compared: boolean) => onOpen({ asked, report, picked: { ...picked, compared }, keys: keysOf(report, picked) });
                  return (
                    <tr key={`${title} ${row}`} className={row === null ? 'zk-total' : undefined} data-testid="split-row">
                      <th scope="row">{title}</th>
                      <td>
                        <button type="button" className="zk-cell" onClick={() => open(false)}>
                          {figureWords(now, head.format)}
                        </button>
                      </td>
                      <td>
                        <button type="button" className="zk-cell" onClick={() => open(true)}>
                          {figureWords(before, head.format)}
                        </button>
                      </td>
                      <td>{movedBy(now, before) ?? '–'}</td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
            <p className="zk-hint">
              {head.formulaText}。{report.periodText}
              {report.compared && `，上期：${report.compared.range.from} 至 ${report.compared.range.to}`}
            </p>
          </div>
        );
      }}
    </Loaded>
  );
}
