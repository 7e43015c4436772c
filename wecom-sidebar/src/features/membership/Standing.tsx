import type { MemberLevel, PointsBalance } from '@zhike/domain/membership/contract';
import { useState } from 'react';
import { useQuery } from '../../api/hooks';
import { useMay } from '../../components/SessionGate';
import { PointsSheet } from './PointsSheet';
import { dayWords, yuan } from './words';

/** Her level with what is missing to the next, and her points with what runs out first; a tap opens every entry and what she took for them. */
export function Standing({ customer, onChanged }: { customer: { readonly id: string; readonly name: string }; onChanged: () => void }) {
  const may = useMay('points.read');
  const level = useQuery('membership.levelOf', may ? { customerId: customer.id } : null);
  const points = useQuery('membership.pointsOf', may ? { customerId: customer.id, cursor: null } : null);
  const [open, setOpen] = useState(false);
  // The cards below matter more than a line that cannot be had now.
  if (!level.data || !points.data) return null;
  return (
    <>
      <button type="button" className="zk-member-card zk-standing" onClick={() => setOpen(true)} data-testid="standing">
        <span>
          <span className="zk-hint">等级</span>
          <b data-testid="standing-level">{level.data.level?.name ?? '暂无'}</b>
          <span className="zk-hint">{missingWords(level.data.next)}</span>
        </span>
        <span>
          <span className="zk-hint">积分</span>
          <b data-testid="standing-points">{points.data.balance.points.toLocaleString('zh-CN')}</b>
          <span className="zk-hint">{expiryWords(points.data.balance)}</span>
        </span>
      </button>
      {open && (
        <PointsSheet
          customer={customer}
          onClose={() => setOpen(false)}
          onChanged={() => {
            points.reload();
            onChanged();
          }}
        />
      )}
    </>
  );
}

/** `再消费 ¥1,200 升金卡`. */
const missingWords = (next: MemberLevel['next']): string => (next ? `再消费 ${yuan(next.missingFen)} 升${next.name}` : '已是最高等级');

function expiryWords({ nextExpiry, owedPoints }: PointsBalance): string {
  if (owedPoints > 0) return `退款收回还欠 ${owedPoints}`;
  return nextExpiry ? `${nextExpiry.points} 分用到 ${dayWords(nextExpiry.on)}` : '看明细和兑换';
}
