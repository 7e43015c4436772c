import type { ReportView, Tile } from '@zhike/domain/reports/contract';
import { lazy, Suspense, useMemo, useState } from 'react';
import type * as z from 'zod/mini';
import { useQuery } from '../../api/hooks';
import type { AppRefusal } from '../../api/call';
import { Loaded, Problem, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, clockOf } from '../../components/time';
import { figureAt, figureWords, keysOf, movedBy, type Picked } from '../../features/reports/figures';
import { optionsOf } from '../../features/reports/options';
import { type PeriodKey, periodInput } from './periods';
import { ReportTable } from './ReportTable';
import type { Opened } from './RowsSheet';

const Chart = lazy(() => import('../../features/reports/Chart').then((m) => ({ default: m.Chart })));

/** One report on a dashboard: its chart or table, how it is worked out, over which days and how many rows, and as of when. */
export function ReportTile({
  tile,
  storeId,
  period,
  onOpen,
}: {
  tile: z.infer<typeof Tile>;
  storeId: string | null;
  period: PeriodKey;
  onOpen: (opened: Opened) => void;
}) {
  const asked = { report: { id: tile.report }, storeId, ...periodInput(period) };
  const query = useQuery('reports.run', asked, { keepPrevious: true });
  if (!query.data && isMissingRight(query.refusal))
    return (
      <>
        <h2>{tile.title}</h2>
        <p className="zk-hint" data-testid="tile-locked">
          您的岗位看不到这张报表里的数字。需要的话请联系总部开通。
        </p>
      </>
    );
  if (!query.data && query.refusal)
    return (
      <>
        <h2>{tile.title}</h2>
        <Problem refusal={query.refusal} onRetry={query.reload} />
      </>
    );
  return (
    <Loaded query={query} skeleton={<RowsSkeleton rows={3} />}>
      {({ report }) => <Shown report={report} onPick={(picked) => onOpen({ asked, picked, report, keys: keysOf(report, picked) })} />}
    </Loaded>
  );
}

function isMissingRight(refusal: AppRefusal | undefined): boolean {
  return (
    refusal?.code === 'report.has_problems' &&
    refusal.facts.problems.every(({ code }) => ['measure_not_allowed', 'dim_not_allowed', 'no_read_right', 'op_on_masked'].includes(code))
  );
}

function Shown({ report, onPick }: { report: ReportView; onPick: (picked: Picked) => void }) {
  const [explained, explain] = useState(false);
  const option = useMemo(() => optionsOf(report), [report]);
  const counted = Math.max(0, ...report.measures.map((head) => head.counted));
  const empty = counted === 0 && report.chart !== 'number';
  return (
    <>
      <div className="zk-tile-head">
        <h2>{report.title}</h2>
        <button type="button" className="zk-link" aria-expanded={explained} onClick={() => explain(!explained)} data-testid="tile-explain">
          怎么算的
        </button>
      </div>
      {explained && (
        <dl className="zk-formulas" data-testid="tile-formulas">
          {report.measures.map((head) => (
            <div key={head.id}>
              <dt>{head.label}</dt>
              <dd>{head.formulaText}</dd>
            </div>
          ))}
          {report.filterText && (
            <div>
              <dt>只看</dt>
              <dd>{report.filterText}</dd>
            </div>
          )}
        </dl>
      )}
      <div className="zk-tile-body">
        {empty ? (
          <p className="zk-hint">这段时间没有数据。</p>
        ) : option ? (
          <Suspense fallback={<RowsSkeleton rows={3} />}>
            <Chart option={option} label={`${report.title}，${report.periodText}`} onPick={onPick} />
          </Suspense>
        ) : report.chart === 'number' ? (
          <Numbers report={report} onPick={onPick} />
        ) : (
          <ReportTable report={report} onPick={onPick} />
        )}
      </div>
      <p className="zk-tile-foot" data-testid="tile-foot">
        {report.periodText} · 截至 {clockOf(report.asOf, CHINA_OFFSET)} · {counted} 行
      </p>
    </>
  );
}

/** Single numbers, each with how it moved. */
function Numbers({ report, onPick }: { report: ReportView; onPick: (picked: Picked) => void }) {
  return (
    <div className="zk-numbers">
      {report.measures.map((head, measure) => {
        const picked = { row: null, col: null, measure };
        const moved = movedBy(figureAt(report, picked), figureAt(report, { ...picked, compared: true }));
        return (
          <button key={head.id} type="button" className="zk-number" onClick={() => onPick(picked)} data-testid="number" data-measure={head.id}>
            <span className="zk-hint">{head.label}</span>
            <b>{figureWords(figureAt(report, picked), head.format)}</b>
            {report.compared && (
              <span className="zk-hint">{moved === null ? '没有可比的数' : `比 ${report.compared.range.from} 至 ${report.compared.range.to} ${moved}`}</span>
            )}
          </button>
        );
      })}
    </div>
  );
}
