import type { FunnelDef, GanttDef } from '@zhike/domain/engines/reports/definition';
import { REPORT_LIMITS } from '@zhike/domain/engines/reports/definition';
import { Button, Input, InputNumber, Select } from 'antd';
import { Labelled } from '../forms/parts';
import { momentsOf, type World } from './known';

const freeId = (prefix: string, taken: readonly { readonly id: string }[]): string => {
  let n = taken.length + 1;
  while (taken.some((one) => one.id === `${prefix}${n}`)) n += 1;
  return `${prefix}${n}`;
};

function moved<T>(list: readonly T[], at: number): T[] {
  const next = [...list];
  next.splice(at - 1, 0, ...next.splice(at, 1));
  return next;
}

/** The steps of a funnel, first to last: which moment says that somebody has come so far. */
export function FunnelEditor({ funnel, world, onChange }: { funnel: FunnelDef; world: World; onChange: (funnel: FunnelDef) => void }) {
  const moments = momentsOf(world, funnel.home).map((one) => ({ value: one.path, label: one.label }));
  const put = (stages: FunnelDef['stages']): void => onChange({ ...funnel, stages });
  return (
    <section className="zk-card" data-testid="funnel-editor">
      <h3>漏斗的每一步</h3>
      <p className="zk-hint">期间内走到第一步的人，后来有多少走到了后面。跳过一步也算到过；退回来不扣。</p>
      {funnel.stages.map((stage, i) => (
        <div key={stage.id} className="zk-report-item zk-row wrap">
          <Input
            aria-label={`第 ${i + 1} 步叫什么`}
            value={stage.label}
            maxLength={20}
            style={{ width: 120 }}
            onChange={(e) => put(funnel.stages.map((one) => (one.id === stage.id ? { ...one, label: e.target.value } : one)))}
          />
          <Select
            aria-label={`第 ${i + 1} 步看哪个时间`}
            value={stage.time}
            options={moments}
            popupMatchSelectWidth={false}
            onChange={(time) => put(funnel.stages.map((one) => (one.id === stage.id ? { ...one, time } : one)))}
          />
          {i > 0 && (
            <Button size="small" onClick={() => put(moved(funnel.stages, i))}>
              上移
            </Button>
          )}
          <Button size="small" disabled={funnel.stages.length <= 2} onClick={() => put(funnel.stages.filter((one) => one.id !== stage.id))}>
            移除
          </Button>
        </div>
      ))}
      <div className="zk-row wrap">
        <Button
          size="small"
          disabled={funnel.stages.length >= REPORT_LIMITS.stages || !moments[0]}
          onClick={() => put([...funnel.stages, { id: freeId('s', funnel.stages), label: moments[0]?.label ?? '', time: moments[0]?.value ?? '' }])}
          data-testid="add-stage"
        >
          ＋ 一步
        </Button>
        <span className="zk-row">
          走完给
          <InputNumber
            aria-label="多少天内"
            min={1}
            max={REPORT_LIMITS.funnelDays}
            precision={0}
            value={funnel.windowDays ?? 90}
            onChange={(days) => onChange({ ...funnel, windowDays: days ?? 90 })}
          />
          天
        </span>
      </div>
    </section>
  );
}

/** The bars of a Gantt chart: from which moment to which. */
export function GanttEditor({ gantt, world, onChange }: { gantt: GanttDef; world: World; onChange: (gantt: GanttDef) => void }) {
  const moments = momentsOf(world, gantt.home).map((one) => ({ value: one.path, label: one.label }));
  const put = (bars: GanttDef['bars']): void => onChange({ ...gantt, bars });
  const set = (id: string, over: Partial<GanttDef['bars'][number]>): void => put(gantt.bars.map((one) => (one.id === id ? { ...one, ...over } : one)));
  return (
    <section className="zk-card" data-testid="gantt-editor">
      <h3>每一条画哪几段</h3>
      {gantt.bars.map((bar, i) => (
        <div key={bar.id} className="zk-report-item">
          <Labelled label={`第 ${i + 1} 段`}>
            <Input aria-label={`第 ${i + 1} 段叫什么`} value={bar.label} maxLength={20} onChange={(e) => set(bar.id, { label: e.target.value })} />
          </Labelled>
          <div className="zk-row wrap">
            从
            <Select aria-label="从" value={bar.from} options={moments} popupMatchSelectWidth={false} onChange={(from) => set(bar.id, { from })} />
            到
            <Select aria-label="到" value={bar.to} options={moments} popupMatchSelectWidth={false} onChange={(to) => set(bar.id, { to })} />
            <Button size="small" disabled={gantt.bars.length <= 1} onClick={() => put(gantt.bars.filter((one) => one.id !== bar.id))}>
              移除
            </Button>
          </div>
        </div>
      ))}
      <Button
        size="small"
        disabled={gantt.bars.length >= REPORT_LIMITS.bars || !moments[0]}
        onClick={() =>
          put([...gantt.bars, { id: freeId('b', gantt.bars), label: '一段', from: moments[0]?.value ?? '', to: (moments[1] ?? moments[0])?.value ?? '' }])
        }
        data-testid="add-bar"
      >
        ＋ 一段
      </Button>
    </section>
  );
}
