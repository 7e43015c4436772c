import { Button, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { say } from '../../components/toast';
import { ActForm } from '../membership/ActForm';
import type { OrderFormProps } from './OrderSheet';

const MOST = 10;

/** Whose performance the order is, in percent that add up to a hundred. */
export function SharesForm({ order, onDone, onBack, onStale }: OrderFormProps) {
  const staff = useQuery('stores.staff', {});
  const save = useCommand('orders.setShares');
  const [shares, setShares] = useState<readonly { staffId: string; percent: number }[]>(() =>
    order.shares.map(({ staffId, percent }) => ({ staffId, percent })),
  );
  const sum = shares.reduce((total, share) => total + share.percent, 0);
  const people = new Map([
    ...order.shares.map((share) => [share.staffId, share.name] as const),
    ...(staff.data?.staff ?? []).filter((one) => !one.left).map((one) => [one.id, one.name] as const),
  ]);
  const free = [...people.keys()].filter((id) => !shares.some((share) => share.staffId === id));
  const change = (at: number, part: Partial<(typeof shares)[number]>) => setShares(shares.map((share, i) => (i === at ? { ...share, ...part } : share)));
  const submit = async () => {
    const answer = await save.run({ orderId: order.id, version: order.version, shares: [...shares] });
    if (answer.ok) {
      say('业绩分成已保存');
      onDone(answer.value.order);
    } else if (answer.refusal.code === 'record.changed') onStale();
  };
  return (
    <ActForm
      testid="shares"
      effects={[]}
      label="保存分成"
      busy={save.busy}
      disabled={sum !== 100 || shares.some((share) => share.percent < 1)}
      refusal={save.refusal}
      backLabel="不改了"
      onBack={onBack}
      onSubmit={() => void submit()}
    >
      {shares.map((share, i) => (
        <div key={share.staffId} className="zk-share-row" data-testid="share-row">
          <Select
            aria-label={`第 ${i + 1} 位`}
            showSearch={{ optionFilterProp: 'label' }}
            value={share.staffId}
            options={[share.staffId, ...free].map((id) => ({ value: id, label: people.get(id) ?? '同事' }))}
            onChange={(staffId: string) => change(i, { staffId })}
          />
          <InputNumber
            aria-label={`${people.get(share.staffId) ?? ''}的百分比`}
            suffix="%"
            min={1}
            max={100}
            precision={0}
            value={share.percent}
            onChange={(percent) => change(i, { percent: percent ?? 1 })}
            data-testid="share-percent"
          />
          <Button type="text" aria-label="去掉" disabled={shares.length === 1} onClick={() => setShares(shares.filter((_, j) => j !== i))}>
            ×
          </Button>
        </div>
      ))}
      <div className="zk-row" style={{ margin: '8px 0 12px' }}>
        <span className={sum === 100 ? 'zk-grow zk-hint' : 'zk-grow zk-field-problem'} data-testid="share-sum">
          {sum === 100 ? '加起来 100%' : `加起来 ${sum}%，要正好 100%`}
        </span>
        <Button
          size="small"
          disabled={shares.length >= MOST || free.length === 0}
          onClick={() => setShares([...shares, { staffId: free[0] ?? '', percent: Math.max(1, 100 - sum) }])}
          data-testid="share-add"
        >
          ＋ 加一位
        </Button>
      </div>
    </ActForm>
  );
}
