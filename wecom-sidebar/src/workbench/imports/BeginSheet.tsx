import { MOST_FILE_BYTES } from '@zhike/domain/imports/contract';
import { Button, Progress, Select } from 'antd';
import { useState } from 'react';
import { type AppRefusal, call, newIntent } from '../../api/call';
import { useQuery } from '../../api/hooks';
import { Field } from '../../components/parts';
import { fetchFile } from '../../components/save-file';
import { useMe } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { Loaded, RefusalNote, RowsSkeleton } from '../../components/states';
import { say } from '../../components/toast';
import { uploadParts } from '../../features/imports/upload';

const keyOf = (one: { kind: string; formId: string | null }): string => `${one.kind}/${one.formId ?? ''}`;

/** What to bring in, its template, and the file. */
export function BeginSheet({ onClose, onSent }: { onClose: () => void; onSent: (importId: string) => void }) {
  const me = useMe();
  const kinds = useQuery('imports.kinds', {});
  const [picked, setPicked] = useState<string | null>(null);
  const [storeId, setStoreId] = useState<string | null>(me.stores[0]?.id ?? null);
  const [file, setFile] = useState<File | null>(null);
  const [sent, setSent] = useState<number | null>(null);
  const [refusal, setRefusal] = useState<AppRefusal | undefined>(undefined);
  const kind = kinds.data?.kinds.find((one) => keyOf(one) === picked) ?? kinds.data?.kinds[0];
  const tooLarge = file !== null && file.size > MOST_FILE_BYTES;
  const download = async (name: 'imports.template' | 'imports.export') => {
    if (!kind) return;
    const answer = await call(name, { kind: kind.kind, formId: kind.formId });
    if (answer.ok) fetchFile(answer.value.url, answer.value.fileName);
    else setRefusal(answer.refusal);
  };
  const send = async () => {
    if (!kind || !file) return;
    setRefusal(undefined);
    setSent(0);
    const begun = await call(
      'imports.begin',
      { kind: kind.kind, formId: kind.formId, fileName: file.name.slice(-200), bytes: file.size, storeId },
      newIntent(),
    );
    if (!begun.ok) {
      setSent(null);
      return setRefusal(begun.refusal);
    }
    const whole = await uploadParts(begun.value.import.id, file, (part, parts) => setSent(Math.round((100 * part) / parts)));
    setSent(null);
    if (whole) return onSent(begun.value.import.id);
    say('文件没有传完。网络恢复后请再点一次上传。');
    void call('imports.cancel', { importId: begun.value.import.id }, newIntent());
  };
  return (
    <Sheet
      open
      wide
      onClose={onClose}
      title="导入表格"
      testid="import-begin"
      foot={
        <Button
          block
          size="large"
          type="primary"
          disabled={!file || !kind || tooLarge || file.size === 0}
          loading={sent !== null}
          onClick={() => void send()}
          data-testid="import-send"
        >
          上传并检查栏目
        </Button>
      }
    >
      <Loaded query={kinds} skeleton={<RowsSkeleton rows={3} />}>
        {({ kinds: all }) => (
          <>
            <Field label="导入什么" hint={kind?.note}>
              {(ids) => (
                <Select
                  id={ids.id}
                  style={{ width: '100%' }}
                  value={kind ? keyOf(kind) : undefined}
                  onChange={setPicked}
                  options={all.map((one) => ({ value: keyOf(one), label: one.title }))}
                  data-testid="import-kind"
                />
              )}
            </Field>
            {me.stores.length > 1 && (
              <Field label="归到哪家门店" hint="表里有“门店”一栏时，以表里为准">
                {(ids) => (
                  <Select
                    id={ids.id}
                    style={{ width: '100%' }}
                    value={storeId ?? undefined}
                    onChange={setStoreId}
                    options={me.stores.map((one) => ({ value: one.id, label: one.name }))}
                  />
                )}
              </Field>
            )}
            <div className="zk-row wrap" style={{ marginBottom: 16 }}>
              <Button onClick={() => void download('imports.template')} disabled={!kind} data-testid="import-template">
                下载模板
              </Button>
              {(kind?.kind === 'customer' || kind?.kind === 'record') && (
                <Button onClick={() => void download('imports.export')} data-testid="import-export">
                  导出现有数据
                </Button>
              )}
            </div>
            <Field
              label="选择文件"
              hint="Excel（.xlsx）或 CSV，最大 80 MB"
              problem={tooLarge ? '文件超过 80 MB，请分成几个' : file?.size === 0 ? '文件是空的' : undefined}
            >
              {(ids) => (
                <input
                  {...ids}
                  type="file"
                  accept=".xlsx,.csv,text/csv"
                  onChange={(e) => setFile(e.target.files?.[0] ?? null)}
                  data-testid="import-file"
                  style={{ maxWidth: '100%' }}
                />
              )}
            </Field>
            {sent !== null && <Progress percent={sent} aria-label="上传进度" />}
            <RefusalNote refusal={refusal} />
          </>
        )}
      </Loaded>
    </Sheet>
  );
}
