import type { FlowView } from '@zhike/domain/flows/contract';
import { useNow } from '../../components/parts';
import { draw, flowOf, type Drawn, type FlowBody, type Line } from '../../designer/flows/draft-flow';
import { KIND_WORDS, outletWords } from '../../designer/flows/words';
import { tookWords } from './words';
import '../../designer/flows/flows.css';

interface Drawing {
  readonly flow: FlowBody;
  readonly view: FlowView;
}

/** The flow as its tree: where it has been and how often, where it stands, and who is waited for. */
export function FlowPicture({ view }: { view: FlowView }) {
  const flow = flowOf(view.body);
  return (
    <div className="zk-flow zk-flow-picture" data-testid="flow-picture" role="group" aria-label="流程图">
      <Steps line={draw(flow)} flow={flow} view={view} />
    </div>
  );
}

function Steps({ line, ...drawing }: Drawing & { line: Line }) {
  return (
    <div className="zk-flow-line">
      {line.steps.map((step) => (
        <Step key={step.id} step={step} {...drawing} />
      ))}
      {line.leadsTo && <span className="zk-flow-back">↩ 到「{drawing.flow.nodes[line.leadsTo]?.title ?? ''}」</span>}
    </div>
  );
}

function Step({ step, ...drawing }: Drawing & { step: Drawn }) {
  const now = useNow();
  const { flow, view } = drawing;
  const node = flow.nodes[step.id];
  if (!node) return null;
  const visits = view.visits[step.id] ?? 0;
  const here = view.waiting.filter((one) => one.node === step.id);
  return (
    <>
      <div
        className={`zk-flow-step ${node.kind}${visits === 0 ? ' unseen' : ''}${here.length > 0 ? ' here' : ''}`}
        aria-current={here.length > 0 ? 'step' : undefined}
        data-testid={`picture-${step.id}`}
      >
        <span className="zk-hint">
          {KIND_WORDS[node.kind]}
          {visits > 1 ? ` · 来过 ${visits} 次` : ''}
        </span>
        <b>{node.title}</b>
        {here.map((one) => (
          <span key={one.token} className="zk-second">
            {one.stuck ? '卡在这里' : one.people.length > 0 ? `等${one.people.join('、')}` : '等在这里'}，已 {tookWords(now - Date.parse(one.since))}
          </span>
        ))}
      </div>
      {step.ways.length > 0 && (
        <div className="zk-flow-ways">
          {step.ways.map((way) => (
            <section key={way.outlet.name} className="zk-flow-way" aria-label={outletWords(node, way.outlet.name)}>
              <span className="zk-flow-label">{outletWords(node, way.outlet.name)}</span>
              <Steps line={way} {...drawing} />
            </section>
          ))}
        </div>
      )}
    </>
  );
}
