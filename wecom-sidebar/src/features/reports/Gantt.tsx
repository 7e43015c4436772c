import type { ReportView } from '@zhike/domain/reports/contract';
import { COLOURS } from './options';
import { CHINA_OFFSET } from '../../components/time';

const DAY_MS = 86_400_000;

/** The day of an instant in the shop, 11-26. */
const dayOf = (ms: number): string => new Date(ms + CHINA_OFFSET * 60_000).toISOString().slice(5, 10);

/** Where a bar lies on the period, in percent; null: not on it. A bar without an end goes on to now. */
export function barPlace(
  bar: { readonly from: string; readonly to: string | null },
  span: { readonly from: number; readonly to: number },
  now: number,
): { readonly left: number; readonly width: number } | null {
  const from = Math.max(span.from, Date.parse(bar.from));
  const to = Math.min(span.to, bar.to === null ? Math.max(now, Date.parse(bar.from)) : Date.parse(bar.to));
  if (from >= span.to || to <= span.from || to < from) return null;
  const whole = span.to - span.from;
  return { left: ((from - span.from) / whole) * 100, width: ((to - from) / whole) * 100 };
}

/** One line a record, its stretches of time side by side. */
export function Gantt({
  report,
  gantt,
  onOpen,
}: {
  report: ReportView;
  gantt: NonNullable<ReportView['gantt']>;
  onOpen?: (entity: string, id: string) => void;
}) {
  if (!report.range) return null;
  const midnight = (day: string): number => Date.parse(`${day}T00:00:00Z`) - CHINA_OFFSET * 60_000;
  const span = { from: midnight(report.range.from), to: midnight(report.range.to) + DAY_MS };
  const now = Date.parse(report.asOf);
  const labels = new Map(gantt.bars.map((bar, i) => [bar.id, { label: bar.label, colour: COLOURS[i % COLOURS.length] }] as const));
  return (
    <div className="zk-gantt" data-testid="gantt">
      <div className="zk-gantt-names zk-hint">
        {[...labels].map(([id, { label, colour }]) => (
          <span key={id}>
            <i style={{ background: colour }} />
            {label}
          </span>
        ))}
      </div>
      <div className="zk-gantt-legend zk-hint">
        <span />
        <span className="zk-gantt-days">
          <span>{dayOf(span.from)}</span>
          <span>{dayOf((span.from + span.to) / 2)}</span>
          <span>{dayOf(span.to - 1)}</span>
        </span>
      </div>
      {gantt.lines.map((line) => (
        <div key={line.id} className="zk-gantt-line" data-testid="gantt-line">
          {onOpen ? (
            <button type="button" className="zk-link" onClick={() => onOpen(gantt.entity, line.id)}>
              {line.name || '（未填写）'}
            </button>
          ) : (
            <span>{line.name || '（未填写）'}</span>
          )}
          <span className="zk-gantt-track">
            {line.bars.map((bar) => {
              const place = barPlace(bar, span, now);
              const known = labels.get(bar.id);
              const words = `${known?.label ?? ''}：${dayOf(Date.parse(bar.from))} 至 ${bar.to === null ? '进行中' : dayOf(Date.parse(bar.to) - 1)}`;
              return place ? (
                <span
                  key={bar.id}
                  role="img"
                  aria-label={words}
                  title={words}
                  className={bar.to === null ? 'zk-gantt-bar open' : 'zk-gantt-bar'}
                  style={{ left: `${place.left}%`, width: `${place.width}%`, background: known?.colour }}
                />
              ) : null;
            })}
          </span>
        </div>
      ))}
      {gantt.more && <p className="zk-hint">只画了前 {gantt.lines.length} 条，缩短期间或加上筛选可以看其余的。</p>}
    </div>
  );
}
