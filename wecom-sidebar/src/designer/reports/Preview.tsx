import type { ReportDef } from '@zhike/domain/engines/reports/definition';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useQuery } from '../../api/hooks';
import { Problem, RowsSkeleton } from '../../components/states';
import { keysOf } from '../../features/reports/figures';
import { ReportShown } from '../../features/reports/ReportShown';
import { type Opened, RowsSheet } from '../../workbench/reports/RowsSheet';
import { wordProblem } from '../frame/problem-words';

/** So long after the last change the numbers are asked for again. */
const PAUSE_MS = 400;

/** The report as it would be, with the numbers that its maker may see. What is wrong is said in its place, with what to take instead. */
export function Preview({ report, onInstead }: { report: ReportDef; onInstead: (from: string, to: string) => void }) {
  const body = useSettled(report);
  const [opened, setOpened] = useState<Opened | null>(null);
  const [by, rankBy] = useState<string | null>(null);
  const ready = body.measures.length > 0 || body.chart === 'funnel' || body.chart === 'gantt';
  const known = by !== null && body.measures.some(({ m }) => m === by);
  const asked = { report: { body: { ...body } as Record<string, unknown> }, ...(known ? { sort: { by, dir: 'desc' as const } } : {}) };
  const query = useQuery('reports.run', ready ? asked : null, { keepPrevious: true });
  const refusal = query.refusal;
  return (
    <section className="zk-card zk-report-preview" data-testid="report-preview" aria-live="polite">
      {!ready ? (
        <p className="zk-hint">选好「看什么」，这里马上画出来。</p>
      ) : refusal?.code === 'report.has_problems' ? (
        <ul className="zk-why">
          {refusal.facts.problems.map((problem) => (
            <li key={`${problem.path} ${problem.code}`} className={problem.level === 'error' ? 'bad' : ''}>
              {wordProblem(problem, 'report')}
              {Array.isArray(problem.facts.insteadIds) &&
                problem.facts.insteadIds.map((id, i) => (
                  <Button key={id} size="small" onClick={() => onInstead(String(problem.facts.measure ?? ''), id)} data-testid="instead">
                    换成「{Array.isArray(problem.facts.instead) ? problem.facts.instead[i] : id}」
                  </Button>
                ))}
            </li>
          ))}
        </ul>
      ) : refusal ? (
        <Problem refusal={refusal} onRetry={query.reload} />
      ) : query.data ? (
        <ReportShown
          report={query.data.report}
          onPick={(picked) => query.data && setOpened({ asked, picked, report: query.data.report, keys: keysOf(query.data.report, picked) })}
          ranking={{ by: by ?? query.data.report.measures[0]?.id ?? '', choose: rankBy }}
        />
      ) : (
        <RowsSkeleton rows={5} />
      )}
      {opened && <RowsSheet opened={opened} onClose={() => setOpened(null)} />}
    </section>
  );
}

/** A value that has not changed for a moment. */
function useSettled<T>(value: T): T {
  const [settled, settle] = useState(value);
  const text = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => settle(JSON.parse(text) as T), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
