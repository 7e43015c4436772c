import type { ApiInput } from '@zhike/domain/api';
import type { DashboardView } from '@zhike/domain/reports/contract';
import { Button, Select } from 'antd';
import { type CSSProperties, useState } from 'react';
import { useQuery } from '../../api/hooks';
import { Chips } from '../../components/parts';
import { useMay, useMe } from '../../components/SessionGate';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { useStay } from '../../components/stay';
import { periodInput, PERIODS, type PeriodKey } from './periods';
import { type Opened, RowsSheet } from './RowsSheet';
import { ReportTile } from './ReportTile';
import { SettingsSheet } from './SettingsSheet';
import { SplitSheet } from './SplitSheet';
import './reports.css';

/** 报表: the dashboards that are shared with the reader, over the rows that she may see. Every number opens its rows. */
export function ReportsPage() {
  const me = useMe();
  const dashboards = useQuery('reports.dashboards', {});
  const [chosen, choose] = useStay('dashboard', '');
  const [storeId, setStore] = useStay('reports.store', '');
  const [period, setPeriod] = useState<PeriodKey>('own');
  const [round, setRound] = useState(0);
  const [opened, setOpened] = useState<Opened | null>(null);
  const [settings, showSettings] = useState(false);
  const decides = useMay('design.publish');
  const [split, setSplit] = useState<{ readonly asked: ApiInput<'reports.run'>; readonly title: string } | null>(null);
  const store = me.stores.some((one) => one.id === storeId) ? storeId : '';
  return (
    <div className="zk-page" data-testid="reports-page">
      <Loaded query={dashboards} skeleton={<RowsSkeleton rows={5} />}>
        {({ dashboards: list }) => {
          const shown = list.find((one) => one.id === chosen) ?? list[0];
          if (!shown) return <Nothing title="还没有看板" hint="看板由店长或总部发布，发布后会出现在这里。" />;
          return (
            <>
              <header className="zk-page-head">
                <h1>{shown.title}</h1>
                {list.length > 1 && (
                  <Select
                    aria-label="看板"
                    value={shown.id}
                    onChange={choose}
                    options={list.map((one) => ({ value: one.id, label: one.title }))}
                    style={{ minWidth: 140 }}
                    data-testid="dashboard-select"
                  />
                )}
                {me.stores.length > 1 && (
                  <Select
                    aria-label="门店"
                    value={store}
                    onChange={setStore}
                    options={[{ value: '', label: '全部门店' }, ...me.stores.map((one) => ({ value: one.id, label: one.name }))]}
                    style={{ minWidth: 140 }}
                    data-testid="report-store"
                  />
                )}
                <Button onClick={() => setRound(round + 1)} data-testid="report-refresh">
                  刷新
                </Button>
                {decides && (
                  <Button onClick={() => showSettings(true)} data-testid="report-settings-open">
                    统计口径
                  </Button>
                )}
              </header>
              <Chips label="期间" name="period" value={period} onChange={setPeriod} choices={PERIODS.map(({ key, title }) => ({ key, title }))} />
              <Dashboard
                key={`${shown.id} ${round}`}
                id={shown.id}
                storeId={store || null}
                period={period}
                onOpen={setOpened}
                onSplit={(asked, title) => setSplit({ asked, title })}
              />
            </>
          );
        }}
      </Loaded>
      {split && <SplitSheet asked={split.asked} title={split.title} onOpen={setOpened} onClose={() => setSplit(null)} />}
      {settings && (
        <SettingsSheet
          onSaved={() => {
            showSettings(false);
            setRound(round + 1);
          }}
          onClose={() => showSettings(false)}
        />
      )}
      {opened && <RowsSheet opened={opened} onClose={() => setOpened(null)} />}
    </div>
  );
}

function Dashboard({
  id,
  storeId,
  period,
  onOpen,
  onSplit,
}: {
  id: string;
  storeId: string | null;
  period: PeriodKey;
  onOpen: (opened: Opened) => void;
  onSplit: (asked: ApiInput<'reports.run'>, title: string) => void;
}) {
  const dashboard = useQuery('reports.dashboard', { id });
  return (
    <Loaded query={dashboard}>
      {({ dashboard: { tiles, period: own } }) => (
        <div className="zk-board">
          {inReadingOrder(tiles).map((tile) => (
            <section
              key={tile.id}
              className="zk-tile"
              style={{ '--x': tile.x + 1, '--y': tile.y + 1, '--w': tile.w, '--h': tile.h } as CSSProperties}
              data-testid="tile"
              data-report={tile.report}
            >
              <ReportTile tile={tile} storeId={storeId} period={periodInput(period) ?? own} onOpen={onOpen} onSplit={onSplit} />
            </section>
          ))}
        </div>
      )}
    </Loaded>
  );
}

/** A phone reads from top to bottom, left to right; so does a screen reader. */
function inReadingOrder(tiles: DashboardView['tiles']): DashboardView['tiles'] {
  return [...tiles].sort((a, b) => a.y - b.y || a.x - b.x);
}
