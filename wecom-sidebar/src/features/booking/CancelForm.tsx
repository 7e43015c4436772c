import type { BookingView } from '@zhike/domain/booking/contract';
import { formatFen } from '@zhike/domain/kernel/money';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { Chips, Field, useNow } from '../../components/parts';
import { Loaded, RefusalNote, RowsSkeleton } from '../../components/states';
import { say } from '../../components/toast';
import { cancelWords } from './words';

const REASONS = ['客户临时有事', '客户改主意了', '天气原因', '门店原因'] as const;

/** What cancelling costs is shown before it is done; a refund that changed meanwhile is refused and shown anew. */
export function CancelForm({ booking, onDone, onBack }: { booking: BookingView; onDone: (booking: BookingView) => void; onBack: () => void }) {
  const preview = useQuery('booking.cancelPreview', { bookingId: booking.id });
  const cancel = useCommand('booking.cancel');
  const [reason, setReason] = useState('');
  const now = useNow();
  const submit = async (expectedRefundFen: number) => {
    const answer = await cancel.run({ bookingId: booking.id, version: booking.version, reason, expectedRefundFen });
    if (answer.ok) {
      say(expectedRefundFen > 0 ? `预约已取消，${formatFen(expectedRefundFen, 'short')} 正在退回` : '预约已取消');
      onDone(answer.value.booking);
    } else if (answer.refusal.code === 'booking.refund_changed') preview.reload();
  };
  return (
    <div data-testid="cancel-form">
      <Loaded query={preview} skeleton={<RowsSkeleton rows={3} />}>
        {({ preview: p }) => (
          <>
            <p className={p.late ? 'zk-notice' : 'zk-second'}>{cancelWords(p, booking.utcOffsetMinutes, now)}</p>
            {p.depositPaidFen > 0 && (
              <div className="zk-card" style={{ margin: '12px 0' }}>
                <div className="zk-money-line">
                  <span>已付定金</span>
                  <span>{formatFen(p.depositPaidFen)}</span>
                </div>
                <div className="zk-money-line">
                  <span>扣除</span>
                  <span data-testid="cancel-fee">{p.feeFen > 0 ? formatFen(-p.feeFen) : '¥0'}</span>
                </div>
                <div className="zk-money-line">
                  <span>退给客户</span>
                  <b data-testid="cancel-refund">{formatFen(p.refundFen)}</b>
                </div>
              </div>
            )}
            <Field label="原因">
              {(ids) => (
                <>
                  <Chips
                    name="cancel-reason"
                    label="常用原因"
                    value={(REASONS as readonly string[]).includes(reason) ? reason : null}
                    choices={REASONS.map((r) => ({ key: r, title: r }))}
                    onChange={setReason}
                  />
                  <Input
                    {...ids}
                    style={{ marginTop: 8 }}
                    value={reason}
                    maxLength={200}
                    placeholder="也可以自己写"
                    onChange={(e) => setReason(e.target.value)}
                    data-testid="cancel-reason"
                  />
                </>
              )}
            </Field>
            <RefusalNote refusal={cancel.refusal} offsetMinutes={booking.utcOffsetMinutes} />
            <div className="zk-foot">
              <Button size="large" onClick={onBack}>
                先不取消
              </Button>
              <Button size="large" danger type="primary" loading={cancel.busy} onClick={() => void submit(p.refundFen)} data-testid="cancel-submit">
                {p.refundFen > 0 ? `取消并退 ${formatFen(p.refundFen, 'short')}` : '取消预约'}
              </Button>
            </div>
          </>
        )}
      </Loaded>
    </div>
  );
}
