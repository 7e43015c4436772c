import type { ApiOutput } from '@zhike/domain/api';
import { Button } from 'antd';
import { useCommand, useQuery } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { useMay } from '../../components/SessionGate';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { say } from '../../components/toast';
import { wordRefusal } from '../../words';

type Held = ApiOutput<'forms.held'>['items'][number];

/** 等您看一眼: what came by a link with a number that the shop knows already. Nothing stands here while there is none. */
export function HeldList() {
  return useMay('customer.write') ? <Listed /> : null;
}

function Listed() {
  const query = useQuery('forms.held', {});
  const items = query.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section aria-label="等您看一眼" data-testid="held-list" style={{ marginBottom: 24 }}>
      <h2>等您看一眼（{items.length}）</h2>
      <p className="zk-second">这些表单里的手机号或内容店里已经有了，所以没有直接写进档案。核对后采用，或不要。</p>
      {items.map((item) => (
        <HeldCard key={item.id} item={item} onDone={query.reload} />
      ))}
    </section>
  );
}

function HeldCard({ item, onDone }: { item: Held; onDone: () => void }) {
  const now = useNow();
  const settle = useCommand('forms.settleHeld');
  const press = async (take: boolean) => {
    const answer = await settle.run({ submissionId: item.id, take });
    if (answer.ok) say(take ? `已写进${item.customer?.name ?? '客户'}的档案` : '已经不要了');
    else say(wordRefusal(answer.refusal), { tone: 'bad' });
    onDone();
  };
  return (
    <section className="zk-card" data-testid="held">
      <h3>
        {item.formTitle}
        {item.customer && (
          <>
            {' '}
            · 已有客户{' '}
            <a className="zk-link" href={`#/customers/${item.customer.id}`}>
              {item.customer.name}
            </a>
          </>
        )}
      </h3>
      <dl className="zk-facts">
        {item.said.map((line) => (
          <div key={line.label} style={{ display: 'contents' }}>
            <dt>{line.label}</dt>
            <dd>{line.value}</dd>
          </div>
        ))}
      </dl>
      <div className="zk-row wrap">
        <span className="zk-hint zk-grow">
          {item.channel ? `${item.channel} · ` : ''}
          {momentOf(item.at, CHINA_OFFSET, now)}
        </span>
        <Button loading={settle.busy} onClick={() => void press(false)} data-testid="held-drop">
          不要
        </Button>
        {item.canTake && (
          <Button type="primary" loading={settle.busy} onClick={() => void press(true)} data-testid="held-take">
            写进档案
          </Button>
        )}
      </div>
    </section>
  );
}
