import type { Cond } from '@zhike/domain/engines/conditions/definition';
import type { FlowNode, NodeId, NodeOf, Signing } from '@zhike/domain/engines/flows/definition';
import { Input, InputNumber, Select } from 'antd';
import type { CatalogueAnswer } from '../conditions/catalogue';
import { ConditionEditor } from '../conditions/ConditionEditor';
import { type FlowBody, lead, outletsIn, setNode } from './draft-flow';
import { Length, Limit, Who } from './parts';
import { Labelled } from '../forms/parts';
import { Definitions } from '../rules/EffectEditor';
import { ActionSettings, CustomerSettings, SubflowSettings } from './WorkSettings';
import { eventOptions, MODE_WORDS, outletWords } from './words';

interface Editing {
  readonly flow: FlowBody;
  readonly id: NodeId;
  readonly answer: CatalogueAnswer;
  readonly onChange: (flow: FlowBody) => void;
}

/** The settings of one step: who, when, what follows. */
export function NodeSettings({ flow, id, answer, onChange }: Editing) {
  const node = flow.nodes[id];
  if (!node) return null;
  const set = (change: Readonly<Record<string, unknown>>) => onChange(setNode(flow, id, change));
  return (
    <>
      <h2>{node.title}</h2>
      <Labelled label="名称">
        <Input aria-label="名称" value={node.title} maxLength={60} onChange={(e) => set({ title: e.target.value })} data-testid="step-title" />
      </Labelled>
      <Labelled label="备注">
        <Input aria-label="备注" value={node.note ?? ''} maxLength={200} onChange={(e) => set({ note: e.target.value || undefined })} />
      </Labelled>
      <OfKind node={node} flow={flow} answer={answer} set={set} />
      <Leads flow={flow} id={id} onChange={onChange} />
    </>
  );
}

interface OfNode<N extends FlowNode> {
  readonly node: N;
  readonly flow: FlowBody;
  readonly answer: CatalogueAnswer;
  readonly set: (change: Readonly<Record<string, unknown>>) => void;
}

function OfKind({ node, ...rest }: OfNode<FlowNode>) {
  switch (node.kind) {
    case 'approval':
      return <Approval node={node} {...rest} />;
    case 'task':
      return (
        <>
          <Who who={node.who} onChange={(who) => rest.set({ who })} />
          <Labelled label="要做什么">
            <Input.TextArea
              aria-label="要做什么"
              autoSize={{ minRows: 2 }}
              maxLength={200}
              value={node.what}
              onChange={(e) => rest.set({ what: e.target.value })}
            />
          </Labelled>
          <Limit due={node.due?.after} onChange={(after) => rest.set({ due: after && { after, clock: 'hours' } })} />
        </>
      );
    case 'delay':
      return (
        <Labelled label="等多久">
          <Length value={node.for ?? { n: 24, unit: 'hour' }} onChange={(length) => rest.set({ for: length, until: undefined })} />
        </Labelled>
      );
    case 'branch':
      return <Branch node={node} {...rest} />;
    case 'message':
      return (
        <>
          <Labelled label="发给谁">
            <Select
              aria-label="发给谁"
              value={node.to}
              options={[
                { value: 'customer', label: '客户' },
                { value: 'owner', label: '负责的同事' },
              ]}
              onChange={(to) => rest.set({ to })}
            />
          </Labelled>
          <Labelled label="说什么">
            <Definitions kind="text" label="哪段文字" value={node.template} onChange={(template) => rest.set({ template })} />
            <span className="zk-hint">文字在「搭建 › 文案」里写好并发布，这里就选得到。</span>
          </Labelled>
        </>
      );
    case 'wait':
      return (
        <>
          <Labelled label="等到什么发生">
            <Select
              aria-label="等到什么发生"
              showSearch
              optionFilterProp="label"
              value={node.event || undefined}
              placeholder="选一件会发生的事"
              options={eventOptions(node.event)}
              popupMatchSelectWidth={false}
              onChange={(event: string) => rest.set({ event })}
            />
          </Labelled>
          <Limit due={node.due?.after} onChange={(after) => rest.set({ due: after && { after, clock: 'hours' } })} />
        </>
      );
    case 'action':
      return <ActionSettings node={node} flow={rest.flow} set={rest.set} answer={rest.answer} />;
    case 'customer':
      return <CustomerSettings node={node} flow={rest.flow} set={rest.set} />;
    case 'subflow':
      return <SubflowSettings node={node} flow={rest.flow} set={rest.set} />;
    case 'parallel':
      return (
        <>
          {node.branches.map((branch, i) => (
            <Labelled key={branch.to} label={`第 ${i + 1} 边`}>
              <Input
                aria-label={`第 ${i + 1} 边`}
                value={branch.label}
                maxLength={60}
                onChange={(e) => rest.set({ branches: node.branches.map((one, k) => (k === i ? { ...one, label: e.target.value } : one)) })}
              />
            </Labelled>
          ))}
        </>
      );
    default:
      return null;
  }
}

function Approval({ node, set }: OfNode<NodeOf<'approval'>>) {
  const mode = typeof node.mode === 'object' ? 'vote' : node.mode;
  const percent = typeof node.mode === 'object' ? node.mode.vote : 50;
  const choose = (next: keyof typeof MODE_WORDS): Signing => (next === 'vote' ? { vote: percent } : next);
  return (
    <>
      <Who who={node.who} onChange={(who) => set({ who })} />
      <Labelled label="怎么算通过">
        <Select<keyof typeof MODE_WORDS>
          aria-label="怎么算通过"
          value={mode}
          options={(Object.keys(MODE_WORDS) as (keyof typeof MODE_WORDS)[]).map((key) => ({ value: key, label: MODE_WORDS[key][0] }))}
          onChange={(next) => set({ mode: choose(next) })}
        />
        <span className="zk-hint">{MODE_WORDS[mode][1]}</span>
        {mode === 'vote' && (
          <InputNumber aria-label="比例" min={1} max={100} precision={0} suffix="%" value={percent} onChange={(n) => set({ mode: { vote: n ?? 50 } })} />
        )}
      </Labelled>
      <Labelled label="没人可办时">
        <Select
          aria-label="没人可办时"
          value={node.empty}
          options={[
            { value: 'admin', label: '交给流程负责人' },
            { value: 'skip', label: '算作同意' },
            { value: 'supervisor', label: '交给发起人的上级' },
          ]}
          onChange={(empty) => set({ empty })}
        />
      </Labelled>
      <Labelled label="意见">
        <Select
          aria-label="意见"
          value={node.needComment ?? 'none'}
          options={[
            { value: 'none', label: '可以不写' },
            { value: 'onReject', label: '不同意时要写' },
            { value: 'always', label: '都要写' },
          ]}
          onChange={(next) => set({ needComment: next === 'none' ? undefined : next })}
        />
      </Labelled>
      {node.dueAt ? (
        <Labelled label="时限">
          <Select
            aria-label="时限"
            value="at"
            options={[
              { value: 'at', label: '到记录上的最晚答复时间' },
              { value: 'length', label: '限时' },
            ]}
            onChange={(next) => next === 'length' && set({ dueAt: undefined, due: { after: { n: 2, unit: 'hour' }, clock: 'hours' } })}
          />
        </Labelled>
      ) : (
        <Limit due={node.due?.after} onChange={(after) => set({ due: after && { after, clock: 'hours' }, onDue: after ? node.onDue : undefined })} />
      )}
      {(node.due || node.dueAt) && (
        <Labelled label="超时后">
          <Select
            aria-label="超时后"
            value={node.onDue && 'auto' in node.onDue ? node.onDue.auto : node.onDue && 'to' in node.onDue ? 'manager' : node.onDue ? 'goto' : 'wait'}
            options={[
              ...(node.onDue && 'goto' in node.onDue ? [{ value: 'goto', label: '走「超时」那条路' }] : []),
              { value: 'wait', label: '继续等' },
              { value: 'manager', label: '再问店长' },
              { value: 'approve', label: '算作同意' },
              { value: 'reject', label: '算作不同意' },
            ]}
            onChange={(next) =>
              next !== 'goto' &&
              set({
                onDue: next === 'wait' ? undefined : next === 'manager' ? { to: { role: 'manager', scope: 'store' } } : { auto: next as 'approve' | 'reject' },
              })
            }
          />
        </Labelled>
      )}
    </>
  );
}

function Branch({ node, flow, answer, set }: OfNode<NodeOf<'branch'>>) {
  const row = (i: number, change: { label?: string; if?: Cond }) => set({ rows: node.rows.map((one, k) => (k === i ? { ...one, ...change } : one)) });
  return (
    <>
      <p className="zk-hint">从上往下看，第一个符合的算数。</p>
      {node.rows.map((one, i) => (
        <section key={`${i}-${one.to}`} className="zk-setting">
          <Input aria-label={`情况 ${i + 1}`} value={one.label} maxLength={60} onChange={(e) => row(i, { label: e.target.value })} />
          <ConditionEditor answer={answer} entity={flow.entity} value={one.if} label={one.label} onChange={(next) => row(i, { if: next })} />
        </section>
      ))}
    </>
  );
}

/** Lines that may lead anywhere, also back: 退回到. */
function Leads({ flow, id, onChange }: Omit<Editing, 'answer'>) {
  const node = flow.nodes[id];
  const free = outletsIn(flow, id).filter((outlet) => outlet.mayLeave);
  if (!node || free.length === 0) return null;
  const steps = Object.entries(flow.nodes)
    .filter(([one, other]) => one !== id && other.kind !== 'join')
    .map(([one, other]) => ({ value: one, label: other.title }));
  return (
    <>
      {free.map((outlet) => (
        <Labelled key={outlet.name} label={`${outletWords(node, outlet.name) || '接着'} → 去哪一步`}>
          <Select
            aria-label={outletWords(node, outlet.name)}
            value={outlet.to}
            options={steps}
            popupMatchSelectWidth={false}
            onChange={(to) => onChange(lead(flow, { from: id, name: outlet.name }, to))}
          />
        </Labelled>
      ))}
    </>
  );
}
