import { formatFen } from '@zhike/domain/kernel/money';
import { useQuery } from '../../api/hooks';

/** What she had and paid before the shop came here. Nothing stands here for who brought nothing along. */
export function PastVisits({ customerId }: { customerId: string }) {
  const { data } = useQuery('imports.pastVisits', { customerId });
  if (!data || data.visits.length === 0) return null;
  return (
    <section aria-label="以前的消费" data-testid="past-visits">
      <h2 style={{ margin: '24px 0 8px' }}>以前的消费</h2>
      <p className="zk-hint">从原来的系统导入，只供查看，不计入这里的收入。</p>
      {data.visits.map((one) => (
        <div key={one.id} className="zk-row wrap" data-testid="past-visit">
          <span className="zk-second">{one.on}</span>
          <span className="zk-grow">
            {one.title}
            {(one.staffName || one.storeName || one.note) && (
              <span className="zk-hint zk-block">{[one.staffName, one.storeName, one.note].filter(Boolean).join(' · ')}</span>
            )}
          </span>
          {one.amountFen !== null && <b>{formatFen(one.amountFen)}</b>}
        </div>
      ))}
    </section>
  );
}
