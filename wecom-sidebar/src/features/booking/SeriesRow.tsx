import type { ApiInput, ApiOutput } from '@zhike/domain/api';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { useState } from 'react';
import { useQuery } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { Loaded, RowsSkeleton } from '../../components/states';
import { clockOf, momentOf } from '../../components/time';
import { missedWords } from './words.series';

export type Session = ApiOutput<'booking.previewSeries'>['sessions'][number];
/** Planned start → the start that is taken instead. */
export type Takes = Readonly<Record<string, string | undefined>>;

/** One session of a series: it fits, or why not, and what is taken instead. */
export function SeriesRow({
  number,
  session,
  plan,
  offsetMinutes,
  taken,
  onTake,
}: {
  number: number;
  session: Session;
  plan: Pick<ApiInput<'booking.previewSeries'>, 'storeId' | 'serviceId' | 'choices' | 'addonIds' | 'partySize'>;
  offsetMinutes: number;
  taken: string | undefined;
  onTake: (startsAt: string | undefined) => void;
}) {
  const now = useNow();
  const [choosing, setChoosing] = useState(false);
  const ok = session.fits || taken !== undefined;
  const pick = (startsAt: string) => {
    onTake(startsAt);
    setChoosing(false);
  };
  return (
    <li className={ok ? 'fits' : 'miss'} data-testid="series-session" data-fits={session.fits} data-taken={taken ?? ''}>
      <div className="zk-row">
        <span className="zk-hint zk-series-number">{number}</span>
        <b className="zk-grow">{momentOf(taken ?? session.startsAt, offsetMinutes, now)}</b>
        <span className={ok ? 'zk-series-ok' : 'zk-series-miss'}>{session.fits ? '✓ 可约' : taken ? '✓ 换了时间' : '✗ 约不上'}</span>
      </div>
      {!session.fits && (
        <div className="zk-series-ways">
          {!taken && <span className="zk-hint">{missedWords(session.reason)}</span>}
          <div className="zk-chips">
            {!taken && session.nearest && (
              <button type="button" className="zk-chip" onClick={() => session.nearest && pick(session.nearest.startsAt)} data-testid="series-nearest">
                改到 {clockOf(session.nearest.startsAt, offsetMinutes)}
              </button>
            )}
            <button type="button" className="zk-chip" aria-expanded={choosing} onClick={() => setChoosing(!choosing)} data-testid="series-choose">
              {taken ? '再换一个' : '选别的时间'}
            </button>
            {taken && (
              <button type="button" className="zk-chip" onClick={() => onTake(undefined)} data-testid="series-skip">
                这次不约
              </button>
            )}
          </div>
          {choosing && <OtherTimes session={session} plan={plan} offsetMinutes={offsetMinutes} onPick={pick} />}
        </div>
      )}
    </li>
  );
}

function OtherTimes({
  session,
  plan,
  offsetMinutes,
  onPick,
}: {
  session: Session;
  plan: Pick<ApiInput<'booking.previewSeries'>, 'storeId' | 'serviceId' | 'choices' | 'addonIds' | 'partySize'>;
  offsetMinutes: number;
  onPick: (startsAt: string) => void;
}) {
  const date = dateAt(Date.parse(session.startsAt), offsetMinutes);
  const { storeId, serviceId, choices, addonIds, partySize } = plan;
  const slots = useQuery('booking.slots', { storeId, serviceId, date, choices, addonIds, partySize });
  return (
    <Loaded query={slots} skeleton={<RowsSkeleton rows={1} />}>
      {({ slots: list }) =>
        list.length === 0 ? (
          <p className="zk-hint">这一天没有空档。</p>
        ) : (
          <div className="zk-chips" data-testid="series-slots">
            {list.map((slot) => (
              <button key={slot.startsAt} type="button" className="zk-chip time" onClick={() => onPick(slot.startsAt)}>
                {clockOf(slot.startsAt, offsetMinutes)}
              </button>
            ))}
          </div>
        )
      }
    </Loaded>
  );
}
