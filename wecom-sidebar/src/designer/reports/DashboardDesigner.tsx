import type { DefinitionView } from '@zhike/domain/definitions/contract';
import { REPORT_LIMITS, type ReportPeriod } from '@zhike/domain/engines/reports/definition';
import { Button, Select } from 'antd';
import { useMemo, useState } from 'react';
import { useQuery } from '../../api/hooks';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { Labelled } from '../forms/parts';
import { DesignerFrame } from '../frame/DesignerFrame';
import { useDraft } from '../frame/use-draft';
import { BoardCanvas } from './BoardCanvas';
import { addTile, type Board, boardOf, removeTile } from './draft-board';
import type { Known } from './known';
import { PERIOD_CHOICES, periodKey, periodWords } from './periods';
import './reports.css';

/** 看板: which reports stand where, who sees them. */
export function DashboardDesigner({ definition }: { definition: DefinitionView }) {
  const known = useQuery('reports.catalogue', {});
  return (
    <Loaded query={known} skeleton={<RowsSkeleton rows={6} />}>
      {(answer) => <Designer definition={definition} known={answer} />}
    </Loaded>
  );
}

function Designer({ definition, known }: { definition: DefinitionView; known: Known }) {
  const draft = useDraft(definition);
  const board = useMemo(() => boardOf(draft.body), [draft.body]);
  const [chosen, choose] = useState<string | null>(null);
  const titleOf = (report: string): string => known.reports.find((one) => one.id === report)?.title ?? '（报表不在了）';
  const titled = (next: Board, title = draft.title): Record<string, unknown> => ({ ...next, title }) as unknown as Record<string, unknown>;
  const put = (next: Board): void => draft.change({ body: titled(next) });
  const words = (body: unknown): string => {
    const { grid, share, period } = boardOf(body);
    const shared = share.roles.map((role) => known.roles.find((one) => one.key === role)?.name ?? role);
    return [
      grid.length === 0 ? '还没有报表' : grid.map((tile) => titleOf(tile.report)).join('、'),
      period ? periodWords(period) : '',
      shared.length > 0 ? `共享给${shared.join('、')}` : '没有共享给任何岗位',
    ]
      .filter(Boolean)
      .join('；');
  };
  const tile = board.grid.find((one) => one.id === chosen);
  return (
    <DesignerFrame
      draft={{ ...draft, change: (next) => draft.change(next.title ? { ...next, body: titled(board, next.title) } : next) }}
      back={{ href: '#/design/dashboards', title: '看板' }}
      words={words}
    >
      <div className="zk-board-designer">
        <section>
          <BoardCanvas board={board} chosen={chosen} titleOf={titleOf} onChoose={choose} onChange={put} />
          {board.grid.length === 0 && <Nothing title="还没有报表" hint="从旁边选一张放进来。" />}
        </section>
        <section>
          <div className="zk-card">
            <Labelled label={`放一张报表（最多 ${REPORT_LIMITS.tiles} 张）`}>
              <Select
                aria-label="放一张报表"
                placeholder="选一张"
                value={null}
                disabled={board.grid.length >= REPORT_LIMITS.tiles}
                showSearch={{ optionFilterProp: 'label' }}
                options={known.reports.map((one) => ({ value: one.id, label: one.title }))}
                onChange={(id: string | null) => id && put(addTile(board, id))}
                data-testid="add-tile"
              />
            </Labelled>
            {tile && (
              <>
                <p>
                  <b>{titleOf(tile.report)}</b>
                  <span className="zk-hint zk-block">方向键移动，按住 Shift 改大小；也可以直接拖。</span>
                </p>
                <Button
                  size="small"
                  onClick={() => {
                    put(removeTile(board, tile.id));
                    choose(null);
                  }}
                  data-testid="remove-tile"
                >
                  拿掉这一张
                </Button>
              </>
            )}
          </div>
          <div className="zk-card">
            <Labelled label="整个看板的时间">
              <Select
                aria-label="整个看板的时间"
                value={board.period ? periodKey(board.period) : 'own'}
                options={[
                  { value: 'own', label: '各报表自己的时间' },
                  ...PERIOD_CHOICES.filter((one) => one.key !== 'all').map((one) => ({ value: one.key, label: one.label })),
                  ...(board.period && ['other', 'days'].includes(periodKey(board.period))
                    ? [{ value: periodKey(board.period), label: periodWords(board.period) }]
                    : []),
                ]}
                onChange={(key) => {
                  const { period: _, ...rest } = board;
                  const period: ReportPeriod | undefined = PERIOD_CHOICES.find((one) => one.key === key)?.period;
                  if (period || key === 'own') put(period ? { ...rest, period } : rest);
                }}
                data-testid="board-period"
              />
            </Labelled>
            <Labelled label="哪些岗位看得到">
              <Select
                mode="multiple"
                aria-label="哪些岗位看得到"
                placeholder="还没有共享"
                value={[...board.share.roles]}
                options={known.roles.map((role) => ({ value: role.key, label: role.name }))}
                onChange={(roles: string[]) => put({ ...board, share: { roles } })}
                data-testid="board-roles"
              />
              <span className="zk-hint">每个人只看得到自己权限内的数字：店长只有本店的。</span>
            </Labelled>
          </div>
        </section>
      </div>
    </DesignerFrame>
  );
}
