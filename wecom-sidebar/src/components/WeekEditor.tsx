import { Button } from 'antd';
import { ClockInput } from './ClockInput';
import { copyDay, DAYS, type Manner, nextSpan, type Span, spanProblems, type Week } from './week';

const WEEKDAYS = [1, 2, 3, 4] as const;
const OTHERS = [1, 2, 3, 4, 5, 6] as const;
const MOST_SPANS = 4;

/** The spans of one day, with what is wrong beneath each. */
export function SpansEditor({
  spans,
  manner,
  label,
  closedWord,
  onChange,
}: {
  spans: readonly Span[];
  manner: Manner;
  label: string;
  closedWord: string;
  onChange: (spans: Span[]) => void;
}) {
  const problems = spanProblems(spans, manner);
  const change = (at: number, part: Partial<Span>) => onChange(spans.map((span, i) => (i === at ? { ...span, ...part } : span)));
  return (
    <div className="zk-spans">
      {spans.length === 0 && <span className="zk-hint zk-spans-none">{closedWord}</span>}
      {spans.map((span, i) => (
        <div key={i} className="zk-span">
          <ClockInput
            value={span.from}
            label={`${label} 第 ${i + 1} 段 从`}
            bad={problems[i] !== null}
            onChange={(from) => change(i, { from })}
            testid="span-from"
          />
          <span aria-hidden="true">–</span>
          <ClockInput value={span.to} label={`${label} 第 ${i + 1} 段 到`} bad={problems[i] !== null} onChange={(to) => change(i, { to })} testid="span-to" />
          {manner === 'overnight' && span.to <= span.from && <span className="zk-hint">次日</span>}
          <Button
            type="text"
            size="small"
            aria-label={`去掉${label}第 ${i + 1} 段`}
            onClick={() => onChange(spans.filter((_, j) => j !== i))}
            data-testid="span-remove"
          >
            ×
          </Button>
          {problems[i] && <span className="zk-field-problem">{problems[i]}</span>}
        </div>
      ))}
      {spans.length < MOST_SPANS && (
        <Button type="link" size="small" onClick={() => onChange([...spans, nextSpan(spans)])} data-testid="span-add">
          {spans.length === 0 ? '＋ 加时间' : '＋ 再加一段'}
        </Button>
      )}
    </div>
  );
}

/** A week, or a cycle of weeks, of hours. Most weeks are five days alike, so Monday can be copied. */
export function WeekEditor({
  week,
  manner,
  closedWord = '休息',
  onChange,
}: {
  week: Week;
  manner: Manner;
  closedWord?: string;
  onChange: (week: Week) => void;
}) {
  const weeks = week.length / 7;
  return (
    <div className="zk-week-editor" data-testid="week-editor">
      {Array.from({ length: weeks }, (_, w) => (
        <fieldset key={w}>
          <legend className="zk-row wrap">
            {weeks > 1 && <b>第 {w + 1} 周</b>}
            <Button
              size="small"
              onClick={() =>
                onChange(
                  copyDay(
                    week,
                    w * 7,
                    WEEKDAYS.map((d) => w * 7 + d),
                  ),
                )
              }
              data-testid="copy-weekdays"
            >
              周一复制到工作日
            </Button>
            <Button
              size="small"
              onClick={() =>
                onChange(
                  copyDay(
                    week,
                    w * 7,
                    OTHERS.map((d) => w * 7 + d),
                  ),
                )
              }
              data-testid="copy-all"
            >
              周一复制到每天
            </Button>
            {w > 0 && (
              <Button size="small" onClick={() => onChange(week.map((spans, day) => (Math.floor(day / 7) === w ? (week[day - 7] ?? spans) : spans)))}>
                和上一周一样
              </Button>
            )}
          </legend>
          {DAYS.map((name, d) => {
            const at = w * 7 + d;
            return (
              <div key={name} className="zk-week-day" data-testid={`week-day-${at}`}>
                <span className="zk-week-name">{name}</span>
                <SpansEditor
                  spans={week[at] ?? []}
                  manner={manner}
                  label={weeks > 1 ? `第 ${w + 1} 周${name}` : name}
                  closedWord={closedWord}
                  onChange={(spans) => onChange(week.map((old, day) => (day === at ? spans : old)))}
                />
              </div>
            );
          })}
        </fieldset>
      ))}
    </div>
  );
}
