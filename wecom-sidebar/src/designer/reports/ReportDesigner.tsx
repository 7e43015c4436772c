import type { DefinitionView } from '@zhike/domain/definitions/contract';
import type { ReportDef } from '@zhike/domain/engines/reports/definition';
import { Select } from 'antd';
import { useMemo } from 'react';
import { useQuery } from '../../api/hooks';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { DesignerFrame } from '../frame/DesignerFrame';
import { useDraft } from '../frame/use-draft';
import { reportOf, sayReport, withSource } from './draft-report';
import { dimensionsOf, type Known, sourceOf, worldOf } from './known';
import { Preview } from './Preview';
import { Charts, Filters, More, Time } from './Settings';
import { FunnelEditor, GanttEditor } from './StagesEditor';
import { Wells } from './Wells';
import './reports.css';

/** 报表: 看什么 · 按什么分 · 只看哪些 · 哪段时间 · 画成什么. */
export function ReportDesigner({ definition }: { definition: DefinitionView }) {
  const known = useQuery('reports.catalogue', {});
  return (
    <Loaded query={known} skeleton={<RowsSkeleton rows={6} />}>
      {(answer) =>
        answer.entities.length === 0 ? (
          <Nothing title="没有可以看的数据" hint="您的岗位还看不到任何记录。需要的话请联系总部开通。" />
        ) : (
          <Designer definition={definition} known={answer} />
        )
      }
    </Loaded>
  );
}

function Designer({ definition, known }: { definition: DefinitionView; known: Known }) {
  const draft = useDraft(definition);
  const world = useMemo(() => worldOf(known), [known]);
  const report = useMemo(() => reportOf(draft.body), [draft.body]);
  const source = sourceOf(world, report);
  const choices = useMemo(() => (source ? dimensionsOf(world, source) : []), [world, source]);
  // The title is the definition's; the body carries it, because whoever reads the body alone wants one.
  const titled = (next: ReportDef, title = draft.title): Record<string, unknown> => ({ ...next, title }) as unknown as Record<string, unknown>;
  const put = (next: ReportDef): void => draft.change({ body: titled(next) });
  const editing = { report, source, world, onChange: put };
  const counted = report.chart !== 'funnel' && report.chart !== 'gantt';
  return (
    <DesignerFrame
      draft={{ ...draft, change: (next) => draft.change(next.title ? { ...next, body: titled(report, next.title) } : next) }}
      back={{ href: '#/design/reports', title: '报表' }}
      words={(body) => sayReport(reportOf(body), world, choices)}
    >
      <p className="zk-card" data-testid="report-sentence">
        {sayReport(report, world, choices)}
      </p>
      <section className="zk-card zk-row wrap">
        <span>看哪种记录</span>
        <Select
          aria-label="看哪种记录"
          placeholder="先选一种"
          value={source}
          showSearch={{ optionFilterProp: 'label' }}
          options={known.entities.map((one) => ({ value: one.id, label: one.label }))}
          popupMatchSelectWidth={false}
          style={{ minWidth: 140 }}
          onChange={(next: string | null) => next && put(withSource(report, next, world))}
          data-testid="report-source"
        />
      </section>
      {source && (
        <div className="zk-report-designer">
          <div>
            {counted && <Wells {...editing} source={source} choices={choices} />}
            {report.chart === 'funnel' && report.funnel && (
              <FunnelEditor funnel={report.funnel} world={world} onChange={(funnel) => put({ ...report, funnel })} />
            )}
            {report.chart === 'gantt' && report.gantt && <GanttEditor gantt={report.gantt} world={world} onChange={(gantt) => put({ ...report, gantt })} />}
          </div>
          <div>
            <Preview
              report={{ ...report, title: draft.title }}
              onInstead={(label, id) => {
                const at = known.measures.find((one) => one.label === label)?.id;
                put({ ...report, measures: report.measures.map((one) => (one.m === at ? { m: id } : one)) });
              }}
            />
            <Charts {...editing} />
            <Time {...editing} />
            <Filters {...editing} />
            {counted && <More {...editing} />}
          </div>
        </div>
      )}
    </DesignerFrame>
  );
}
