import type { BookingView } from '@zhike/domain/booking/contract';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useCommand } from '../../api/hooks';
import { Chips, Field } from '../../components/parts';
import { RefusalNote } from '../../components/states';
import { say } from '../../components/toast';

const REASONS = ['老客户，到店再付', '已线下收款', '店长同意免定金'] as const;

/** Confirming without the deposit is a person's decision: the reason is kept with the booking. */
export function ConfirmForm({ booking, onDone, onBack }: { booking: BookingView; onDone: (booking: BookingView) => void; onBack: () => void }) {
  const confirm = useCommand('booking.confirm');
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const submit = async () => {
    setAsked(true);
    if (reason.trim() === '') return;
    const answer = await confirm.run({ bookingId: booking.id, version: booking.version, reason: reason.trim() });
    if (!answer.ok) return;
    say('预约已确认');
    onDone(answer.value.booking);
  };
  return (
    <div data-testid="confirm-form">
      <p className="zk-second" style={{ marginBottom: 12 }}>
        不等定金，直接确认这个预约。原因会记在预约里。
      </p>
      <Field label="原因" problem={asked && reason.trim() === '' ? '请写明原因' : undefined}>
        {(ids) => (
          <>
            <Chips
              name="confirm-reason"
              label="常用原因"
              value={(REASONS as readonly string[]).includes(reason) ? reason : null}
              choices={REASONS.map((r) => ({ key: r, title: r }))}
              onChange={setReason}
            />
            <Input {...ids} style={{ marginTop: 8 }} value={reason} maxLength={200} onChange={(e) => setReason(e.target.value)} data-testid="confirm-reason" />
          </>
        )}
      </Field>
      <RefusalNote refusal={confirm.refusal} offsetMinutes={booking.utcOffsetMinutes} />
      <div className="zk-foot">
        <Button size="large" onClick={onBack}>
          返回
        </Button>
        <Button size="large" type="primary" loading={confirm.busy} onClick={() => void submit()} data-testid="confirm-submit">
          确认预约
        </Button>
      </div>
    </div>
  );
}
