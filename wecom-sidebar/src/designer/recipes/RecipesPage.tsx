import type { RecipeView } from '@zhike/domain/rules/contract';
import { Button, Switch, Tag } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { useMay } from '../../components/SessionGate';
import { Loaded, RowsSkeleton } from '../../components/states';
import { say } from '../../components/toast';
import { RecipeSheet } from './RecipeSheet';
import { THEMES } from './words';
import './recipes.css';

/** 现成做法: the rules that come with the product, by theme; each is read, tried on the past, filled in and switched on here. */
export function RecipesPage() {
  const query = useQuery('rules.recipes', {});
  const [opened, setOpened] = useState<string | null>(null);
  const change = (next: RecipeView): void => {
    if (query.data) query.put({ recipes: query.data.recipes.map((one) => (one.id === next.id ? next : one)) });
  };
  return (
    <div className="zk-page" data-testid="recipes-page">
      <header className="zk-page-head">
        <h1>现成做法</h1>
        <a className="zk-link" href="#/design/rules">
          自己写的规则
        </a>
      </header>
      <Loaded query={query} skeleton={<RowsSkeleton rows={6} />}>
        {({ recipes }) => {
          const on = recipes.filter((one) => one.state === 'on').length;
          const open = recipes.find((one) => one.id === opened);
          return (
            <>
              <p className="zk-hint">
                共 {recipes.length} 个，已打开 {on} 个。先点开看看会对谁做什么，填好几处就能用；打开之前的日子不会补发。
              </p>
              {THEMES.map(([theme, title]) => (
                <section key={theme} aria-label={title}>
                  <h2 className="zk-recipe-theme">{title}</h2>
                  <div className="zk-recipes">
                    {recipes
                      .filter((one) => one.theme === theme)
                      .map((one) => (
                        <Card key={one.id} recipe={one} onOpen={() => setOpened(one.id)} onChange={change} />
                      ))}
                  </div>
                </section>
              ))}
              {open && (
                <RecipeSheet
                  key={open.id}
                  recipe={open}
                  onClose={() => setOpened(null)}
                  onUsed={(next) => {
                    change(next);
                    setOpened(null);
                  }}
                />
              )}
            </>
          );
        }}
      </Loaded>
    </div>
  );
}

function Card({ recipe, onOpen, onChange }: { recipe: RecipeView; onOpen: () => void; onChange: (recipe: RecipeView) => void }) {
  const may = useMay('design.publish');
  const flip = useCommand('definitions.switch');
  const turn = async (on: boolean): Promise<void> => {
    const answer = await flip.run({ id: recipe.ruleId, on, reason: on ? '在现成做法里打开' : '在现成做法里关闭' });
    if (!answer.ok) return say('没有改成，请再试一次', { tone: 'bad' });
    onChange({ ...recipe, state: on ? 'on' : 'off' });
    say(on ? `已打开「${recipe.title}」` : `已关闭「${recipe.title}」`, { undo: () => void turn(!on) });
  };
  const there = recipe.state === 'on' || recipe.state === 'off';
  return (
    <article className="zk-card zk-recipe" data-testid={`recipe-${recipe.id}`}>
      <div className="zk-row">
        <b className="zk-grow">{recipe.title}</b>
        {there && (
          <Switch
            aria-label={`打开「${recipe.title}」`}
            checked={recipe.state === 'on'}
            disabled={!may}
            loading={flip.busy}
            onChange={(on) => void turn(on)}
            data-testid={`recipe-switch-${recipe.id}`}
          />
        )}
        {recipe.state === 'gone' && <Tag>已停用</Tag>}
      </div>
      <p className="zk-second">{recipe.does}</p>
      {there ? (
        <a className="zk-link" href={`#/design/rules/${encodeURIComponent(recipe.ruleId)}`}>
          修改和看运行记录
        </a>
      ) : (
        recipe.state === 'new' && (
          <Button onClick={onOpen} data-testid={`recipe-open-${recipe.id}`}>
            {may ? '看看并启用' : '看看'}
          </Button>
        )
      )}
    </article>
  );
}
