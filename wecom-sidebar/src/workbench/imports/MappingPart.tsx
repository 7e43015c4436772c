import type { ApiOutput } from '@zhike/domain/api';
import type { ImportView } from '@zhike/domain/imports/contract';
import { Button, Checkbox, Radio, Select } from 'antd';
import { useEffect, useState } from 'react';
import { useCommand } from '../../api/hooks';
import { Field } from '../../components/parts';
import { RefusalNote, RowsSkeleton } from '../../components/states';

type Read = ApiOutput<'imports.read'>;

/** Which column of the file is which field: guessed, remembered from last time, and the member's to say. */
export function MappingPart({ of, onChange }: { of: ImportView; onChange: () => void }) {
  const read = useCommand('imports.read');
  const check = useCommand('imports.check');
  const cancel = useCommand('imports.cancel');
  const [file, setFile] = useState<Read | null>(null);
  const [mapping, setMapping] = useState<(string | null)[]>([]);
  const [existing, setExisting] = useState<'update' | 'skip'>('update');
  const [heard, setHeard] = useState(false);
  const { run } = read;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the file is read once, however often its state is told.
  useEffect(() => {
    void run({ importId: of.id }).then((answer) => {
      if (!answer.ok) return;
      setFile(answer.value);
      setMapping([...answer.value.mapping]);
    });
  }, [of.id]);
  const give = async () => {
    if (await cancel.run({ importId: of.id })) onChange();
  };
  if (!file)
    return (
      <>
        {read.refusal ? <RefusalNote refusal={read.refusal} /> : <RowsSkeleton rows={4} />}
        {read.refusal && <Button onClick={() => void give()}>不导入了</Button>}
      </>
    );
  const missing = file.columns.filter((column) => column.required && !mapping.includes(column.key));
  const submit = async () => {
    const answer = await check.run({ importId: of.id, mapping, existing, heard });
    if (answer.ok) onChange();
  };
  return (
    <>
      <p className="zk-second">看看每一列是什么。不需要的列选“不导入”。下次同样的表会记得。</p>
      {file.headings.map((heading, index) => (
        <Field
          key={`${index}/${heading}`}
          label={heading || `第 ${index + 1} 列（没有名称）`}
          hint={
            file.sample
              .map((row) => row[index])
              .filter(Boolean)
              .slice(0, 3)
              .join('、') || '前几行是空的'
          }
        >
          {(ids) => (
            <Select
              id={ids.id}
              style={{ width: '100%' }}
              value={mapping[index] ?? ''}
              onChange={(key: string) => setMapping(mapping.map((one, at) => (at === index ? key || null : one === key ? null : one)))}
              options={[
                { value: '', label: '不导入' },
                ...file.columns.map((column) => ({ value: column.key, label: column.required ? `${column.title}（必填）` : column.title })),
              ]}
              data-testid={`import-map-${index}`}
            />
          )}
        </Field>
      ))}
      <Field label="系统里已经有的，怎么办">
        {(ids) => (
          <Radio.Group
            id={ids.id}
            value={existing}
            onChange={(e) => setExisting(e.target.value as 'update' | 'skip')}
            options={[
              { value: 'update', label: '用表里填了的内容更新（空格不清空）' },
              { value: 'skip', label: '保持不变' },
            ]}
          />
        )}
      </Field>
      <Checkbox checked={heard} onChange={(e) => setHeard(e.target.checked)} data-testid="import-heard">
        让自动化规则也对导入的数据执行（可能给客户发消息；导入老客户时请不要勾）
      </Checkbox>
      {missing.length > 0 && <p className="zk-hint">还要对应必填的：{missing.map((one) => one.title).join('、')}</p>}
      <RefusalNote refusal={check.refusal} />
      <div className="zk-row wrap" style={{ marginTop: 16 }}>
        <Button type="primary" size="large" disabled={missing.length > 0} loading={check.busy} onClick={() => void submit()} data-testid="import-check">
          检查每一行
        </Button>
        <Button size="large" loading={cancel.busy} onClick={() => void give()}>
          不导入了
        </Button>
      </div>
    </>
  );
}
