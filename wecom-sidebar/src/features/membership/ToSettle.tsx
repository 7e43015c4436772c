import { Button } from 'antd';
import { followCards } from '../../api/follow';
import { useQuery } from '../../api/hooks';
import { useMay } from '../../components/SessionGate';

/** Visits that are done while nobody has said from which card; nothing is drawn when there are none. */
export function ToSettle({ storeId, onOpen }: { storeId: string; onOpen: (bookingId: string) => void }) {
  const may = useMay('card.use');
  const waiting = useQuery('membership.toSettle', may && storeId ? { storeId } : null, { follow: followCards, keepPrevious: true });
  const list = waiting.data?.bookings ?? [];
  if (list.length === 0) return null;
  return (
    <section className="zk-card zk-to-accept" data-testid="to-settle">
      <h2>
        待划卡 <span className="zk-hint">{list.length} 个</span>
      </h2>
      {list.map((one) => (
        <div key={one.bookingId} className="zk-waiting" data-testid="to-settle-line">
          <div className="zk-grow">
            <b>{one.customerName}</b>
            <div className="zk-hint">
              {one.serviceName} · {one.options > 0 ? `${one.options} 张卡能用` : '现在没有卡能用'}
            </div>
          </div>
          <Button size="small" type="primary" onClick={() => onOpen(one.bookingId)} data-testid="settle-choose">
            选卡
          </Button>
        </div>
      ))}
    </section>
  );
}
