import { say as sentenceOf } from '@zhike/domain/engines/conditions/say';
import { STANDING_LIMITS, type StandingBody, type StandingState } from '@zhike/domain/standing/definition';
import { Button, Input } from 'antd';
import { useMemo } from 'react';
import { useQuery } from '../../api/hooks';
import { Loaded, RowsSkeleton } from '../../components/states';
import { ConditionEditor } from '../conditions/ConditionEditor';
import { toCatalogue } from '../conditions/catalogue';
import { useNames } from '../conditions/use-names';
import { type Designed, withCatalogue } from '../conditions/WithCatalogue';
import { DesignerFrame } from '../frame/DesignerFrame';
import { useDraft } from '../frame/use-draft';
import { moved, standingOf, withState } from './draft';

/** 客户阶段: from top to bottom, the first that fits; the last is for all others, so that everybody is in exactly one. */
export const StandingDesigner = withCatalogue(Designer);

function Designer({ definition, answer }: Designed) {
  const draft = useDraft(definition);
  const body = standingOf(draft.body);
  const catalogue = useMemo(() => toCatalogue(answer), [answer]);
  const put = (next: StandingBody) => draft.change({ body: next as unknown as Record<string, unknown> });
  const change = (at: number, more: Partial<StandingState>) => put({ states: body.states.map((state, i) => (i === at ? { ...state, ...more } : state)) });
  const names = useNames(
    body.states.flatMap(({ where }) => (where ? [where] : [])),
    'customer',
    catalogue,
  );
  const words = (one: unknown): string =>
    standingOf(one)
      .states.map(({ label, where }) => (where ? `${label}：${sentenceOf(where, 'customer', catalogue, { names }) || '不限'}` : `${label}：其余的客户`))
      .join('；');
  const last = body.states.length - 1;
  return (
    <DesignerFrame
      draft={draft}
      back={{ href: '#/design/standing', title: '客户阶段' }}
      words={words}
      effect={<Preview body={body} brief />}
      aside={<Preview body={body} />}
    >
      <p className="zk-hint">从上到下看，第一个符合的就是她的阶段。发布后，这一份会替换正在用的那一份。</p>
      {body.states.map((state, i) => (
        <section key={state.id} className="zk-card" data-testid="standing-state">
          <div className="zk-row wrap">
            <input
              type="color"
              aria-label={`「${state.label}」的颜色`}
              value={state.color ?? '#718096'}
              onChange={(e) => change(i, { color: e.target.value })}
            />
            <Input
              aria-label={`第 ${i + 1} 个阶段的名称`}
              value={state.label}
              maxLength={STANDING_LIMITS.label}
              style={{ width: 160 }}
              onChange={(e) => change(i, { label: e.target.value })}
            />
            <span className="zk-grow" />
            {i < last && (
              <>
                <Button size="small" disabled={i === 0} onClick={() => put(moved(body, i, -1))} aria-label={`上移「${state.label}」`}>
                  上移
                </Button>
                <Button size="small" disabled={i === last - 1} onClick={() => put(moved(body, i, 1))} aria-label={`下移「${state.label}」`}>
                  下移
                </Button>
                <Button
                  size="small"
                  disabled={body.states.length <= 2}
                  onClick={() => put({ states: body.states.filter((_, at) => at !== i) })}
                  aria-label={`删掉「${state.label}」`}
                >
                  删掉
                </Button>
              </>
            )}
          </div>
          {state.where ? (
            <ConditionEditor
              answer={answer}
              entity="customer"
              value={state.where}
              label={`「${state.label}」的条件`}
              onChange={(where) => change(i, { where })}
            />
          ) : (
            <p className="zk-second">其余的客户都在这里，所以每位客户都正好有一个阶段。</p>
          )}
        </section>
      ))}
      <Button disabled={body.states.length >= STANDING_LIMITS.states} onClick={() => put(withState(body))} data-testid="add-state">
        加一个阶段
      </Button>
    </DesignerFrame>
  );
}

function Preview({ body, brief = false }: { body: StandingBody; brief?: boolean }) {
  const query = useQuery('standing.previewStates', { body: body as unknown as Record<string, unknown> }, { keepPrevious: true });
  return (
    <section className={brief ? '' : 'zk-card'} data-testid="standing-preview">
      <Loaded query={query} skeleton={<RowsSkeleton rows={4} />}>
        {({ states, total }) => (
          <>
            <p>
              一共 <b>{total}</b> 位客户，发布后：
            </p>
            <dl className="zk-facts">
              {states.map(({ id, count, now }) => {
                const state = body.states.find((one) => one.id === id);
                return (
                  <div key={id} style={{ display: 'contents' }}>
                    <dt>{state?.label ?? ''}</dt>
                    <dd>
                      {count} 位{count === now ? '' : <span className="zk-hint">（现在 {now} 位）</span>}
                    </dd>
                  </div>
                );
              })}
            </dl>
          </>
        )}
      </Loaded>
    </section>
  );
}
