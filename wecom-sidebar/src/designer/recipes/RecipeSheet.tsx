import type { RecipeView } from '@zhike/domain/rules/contract';
import { Button, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { ClockInput } from '../../components/ClockInput';
import { Field } from '../../components/parts';
import { useMay } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { Loaded, RefusalNote, RowsSkeleton } from '../../components/states';
import { say } from '../../components/toast';
import { Told } from '../rules/SimulatePanel';
import { unitOf } from './words';

type Given = Readonly<Record<string, string | number>>;
type Asked = RecipeView['asks'][number];
const DAYS = 90;

/** One recipe: what is to be filled in, whom it would have touched, and the button that puts it in force. */
export function RecipeSheet({ recipe, onClose, onUsed }: { recipe: RecipeView; onClose: () => void; onUsed: (recipe: RecipeView) => void }) {
  const may = useMay('design.publish');
  const [given, setGiven] = useState<Given>(Object.fromEntries(recipe.asks.flatMap((ask) => ('value' in ask ? [[ask.id, ask.value] as const] : []))));
  const [tried, setTried] = useState<Given | null>(null);
  const use = useCommand('rules.useRecipe');
  const start = async (): Promise<void> => {
    const answer = await use.run({ recipeId: recipe.id, given });
    if (!answer.ok) return;
    say(`已打开「${recipe.title}」`);
    onUsed(answer.value.recipe);
  };
  const stale = tried !== null && JSON.stringify(tried) !== JSON.stringify(given);
  return (
    <Sheet
      open
      wide
      onClose={onClose}
      title={recipe.title}
      testid="recipe-sheet"
      {...(may ? { onSubmit: () => void start() } : {})}
      foot={
        may ? (
          <Button type="primary" size="large" block loading={use.busy} onClick={() => void start()} data-testid="recipe-use">
            启用
          </Button>
        ) : (
          <p className="zk-hint">只能看看。要启用请找店长或总部。</p>
        )
      }
    >
      <p>{recipe.does}</p>
      {recipe.asks.map((ask) => (
        <AskField
          key={ask.id}
          ask={ask}
          value={given[ask.id]}
          variables={recipe.variables}
          onChange={(value) => {
            const { [ask.id]: _, ...rest } = given;
            setGiven(value === undefined ? rest : { ...rest, [ask.id]: value });
          }}
        />
      ))}
      <RefusalNote refusal={use.refusal} />
      <h2>会对谁做什么</h2>
      <p className="zk-hint">假如过去 {DAYS} 天就开着。只是算一算，什么都不会发出去。</p>
      <Button onClick={() => setTried(given)} data-testid="recipe-try">
        {tried === null ? '算一算' : '按现在填的再算一次'}
      </Button>
      {stale && <p className="zk-second">填的内容改过了，下面还是上一次的结果。</p>}
      {tried && <Tried recipe={recipe} given={tried} />}
    </Sheet>
  );
}

function Tried({ recipe, given }: { recipe: RecipeView; given: Given }) {
  const query = useQuery('rules.tryRecipe', { recipeId: recipe.id, given, days: DAYS });
  return (
    <Loaded query={query} skeleton={<RowsSkeleton rows={4} />}>
      {({ sentence, simulated }) => (
        <>
          <p data-testid="recipe-sentence">{sentence}</p>
          <Told told={simulated} unit={unitOf(recipe.entity)} />
        </>
      )}
    </Loaded>
  );
}

interface AskProps {
  ask: Asked;
  value: string | number | undefined;
  variables: readonly string[];
  onChange: (value: string | number | undefined) => void;
}

function AskField({ ask, value, variables, onChange }: AskProps) {
  const hint = ask.kind === 'words' ? `可以用：${variables.map((name) => `[${name}]`).join(' ')}` : undefined;
  return (
    <Field label={ask.label} hint={hint}>
      {(ids) => {
        if (ask.kind === 'number')
          return (
            <InputNumber
              id={ids.id}
              min={ask.min}
              max={ask.max}
              precision={0}
              suffix={ask.unit}
              value={typeof value === 'number' ? value : null}
              onChange={(next) => onChange(next ?? undefined)}
              style={{ width: '100%' }}
              data-testid={`ask-${ask.id}`}
            />
          );
        if (ask.kind === 'time') return <ClockInput label={ask.label} value={String(value ?? ask.value)} onChange={onChange} testid={`ask-${ask.id}`} />;
        if (ask.kind === 'coupon') return <CouponSelect id={ids.id} value={value} onChange={onChange} />;
        return (
          <Input.TextArea
            id={ids.id}
            aria-describedby={ids['aria-describedby']}
            value={String(value ?? '')}
            maxLength={300}
            autoSize={{ minRows: 2 }}
            onChange={(event) => onChange(event.target.value)}
            data-testid={`ask-${ask.id}`}
          />
        );
      }}
    </Field>
  );
}

function CouponSelect({ id, value, onChange }: { id: string; value: string | number | undefined; onChange: (value: string | undefined) => void }) {
  const query = useQuery('marketing.templates', { withRetired: false });
  const coupons = query.data?.templates ?? [];
  return (
    <Select
      id={id}
      allowClear
      loading={query.busy}
      placeholder="不送券"
      notFoundContent="还没有券，可以先在「优惠券」里建一张"
      value={value === undefined ? null : String(value)}
      options={coupons.map((one) => ({ value: one.id, label: one.terms.name }))}
      onChange={(next: string | null | undefined) => onChange(next ?? undefined)}
      style={{ width: '100%' }}
      data-testid="ask-coupon"
    />
  );
}
