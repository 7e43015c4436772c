import { Button } from 'antd';
import { useState } from 'react';
import { useQuery } from '../../api/hooks';
import { BulkSheet } from './BulkSheet';
import { BulkStory } from './BulkStory';

/** What can be done with the chosen records of a kind that the shop made up: another state, one value of a field; one undo for all of it. */
export function OtherBulkBar({
  of,
  unit,
  ids,
  onClear,
  onDone,
}: {
  of: string;
  unit: string;
  ids: readonly string[];
  onClear: () => void;
  onDone: () => void;
}) {
  const [doing, setDoing] = useState<'state' | 'set' | null>(null);
  const [running, setRunning] = useState<string | null>(null);
  const selection = { of, ids: [...ids] };
  const preview = useQuery('bulk.preview', ids.length > 0 ? { selection } : null, { keepPrevious: true });
  const choices = useQuery('bulk.fields', ids.length > 0 ? { of } : null, { keepPrevious: true });
  return (
    <>
      {ids.length > 0 && (
        <div className="zk-row wrap zk-card" style={{ padding: 12, marginBottom: 12 }} role="toolbar" aria-label="批量操作" data-testid="bulk-bar">
          <b data-testid="bulk-count">
            已选 {ids.length} {unit}
          </b>
          {preview.data && preview.data.changeable < ids.length && (
            <span className="zk-hint">
              其中 {preview.data.changeable} {unit}可以修改
            </span>
          )}
          <span className="zk-grow" />
          {(choices.data?.states.length ?? 0) > 0 && (
            <Button onClick={() => setDoing('state')} data-testid="bulk-state-button">
              改状态
            </Button>
          )}
          {(choices.data?.fields.length ?? 0) > 0 && (
            <Button onClick={() => setDoing('set')} data-testid="bulk-set">
              改字段
            </Button>
          )}
          <Button type="text" onClick={onClear} data-testid="bulk-clear">
            取消选择
          </Button>
        </div>
      )}
      {doing && (
        <BulkSheet
          what={doing}
          of={of}
          unit={unit}
          selection={selection}
          count={ids.length}
          onClose={() => setDoing(null)}
          onBegun={(id) => {
            setDoing(null);
            setRunning(id);
          }}
        />
      )}
      {running && (
        <BulkStory
          bulkId={running}
          unit={unit}
          onClose={() => {
            setRunning(null);
            onClear();
            onDone();
          }}
        />
      )}
    </>
  );
}
