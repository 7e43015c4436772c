import type { OrderView } from '@zhike/domain/orders/contract';
import { Button } from 'antd';
import { useCommand } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { say } from '../../components/toast';
import { wordRefusal } from '../../words';
import type { Mode } from './OrderSheet';
import { NEEDS_WORDS } from './words';

/** OR-01: the steps with their dates, and the next one as one button: what it waits for is done first. */
export function StagesPart({
  order,
  onMode,
  onDone,
  onStale,
}: {
  order: OrderView;
  onMode: (mode: Mode) => void;
  onDone: (order: OrderView) => void;
  onStale: () => void;
}) {
  const advance = useCommand('orders.advance');
  const now = useNow();
  const at = order.stages.findIndex((stage) => stage.key === order.stage);
  const next = order.phase === 'open' ? order.stages[at + 1] : undefined;
  const waitsForMoney = next !== undefined && (next.needs === 'deposit' || next.needs === 'paid') && order.owedFen > 0;
  const step = async () => {
    if (!next) return;
    const answer = await advance.run({ orderId: order.id, version: order.version, stage: next.key });
    if (answer.ok) {
      say(`已到「${next.name}」`);
      onDone(answer.value.order);
      return;
    }
    say(wordRefusal(answer.refusal), { tone: 'bad' });
    onStale();
  };
  return (
    <section className="zk-card" data-testid="stages">
      <h3>进度</h3>
      <ol className="zk-stages">
        {order.stages.map((stage, i) => (
          <li
            key={stage.key}
            className={i < at ? 'done' : i === at ? 'now' : ''}
            aria-current={i === at ? 'step' : undefined}
            data-testid={`stage-${stage.key}`}
          >
            <span>{stage.name}</span>
            <span className="zk-hint">
              {stage.at ? `${momentOf(stage.at, CHINA_OFFSET, now)}${stage.byName ? ` · ${stage.byName}` : ''}` : NEEDS_WORDS[stage.needs]}
            </span>
          </li>
        ))}
      </ol>
      {next &&
        (waitsForMoney && order.can.includes('pay') ? (
          <Button block size="large" onClick={() => onMode('pay')} data-testid="next-step" data-step="pay">
            下一步：收款，到「{next.name}」
          </Button>
        ) : (
          order.can.includes('advance') && (
            <Button block size="large" loading={advance.busy} onClick={() => void step()} data-testid="next-step" data-step={next.key}>
              下一步：{next.name}
            </Button>
          )
        ))}
    </section>
  );
}
