import type { Cond } from '@zhike/domain/engines/conditions/definition';
import { chipsOf } from '@zhike/domain/engines/catalogue/formula/chips';
import { sayFormula } from '@zhike/domain/engines/catalogue/formula/say';
import { say } from '@zhike/domain/engines/conditions/say';
import type { GuardAnswer, GuardBody } from '@zhike/domain/engines/rules/definition';
import { Checkbox, Input, Select } from 'antd';
import { useMemo } from 'react';
import { toCatalogue } from '../conditions/catalogue';
import { ConditionEditor } from '../conditions/ConditionEditor';
import { Labelled } from '../forms/parts';
import { type Designed, withCatalogue } from '../conditions/WithCatalogue';
import { SetByFormula } from '../formulas/SetByFormula';
import { chipsOfRecord, settableOf, type Setting } from '../formulas/settable';
import { DesignerFrame } from '../frame/DesignerFrame';
import { useDraft } from '../frame/use-draft';
import { verbWords } from '../rules/words';
import { beginWarn, guardOf, isGuarded, messageOf, PASSING, withEntity, withLocks, withMessage } from './draft-guard';

const WHEN: Readonly<Record<string, string>> = { create: '新增', update: '修改' };
const doingWords = (doing: string): string => WHEN[doing] ?? verbWords(doing);

/** 保存前检查: 保存…时，如果…，就不让保存（或先提醒），并说明为什么、怎么办；或自动填几项。 */
export const GuardDesigner = withCatalogue(Designer);

function Designer({ definition, answer }: Designed) {
  const draft = useDraft(definition);
  const guard = useMemo(() => guardOf(draft.body), [draft.body]);
  const catalogue = useMemo(() => toCatalogue(answer), [answer]);
  const entity = answer.entities.find((one) => one.id === guard.entity);
  const put = (next: GuardBody): void => draft.change({ body: next as unknown as Record<string, unknown> });
  const words = (body: unknown): string => {
    const told = guardOf(body);
    const of = catalogue.entities[told.entity];
    if (!of) return '（无权查看的内容）';
    const { answer: said } = told;
    const then =
      'set' in said
        ? setWords(said.set, of.id)
        : 'warn' in said
          ? `就先提醒「${said.warn}」，${said.needReason ? '写明原因' : '看过'}才能保存`
          : `就不让保存，提示「${messageOf(said)}」`;
    return `${told.on.map(doingWords).join('、')}${of.label}时，如果${say(told.when, of.id, catalogue) || '不论怎样'}，${then}。`;
  };
  const setWords = (list: readonly Setting[], of: string): string => {
    const chips = chipsOf(chipsOfRecord(answer, of));
    const fields = settableOf(answer, of);
    const one = ({ field, formula }: Setting) => `「${fields.find(({ id }) => id === field)?.label ?? '（已不在的一项）'}」填成 ${sayFormula(formula, chips)}`;
    return `就自动把${list.map(one).join('，') || '（还没有选）'}`;
  };
  return (
    <DesignerFrame draft={draft} back={{ href: '#/design/guards', title: '保存前检查' }} words={words}>
      <p className="zk-card" data-testid="guard-sentence">
        {words(draft.body)}
      </p>
      <section className="zk-card">
        <h2>保存什么的时候</h2>
        <div className="zk-row wrap">
          <Select
            aria-label="保存什么"
            value={guard.entity}
            options={answer.entities.filter((one) => isGuarded(one.id)).map((one) => ({ value: one.id, label: one.label }))}
            popupMatchSelectWidth={false}
            onChange={(next) => put(withEntity(guard, next))}
          />
          <Select
            aria-label="做什么时检查"
            mode="multiple"
            value={[...guard.on]}
            options={['create', 'update', ...(entity?.verbs ?? [])].map((value) => ({ value, label: doingWords(value) }))}
            popupMatchSelectWidth={false}
            style={{ minWidth: 200 }}
            onChange={(on: string[]) => put({ ...guard, on })}
          />
        </div>
      </section>
      <section className="zk-card">
        <h2>如果…</h2>
        <ConditionEditor answer={answer} entity={guard.entity} value={guard.when} label="如果" onChange={(when: Cond) => put({ ...guard, when })} />
      </section>
      <section className="zk-card">
        <h2>就…</h2>
        <AnswerKind answer={guard.answer} entity={guard.entity} onChange={(next) => put({ ...guard, answer: next })} />
        {'set' in guard.answer ? (
          <SetByFormula answer={answer} entity={guard.entity} list={guard.answer.set} onChange={(set) => put({ ...guard, answer: { set } })} />
        ) : (
          <Input.TextArea
            aria-label="提示"
            placeholder="说清哪里不对、怎么办，如：这位客户还有 2 笔未付清，请先收款或找店长。"
            value={messageOf(guard.answer)}
            maxLength={200}
            autoSize
            onChange={(e) => put({ ...guard, answer: withMessage(guard.answer, e.target.value) })}
            data-testid="guard-words"
          />
        )}
        <Labelled label="要数别的记录时，按哪几项排队">
          <Select
            aria-label="按哪几项排队"
            mode="multiple"
            value={[...(guard.lockOn ?? [])]}
            options={(entity?.fields ?? []).map((field) => ({ value: field.id, label: field.label }))}
            style={{ minWidth: 200 }}
            onChange={(fields: string[]) => put(withLocks(guard, fields))}
          />
          <span className="zk-hint">条件里有「有几笔、几个」时要选，如「同一客户最多 2 笔」选「客户」：两个人同时保存也不会都算漏。</span>
        </Labelled>
      </section>
    </DesignerFrame>
  );
}

/** Whether it keeps from saving, sets something, or only warns: then who may go on, and whether she says why. */
function AnswerKind({ answer, entity, onChange }: { answer: GuardAnswer; entity: string; onChange: (answer: GuardAnswer) => void }) {
  const warns = 'warn' in answer;
  return (
    <div className="zk-row wrap">
      <Select
        aria-label="怎么办"
        value={warns ? 'warn' : 'set' in answer ? 'set' : 'refuse'}
        options={[
          { value: 'refuse', label: '不让保存，并提示' },
          { value: 'warn', label: '先提醒，看过可以继续' },
          { value: 'set', label: '自动填几项，照常保存' },
        ]}
        popupMatchSelectWidth={false}
        onChange={(next) => onChange(next === 'warn' ? beginWarn(messageOf(answer), entity) : next === 'set' ? { set: [] } : { refuse: messageOf(answer) })}
        data-testid="guard-kind"
      />
      {warns && (
        <>
          <Select
            aria-label="谁可以继续"
            value={answer.right}
            options={PASSING.map(([value, label]) => ({ value, label }))}
            popupMatchSelectWidth={false}
            onChange={(right: string) => onChange({ ...answer, right })}
          />
          <Checkbox checked={answer.needReason} onChange={(e) => onChange({ ...answer, needReason: e.target.checked })}>
            要写明原因
          </Checkbox>
          <span className="zk-hint">没有这个权限的同事保存不了，要请有权限的来保存。顾客自己提交、导入、批量修改和自动规则没有人可以问，一律算不通过。</span>
        </>
      )}
    </div>
  );
}
