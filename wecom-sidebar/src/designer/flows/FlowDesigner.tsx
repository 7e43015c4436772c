import type { FlowNode, NodeId } from '@zhike/domain/engines/flows/definition';
import { Button, Dropdown } from 'antd';
import { useMemo, useState } from 'react';
import { type Designed, withCatalogue } from '../conditions/WithCatalogue';
import { DesignerFrame } from '../frame/DesignerFrame';
import { useDraft } from '../frame/use-draft';
import { addWay, canRemove, draw, type Drawn, flowOf, type FlowBody, insertOn, type Line, type NewKind, type Outlet, removeNode } from './draft-flow';
import { FlowSettings } from './FlowSettings';
import { NodeSettings } from './NodeSettings';
import { Rehearsing } from './Rehearsing';
import { Running } from './Running';
import { KIND_WORDS, outletWords, PALETTE } from './words';
import './flows.css';

/** 流程: what happens one after the other, who does it, and what follows from what they say. */
export const FlowDesigner = withCatalogue(Designer);

/** A flow in words, for comparing versions: its steps as they are drawn. */
function wordsOf(body: unknown): string {
  const flow = flowOf(body);
  const line = ({ steps, leadsTo }: Line): string =>
    [...steps.map((step) => stepWords(step)), ...(leadsTo ? [`回到「${flow.nodes[leadsTo]?.title ?? ''}」`] : [])].join(' → ');
  const stepWords = ({ id, ways }: Drawn): string => {
    const node = flow.nodes[id];
    if (!node) return '';
    const parted = ways.map((way) => `${outletWords(node, way.outlet.name)}：${line(way) || '继续'}`).join('；');
    return `${KIND_WORDS[node.kind]}「${node.title}」${parted ? `（${parted}）` : ''}`;
  };
  return line(draw(flow));
}

function Designer({ definition, answer }: Designed) {
  const draft = useDraft(definition);
  const flow = useMemo(() => flowOf(draft.body), [draft.body]);
  const [chosen, setChosen] = useState<NodeId | null>(null);
  const [rehearses, setRehearses] = useState(false);
  const put = (next: FlowBody): void => draft.change({ body: next as unknown as Record<string, unknown> });
  const insert = (outlet: Outlet | null, kind: NewKind): void => {
    const added = insertOn(flow, outlet, kind);
    put(added.flow);
    setChosen(added.id);
  };
  return (
    <DesignerFrame
      draft={draft}
      back={{ href: '#/design/flows', title: '流程' }}
      words={wordsOf}
      aside={
        <section className="zk-card" aria-label="设置" aria-live="polite" data-testid="flow-settings">
          {rehearses ? (
            <Rehearsing
              flow={flow}
              onAt={setChosen}
              onClose={() => {
                setRehearses(false);
                setChosen(null);
              }}
            />
          ) : chosen !== null && flow.nodes[chosen] ? (
            <>
              <NodeSettings flow={flow} id={chosen} answer={answer} onChange={put} />
              <Ways flow={flow} id={chosen} onChange={put} />
              {canRemove(flow, chosen) && (
                <Button
                  danger
                  onClick={() => {
                    put(removeNode(flow, chosen));
                    setChosen(null);
                  }}
                  data-testid="remove-step"
                >
                  移除这一步
                </Button>
              )}
            </>
          ) : (
            <>
              <FlowSettings flow={flow} answer={answer} onChange={put} />
              <Running flowId={definition.id} />
            </>
          )}
        </section>
      }
    >
      <div className="zk-flow" data-testid="flow-canvas">
        <Button onClick={() => setRehearses(true)} disabled={rehearses} data-testid="rehearse">
          试走一遍
        </Button>
        <button type="button" className="zk-flow-start" aria-pressed={chosen === null} onClick={() => setChosen(null)}>
          谁来发起
        </button>
        <Plus outlet={null} onInsert={insert} />
        <Steps line={draw(flow)} flow={flow} chosen={chosen} onChoose={setChosen} onInsert={insert} />
      </div>
    </DesignerFrame>
  );
}

function Ways({ flow, id, onChange }: { flow: FlowBody; id: NodeId; onChange: (flow: FlowBody) => void }) {
  const kind = flow.nodes[id]?.kind;
  if (kind !== 'branch' && kind !== 'parallel') return null;
  return (
    <Button onClick={() => onChange(addWay(flow, id))} data-testid="add-way">
      {kind === 'branch' ? '再加一种情况' : '再加一边'}
    </Button>
  );
}

/** A plus on a line: what can be put there. */
function Plus({ outlet, onInsert }: { outlet: Outlet | null; onInsert: (outlet: Outlet | null, kind: NewKind) => void }) {
  return (
    <Dropdown
      trigger={['click']}
      menu={{ items: PALETTE.map((kind) => ({ key: kind, label: KIND_WORDS[kind] })), onClick: ({ key }) => onInsert(outlet, key as NewKind) }}
    >
      <button type="button" className="zk-flow-plus" aria-label="在这里加一步" data-testid="plus">
        ＋
      </button>
    </Dropdown>
  );
}

interface Drawing {
  readonly flow: FlowBody;
  readonly chosen: NodeId | null;
  readonly onChoose: (id: NodeId) => void;
  readonly onInsert: (outlet: Outlet | null, kind: NewKind) => void;
}

function Steps({ line, ...drawing }: Drawing & { line: Line }) {
  const { flow } = drawing;
  return (
    <div className="zk-flow-line">
      {line.steps.map((step) => (
        <Step key={step.id} step={step} {...drawing} />
      ))}
      {line.leadsTo && <span className="zk-flow-back">↩ 到「{flow.nodes[line.leadsTo]?.title ?? ''}」</span>}
    </div>
  );
}

function Step({ step, ...drawing }: Drawing & { step: Drawn }) {
  const { flow, chosen, onChoose, onInsert } = drawing;
  const node = flow.nodes[step.id];
  if (!node) return null;
  return (
    <>
      <button
        type="button"
        className={`zk-flow-step ${node.kind}`}
        aria-pressed={chosen === step.id}
        onClick={() => onChoose(step.id)}
        data-testid={`step-${step.id}`}
      >
        <span className="zk-hint">{KIND_WORDS[node.kind]}</span>
        <b>{node.title}</b>
        {node.note && <span className="zk-hint">{node.note}</span>}
      </button>
      {step.below && <Plus outlet={step.below} onInsert={onInsert} />}
      {step.ways.length > 0 && (
        <div className="zk-flow-ways">
          {step.ways.map((way) => (
            <Way key={way.outlet.name} way={way} node={node} {...drawing} />
          ))}
        </div>
      )}
    </>
  );
}

function Way({ way, node, ...drawing }: Drawing & { way: Drawn['ways'][number]; node: FlowNode }) {
  return (
    <section className="zk-flow-way" aria-label={outletWords(node, way.outlet.name)}>
      <span className="zk-flow-label">{outletWords(node, way.outlet.name)}</span>
      <Plus outlet={way.outlet} onInsert={drawing.onInsert} />
      <Steps line={way} {...drawing} />
    </section>
  );
}
