import { ListFoot, usePages } from '../../components/more';
import { useNow } from '../../components/parts';
import { useMay } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { Gifts } from './Gifts';

/** A customer's points, entry by entry, and what she took for them: what waits is handed over from here. */
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
  const now = useNow();
  const { first, pages } = usePages('membership.pointsOf', { customerId: customer.id, cursor: null }, () => false);
  return (
    <Sheet open onClose={onClose} title={`${customer.name} 的积分`} testid="points-sheet">
      {first.data && (
        <p className="zk-second" style={{ marginBottom: 12 }}>
          可用 <b className="zk-card-left">{first.data.balance.points}</b>
        </p>
      )}
      {mayHandOut && (
        <>
          <h3 style={{ marginBottom: 4 }}>兑换的礼品</h3>
          <Gifts
            customerId={customer.id}
            onChanged={() => {
              first.reload();
              onChanged();
            }}
          />
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
