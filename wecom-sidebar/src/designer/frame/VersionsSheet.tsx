import type { DefinitionView } from '@zhike/domain/definitions/contract';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { Loaded, Nothing, RefusalNote, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { say } from '../../components/toast';

/** Every version with who, when and why; each beside what is in force, and back by a new version. */
export function VersionsSheet({
  definition,
  words,
  onClose,
  onRestored,
}: {
  definition: DefinitionView;
  words: (body: unknown) => string;
  onClose: () => void;
  onRestored: (definition: DefinitionView) => void;
}) {
  const now = useNow();
  const versions = useQuery('definitions.versions', { id: definition.id });
  const [shown, setShown] = useState<number | null>(null);
  return (
    <Sheet open wide onClose={onClose} title={`「${definition.title}」的版本`} testid="versions-sheet">
      <Loaded query={versions} skeleton={<RowsSkeleton rows={4} />}>
        {({ versions: list }) =>
          list.length === 0 ? (
            <Nothing title="还没有发布过" hint="发布后，每一版都会留在这里，随时可以看、可以恢复。" />
          ) : (
            list.map((one) => (
              <section key={one.version} className="zk-card" data-testid="version">
                <div className="zk-row">
                  <span className="zk-grow">
                    <b>
                      第 {one.version} 版{one.version === definition.current ? '（在用）' : ''}
                    </b>
                    <span className="zk-hint zk-block">
                      {momentOf(one.at, CHINA_OFFSET, now)} · {one.byName || '系统'} · {one.note}
                      {one.restored !== null ? ` · 恢复自第 ${one.restored} 版` : ''}
                    </span>
                  </span>
                  <Button size="small" onClick={() => setShown(shown === one.version ? null : one.version)} data-testid="show-version">
                    {shown === one.version ? '收起' : '查看'}
                  </Button>
                </div>
                {shown === one.version && <OneVersion definition={definition} version={one.version} words={words} onRestored={onRestored} />}
              </section>
            ))
          )
        }
      </Loaded>
    </Sheet>
  );
}

function OneVersion({
  definition,
  version,
  words,
  onRestored,
}: {
  definition: DefinitionView;
  version: number;
  words: (body: unknown) => string;
  onRestored: (definition: DefinitionView) => void;
}) {
  const one = useQuery('definitions.version', { id: definition.id, version });
  const restore = useCommand('definitions.restore');
  const [note, setNote] = useState('');
  const bring = async () => {
    const answer = await restore.run({ id: definition.id, version, note });
    if (!answer.ok) return;
    say(`第 ${version} 版已恢复为第 ${answer.value.definition.current} 版`);
    onRestored(answer.value.definition);
  };
  return (
    <Loaded query={one} skeleton={<RowsSkeleton rows={1} />}>
      {({ version: text }) => (
        <>
          <p>{words(text.body)}</p>
          {definition.published && version !== definition.current && <p className="zk-second">现在用的：{words(definition.published.body)}</p>}
          {definition.can.includes('publish') && version !== definition.current && (
            <div className="zk-row">
              <Input
                placeholder="为什么恢复"
                aria-label="为什么恢复"
                value={note}
                maxLength={200}
                onChange={(e) => setNote(e.target.value)}
                data-testid="restore-note"
              />
              <Button disabled={note.trim() === ''} loading={restore.busy} onClick={() => void bring()} data-testid="restore">
                恢复为新版本
              </Button>
            </div>
          )}
          <RefusalNote refusal={restore.refusal} />
        </>
      )}
    </Loaded>
  );
}
