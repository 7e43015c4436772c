import type { Cond } from '@zhike/domain/engines/conditions/definition';
import type { Chart, ReportDef, ReportPeriod } from '@zhike/domain/engines/reports/definition';
import { REPORT_LIMITS } from '@zhike/domain/engines/reports/definition';
import { wayTo } from '@zhike/domain/engines/reports/grain';
import { Button, Input, InputNumber, Select } from 'antd';
import { Chips } from '../../components/parts';
import { ConditionEditor } from '../conditions/ConditionEditor';
import { Labelled, Toggle } from '../forms/parts';
import { CHART_WORDS, homesOf, reaches, withChart } from './draft-report';
import { measureIn, type World } from './known';
import { PERIOD_CHOICES, periodKey, periodWords } from './periods';

interface Editing {
  readonly report: ReportDef;
  readonly source: string | null;
  readonly world: World;
  readonly onChange: (report: ReportDef) => void;
}

/** What a pale chart is waiting for. */
const SHARE = '先在左边「按什么分」加一项，例如来源、门店';
const WANTS: Readonly<Partial<Record<Chart, string>>> = { pie: SHARE, rank: SHARE, cross: SHARE, heat: SHARE };

/** 画成什么: those that fit what is chosen; the rest are there and say so by being pale. */
export function Charts({ report, source, world, onChange }: Editing) {
  const all = Object.keys(CHART_WORDS) as Chart[];
  return (
    <section className="zk-card">
      <h3>画成什么</h3>
      <Chips
        label="画成什么"
        name="chart"
        value={report.chart}
        onChange={(chart) => onChange(withChart(report, chart, source, world))}
        choices={all.map((chart) => ({
          key: chart,
          title: CHART_WORDS[chart],
          disabled: chart !== report.chart && !reaches(report, chart),
          hint: reaches(report, chart) ? '' : (WANTS[chart] ?? '要先改「按什么分」'),
        }))}
      />
      {!reaches(report, 'pie') && <p className="zk-hint">想画饼图、排行榜：{SHARE}。</p>}
    </section>
  );
}

/** 哪段时间, and what it is compared with. */
export function Time({ report, onChange }: Editing) {
  const key = periodKey(report.period);
  const today = new Date().toISOString().slice(0, 10);
  const choose = (next: string): void => {
    const period: ReportPeriod | undefined = next === 'days' ? { from: today, to: today } : PERIOD_CHOICES.find((one) => one.key === next)?.period;
    if (period) onChange({ ...report, period });
  };
  const { period } = report;
  return (
    <section className="zk-card">
      <h3>哪段时间</h3>
      <div className="zk-row wrap">
        <Select
          aria-label="哪段时间"
          value={key}
          options={[
            ...PERIOD_CHOICES.map((one) => ({ value: one.key, label: one.label })),
            { value: 'days', label: '自己选日期' },
            ...(key === 'other' ? [{ value: 'other', label: periodWords(period) }] : []),
          ]}
          popupMatchSelectWidth={false}
          onChange={choose}
          data-testid="period"
        />
        {'from' in period && (
          <span className="zk-row wrap">
            <Input
              type="date"
              aria-label="从"
              value={period.from}
              onChange={(e) => e.target.value && onChange({ ...report, period: { ...period, from: e.target.value } })}
            />
            到
            <Input
              type="date"
              aria-label="到"
              value={period.to}
              onChange={(e) => e.target.value && onChange({ ...report, period: { ...period, to: e.target.value } })}
            />
          </span>
        )}
      </div>
      <Labelled label="和什么比">
        <Select
          aria-label="和什么比"
          value={typeof report.compare === 'string' ? report.compare : report.compare ? 'days' : 'none'}
          options={[
            { value: 'none', label: '不比较' },
            { value: 'prev', label: '上一期' },
            { value: 'lastYear', label: '去年同期' },
            ...(typeof report.compare === 'object' ? [{ value: 'days', label: `${report.compare.from} 至 ${report.compare.to}` }] : []),
          ]}
          onChange={(next) => {
            const { compare: _, ...rest } = report;
            if (next === 'prev' || next === 'lastYear') onChange({ ...rest, compare: next });
            else if (next === 'none') onChange(rest);
          }}
          data-testid="compare"
        />
      </Labelled>
      {(report.chart === 'line' || report.chart === 'area') && (
        <Toggle label="标出发券活动的日子" on={report.campaigns ?? false} onChange={(campaigns) => onChange({ ...report, campaigns })} />
      )}
    </section>
  );
}

/** 只看哪些, about whatever every number of the report belongs to. */
export function Filters({ report, source, world, onChange }: Editing) {
  const homes = report.chart === 'funnel' || report.chart === 'gantt' ? (source ? [source] : []) : homesOf(report, world);
  const open = world.known.entities.filter(({ id }) =>
    homes.every((home) => {
      const way = wayTo(world.catalogue, home, id);
      return way !== null && way !== 'ambiguous';
    }),
  );
  const set = Object.entries(report.filter ?? {});
  const put = (filter: Record<string, Cond>): void => {
    const { filter: _, ...rest } = report;
    onChange(Object.keys(filter).length > 0 ? { ...rest, filter } : rest);
  };
  return (
    <section className="zk-card" data-testid="report-filters">
      <h3>只看哪些</h3>
      {set.map(([entity, cond]) => (
        <div key={entity}>
          <div className="zk-row">
            <b className="zk-grow">{world.known.entities.find((one) => one.id === entity)?.label ?? '（无权查看）'}</b>
            <Button size="small" onClick={() => put(Object.fromEntries(set.filter(([id]) => id !== entity)))}>
              不再限制
            </Button>
          </div>
          <ConditionEditor
            answer={world.answer}
            entity={entity}
            value={cond}
            label="只看哪些"
            onChange={(next) => put({ ...Object.fromEntries(set), [entity]: next })}
          />
        </div>
      ))}
      <Select
        aria-label="加一种筛选"
        placeholder={set.length === 0 ? '不限。要限制，选按什么限制' : '再加一种'}
        value={null}
        options={open.filter(({ id }) => !set.some(([entity]) => entity === id)).map(({ id, label }) => ({ value: id, label }))}
        popupMatchSelectWidth={false}
        style={{ minWidth: 180 }}
        onChange={(entity: string | null) => entity && put({ ...Object.fromEntries(set), [entity]: { all: [] } })}
        data-testid="add-filter"
      />
    </section>
  );
}

/** Order, the first few, empty stretches, the target. */
export function More({ report, world, onChange }: Editing) {
  const sort = report.sort ? `${report.sort.by} ${report.sort.dir}` : 'natural asc';
  const ranked = report.rows.length === 1 && report.rows[0] !== undefined && !('time' in report.rows[0]);
  return (
    <section className="zk-card">
      <h3>更多</h3>
      {report.rows.length > 0 && (
        <Labelled label="排序">
          <Select
            aria-label="排序"
            value={sort}
            options={[
              { value: 'natural asc', label: '按自然顺序（时间、分段）' },
              { value: 'label asc', label: '按名称' },
              ...report.measures.flatMap(({ m }) => [
                { value: `${m} desc`, label: `${measureIn(world, report, m)?.label ?? m} 从大到小` },
                { value: `${m} asc`, label: `${measureIn(world, report, m)?.label ?? m} 从小到大` },
              ]),
            ]}
            onChange={(next) => {
              const [by = 'natural', dir] = next.split(' ');
              onChange({ ...report, sort: { by, dir: dir === 'desc' ? 'desc' : 'asc' } });
            }}
          />
        </Labelled>
      )}
      {ranked && (
        <Labelled label="只列前几名（其余合成「其他」）">
          <InputNumber
            aria-label="只列前几名"
            min={1}
            max={REPORT_LIMITS.top}
            precision={0}
            placeholder="全部"
            value={report.top?.n ?? null}
            onChange={(n) => {
              const { top: _, ...rest } = report;
              onChange(n ? { ...rest, top: { n } } : rest);
            }}
          />
        </Labelled>
      )}
      {report.chart === 'gauge' && (
        <Labelled label="目标">
          <InputNumber
            aria-label="目标"
            min={0}
            value={measureIn(world, report, report.measures[0]?.m ?? '')?.format === 'fen' ? (report.target ?? 0) / 100 : (report.target ?? 0)}
            onChange={(n) =>
              onChange({ ...report, target: measureIn(world, report, report.measures[0]?.m ?? '')?.format === 'fen' ? Math.round((n ?? 0) * 100) : (n ?? 0) })
            }
          />
        </Labelled>
      )}
      {report.rows.length > 0 && (
        <Toggle label="没有数据的日子和分段也列出来" on={report.zeroFill} onChange={(zeroFill) => onChange({ ...report, zeroFill })} />
      )}
    </section>
  );
}
