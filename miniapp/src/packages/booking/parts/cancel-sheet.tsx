import { Text, View } from '@tarojs/components';
import type { BookingView } from '@zhike/domain/booking/contract';
import { useState } from 'react';
import { useCommand } from '@/api/use-command';
import { useQuery } from '@/api/use-query';
import { ActionButton } from '@/components/action-button';
import { RefusalNote } from '@/components/refusal-note';
import { Sheet } from '@/components/sheet';
import { Money } from '@/components/small';
import type { WayOut } from '@/words';
import { dayAndTime } from '@/words-of-bookings';

const REASONS = ['时间有变', '选错了时间', '想换项目', '其他原因'];

interface Props {
  readonly booking: BookingView;
  readonly onClose: () => void;
  readonly onCancelled: (booking: BookingView) => void;
  readonly onStale: () => void;
}

/** Cancelling: the fee is on the table before the question is asked, and the answer carries the refund that she saw. */
export function CancelSheet({ booking, onClose, onCancelled, onStale }: Props) {
  const query = useQuery('booking.cancelPreview', { bookingId: booking.id });
  const cancel = useCommand('booking.cancel');
  const [reason, setReason] = useState('');
  const preview = query.value?.preview;

  const confirm = async () => {
    if (!preview) return;
    const answer = await cancel.run({ bookingId: booking.id, version: booking.version, reason, expectedRefundFen: preview.refundFen });
    if (answer) onCancelled(answer.booking);
    else void query.reload();
  };

  const onWayOut = (way: WayOut) => {
    if (way !== 'reload') return onClose();
    void query.reload();
    onStale();
  };

  return (
    <Sheet visible title="取消这个预约？" onClose={onClose}>
      <RefusalNote refusal={cancel.refusal ?? (preview ? null : query.refusal)} utcOffsetMinutes={booking.utcOffsetMinutes} onWayOut={onWayOut} />
      {!preview ? (
        query.refusal ? (
          <View className="sheet__actions">
            <ActionButton id="cancel-retry" kind="quiet" label="重试" busy={query.loading} onTap={() => void query.reload()} />
          </View>
        ) : (
          <View className="bone bone--block" id="loading" />
        )
      ) : (
        <View>
          {preview.depositPaidFen > 0 ? (
            <View className="split" id="cancel-preview">
              <View className="split__side">
                <Text className="hint-text">退回</Text>
                <Money fen={preview.refundFen} size="number" id="refund" />
              </View>
              <View className="split__side">
                <Text className="hint-text">扣除</Text>
                <Money fen={preview.feeFen} size="number" id="fee" />
              </View>
            </View>
          ) : null}
          <View className="note-text">
            {preview.depositPaidFen === 0
              ? '还没有付款，取消后时间会放给别人。'
              : preview.late
                ? `免费取消的时间（${dayAndTime(Date.parse(preview.freeUntil), booking.utcOffsetMinutes)}）已过，按规则扣除一部分定金，其余原路退回。${booking.can.includes('reschedule') ? '改期不扣定金。' : ''}`
                : `${dayAndTime(Date.parse(preview.freeUntil), booking.utcOffsetMinutes)} 前取消不扣费，定金全部原路退回。`}
          </View>
          <View className="note__ways">
            {REASONS.map((text, n) => (
              <View className={text === reason ? 'chip chip--on' : 'chip'} id={`reason-${n}`} key={text} onClick={() => setReason(text === reason ? '' : text)}>
                {text}
              </View>
            ))}
          </View>
          <View className="sheet__actions">
            <ActionButton id="cancel-keep" kind="quiet" label="不取消" onTap={onClose} />
            <ActionButton id="cancel-confirm" kind="danger" label="确认取消" busy={cancel.busy} busyLabel="正在取消" onTap={() => void confirm()} />
          </View>
        </View>
      )}
    </Sheet>
  );
}
