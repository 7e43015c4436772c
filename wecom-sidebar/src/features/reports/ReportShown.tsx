import type { ReportView } from '@zhike/domain/reports/contract';
import { Segmented } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import { RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, clockOf } from '../../components/time';
import { figureAt, figureWords, movedBy, type Picked } from './figures';
import { Gantt } from './Gantt';
import { optionsOf } from './options';
import { ReportTable } from './ReportTable';
import './shown.css';

const Chart = lazy(() => import('./Chart').then((m) => ({ default: m.Chart })));

/** A ranking shows one of its numbers at a time; whoever reads it may ask for another order. */
export interface Ranking {
  readonly by: string;
  choose(measure: string): void;
}

/** A worked-out report: its chart or table, how it is worked out, over which days and how many rows, and as of when. */
export function ReportShown({
  report,
  onPick,
  onOpen,
  ranking,
  tools,
}: {
  report: ReportView;
  onPick: (picked: Picked) => void;
  /** A record of a Gantt chart was pressed. */
  onOpen?: (entity: string, id: string) => void;
  ranking?: Ranking;
  tools?: React.ReactNode;
}) {
  const [explained, explain] = useState(false);
  const shown = report.chart === 'rank' ? report.measures.findIndex((head) => head.id === ranking?.by) : -1;
  const option = useMemo(() => optionsOf(report, Math.max(0, shown)), [report, shown]);
  const counted = Math.max(0, ...report.measures.map((head) => head.counted));
  const empty = report.gantt ? report.gantt.lines.length === 0 : counted === 0 && report.chart !== 'number';
  return (
    <>
      <div className="zk-tile-head">
        <h2>{report.title}</h2>
        {tools}
        <button type="button" className="zk-link" aria-expanded={explained} onClick={() => explain(!explained)} data-testid="tile-explain">
          怎么算的
        </button>
      </div>
      {explained && <Formulas report={report} />}
      {report.chart === 'rank' && report.measures.length > 1 && ranking && (
        <Segmented
          size="small"
          aria-label="按什么排"
          value={ranking.by}
          options={report.measures.map((head) => ({ value: head.id, label: `按${head.label}` }))}
          onChange={ranking.choose}
          data-testid="rank-by"
        />
      )}
      <div className="zk-tile-body">
        {empty ? (
          <p className="zk-hint">这段时间没有数据。</p>
        ) : report.gantt ? (
          <Gantt report={report} gantt={report.gantt} {...(onOpen ? { onOpen } : {})} />
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
        {report.periodText} · 截至 {clockOf(report.asOf, CHINA_OFFSET)}
        {report.gantt ? ` · ${report.gantt.lines.length}${report.gantt.more ? '+' : ''} 条` : ` · ${counted} 行`}
        {report.summed && ' · 按日汇总'}
      </p>
    </>
  );
}

function Formulas({ report }: { report: ReportView }) {
  return (
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
