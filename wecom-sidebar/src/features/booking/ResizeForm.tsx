import type { BookingView } from '@zhike/domain/booking/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { useCommand } from '../../api/hooks';
import { RefusalNote } from '../../components/states';
import { clockOf, lengthOf } from '../../components/time';
import { sayMoved } from './moves';
import { OverbookForm } from './OverbookForm';

const MINUTE_MS = 60_000;
const STEPS = [-30, -15, 15, 30, 60] as const;
const LEAST_MINUTES = 15;

/** A longer or shorter visit without dragging: what ends with it ends with it again. */
export function ResizeForm({ booking, onDone, onBack }: { booking: BookingView; onDone: (booking: BookingView) => void; onBack: () => void }) {
  const offset = booking.utcOffsetMinutes;
  const resize = useCommand('booking.resize');
  const start = Date.parse(booking.startsAt);
  const before = (Date.parse(booking.endsAt) - start) / MINUTE_MS;
  const [minutes, setMinutes] = useState(before);
  const endsAt = new Date(start + minutes * MINUTE_MS).toISOString();
  const submit = async (overbook?: { reason: string }) => {
    const answer = await resize.run({ bookingId: booking.id, version: booking.version, endsAt, ...(overbook ? { overbook } : {}) });
    if (!answer.ok) return;
    sayMoved(booking, answer.value.booking, 'resize');
    onDone(answer.value.booking);
  };
  return (
    <div className="zk-stack" data-testid="resize-form">
      <p>
        {clockOf(booking.startsAt, offset)}–<b>{clockOf(endsAt, offset)}</b>，共 {lengthOf(minutes)}
        {minutes !== before && (
          <span className="zk-hint">
            {' '}
            （{minutes > before ? '延长' : '缩短'} {Math.abs(minutes - before)} 分钟）
          </span>
        )}
      </p>
      <div className="zk-chips" role="group" aria-label="改时长">
        {STEPS.map((step) => (
          <button
            key={step}
            type="button"
            className="zk-chip"
            disabled={minutes + step < LEAST_MINUTES || minutes + step > 24 * 60}
            onClick={() => {
              resize.clear();
              setMinutes(minutes + step);
            }}
            data-testid={`resize-${step}`}
          >
            {step > 0 ? `＋${step}` : `－${-step}`} 分钟
          </button>
        ))}
      </div>
      <RefusalNote refusal={resize.refusal} offsetMinutes={offset} />
      {resize.refusal && booking.can.includes('overbook') && <OverbookForm busy={resize.busy} onOverbook={(reason) => void submit({ reason })} />}
      <div className="zk-foot sticky">
        <Button size="large" onClick={onBack}>
          不改了
        </Button>
        <Button size="large" type="primary" disabled={minutes === before} loading={resize.busy} onClick={() => void submit()} data-testid="resize-submit">
          {minutes === before ? '先选时长' : `改到 ${clockOf(endsAt, offset)} 结束`}
        </Button>
      </div>
    </div>
  );
}
