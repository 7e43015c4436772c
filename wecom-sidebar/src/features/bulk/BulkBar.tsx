import type { ApiInput } from '@zhike/domain/api';
import { Button } from 'antd';
import { useState } from 'react';
import { type AppRefusal, call } from '../../api/call';
import { useQuery } from '../../api/hooks';
import { fetchFile } from '../../components/save-file';
import { RefusalNote } from '../../components/states';
import { BulkSheet } from './BulkSheet';
import { BulkStory } from './BulkStory';

export type BulkSelection = ApiInput<'bulk.preview'>['selection'];

/** What can be done with the customers who are selected: by hand, or everybody whom the filter finds. */
export function BulkBar({
  ids,
  filter,
  onClear,
  onDone,
}: {
  ids: readonly string[];
  filter: { search: string; tagIds: string[] };
  onClear: () => void;
  onDone: () => void;
}) {
  const [all, setAll] = useState(false);
  const [doing, setDoing] = useState<'assign' | 'tag' | 'set' | null>(null);
  const [running, setRunning] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<AppRefusal | undefined>(undefined);
  const selection: BulkSelection = all ? { filter } : { ids: [...ids] };
  const preview = useQuery('bulk.preview', ids.length > 0 ? { selection } : null, { keepPrevious: true });
  const count = preview.data?.selected ?? ids.length;
  const last = useQuery('bulk.list', {});
  const [before] = last.data?.items ?? [];
  const exportThem = async () => {
    const answer = await call('bulk.export', { selection });
    if (answer.ok) fetchFile(answer.value.url, answer.value.fileName);
    else setRefusal(answer.refusal);
  };
  return (
    <>
      {ids.length > 0 ? (
        <div className="zk-row wrap zk-card" style={{ padding: 12, marginBottom: 12 }} role="toolbar" aria-label="批量操作" data-testid="bulk-bar">
          <b data-testid="bulk-count">已选 {count} 位</b>
          {preview.data && preview.data.changeable < preview.data.selected && <span className="zk-hint">其中 {preview.data.changeable} 位可以修改</span>}
          {all ? (
            <Button type="link" onClick={() => setAll(false)}>
              只选勾的 {ids.length} 位
            </Button>
          ) : (
            <Button type="link" onClick={() => setAll(true)} data-testid="bulk-all">
              选中全部符合条件的
            </Button>
          )}
          <span className="zk-grow" />
          <Button onClick={() => setDoing('assign')} data-testid="bulk-assign">
            分配跟进人
          </Button>
          <Button onClick={() => setDoing('tag')} data-testid="bulk-tag">
            加／去标签
          </Button>
          <Button onClick={() => setDoing('set')} data-testid="bulk-set">
            改字段
          </Button>
          <Button onClick={() => void exportThem()} data-testid="bulk-export">
            导出
          </Button>
          <Button type="text" onClick={onClear} data-testid="bulk-clear">
            取消选择
          </Button>
          <RefusalNote refusal={refusal ?? preview.refusal} />
        </div>
      ) : (
        before?.can.includes('undo') && (
          <p className="zk-hint" data-testid="bulk-last">
            上一次批量：{before.words}，{before.changed} 位{' '}
            <Button type="link" size="small" onClick={() => setRunning(before.id)}>
              查看或撤销
            </Button>
          </p>
        )
      )}
      {doing && (
        <BulkSheet
          what={doing}
          selection={selection}
          count={count}
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
          onClose={() => {
            setRunning(null);
            setAll(false);
            last.reload();
            onDone();
          }}
        />
      )}
    </>
  );
}
