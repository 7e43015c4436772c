import { LeftOutlined, PrinterOutlined, RightOutlined } from '@ant-design/icons';
import { BOOKING_STATES, type BookingState } from '@zhike/domain/booking/lifecycle';
import { addDays, formatDateZh } from '@zhike/domain/kernel/calendar-date';
import { Button, Input, Segmented, Select } from 'antd';
import { type CalendarLayout, rangeOf } from '../features/booking/calendar/mapping';
import { STATE_WORDS } from '../words';
import { StoreSelect } from './StoreSelect';

export type PageLayout = CalendarLayout | 'list';
const LAYOUTS: readonly { value: PageLayout; label: string }[] = [
  { value: 'timeline-day', label: '日' },
  { value: 'timeline-week', label: '周' },
  { value: 'grid', label: '竖排' },
  { value: 'list', label: '列表' },
];
const SHOWN_STATES = BOOKING_STATES.filter((s) => s !== 'cancelled' && s !== 'expired');

/** `11月23–29日`, `11月30日–12月6日`. */
function spanTitle(from: string, to: string): string {
  const month = (date: string) => `${Number(date.slice(5, 7))}月`;
  const day = (date: string) => Number(date.slice(8));
  return month(from) === month(to) ? `${month(from)}${day(from)}–${day(to)}日` : `${month(from)}${day(from)}日–${month(to)}${day(to)}日`;
}

interface Props {
  readonly date: string;
  readonly today: string;
  readonly layout: PageLayout;
  readonly onLayout: (layout: PageLayout) => void;
  readonly onDate: (date: string) => void;
  readonly onStep: (by: -1 | 1) => void;
  readonly storeId: string;
  readonly onStore: (id: string) => void;
  readonly types: readonly { key: string; title: string }[];
  readonly typeIds: string[];
  readonly onTypes: (ids: string[]) => void;
  readonly states: BookingState[];
  readonly onStates: (states: BookingState[]) => void;
  readonly busy: boolean;
  readonly onNew?: () => void;
}

/** What the calendar shows, and where it stands. */
export function CalendarToolbar(p: Props) {
  const range = p.layout === 'list' ? { from: p.date, days: 1 } : rangeOf(p.layout, p.date);
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
          {range.days > 1 ? spanTitle(range.from, addDays(range.from, range.days - 1)) : formatDateZh(range.from, p.today)}
        </h2>
      </div>
      <div className="zk-row wrap">
        <Segmented
          aria-label="视图"
          value={p.layout}
          onChange={(v) => p.onLayout(v as PageLayout)}
          options={LAYOUTS.map((l) => ({ value: l.value, label: <span data-testid={`layout-${l.value}`}>{l.label}</span> }))}
        />
        <StoreSelect value={p.storeId} onChange={p.onStore} />
        <Select
          mode="multiple"
          allowClear
          maxTagCount={1}
          aria-label="资源类型"
          placeholder="全部资源"
          style={{ minWidth: 124 }}
          value={p.typeIds.filter((id) => p.types.some((t) => t.key === id))}
          onChange={p.onTypes}
          options={p.types.map((t) => ({ value: t.key, label: t.title }))}
          data-testid="type-filter"
        />
        <Select
          mode="multiple"
          allowClear
          maxTagCount={1}
          aria-label="预约状态"
          placeholder="全部状态"
          style={{ minWidth: 124 }}
          value={p.states}
          onChange={p.onStates}
          options={SHOWN_STATES.map((s) => ({ value: s, label: STATE_WORDS[s] }))}
          data-testid="state-filter"
        />
        <Button icon={<PrinterOutlined />} aria-label="打印" className="zk-wide-only" onClick={() => window.print()} />
        {p.onNew && (
          <Button type="primary" onClick={p.onNew} data-testid="new-booking">
            新预约
          </Button>
        )}
      </div>
    </div>
  );
}
