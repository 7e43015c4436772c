import { Button } from 'antd';
import { useState } from 'react';
import { ListFoot, usePages } from '../../components/more';
import { useNow } from '../../components/parts';
import { useMay } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { Gifts } from './Gifts';
import { balanceHints, CorrectPoints, RedeemFor } from './PointsForms';

/** CD-08: a customer's points, entry by entry, and what she took for them: handed over, called off, taken for her and put right from here. */
export function PointsSheet({
  customer,
  onClose,
  onChanged,
}: {
  customer: { readonly id: string; readonly name: string };
  onClose: () => void;
  onChanged: () => void;
}) {
  const mayHandOut = useMay('points.use');
  const mayCorrect = useMay('points.adjust');
  const now = useNow();
  const [doing, setDoing] = useState<'correct' | 'redeem' | null>(null);
  const { first, pages } = usePages('membership.pointsOf', { customerId: customer.id, cursor: null }, () => false);
  const changed = () => {
    first.reload();
    onChanged();
  };
  const acted = {
    customer,
    held: first.data?.balance.points ?? 0,
    onBack: () => setDoing(null),
    onDone: () => {
      setDoing(null);
      changed();
    },
  };
  if (doing !== null)
    return (
      <Sheet open onClose={onClose} title={doing === 'correct' ? `更正 ${customer.name} 的积分` : `给 ${customer.name} 换礼品`} testid="points-sheet">
        {doing === 'correct' ? <CorrectPoints {...acted} /> : <RedeemFor {...acted} />}
      </Sheet>
    );
  return (
    <Sheet open onClose={onClose} title={`${customer.name} 的积分`} testid="points-sheet">
      {first.data && (
        <>
          <p className="zk-second" style={{ marginBottom: 12 }}>
            可用 <b className="zk-card-left">{first.data.balance.points.toLocaleString('zh-CN')}</b>
            {balanceHints(first.data.balance).map((line) => (
              <span key={line} className="zk-hint zk-block">
                {line}
              </span>
            ))}
          </p>
          <div className="zk-row wrap" style={{ marginBottom: 16 }}>
            {mayHandOut && (
              <Button onClick={() => setDoing('redeem')} data-testid="points-redeem">
                换礼品
              </Button>
            )}
            {mayCorrect && (
              <Button onClick={() => setDoing('correct')} data-testid="points-correct">
                更正积分
              </Button>
            )}
          </div>
        </>
      )}
      {mayHandOut && (
        <>
          <h3 style={{ marginBottom: 4 }}>兑换的礼品</h3>
          <Gifts customerId={customer.id} onChanged={changed} />
        </>
      )}
      <h3 style={{ margin: '16px 0 4px' }}>明细</h3>
      <Loaded query={first} skeleton={<RowsSkeleton rows={3} />}>
        {() =>
          pages.items.length === 0 ? (
            <Nothing title="还没有积分" hint="付款后会自动记在这里。" />
          ) : (
            <>
              {pages.items.map((entry) => (
                <div key={entry.transactionId} className="zk-gift" data-testid="points-entry">
                  <span className="zk-grow">
                    {entry.actName}
                    <span className="zk-hint zk-block">{[momentOf(entry.at, CHINA_OFFSET, now), entry.byName, entry.note].filter(Boolean).join(' · ')}</span>
                  </span>
                  <b>{entry.points > 0 ? `+${entry.points}` : entry.points}</b>
                </div>
              ))}
              <ListFoot pages={pages} unit="笔" />
            </>
          )
        }
      </Loaded>
    </Sheet>
  );
}
