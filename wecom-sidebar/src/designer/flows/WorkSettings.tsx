import type { Effect } from '@zhike/domain/engines/effects';
import type { CustomerNode, NodeId, NodeOf } from '@zhike/domain/engines/flows/definition';
import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import { useQuery } from '../../api/hooks';
import type { CatalogueAnswer } from '../conditions/catalogue';
import { Labelled } from '../forms/parts';
import { beginEffect, EffectEditor } from '../rules/EffectEditor';
import { AddEffect } from './AddEffect';
import { beginAdd, placesToAdd } from './draft-add';
import type { FlowBody } from './draft-flow';
import { Length, Limit } from './parts';
import { outcomeWords, VERBS } from './words';

interface Setting<N> {
  readonly node: N;
  readonly flow: FlowBody;
  readonly set: (change: Readonly<Record<string, unknown>>) => void;
}

/** 自动做: a step of the record itself, or one of the things that rules do as well. */
export function ActionSettings({ node, flow, set, answer }: Setting<NodeOf<'action'>> & { answer: CatalogueAnswer }) {
  const verbs = VERBS[flow.entity] ?? [];
  const effect = node.do;
  const put = (next: Effect) => set({ do: next });
  const [place] = placesToAdd(answer, flow.entity);
  const begin = {
    call: { do: 'call', verb: verbs[0]?.value ?? '' },
    add: place ? beginAdd(place) : beginEffect('tag.add'),
    other: beginEffect('tag.add'),
  } as const;
  const kind: keyof typeof begin = effect.do === 'call' ? 'call' : effect.do === 'record.add' ? 'add' : 'other';
  return (
    <>
      {(verbs.length > 0 || place || effect.do === 'record.add') && (
        <Labelled label="做哪一类">
          <Select
            aria-label="做哪一类"
            value={kind}
            options={[
              ...(verbs.length > 0 || effect.do === 'call' ? [{ value: 'call' as const, label: '改这条记录' }] : []),
              ...(place || effect.do === 'record.add' ? [{ value: 'add' as const, label: '加减数量（库存、次数）' }] : []),
              { value: 'other' as const, label: '做别的事' },
            ]}
            onChange={(next: typeof kind) => put(begin[next])}
            data-testid="action-kind"
          />
        </Labelled>
      )}
      {effect.do === 'call' ? (
        <Labelled label="改成什么样">
          <Select
            aria-label="改成什么样"
            value={effect.verb}
            options={verbs.some((one) => one.value === effect.verb) ? [...verbs] : [...verbs, { value: effect.verb, label: '在别处设好的' }]}
            popupMatchSelectWidth={false}
            onChange={(verb) => put({ do: 'call', verb })}
            data-testid="action-verb"
          />
        </Labelled>
      ) : effect.do === 'record.add' ? (
        <AddEffect effect={effect} entity={flow.entity} answer={answer} onChange={put} />
      ) : (
        <EffectEditor effect={effect} answer={answer} entity={flow.entity} onChange={put} onRemove={() => put(beginEffect('tag.add'))} />
      )}
      <WhenFailed node={node} flow={flow} set={set} />
    </>
  );
}

/** Where it goes on when it could not be done; which step exactly is chosen among the step's lines. */
function WhenFailed({ node, flow, set }: Setting<NodeOf<'action'>>) {
  const end = Object.keys(flow.nodes).find((id) => flow.nodes[id]?.kind === 'end');
  return (
    <Labelled label="没做成的时候">
      <Select
        aria-label="没做成的时候"
        value={node.failed === undefined ? 'stop' : 'go'}
        options={[
          { value: 'stop' as const, label: '停在这里，请人处理' },
          { value: 'go' as const, label: '走另外一步' },
        ]}
        onChange={(next) => set({ failed: next === 'go' ? end : undefined })}
        data-testid="when-failed"
      />
    </Labelled>
  );
}

const ACTS: readonly { readonly value: CustomerNode['act']; readonly label: string }[] = [
  { value: 'confirm', label: '确认' },
  { value: 'pick', label: '挑选' },
  { value: 'review', label: '看稿' },
  { value: 'form', label: '填表单' },
];

/** Which form she fills in; the message carries a link that works once, without the mini-program too. */
function FormChoice({ node, set }: Pick<Setting<CustomerNode>, 'node' | 'set'>) {
  const forms = useQuery('forms.list', {}).data?.forms.filter((form) => form.kinds.includes('bound')) ?? [];
  return (
    <Labelled label="填哪张表单">
      <Select
        aria-label="填哪张表单"
        value={node.form ?? null}
        placeholder="选一张能发给客户填的表单"
        options={forms.map((form) => ({ value: form.id, label: form.title }))}
        notFoundContent="没有能发给客户的表单：在表单的设置里勾上「发给一位客户」"
        onChange={(form) => set({ form })}
      />
      <span className="zk-hint">消息里带一次有效的链接，不用小程序也能填；交来就算办完这一步。</span>
    </Labelled>
  );
}

/** 等客户: what she is asked, what she may answer, and how long she has. */
export function CustomerSettings({ node, flow, set }: Setting<CustomerNode>) {
  const [word, setWord] = useState('');
  const end: NodeId = Object.keys(flow.nodes).find((id) => flow.nodes[id]?.kind === 'end') ?? flow.entry;
  const answers = Object.keys(node.outcomes);
  const remind = node.remindAfter?.[0];
  const add = () => {
    const answer = word.trim();
    if (answer === '' || answers.includes(answer)) return;
    set({ outcomes: { ...node.outcomes, [answer]: end } });
    setWord('');
  };
  return (
    <>
      <Labelled label="请客户做什么">
        <Select
          aria-label="请客户做什么"
          value={node.act}
          options={ACTS.some((one) => one.value === node.act) ? [...ACTS] : [...ACTS, { value: node.act, label: '在别处设好的' }]}
          onChange={(act) => set(act === 'form' ? { act, link: 'one_time', outcomes: { submitted: Object.values(node.outcomes)[0] ?? end } } : { act })}
        />
        <span className="zk-hint">客户在小程序「我的 · 待我处理」里看到名称和备注，也会收到订阅消息。</span>
      </Labelled>
      {node.act === 'form' && <FormChoice node={node} set={set} />}
      <Labelled label="客户可以选">
        {answers.map((answer) => (
          <span key={answer} className="zk-row">
            <span className="zk-grow">{outcomeWords(answer)}</span>
            {answers.length > 1 && (
              <Button
                size="small"
                type="text"
                aria-label={`去掉「${outcomeWords(answer)}」`}
                onClick={() => set({ outcomes: Object.fromEntries(Object.entries(node.outcomes).filter(([one]) => one !== answer)) })}
              >
                去掉
              </Button>
            )}
          </span>
        ))}
        <span className="zk-row">
          <Input
            aria-label="再加一个选项"
            placeholder="字母或数字，如 later"
            value={word}
            maxLength={40}
            onChange={(e) => setWord(e.target.value.replace(/[^A-Za-z0-9_.-]/g, ''))}
            onPressEnter={add}
          />
          <Button onClick={add} disabled={word === ''}>
            加上
          </Button>
        </span>
      </Labelled>
      <Labelled label="没回应时提醒">
        <Select
          aria-label="没回应时提醒"
          value={remind ? 'yes' : 'no'}
          options={[
            { value: 'no', label: '不提醒' },
            { value: 'yes', label: '提醒一次' },
          ]}
          onChange={(next) => set({ remindAfter: next === 'yes' ? [{ n: 24, unit: 'hour' }] : undefined })}
        />
        {remind && <Length value={remind} onChange={(length) => set({ remindAfter: [length] })} />}
      </Labelled>
      <Limit
        due={node.due?.after}
        onChange={(after) => set(after ? { due: { after, clock: 'hours' }, onDue: node.onDue ?? end } : { due: undefined, onDue: undefined })}
      />
    </>
  );
}

/** 调用子流程: which, and whether to wait for its end. */
export function SubflowSettings({ node, flow, set }: Setting<NodeOf<'subflow'>>) {
  const flows = useQuery('definitions.list', { kind: 'flow' });
  const options = (flows.data?.items ?? []).map((one) => ({ value: one.id, label: one.title }));
  const first = Object.keys(flow.nodes).find((id) => flow.nodes[id]?.kind === 'end') ?? flow.entry;
  return (
    <>
      <Labelled label="调用哪个流程">
        <Select
          aria-label="调用哪个流程"
          showSearch={{ optionFilterProp: 'label' }}
          loading={flows.busy}
          value={node.flow || undefined}
          placeholder="选择流程"
          options={node.flow && !options.some((one) => one.value === node.flow) ? [...options, { value: node.flow, label: node.flow }] : options}
          popupMatchSelectWidth={false}
          onChange={(next) => set({ flow: next, version: undefined })}
          data-testid="subflow-flow"
        />
        <span className="zk-hint">那个流程要选「被别的流程调用」，并且说的是同一种记录。</span>
      </Labelled>
      <Labelled label="要不要等它结束">
        <Select
          aria-label="要不要等它结束"
          value={node.wait ? 'yes' : 'no'}
          options={[
            { value: 'yes', label: '等它结束再往下走' },
            { value: 'no', label: '不等，马上往下走' },
          ]}
          onChange={(next) => set({ wait: next === 'yes', ...(next === 'no' ? { outcomes: {} } : {}), else: node.else || first })}
        />
      </Labelled>
    </>
  );
}
