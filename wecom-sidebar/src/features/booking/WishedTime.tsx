import type { CalendarDate } from '@zhike/domain/kernel/calendar-date';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { instantAt } from '../../components/time';

/** A time that she wants and that is not among the free ones: asking says why not, and what would make it possible. */
export function WishedTime({
  date,
  offsetMinutes,
  stepMinutes,
  onAsk,
}: {
  date: CalendarDate;
  offsetMinutes: number;
  stepMinutes: number;
  onAsk: (startsAt: string) => void;
}) {
  const [open, setOpen] = useState(false);
  const [time, setTime] = useState('');
  if (!open)
    return (
      <button type="button" className="zk-link zk-wished" onClick={() => setOpen(true)} data-testid="wish-open">
        想要的时间不在里面？
      </button>
    );
  return (
    <div className="zk-row zk-wished">
      <Input type="time" step={stepMinutes * 60} value={time} aria-label="想要的时间" onChange={(e) => setTime(e.target.value)} data-testid="wish-time" />
      <Button disabled={time === ''} onClick={() => onAsk(instantAt(date, time, offsetMinutes))} data-testid="wish-ask">
        看看能不能排
      </Button>
    </div>
  );
}
