import type { DefinitionView } from '@zhike/domain/definitions/contract';
import { Button, Input } from 'antd';
import { type ReactNode, useState } from 'react';
import { useCommand } from '../../api/hooks';
import { Field } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { RefusalNote } from '../../components/states';
import { say } from '../../components/toast';
import { wordProblem } from './problem-words';

/** What changes, what it touches, and why: then it is in force for everybody. */
export function PublishSheet({
  definition,
  words,
  effect,
  onClose,
  onPublished,
}: {
  definition: DefinitionView;
  words: (body: unknown) => string;
  effect: ReactNode;
  onClose: () => void;
  onPublished: (definition: DefinitionView) => void;
}) {
  const publish = useCommand('definitions.publish');
  const [note, setNote] = useState(definition.current === 0 ? '第一版' : '');
  const errors = definition.problems.filter((problem) => problem.level === 'error');
  const ready = errors.length === 0 && note.trim() !== '';
  const submit = async () => {
    if (!ready) return;
    const answer = await publish.run({ id: definition.id, rev: definition.open?.rev ?? 0, note });
    if (!answer.ok) return;
    say(`第 ${answer.value.definition.current} 版已发布`);
    onPublished(answer.value.definition);
  };
  return (
    <Sheet
      open
      wide
      onClose={onClose}
      title={`发布「${definition.open?.title ?? definition.title}」`}
      testid="publish-sheet"
      onSubmit={() => void submit()}
      foot={
        <Button block type="primary" size="large" disabled={!ready} loading={publish.busy} onClick={() => void submit()} data-testid="publish-now">
          发布第 {definition.current + 1} 版
        </Button>
      }
    >
      <RefusalNote refusal={publish.refusal} />
      {definition.published && (
        <section className="zk-compare-one">
          <h3>现在用的（第 {definition.current} 版）</h3>
          <p className="zk-second">{words(definition.published.body)}</p>
        </section>
      )}
      <section className="zk-compare-one">
        <h3>发布后</h3>
        <p>{words(definition.open?.body)}</p>
      </section>
      {effect && (
        <section className="zk-compare-one" data-testid="publish-effect">
          <h3>影响</h3>
          {effect}
        </section>
      )}
      {errors.map((problem) => (
        <p key={`${problem.path} ${problem.code}`} className="zk-bad" role="alert">
          {wordProblem(problem, definition.kind)}
        </p>
      ))}
      <Field label={definition.current === 0 ? '说明' : '为什么改'} hint="以后在版本里看得到">
        {(ids) => <Input id={ids.id} value={note} maxLength={200} onChange={(e) => setNote(e.target.value)} data-testid="publish-note" />}
      </Field>
    </Sheet>
  );
}
