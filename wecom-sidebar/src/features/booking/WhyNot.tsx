import type { ApiInput } from '@zhike/domain/api';
import type { Swap } from '@zhike/domain/booking/contract';
import { Button } from 'antd';
import { useQuery } from '../../api/hooks';
import { Loaded, RowsSkeleton } from '../../components/states';
import { clockOf } from '../../components/time';
import { AdviceNote, type Taken } from './AdviceNote';

/** A start that was wished and is not free: why, and what would make it possible. */
export function WhyNot({
  wish,
  offsetMinutes,
  swaps,
  onTake,
  onWait,
}: {
  wish: ApiInput<'booking.advice'>;
  offsetMinutes: number;
  swaps: readonly Swap['kind'][];
  onTake: (taken: Taken) => void;
  /** The last way out: the waiting list. */
  onWait?: () => void;
}) {
  const advice = useQuery('booking.advice', wish);
  // Only what somebody else has can come free.
  const mayComeFree = advice.data?.advice.blockers.some((blocker) => blocker.roleKey !== null) ?? false;
  return (
    <div style={{ marginTop: 8 }} data-testid="why-not">
      <p className="zk-notice" style={{ marginBottom: 8 }}>
        {clockOf(wish.startsAt, offsetMinutes)} 排不开，可以换一换，或从下面选空档。
      </p>
      <Loaded query={advice} skeleton={<RowsSkeleton rows={2} />}>
        {({ advice: found }) => <AdviceNote advice={found} startsAt={wish.startsAt} offsetMinutes={offsetMinutes} swaps={swaps} onTake={onTake} />}
      </Loaded>
      {onWait && mayComeFree && (
        <Button block style={{ marginTop: 8 }} onClick={onWait} data-testid="join-wait">
          就要这个时间，加入候补
        </Button>
      )}
    </div>
  );
}
