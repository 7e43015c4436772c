import { Button, Select } from 'antd';
import { useState } from 'react';
import { followFlow } from '../../api/follow';
import { useCommand, useQuery } from '../../api/hooks';
import { useMay } from '../../components/SessionGate';
import { RefusalNote } from '../../components/states';
import { say } from '../../components/toast';
import { Labelled } from '../forms/parts';

type Choice = 'next' | 'stay' | 'end';
const CHOICES: readonly { readonly value: Choice; readonly label: string }[] = [
  { value: 'next', label: '走到下一个还在的步骤' },
  { value: 'stay', label: '留在旧版走完' },
  { value: 'end', label: '终止' },
];

/** 进行中的: those that still run an older version, where they stand, and what moving them to the one in force would come to. */
export function Running({ flowId }: { flowId: string }) {
  const manages = useMay('flow.manage');
  const [choices, setChoices] = useState<Readonly<Record<string, Choice>>>({});
  const query = useQuery('flows.previewMigration', manages ? { flowId, choices } : null, { keepPrevious: true, follow: followFlow(null) });
  const migrate = useCommand('flows.migrate');
  const [sure, setSure] = useState(false);
  const preview = query.data?.preview;
  if (!preview || preview.running === 0) return null;
  const { stays } = preview;
  const staying = stays.chosen + stays.block_changed + stays.nowhere_to_go;
  const move = async () => {
    if (!sure) return setSure(true);
    setSure(false);
    const answer = await migrate.run({ flowId, version: preview.version, choices });
    if (answer.ok) say(`${answer.value.preview.moves} 个正在换到第 ${answer.value.preview.version} 版`);
    query.reload();
  };
  return (
    <section className="zk-setting" aria-label="进行中的" data-testid="running">
      <h3>进行中的</h3>
      <p className="zk-hint">
        有 {preview.running} 个还在走旧版。不动它们，就会按旧版走完；也可以换到第 {preview.version} 版，已经过去的步骤不会补做。
      </p>
      {preview.nodes.map((one) => (
        <Labelled key={one.node} label={`「${one.title}」${one.n} 个${one.gone ? '，新版没有这一步' : ''}`}>
          {one.gone && (
            <Select
              aria-label={`「${one.title}」怎么办`}
              value={choices[one.node] ?? 'next'}
              options={[...CHOICES]}
              popupMatchSelectWidth={false}
              onChange={(next) => {
                setSure(false);
                setChoices({ ...choices, [one.node]: next });
              }}
              data-testid={`choice-${one.node}`}
            />
          )}
        </Labelled>
      ))}
      <p data-testid="migration-preview">
        会换到新版 {preview.moves} 个{preview.ends > 0 ? `，终止 ${preview.ends} 个` : ''}
        {staying > 0 ? `，留在旧版 ${staying} 个` : ''}
        {stays.block_changed > 0 ? `（其中 ${stays.block_changed} 个所在的同时进行改了，不能换）` : ''}
        {preview.dueNow > 0 ? `；${preview.dueNow} 个时限变短、已经到点，会在半小时内陆续处理` : ''}。
      </p>
      <RefusalNote refusal={migrate.refusal} />
      <Button
        danger={sure}
        disabled={preview.moves + preview.ends === 0}
        loading={migrate.busy}
        onClick={() => void move()}
        onBlur={() => setSure(false)}
        data-testid="migrate"
      >
        {sure ? '确定换到新版？' : '让进行中的换到新版'}
      </Button>
    </section>
  );
}
