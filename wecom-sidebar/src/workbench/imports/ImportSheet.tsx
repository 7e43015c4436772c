import type { ImportView } from '@zhike/domain/imports/contract';
import { Alert, Button, Modal, Progress } from 'antd';
import { useEffect, useState } from 'react';
import { type AppRefusal, call } from '../../api/call';
import { useCommand, useQuery } from '../../api/hooks';
import { fetchFile } from '../../components/save-file';
import { Sheet } from '../../components/Sheet';
import { Loaded, RefusalNote, RowsSkeleton } from '../../components/states';
import { IMPORT_STATES, isMoving, outcomeWords } from '../../features/imports/words';
import { FILE_PROBLEMS } from '../../words.imports';
import { MappingPart } from './MappingPart';

const LOOK_MS = 1_000;

/** One import from its file to its end: name the columns, see what is wrong, decide, watch it, take it back. */
export function ImportSheet({ importId, onClose }: { importId: string; onClose: () => void }) {
  const query = useQuery('imports.get', { importId }, { keepPrevious: true });
  const state = query.data?.import.state;
  const { reload } = query;
  useEffect(() => {
    if (!state || !isMoving(state)) return;
    const timer = setInterval(reload, LOOK_MS);
    return () => clearInterval(timer);
  }, [state, reload]);
  return (
    <Sheet open wide onClose={onClose} title={query.data ? `导入${query.data.import.title}` : '导入'} testid="import-sheet">
      <Loaded query={query} skeleton={<RowsSkeleton rows={5} />}>
        {(seen) =>
          seen.import.state === 'uploading' || seen.import.state === 'mapping' ? (
            <MappingPart of={seen.import} onChange={reload} />
          ) : (
            <Story of={seen.import} bad={seen.bad} onChange={reload} />
          )
        }
      </Loaded>
    </Sheet>
  );
}

const percentOf = ({ state, written, good }: ImportView): number | null => (state === 'writing' && good > 0 ? Math.floor((100 * written) / good) : null);

function Story({
  of,
  bad,
  onChange,
}: {
  of: ImportView;
  bad: readonly { row: number; column: string; title: string; reason: string }[];
  onChange: () => void;
}) {
  const write = useCommand('imports.write');
  const cancel = useCommand('imports.cancel');
  const undo = useCommand('imports.undo');
  const [refusal, setRefusal] = useState<AppRefusal | undefined>(undefined);
  const does = async (run: Promise<{ ok: boolean; refusal?: AppRefusal }>): Promise<void> => {
    const answer = await run;
    setRefusal(answer.ok ? undefined : answer.refusal);
    onChange();
  };
  const result = async () => {
    const answer = await call('imports.result', { importId: of.id });
    if (answer.ok) fetchFile(answer.value.url, answer.value.fileName);
    else setRefusal(answer.refusal);
  };
  const can = (verb: ImportView['can'][number]): boolean => of.can.includes(verb);
  const percent = percentOf(of);
  const ask = (title: string, content: string, then: () => void): void =>
    void Modal.confirm({ title, content, okText: '确定', cancelText: '再想想', onOk: then });
  return (
    <>
      <p className="zk-second">
        {of.fileName}
        {of.storeName && ` · ${of.storeName}`}
      </p>
      <h3 data-testid="import-state">
        {IMPORT_STATES[of.state]}
        {outcomeWords(of) && <span className="zk-second">　{outcomeWords(of)}</span>}
      </h3>
      {percent !== null && <Progress percent={percent} aria-label="导入进度" />}
      {of.problem && <Alert type="error" showIcon title={FILE_PROBLEMS[of.problem] ?? '没有导入，请重新上传。'} />}
      {(of.state === 'checked' || of.state === 'done') && (
        <p className="zk-hint">{of.heard ? '自动化规则会照常执行，可能给客户发消息。' : '不会触发自动化规则，也不会给客户发任何消息。'}</p>
      )}
      <div className="zk-row wrap" style={{ margin: '12px 0' }}>
        {can('write') && of.bad === 0 && (
          <Button
            type="primary"
            disabled={of.good === 0}
            loading={write.busy}
            onClick={() => void does(write.run({ importId: of.id, mode: 'all' }))}
            data-testid="import-write-all"
          >
            全部导入（{of.good} 行）
          </Button>
        )}
        {can('write') && of.bad > 0 && (
          <Button
            type="primary"
            disabled={of.good === 0}
            loading={write.busy}
            onClick={() => void does(write.run({ importId: of.id, mode: 'good' }))}
            data-testid="import-write-good"
          >
            只导入正确的 {of.good} 行
          </Button>
        )}
        {of.bad > 0 && (
          <Button onClick={() => void result()} data-testid="import-result">
            下载错误明细
          </Button>
        )}
        {can('cancel') && (
          <Button
            loading={cancel.busy}
            onClick={() =>
              ask('不导入了？', of.state === 'writing' ? '已经写入的会全部撤回。' : '还没有写入任何数据。', () => void does(cancel.run({ importId: of.id })))
            }
            data-testid="import-cancel"
          >
            {of.state === 'checked' ? '一行都不导入' : '取消导入'}
          </Button>
        )}
        {can('undo') && (
          <Button
            danger
            loading={undo.busy}
            onClick={() =>
              ask(
                '撤销这次导入？',
                `新增的 ${of.created} 条会删除，更新的 ${of.changed} 条改回原样。已在使用的数据会拦住撤销。`,
                () => void does(undo.run({ importId: of.id })),
              )
            }
            data-testid="import-undo"
          >
            撤销整次导入
          </Button>
        )}
      </div>
      <RefusalNote refusal={refusal} />
      {bad.length > 0 && (
        <section aria-label="不对的地方">
          <h3>不对的地方{of.bad > bad.length ? `（前 ${bad.length} 处）` : ''}</h3>
          {bad.map((one, index) => (
            <p key={`${one.row}/${one.column}/${index}`} className="zk-row wrap" data-testid="import-bad">
              <b>
                第 {one.row} 行{one.column && ` ${one.column} 列`}
              </b>
              <span className="zk-second">{one.title}</span>
              <span className="zk-grow">{one.reason}</span>
            </p>
          ))}
        </section>
      )}
    </>
  );
}
