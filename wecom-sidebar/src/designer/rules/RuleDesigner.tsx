import type { Cond } from '@zhike/domain/engines/conditions/definition';
import type { RuleBody } from '@zhike/domain/engines/rules/definition';
import { sayRule } from '@zhike/domain/engines/rules/say';
import { Button, Select } from 'antd';
import { useMemo } from 'react';
import { useQuery } from '../../api/hooks';
import { toCatalogue } from '../conditions/catalogue';
import { ConditionEditor } from '../conditions/ConditionEditor';
import { Labelled } from '../forms/parts';
import { type Designed, withCatalogue } from '../conditions/WithCatalogue';
import { DesignerFrame } from '../frame/DesignerFrame';
import { useDraft } from '../frame/use-draft';
import { addEffect, beginTrigger, EMPTY_RULE, removeEffect, ruleOf, setEffect, withTrigger } from './draft-rule';
import { beginEffect, EffectEditor } from './EffectEditor';
import { TriggerEditor } from './TriggerEditor';
import { RuleLog } from './RuleLog';
import { SimulatePanel } from './SimulatePanel';
import { TryOne } from './TryOne';
import { verbWords } from './words';

/** 规则: 当…时 → 如果… → 就… */
export const RuleDesigner = withCatalogue(Designer);

function Designer({ definition, answer }: Designed) {
  const draft = useDraft(definition);
  const rule = useMemo(() => ruleOf(draft.body), [draft.body]);
  const catalogue = useMemo(() => toCatalogue(answer), [answer]);
  const [texts, flows] = [useQuery('definitions.list', { kind: 'text' }).data, useQuery('definitions.list', { kind: 'flow' }).data];
  const things = useMemo(() => {
    const verbs = answer.entities.flatMap((entity) => entity.verbs.map((verb) => [verb, verbWords(verb)] as const));
    const named = [...(texts?.items ?? []), ...(flows?.items ?? [])].map((one) => [one.id, one.title] as const);
    return Object.fromEntries([...verbs, ...named]);
  }, [answer, texts, flows]);
  const entity = answer.entities.find((one) => one.id === rule.entity);
  // Its log is there as soon as it has been published.
  const inForce = draft.definition.published;
  const put = (next: RuleBody): void => draft.change({ body: next as unknown as Record<string, unknown> });
  const words = (body: unknown): string => {
    const told = ruleOf(body);
    return told.effects.length === 0 ? '还没有写要做什么。' : sayRule(told, catalogue, { things });
  };
  return (
    <DesignerFrame
      draft={draft}
      back={{ href: '#/design/rules', title: '规则' }}
      words={words}
      aside={
        <>
          <TryOne rule={rule} catalogue={catalogue} />
          <SimulatePanel rule={rule} storeId={definition.storeId} unit={entity?.unit ?? '条'} />
          {inForce && <RuleLog ruleId={definition.id} rule={ruleOf(inForce.body)} catalogue={catalogue} />}
          <section className="zk-card" aria-label="更多设置">
            <h2>更多设置</h2>
            <More rule={rule} onChange={put} />
          </section>
        </>
      }
    >
      <p className="zk-card" data-testid="rule-sentence">
        {words(draft.body)}
      </p>
      <section className="zk-card" data-testid="rule-when">
        <h2>当…时</h2>
        <div className="zk-row wrap">
          <Select
            aria-label="关于什么"
            value={rule.entity}
            options={answer.entities.filter((one) => one.hosts.includes('rule')).map((one) => ({ value: one.id, label: one.label }))}
            popupMatchSelectWidth={false}
            onChange={(next) => {
              const of = answer.entities.find((one) => one.id === next);
              const verbs = of?.verbs ?? [];
              const begin = beginTrigger(verbs.length > 0 ? 'verb' : 'created', { dates: [], moments: [], fields: [], verbs: [...verbs] });
              put({ ...withTrigger(EMPTY_RULE, begin), entity: next, effects: rule.effects });
            }}
          />
          {entity && <TriggerEditor trigger={rule.trigger} entity={entity} onChange={(trigger) => put(withTrigger(rule, trigger))} />}
        </div>
      </section>
      <section className="zk-card" data-testid="rule-if">
        <h2>如果…</h2>
        {rule.when ? (
          <>
            <ConditionEditor answer={answer} entity={rule.entity} value={rule.when} label="如果" onChange={(when: Cond) => put({ ...rule, when })} />
            <Button
              type="link"
              onClick={() => {
                const { when: _, ...rest } = rule;
                put(rest);
              }}
            >
              不再限制
            </Button>
          </>
        ) : (
          <Button type="link" onClick={() => put({ ...rule, when: { all: [] } })} data-testid="add-when">
            ＋ 只对满足条件的
          </Button>
        )}
      </section>
      <section className="zk-card" data-testid="rule-then">
        <h2>就…</h2>
        {rule.effects.map(({ id, what }) => (
          <EffectEditor
            key={id}
            effect={what}
            answer={answer}
            entity={rule.entity}
            onChange={(next) => put(setEffect(rule, id, next))}
            onRemove={() => put(removeEffect(rule, id))}
          />
        ))}
        <Button type="link" disabled={rule.effects.length >= 10} onClick={() => put(addEffect(rule, beginEffect('message')))} data-testid="add-effect">
          {rule.effects.length === 0 ? '＋ 做一件事' : '＋ 再做一件事'}
        </Button>
      </section>
    </DesignerFrame>
  );
}

/** How often for one person, how late is too late, and what kind of message it is. */
function More({ rule, onChange }: { rule: RuleBody; onChange: (rule: RuleBody) => void }) {
  const again = typeof rule.reentry === 'string' ? rule.reentry : 'afterDays' in rule.reentry ? 'afterDays' : 'whenLeft';
  const segmented = rule.trigger.on === 'enter' || rule.trigger.on === 'leave';
  return (
    <>
      <Labelled label="同一位客户">
        <Select
          aria-label="同一位客户"
          value={again}
          options={[
            { value: 'everyTime', label: '每次都触发' },
            { value: 'once', label: '只触发一次' },
            { value: 'afterDays', label: '至少隔 30 天' },
            ...(segmented ? [{ value: 'whenLeft', label: '离开后再次符合才触发' }] : []),
          ]}
          onChange={(next) =>
            onChange({
              ...rule,
              reentry: next === 'afterDays' ? { afterDays: 30 } : next === 'whenLeft' ? { whenLeft: true } : next === 'once' ? 'once' : 'everyTime',
            })
          }
        />
        <span className="zk-hint">看的是「当…时」这一句，不是每一个条件。</span>
      </Labelled>
      {'days' in rule.catchUp && (
        <Labelled label="错过了，几天内还补">
          <Select
            aria-label="错过了，几天内还补"
            value={rule.catchUp.days}
            options={[0, 1, 2, 3, 5, 7].map((days) => ({ value: days, label: days === 0 ? '不补' : `${days} 天内` }))}
            onChange={(days) => onChange({ ...rule, catchUp: { days } })}
          />
        </Labelled>
      )}
      <Labelled label="消息的性质">
        <Select
          aria-label="消息的性质"
          value={rule.category}
          options={[
            { value: 'service', label: '服务通知（预约、到期、回访）' },
            { value: 'marketing', label: '营销（优惠、活动）' },
            { value: 'internal', label: '内部' },
          ]}
          onChange={(category) => onChange({ ...rule, category })}
        />
        <span className="zk-hint">营销消息要客户同意，并避开免打扰时段，也不会一天发好几条。</span>
      </Labelled>
      <Labelled label="执行前再看一次条件">
        <Select
          aria-label="执行前再看一次条件"
          value={rule.recheck ? 'yes' : 'no'}
          options={[
            { value: 'yes', label: '再看一次（推荐）' },
            { value: 'no', label: '不用' },
          ]}
          onChange={(next) => onChange({ ...rule, recheck: next === 'yes' })}
        />
      </Labelled>
    </>
  );
}
