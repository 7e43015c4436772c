import type { ClassClash } from '@zhike/domain/booking/contract';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { Button } from 'antd';
import { useNow } from '../components/parts';
import { momentOf } from '../components/time';

/** Classes that lost their teacher or room: each opens in the timetable, where it is given to somebody else's hours or called off. */
export function ClassClashes({ classes, offsetMinutes }: { classes: readonly ClassClash[]; offsetMinutes: number }) {
  const now = useNow();
  return (
    <div className="zk-clashes">
      {classes.map((lost) => (
        <div key={`${lost.sessionId} ${lost.unitId}`} className="zk-row zk-clash" data-testid="class-clash">
          <span className="zk-grow">
            <b>{momentOf(lost.startsAt, offsetMinutes, now)}</b> <span className="zk-hint">课程</span>
            <span className="zk-second zk-clash-words">
              {lost.label || lost.serviceName} · {lost.unitName} · {lost.guests === 0 ? '还没人约' : `${lost.guests} 人已约`}
            </span>
          </span>
          <Button size="small" href={`#/classes?date=${dateAt(Date.parse(lost.startsAt), offsetMinutes)}&session=${lost.sessionId}`}>
            去课程
          </Button>
        </div>
      ))}
    </div>
  );
}
