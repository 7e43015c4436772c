import type { Found } from '@zhike/domain/definitions/contract';
import { Button, Input } from 'antd';
import { type ReactNode, useState } from 'react';
import { useCommand } from '../../api/hooks';
import { RefusalNote } from '../../components/states';
import { say } from '../../components/toast';
import { PublishSheet } from './PublishSheet';
import { wordProblem } from './problem-words';
import type { Draft } from './use-draft';
import { VersionsSheet } from './VersionsSheet';
import './frame.css';

const STATES: Readonly<Record<Draft['state'], string>> = { saved: '草稿已保存', unsaved: '有改动，马上保存', saving: '正在保存…', refused: '没有保存上' };

/** The frame of every designer: what it is and whether it is saved above, the work in the middle, what is wrong below. */
export function DesignerFrame({
  draft,
  back,
  aside,
  words,
  effect,
  children,
}: {
  draft: Draft;
  /** Where the list is, and its name. */
  back: { readonly href: string; readonly title: string };
  aside?: ReactNode;
  /** A text of this kind in words, to compare versions by. */
  words: (body: unknown) => string;
  /** What publishing does, for the dialog: 412 位客户符合. */
  effect?: ReactNode;
  children: ReactNode;
}) {
  const { definition } = draft;
  const [open, setOpen] = useState<'publish' | 'versions' | null>(null);
  const takeOver = useCommand('definitions.takeOver');
  const toggle = useCommand('definitions.switch');
  const may = (what: (typeof definition.can)[number]): boolean => definition.can.includes(what);
  const locked = !may('edit') || definition.editing !== null;
  const errors = definition.problems.filter((problem) => problem.level === 'error').length;
  const take = async () => {
    const answer = await takeOver.run({ id: definition.id });
    if (answer.ok) draft.put(answer.value.definition);
  };
  const turn = async (on: boolean) => {
    const answer = await toggle.run({ id: definition.id, on, reason: on ? '打开' : '关掉' });
    if (!answer.ok) return;
    draft.put(answer.value.definition);
    say(on ? '已打开' : '已关掉，不会再开始新的', { undo: () => void turn(!on) });
  };
  return (
    <div className="zk-page zk-designer" data-testid="designer">
      <header className="zk-page-head zk-designer-head">
        <a className="zk-link" href={back.href}>
          ‹ {back.title}
        </a>
        <Input
          aria-label="名称"
          className="zk-designer-title"
          value={draft.title}
          maxLength={60}
          disabled={locked}
          onChange={(e) => e.target.value.trim() !== '' && draft.change({ title: e.target.value })}
          data-testid="designer-title"
        />
        <span className="zk-hint" role="status" data-testid="draft-state">
          {definition.current > 0 ? `正在用第 ${definition.current} 版${definition.on ? '' : '（已关掉）'} · ` : '还没有发布 · '}
          {definition.open || draft.state !== 'saved' ? STATES[draft.state] : '没有改动'}
        </span>
        <div className="zk-row wrap">
          <Button disabled={locked || !definition.open?.canUndo} onClick={() => void draft.step('back')} data-testid="undo">
            撤销
          </Button>
          <Button disabled={locked || !definition.open?.canRedo} onClick={() => void draft.step('forward')} data-testid="redo">
            重做
          </Button>
          <Button onClick={() => setOpen('versions')} data-testid="versions">
            版本
          </Button>
          {may('switch') && definition.current > 0 && (
            <Button loading={toggle.busy} onClick={() => void turn(!definition.on)} data-testid="switch">
              {definition.on ? '关掉' : '打开'}
            </Button>
          )}
          {may('publish') && (
            <Button
              type="primary"
              disabled={locked || (!definition.open && draft.state === 'saved')}
              onClick={() => void draft.flush().then((saved) => saved && setOpen('publish'))}
              data-testid="publish"
            >
              发布
            </Button>
          )}
        </div>
      </header>
      {definition.editing && (
        <div className="zk-card zk-designer-note" role="alert">
          <span className="zk-grow">{definition.editing.byName || '有同事'}正在编辑。您可以先查看；接手后，对方下一次保存会被告知。</span>
          <Button loading={takeOver.busy} onClick={() => void take()} data-testid="take-over">
            接手
          </Button>
        </div>
      )}
      <RefusalNote refusal={draft.refusal ?? takeOver.refusal ?? toggle.refusal} />
      <div className={aside ? 'zk-designer-body with-aside' : 'zk-designer-body'}>
        <fieldset className="zk-designer-main" disabled={locked}>
          {children}
        </fieldset>
        {aside && <aside className="zk-designer-aside">{aside}</aside>}
      </div>
      <Problems problems={definition.problems} errors={errors} kind={definition.kind} stale={draft.state === 'unsaved' || draft.state === 'saving'} />
      {open === 'publish' && (
        <PublishSheet
          definition={definition}
          words={words}
          effect={effect}
          onClose={() => setOpen(null)}
          onPublished={(next) => {
            draft.put(next);
            setOpen(null);
          }}
        />
      )}
      {open === 'versions' && <VersionsSheet definition={definition} words={words} onClose={() => setOpen(null)} onRestored={draft.put} />}
    </div>
  );
}

function Problems({ problems, errors, kind, stale }: { problems: readonly Found[]; errors: number; kind: string; stale: boolean }) {
  if (problems.length === 0) return <p className="zk-hint zk-designer-problems">没有问题</p>;
  return (
    <section className={`zk-card zk-designer-problems${stale ? ' stale' : ''}`} data-testid="problems" aria-live="polite">
      <b>{stale ? '正在检查…' : errors > 0 ? `${errors} 处要改好才能发布` : '可以发布，建议看一下'}</b>
      <ul>
        {problems.map((problem) => (
          <li key={`${problem.path} ${problem.code}`} className={problem.level === 'error' ? 'bad' : ''}>
            {wordProblem(problem, kind)}
          </li>
        ))}
      </ul>
    </section>
  );
}
