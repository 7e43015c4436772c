import type { DefinitionView } from '@zhike/domain/definitions/contract';
import type { ReportView } from '@zhike/domain/reports/contract';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { ok, openTestServer, Stage } from '../../sidebar/test-stage';
import { BoardCanvas } from './BoardCanvas';
import { addTile, EMPTY_BOARD } from './draft-board';
import type { Known } from './known';
import { ReportDesigner } from './ReportDesigner';

const KNOWN: Known = {
  version: 1,
  today: '2026-11-26',
  entities: [
    {
      id: 'sale',
      label: '成交订单',
      unit: '笔',
      name: 'code',
      hosts: [],
      verbs: [],
      fields: [
        {
          id: 'paidAt',
          key: 'paidAt',
          label: '付款时间',
          type: 'datetime',
          storage: 'plain',
          sensitivity: 'internal',
          masked: false,
          groupable: false,
          measurable: false,
        },
      ],
      relations: [],
    },
  ],
  measures: [{ id: 'kpi.sales', label: '成交订单数', format: 'int', formulaText: '付过款的订单', home: 'sale', agg: 'count', time: 'paidAt' }],
  dimensions: [],
  reports: [],
  roles: [],
};
const REPORT: ReportView = {
  title: '新报表',
  chart: 'table',
  target: null,
  asOf: '2026-11-26T02:00:00.000Z',
  periodText: '最近 12 个月',
  filterText: '',
  dimensions: ['月'],
  measures: [{ id: 'kpi.sales', label: '成交订单数', format: 'int', formulaText: '付过款的订单', axis: 'left', additive: 'all', counted: 7, splits: [] }],
  range: { from: '2025-12-01', to: '2026-11-26' },
  rows: [{ keys: { time: '2026-11-01' }, labels: ['2026年11月'], incomplete: true, cut: false }],
  cols: [],
  cells: [[[7]]],
  rowTotals: [[7]],
  colTotals: [],
  total: [7],
  compared: null,
  summed: false,
  gantt: null,
  campaigns: [],
};
const begun = {
  title: '新报表',
  chart: 'table',
  measures: [{ m: 'kpi.sales' }],
  rows: [{ time: 'month' }],
  period: { last: 12, unit: 'month' },
  zeroFill: true,
};
const definition: DefinitionView = {
  id: 'report.x',
  kind: 'report',
  title: '每月成交',
  storeId: null,
  current: 0,
  on: true,
  draft: true,
  retired: false,
  updatedAt: '2026-11-26T02:00:00.000Z',
  updatedByName: '徐',
  published: null,
  open: { rev: 1, title: '每月成交', body: begun, canUndo: false, canRedo: false, byName: '徐', at: '2026-11-26T02:00:00.000Z' },
  editing: null,
  problems: [],
  can: ['edit', 'publish'],
};

test('RP-01 the designer says the report in one sentence, draws it as it would be, and shows each number’s formula', async () => {
  openTestServer({
    'reports.catalogue': ok(KNOWN),
    'reports.run': ok({ report: REPORT }),
    'definitions.saveDraft': ok({ definition }),
  });
  render(
    <Stage rights={['design.edit', 'report.read']}>
      <ReportDesigner definition={definition} />
    </Stage>,
  );
  await waitFor(() => screen.getByTestId('report-table'));
  expect(screen.getByTestId('report-sentence').textContent).toBe('表格：成交订单数，按月，最近 12 个月');
  expect(screen.getByTestId('well-measures').textContent).toContain('付过款的订单');
  fireEvent.click(screen.getByTestId('dim-time:week'));
  await waitFor(() => expect(screen.getByTestId('report-sentence').textContent).toContain('按周'));
});

test('RP-11 a tile is moved by arrow keys and grows with Shift', () => {
  const changed = jest.fn();
  render(
    <BoardCanvas board={addTile(EMPTY_BOARD, 'zk.report.month')} chosen={null} titleOf={() => '本月经营'} onChoose={() => undefined} onChange={changed} />,
  );
  const cell = screen.getByTestId('board-cell');
  fireEvent.keyDown(cell, { key: 'ArrowRight' });
  expect(changed).toHaveBeenLastCalledWith(expect.objectContaining({ grid: [expect.objectContaining({ x: 1, y: 0, w: 6, h: 5 })] }));
  fireEvent.keyDown(cell, { key: 'ArrowDown', shiftKey: true });
  expect(changed).toHaveBeenLastCalledWith(expect.objectContaining({ grid: [expect.objectContaining({ x: 0, w: 6, h: 6 })] }));
});
