import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import type { RosterView } from '@zhike/domain/booking/contract';
import { addDays, dateAt, isCalendarDate } from '@zhike/domain/kernel/calendar-date';
import { Button, Select } from 'antd';
import { useMemo, useState } from 'react';
import { followPlan } from '../../api/follow';
import { useQuery } from '../../api/hooks';
import { Tabs, useNow } from '../../components/parts';
import { useQueryValues } from '../../components/route';
import { useMay } from '../../components/SessionGate';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { useStay } from '../../components/stay';
import { marksOf } from '../../features/booking/calendar/marks';
import { ClashList, clashLine } from '../ClashList';
import { ClassClashes } from '../ClassClashes';
import { StoreSelect } from '../StoreSelect';
import { useStore } from '../useStore';
import { DailyLimits } from './DailyLimits';
import { PatternSheet } from './PatternSheet';
import { RosterDaySheet } from './RosterDaySheet';
import { RosterGrid } from './RosterGrid';
import { mondayOf } from './roster';
import './roster.css';

type Open = { readonly kind: 'day'; readonly unitId: string; readonly date: string } | { readonly kind: 'pattern'; readonly unitId: string } | null;
const TABS = [
  { key: 'grid', title: '班表' },
  { key: 'limits', title: '每日上限' },
] as const;

/** Who works when: a week's grid, the rules behind it, days that differ, leave, and what a change has left without its person. */
export function RosterPage() {
  const now = useNow();
  const mayManage = useMay('resource.manage');
  const { storeId, offset, setStore } = useStore();
  const [query, setQuery] = useQueryValues();
  const [weeks, setWeeks] = useStay('roster.weeks', 1);
  const today = dateAt(now, offset);
  const asked = query.get('from') ?? '';
  const from = mondayOf(isCalendarDate(asked) ? asked : today);
  const tab = query.get('tab') === 'limits' ? 'limits' : 'grid';
  const days = weeks * 7;
  const inStore = followPlan(storeId);
  const roster = useQuery('booking.roster', storeId && tab === 'grid' ? { storeId, from, days } : null, { keepPrevious: true, follow: inStore });
  const opening = useQuery('stores.openingDays', storeId && tab === 'grid' ? { storeId, from, days } : null, { keepPrevious: true });
  const clashes = useQuery('booking.clashes', storeId ? { storeId } : null, { keepPrevious: true, follow: inStore });
  const marks = useMemo(() => marksOf(opening.data?.days ?? []), [opening.data]);
  const [open, setOpen] = useState<Open>(null);
  const changed = () => {
    roster.reload();
    clashes.reload();
  };
  const goTo = (date: string) => setQuery({ from: mondayOf(date) === mondayOf(today) ? null : mondayOf(date) });
  const waiting = clashes.data?.clashes ?? [];
  const classes = clashes.data?.classes ?? [];

  return (
    <div className="zk-page roster" data-testid="roster-page">
      <header className="zk-page-head">
        <h1>排班</h1>
        <StoreSelect value={storeId} onChange={setStore} />
      </header>
      <Tabs label="排班" tabs={TABS} active={tab} onChange={(key) => setQuery({ tab: key === 'grid' ? null : key })} />
      {waiting.length + classes.length > 0 && (
        <details className="zk-card zk-clash-card" data-testid="clash-panel">
          <summary>
            <b>{lostWords(waiting.length, classes.length)}</b> <span className="zk-hint">点开逐个改约</span>
          </summary>
          <ClashList clashes={waiting.map(clashLine)} offsetMinutes={offset} onChanged={changed} />
          <ClassClashes classes={classes} offsetMinutes={offset} />
        </details>
      )}
      {tab === 'limits' ? (
        <DailyLimits />
      ) : (
        <>
          <div className="zk-row wrap zk-roster-bar">
            <Button icon={<LeftOutlined />} aria-label="往前" onClick={() => goTo(addDays(from, -days))} data-testid="roster-back" />
            <Button disabled={from === mondayOf(today)} onClick={() => goTo(today)}>
              本周
            </Button>
            <Button icon={<RightOutlined />} aria-label="往后" onClick={() => goTo(addDays(from, days))} data-testid="roster-forward" />
            <Select
              aria-label="看几周"
              value={weeks}
              style={{ width: 96 }}
              options={[1, 2, 4, 6].map((n) => ({ value: n, label: `${n} 周` }))}
              onChange={setWeeks}
              data-testid="roster-weeks"
            />
            <span className="zk-hint">{mayManage ? '点名字改排班规律，点格子改某一天或登记请假；方向键移动。' : '只能查看。要改排班请找店长。'}</span>
          </div>
          <Loaded query={roster} skeleton={<RowsSkeleton rows={8} />}>
            {({ roster: r }) =>
              r.units.length === 0 ? (
                <Nothing title="这家门店还没有人员" hint="先在「设置 → 资源」里添加摄影师、技师等人员。">
                  <Button href="#/settings/resources">去添加</Button>
                </Nothing>
              ) : (
                <RosterGrid
                  roster={r}
                  marks={marks}
                  today={today}
                  mayManage={mayManage}
                  onDay={(unitId, date) => setOpen({ kind: 'day', unitId, date })}
                  onPerson={(unitId) => setOpen({ kind: 'pattern', unitId })}
                />
              )
            }
          </Loaded>
        </>
      )}
      {open && roster.data && <Sheets open={open} roster={roster.data.roster} today={today} onClose={() => setOpen(null)} onChanged={changed} />}
    </div>
  );
}

function Sheets({
  open,
  roster,
  today,
  onClose,
  onChanged,
}: {
  open: NonNullable<Open>;
  roster: RosterView;
  today: string;
  onClose: () => void;
  onChanged: () => void;
}) {
  const unit = roster.units.find((u) => u.id === open.unitId);
  if (!unit) return null;
  const done = () => {
    onChanged();
    onClose();
  };
  return open.kind === 'day' ? (
    <RosterDaySheet roster={roster} unit={unit} date={open.date} onClose={onClose} onSaved={done} onChanged={onChanged} />
  ) : (
    <PatternSheet roster={roster} unit={unit} today={today} onClose={onClose} onSaved={done} />
  );
}

/** 有 2 个预约、1 节课没了人、场地或时间 */
const lostWords = (bookings: number, classes: number): string =>
  `有 ${[...(bookings > 0 ? [`${bookings} 个预约`] : []), ...(classes > 0 ? [`${classes} 节课`] : [])].join('、')}没了人、场地或时间`;
