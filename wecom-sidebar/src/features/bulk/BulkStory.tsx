import { Button, Progress } from 'antd';
import { useEffect } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { Sheet } from '../../components/Sheet';
import { Loaded, RefusalNote, RowsSkeleton } from '../../components/states';

const LOOK_MS = 1_000;
const STATES = { running: '修改中', done: '已完成', undoing: '撤销中', undone: '已撤销' } as const;

/** How far a batch is, who was refused and why, and the one undo. */
export function BulkStory({ bulkId, unit = '位', onClose }: { bulkId: string; unit?: string; onClose: () => void }) {
  const query = useQuery('bulk.get', { bulkId }, { keepPrevious: true });
  const undo = useCommand('bulk.undo');
  const state = query.data?.bulk.state;
  const { reload } = query;
  useEffect(() => {
    if (state !== 'running' && state !== 'undoing') return;
    const timer = setInterval(reload, LOOK_MS);
    return () => clearInterval(timer);
  }, [state, reload]);
  const back = async () => {
    await undo.run({ bulkId });
    reload();
  };
  return (
    <Sheet open onClose={onClose} title="批量修改" testid="bulk-story">
      <Loaded query={query} skeleton={<RowsSkeleton rows={3} />}>
        {({ bulk, refused }) => (
          <>
            <h3>{bulk.words}</h3>
            <p data-testid="bulk-state">
              {STATES[bulk.state]} · 共 {bulk.total} {unit} · 改了 {bulk.changed} {unit} · 本来就是 {bulk.same} {unit}
              {bulk.refused > 0 && ` · ${bulk.refused} ${unit}没改`}
            </p>
            {(bulk.state === 'running' || bulk.state === 'undoing') && (
              <Progress percent={bulk.total > 0 ? Math.floor((100 * bulk.gone) / bulk.total) : 0} aria-label="进度" />
            )}
            {bulk.can.includes('undo') && (
              <Button danger loading={undo.busy} onClick={() => void back()} data-testid="bulk-undo">
                撤销整批
              </Button>
            )}
            <RefusalNote refusal={undo.refusal} />
            {refused.map((one) => (
              <p key={one.customerId} className="zk-row" data-testid="bulk-refused">
                {bulk.of === 'customer' ? <a href={`#/customers/${one.customerId}`}>{one.name || '已删除的客户'}</a> : <span>{one.name || '没有名称的'}</span>}
                <span className="zk-second">{one.reason}</span>
              </p>
            ))}
          </>
        )}
      </Loaded>
    </Sheet>
  );
}
