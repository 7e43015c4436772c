import { FilterOutlined, LeftOutlined, PrinterOutlined, RightOutlined } from '@ant-design/icons';
import { BOOKING_STATES } from '@zhike/domain/booking/lifecycle';
import { addDays, formatDateZh } from '@zhike/domain/kernel/calendar-date';
import { Button, Input, Segmented, Select } from 'antd';
import { useState } from 'react';
import { useNarrow } from '../../components/parts';
import { type CalendarLayout, rangeOf } from '../../features/booking/calendar/mapping';
import type { DayMark } from '../../features/booking/calendar/marks';
import { STATE_WORDS } from '../../words';
import { StoreSelect } from '../StoreSelect';
import type { Filters } from './useCalendarFilter';

export type PageLayout = CalendarLayout | 'month' | 'list';
const LAYOUTS: readonly { value: PageLayout; label: string; narrow?: string }[] = [
  { value: 'grid', label: '日' },
  { value: 'timeline-week', label: '周' },
  { value: 'month', label: '月' },
  { value: 'timeline-day', label: '资源时间线', narrow: '时间线' },
  { value: 'list', label: '列表' },
];
const SHOWN_STATES = BOOKING_STATES.filter((s) => s !== 'cancelled' && s !== 'expired' && s !== 'declined');

/** `11月23–29日`, `11月30日–12月6日`. */
function spanTitle(from: string, to: string): string {
  const month = (date: string) => `${Number(date.slice(5, 7))}月`;
  const day = (date: string) => Number(date.slice(8));
  return month(from) === month(to) ? `${month(from)}${day(from)}–${day(to)}日` : `${month(from)}${day(from)}日–${month(to)}${day(to)}日`;
}

function titleOf(layout: PageLayout, date: string, today: string): string {
  if (layout === 'month') return `${Number(date.slice(0, 4))}年${Number(date.slice(5, 7))}月`;
  if (layout !== 'timeline-week') return formatDateZh(date, today);
  const week = rangeOf(layout, date);
  return spanTitle(week.from, addDays(week.from, week.days - 1));
}

interface Props {
  readonly date: string;
  readonly today: string;
  readonly layout: PageLayout;
  readonly mark: DayMark | undefined;
  readonly onLayout: (layout: PageLayout) => void;
  readonly onDate: (date: string) => void;
  readonly onStep: (by: -1 | 1) => void;
  readonly storeId: string;
  readonly onStore: (id: string) => void;
  readonly types: readonly { key: string; title: string }[];
  readonly skills: readonly string[];
  readonly filters: Filters;
  /** Bookings that pass the filters; null where they are not counted. */
  readonly found: number | null;
  readonly busy: boolean;
  readonly onNew?: () => void;
}

/** What the calendar shows, and where it stands. */
export function CalendarToolbar(p: Props) {
  const narrow = useNarrow();
  const [open, setOpen] = useState(false);
  return (
    <div className="zk-toolbar" role="toolbar" aria-label="档期">
      <div className="zk-row">
        <Button icon={<LeftOutlined />} aria-label="往前" onClick={() => p.onStep(-1)} data-testid="calendar-back" />
        <Button onClick={() => p.onDate(p.today)} disabled={p.date === p.today} data-testid="calendar-today">
          今天
        </Button>
        <Button icon={<RightOutlined />} aria-label="往后" onClick={() => p.onStep(1)} data-testid="calendar-forward" />
        <Input
          type="date"
          aria-label="日期"
          value={p.date}
          style={{ width: 140 }}
          onChange={(e) => e.target.value && p.onDate(e.target.value)}
          data-testid="calendar-date"
        />
        <h2 className="zk-nowrap zk-calendar-title" data-testid="calendar-title" aria-busy={p.busy}>
          {titleOf(p.layout, p.date, p.today)}
        </h2>
        {p.mark && p.layout !== 'month' && p.layout !== 'timeline-week' && (
          <em className={`zk-day-mark ${p.mark.tone}`} data-testid="day-mark">
            {p.mark.text}
          </em>
        )}
      </div>
      <div className="zk-row wrap">
        <Segmented
          aria-label="视图"
          value={p.layout}
          onChange={(v) => p.onLayout(v as PageLayout)}
          options={LAYOUTS.map((l) => ({ value: l.value, label: <span data-testid={`layout-${l.value}`}>{narrow ? (l.narrow ?? l.label) : l.label}</span> }))}
        />
        <StoreSelect value={p.storeId} onChange={p.onStore} />
        {narrow && (
          <Button icon={<FilterOutlined />} aria-expanded={open} onClick={() => setOpen(!open)} data-testid="filter-toggle">
            筛选{p.filters.count > 0 ? ` ${p.filters.count}` : ''}
          </Button>
        )}
        <Button icon={<PrinterOutlined />} className="zk-wide-only" href={`#/bookings/sheet?date=${p.date}`} data-testid="print-sheet">
          打印日程
        </Button>
        {p.onNew && (
          <Button type="primary" onClick={p.onNew} data-testid="new-booking">
            新预约
          </Button>
        )}
      </div>
      {(!narrow || open) && <FilterRow {...p} />}
    </div>
  );
}

function FilterRow({ types, skills, filters, found }: Pick<Props, 'types' | 'skills' | 'filters' | 'found'>) {
  const { filter, change, clear, count } = filters;
  return (
    <div className="zk-row wrap zk-filters">
      <Input
        allowClear
        aria-label="找预约"
        placeholder="客户、项目、人员"
        style={{ width: 168 }}
        value={filter.text}
        maxLength={40}
        onChange={(e) => change({ text: e.target.value })}
        data-testid="text-filter"
      />
      <Select
        mode="multiple"
        allowClear
        maxTagCount={1}
        aria-label="资源类型"
        placeholder="全部资源"
        style={{ minWidth: 140 }}
        value={filter.typeIds.filter((id) => types.some((t) => t.key === id))}
        onChange={(typeIds: string[]) => change({ typeIds })}
        options={types.map((t) => ({ value: t.key, label: t.title }))}
        data-testid="type-filter"
      />
      <Select
        allowClear
        showSearch
        aria-label="技能"
        placeholder="全部技能"
        style={{ minWidth: 124 }}
        value={filter.skill}
        onChange={(skill: string | null | undefined) => change({ skill: skill ?? null })}
        options={skills.map((s) => ({ value: s, label: s }))}
        notFoundContent="这家门店的资源没有登记技能"
        data-testid="skill-filter"
      />
      <Select
        mode="multiple"
        allowClear
        maxTagCount={1}
        aria-label="预约状态"
        placeholder="全部状态"
        style={{ minWidth: 140 }}
        value={[...filter.states]}
        onChange={(states) => change({ states })}
        options={SHOWN_STATES.map((s) => ({ value: s, label: STATE_WORDS[s] }))}
        data-testid="state-filter"
      />
      {count > 0 && found !== null && (
        <span className="zk-second" role="status" data-testid="filter-found">
          {found === 0 ? '没有符合的预约' : `符合的有 ${found} 个`}
        </span>
      )}
      {count > 0 && (
        <Button type="link" onClick={clear} data-testid="filter-clear">
          清除筛选
        </Button>
      )}
    </div>
  );
}
